package unixarchive

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// The first bytes of the forms of cpio.
const (
	MagicNewc   = "070701"
	MagicCRC    = "070702"
	MagicODC    = "070707"
	MagicOld    = "\xc7\x71" // numbers with the low byte first
	MagicOldBig = "\x71\xc7"
)

const trailer = "TRAILER!!!"

// Types of files, by their mode.
const (
	modeType = 0o170000
	modeDir  = 0o040000
	modeFile = 0o100000
)

// A Cpio reads an archive of cpio, or several behind one another.
type Cpio struct {
	br   *bufio.Reader
	body body
	ends bool // the trailer of an archive was read
}

// NewCpio opens an archive.
func NewCpio(r io.Reader) *Cpio {
	c := &Cpio{br: bufio.NewReaderSize(r, 64<<10)}
	c.body.br = c.br
	return c
}

// Next goes on to the next member; [io.EOF] ends the archive. What follows it is
// left to [Cpio.Rest].
func (c *Cpio) Next() (*Member, error) {
	for {
		if err := c.body.skip(); err != nil {
			return nil, err
		}
		if c.ends {
			if err := c.zeros(); err != nil {
				return nil, err
			}
		}
		magic, err := c.br.Peek(6)
		if len(magic) < 6 {
			return nil, end(err, c.ends)
		}
		m, err := c.header(magic)
		if err == ErrFormat && c.ends {
			return nil, io.EOF
		}
		if err != nil {
			return nil, err
		}
		if c.ends = m.Name == trailer; !c.ends {
			return m, nil
		}
	}
}

// end is the end of the source: after a trailer it is that of the archive.
func end(err error, ok bool) error {
	if ok && err == io.EOF {
		return io.EOF
	}
	return noEOF(err)
}

// zeros passes over the zeros behind an archive.
func (c *Cpio) zeros() error {
	for {
		p, err := c.br.Peek(1)
		if len(p) == 0 {
			return err
		}
		if p[0] != 0 {
			return nil
		}
		if _, err := c.br.Discard(1); err != nil {
			return err
		}
	}
}

// header reads the header of a member in the form that magic tells.
func (c *Cpio) header(magic []byte) (*Member, error) {
	switch {
	case string(magic) == MagicNewc || string(magic) == MagicCRC:
		return c.newc()
	case string(magic) == MagicODC:
		return c.odc()
	case string(magic[:2]) == MagicOld:
		return c.old(binary.LittleEndian)
	case string(magic[:2]) == MagicOldBig:
		return c.old(binary.BigEndian)
	}
	return nil, ErrFormat
}

// member makes a member of what its header says. Name and data are padded to a
// multiple of pad.
func (c *Cpio) member(header, nameLen, mode, links, mtime, size, pad int64) (*Member, error) {
	if nameLen < 1 || nameLen > maxName || size < 0 || mode < 0 {
		return nil, ErrFormat
	}
	name := make([]byte, nameLen)
	if _, err := io.ReadFull(c.br, name); err != nil {
		return nil, noEOF(err)
	}
	if _, err := c.br.Discard(int(-(header + nameLen) & (pad - 1))); err != nil {
		return nil, noEOF(err)
	}
	name, _, _ = bytes.Cut(name, []byte{0})
	c.body.left, c.body.pad = size, -size&(pad-1)
	m := &Member{Name: string(name), Size: size, Modified: seconds(mtime), Dir: mode&modeType == modeDir}
	m.Special = !m.Dir && mode&modeType != modeFile && mode&modeType != 0 || !m.Dir && pad == 4 && links > 1 && size == 0
	return m, nil
}

func (c *Cpio) newc() (*Member, error) {
	h := make([]byte, 110)
	if _, err := io.ReadFull(c.br, h); err != nil {
		return nil, noEOF(err)
	}
	f := func(i int) int64 { return number(h[6+8*i:14+8*i], 16) }
	return c.member(110, f(11), f(1), f(4), f(5), f(6), 4)
}

func (c *Cpio) odc() (*Member, error) {
	h := make([]byte, 76)
	if _, err := io.ReadFull(c.br, h); err != nil {
		return nil, noEOF(err)
	}
	f := func(from, to int) int64 { return number(h[from:to], 8) }
	return c.member(76, f(59, 65), f(18, 24), 1, f(48, 59), f(65, 76), 1)
}

func (c *Cpio) old(order binary.ByteOrder) (*Member, error) {
	h := make([]byte, 26)
	if _, err := io.ReadFull(c.br, h); err != nil {
		return nil, noEOF(err)
	}
	f := func(i int) int64 { return int64(order.Uint16(h[2*i:])) }
	return c.member(26, f(10), f(3), 1, f(8)<<16|f(9), f(11)<<16|f(12), 2)
}

// Old reports whether p, the front of a file, is the header of an archive in the
// binary form, whose magic number is only two bytes.
func Old(p []byte) bool {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(p, []byte(MagicOldBig)):
		order = binary.BigEndian
	case !bytes.HasPrefix(p, []byte(MagicOld)):
		return false
	}
	if len(p) < 28 {
		return false
	}
	n, mode := int(order.Uint16(p[20:])), order.Uint16(p[6:])&modeType
	if n < 2 || n > 1024 || len(p) < 26+n || mode != modeDir && mode != modeFile && mode != 0o120000 && mode != 0o020000 && mode != 0o060000 && mode != 0o010000 {
		return false
	}
	return p[26+n-1] == 0 && bytes.IndexByte(p[26:26+n-1], 0) < 0
}

// Rest is what follows the archive.
func (c *Cpio) Rest() io.Reader { return c.br }

// Read reads the member.
func (c *Cpio) Read(p []byte) (int, error) { return c.body.Read(p) }
