// Package cabinet reads cabinet files ([MS-CAB], and [MS-MCI] for MSZIP). Folders that
// are packed with LZX or Quantum are listed and not unpacked.
package cabinet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"github.com/klauspost/compress/flate"
)

// Magic begins a cabinet.
const Magic = "MSCF\x00\x00\x00\x00"

// Errors of this package. Errors of the source are returned as they are.
var (
	ErrFormat = errors.New("cabinet: does not follow the format")
	ErrMethod = errors.New("cabinet: a method of compression that is not read")
)

const (
	headerLen = 36
	maxName   = 256
	maxBlock  = 1<<15 + 6144 // bytes that 32 KiB may be packed to
	history   = 1 << 15      // bytes that a block may refer back to
)

// Flags of a cabinet, of a file's name, and places of files that go on elsewhere.
const (
	flagPrev     = 1
	flagNext     = 2
	flagReserve  = 4
	nameUTF8     = 0x80
	fromPrevious = 0xfffd
	toNext       = 0xfffe
	fromAndTo    = 0xffff
)

// A File is one entry.
type File struct {
	Name     []byte
	UTF8     bool // else it is of the code page of whoever made it
	Size     int64
	Modified time.Time // local time of whoever made it, taken as UTC
	Offset   int64     // in its folder
	Folder   int
	Part     bool // begins or goes on in another cabinet
}

// A folder is a run of blocks that are unpacked as one.
type folder struct {
	at     int64
	blocks int
	method uint16
}

// A Cabinet is the listing of one.
type Cabinet struct {
	Files []File
	// More says that it is one of several.
	More    bool
	at      io.ReaderAt
	size    int64
	folders []folder
	reserve int // bytes in front of each block's data
}

// Open reads the listing of a cabinet of size bytes.
func Open(at io.ReaderAt, size int64) (*Cabinet, error) {
	le := binary.LittleEndian
	r := &reader{at: at, size: size}
	h := r.take(headerLen)
	if r.err != nil {
		return nil, r.err
	}
	flags := le.Uint16(h[30:])
	c := &Cabinet{at: at, size: size, More: flags&(flagPrev|flagNext) != 0}
	if string(h[:8]) != Magic {
		return nil, ErrFormat
	}
	folderReserve := 0
	if flags&flagReserve != 0 {
		p := r.take(4)
		if r.err != nil {
			return nil, r.err
		}
		folderReserve, c.reserve = int(p[2]), int(p[3])
		r.take(int(le.Uint16(p)))
	}
	for _, f := range []uint16{flagPrev, flagPrev, flagNext, flagNext} {
		if flags&f != 0 {
			r.name()
		}
	}
	folders, files := int(le.Uint16(h[26:])), int(le.Uint16(h[28:]))
	for range folders {
		p := r.take(8 + folderReserve)
		if r.err != nil {
			return nil, r.err
		}
		c.folders = append(c.folders, folder{int64(le.Uint32(p)), int(le.Uint16(p[4:])), le.Uint16(p[6:])})
	}
	r.off = int64(le.Uint32(h[16:]))
	for range files {
		p := r.take(16)
		name := r.name()
		if r.err != nil {
			break
		}
		c.Files = append(c.Files, c.file(p, name))
	}
	if len(c.Files) == 0 {
		return c, r.err
	}
	return c, nil
}

// file reads one entry.
func (c *Cabinet) file(p, name []byte) File {
	le := binary.LittleEndian
	f := File{Name: name, UTF8: p[14]&nameUTF8 != 0, Size: int64(le.Uint32(p)), Offset: int64(le.Uint32(p[4:])), Folder: int(le.Uint16(p[8:]))}
	f.Modified = dosTime(le.Uint16(p[10:]), le.Uint16(p[12:]))
	switch f.Folder {
	case fromPrevious, fromAndTo:
		f.Folder, f.Part = 0, true
	case toNext:
		f.Folder, f.Part = len(c.folders)-1, true
	}
	return f
}

// dosTime is a date and time of MS-DOS; zero where it is none.
func dosTime(date, clock uint16) time.Time {
	y, m, d := int(date>>9)+1980, time.Month(date>>5&15), int(date&31)
	if m < 1 || m > 12 || d < 1 {
		return time.Time{}
	}
	return time.Date(y, m, d, int(clock>>11), int(clock>>5&63), int(clock&31)*2, 0, time.UTC)
}

// reader reads what stands behind one another.
type reader struct {
	at   io.ReaderAt
	off  int64
	size int64
	err  error
}

func (r *reader) take(n int) []byte {
	p := make([]byte, n)
	if r.err != nil {
		return p
	}
	if r.off < 0 || r.off+int64(n) > r.size {
		r.err = ErrFormat
		return p
	}
	if m, err := r.at.ReadAt(p, r.off); m < n {
		r.err = noEOF(err)
	}
	r.off += int64(n)
	return p
}

func noEOF(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

// name reads a name that a zero ends.
func (r *reader) name() []byte {
	if r.err != nil {
		return nil
	}
	n := int(min(maxName, r.size-r.off))
	if n <= 0 {
		r.err = ErrFormat
		return nil
	}
	off := r.off
	p := r.take(n)
	i := bytes.IndexByte(p, 0)
	if r.err == nil && i < 0 {
		r.err = ErrFormat
	}
	if r.err != nil {
		return nil
	}
	r.off = off + int64(i) + 1
	return p[:i]
}

// Folder unpacks a folder. What the reader holds is memory alone.
func (c *Cabinet) Folder(i int) (io.Reader, error) {
	if i < 0 || i >= len(c.folders) {
		return nil, ErrFormat
	}
	f := c.folders[i]
	switch f.method & 15 {
	case 0, 1:
		return &blocks{c: c, f: f, off: f.at, left: f.blocks}, nil
	}
	return nil, ErrMethod
}

// blocks unpacks the blocks of a folder.
type blocks struct {
	c    *Cabinet
	f    folder
	off  int64
	left int
	z    io.ReadCloser
	past []byte // what was unpacked last
	out  []byte // of past, still to be read
}

func (b *blocks) Read(p []byte) (int, error) {
	for len(b.out) == 0 {
		if b.left == 0 {
			return 0, io.EOF
		}
		if err := b.block(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.out)
	b.out = b.out[n:]
	return n, nil
}

// block unpacks the next block. Its data is not compared with its check sum, which
// may be missing.
func (b *blocks) block() error {
	r := &reader{at: b.c.at, off: b.off, size: b.c.size}
	h := r.take(8 + b.c.reserve)
	packed, size := int(binary.LittleEndian.Uint16(h[4:])), int(binary.LittleEndian.Uint16(h[6:]))
	if packed > maxBlock || size > 1<<15 || size == 0 {
		return ErrFormat // a block without a size goes on in another cabinet
	}
	data := r.take(packed)
	if r.err != nil {
		return r.err
	}
	b.left--
	b.off = r.off
	if b.f.method&15 == 0 {
		if packed != size {
			return ErrFormat
		}
		b.out = data
		return nil
	}
	if packed < 2 || string(data[:2]) != "CK" {
		return ErrFormat
	}
	src := bytes.NewReader(data[2:])
	if b.z == nil {
		b.z = flate.NewReaderDict(src, b.past)
	} else if err := b.z.(flate.Resetter).Reset(src, b.past); err != nil {
		return ErrFormat
	}
	out := make([]byte, size)
	if _, err := io.ReadFull(b.z, out); err != nil {
		return ErrFormat
	}
	if size >= history {
		b.past = out
	} else {
		b.past = append(append([]byte(nil), b.past[max(0, len(b.past)+size-history):]...), out...)
	}
	b.out = out
	return nil
}
