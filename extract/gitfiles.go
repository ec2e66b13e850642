package extract

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"time"

	"github.com/klauspost/compress/zlib"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/gitpack"
)

// looseTitle is the most that the title of a loose object takes, in bytes.
const looseTitle = 32

// inflatedHead unpacks the first bytes of a zlib stream (RFC 1950), nil where it is
// none.
func (h *head) inflatedHead() []byte {
	if len(h.raw) < 8 || h.raw[0]&15 != 8 || h.raw[0] > 0x78 || h.raw[1]&0x20 != 0 || (int(h.raw[0])<<8|int(h.raw[1]))%31 != 0 || h.text != nil {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(h.raw))
	if err != nil {
		return nil
	}
	defer z.Close()
	p := make([]byte, looseTitle)
	n, err := io.ReadFull(z, p)
	if err != nil && (err != io.ErrUnexpectedEOF || !h.whole) {
		return nil
	}
	return p[:n]
}

func sniffLoose(h *head) int {
	t, _ := gitpack.Loose(h.inflatedHead())
	return 90 * b2i(t != 0)
}

func sniffZlib(h *head) int { return 71 * b2i(len(h.inflatedHead()) > 0) }

// readZlib reads a bare zlib stream.
func readZlib(c *content, h *head) error {
	z, err := zlib.NewReader(c.buffered())
	if err != nil {
		return broken("its compression does not begin as it should")
	}
	defer z.Close()
	return c.unpack(unpackedName, time.Time{}, z)
}

// readLoose reads a loose object of git.
func readLoose(c *content, h *head) error {
	z, err := zlib.NewReader(c.buffered())
	if err != nil {
		return broken("its compression does not begin as it should")
	}
	defer z.Close()
	br := bufio.NewReaderSize(z, pageSize)
	p, _ := br.Peek(looseTitle)
	t, n := gitpack.Loose(p)
	if t == 0 {
		return broken("does not begin as an object of git does")
	}
	br.Discard(n)
	if t == gitpack.Blob {
		return c.unpack("blob", time.Time{}, br)
	}
	data, err := io.ReadAll(io.LimitReader(br, Whole))
	if c.w.err != nil {
		return c.w.err
	}
	r := c.newRun("", "")
	if t == gitpack.Tree {
		gitpack.Names(data, func(name []byte) {
			_ = r.writeString(gitText(name) + "\n")
		})
	} else if note, ok := gitpack.ParseNote(data); ok {
		if e := r.gitNote(t, "", &note); e != nil {
			return e
		}
	}
	if e := r.end(); e != nil || err == nil {
		return e
	}
	return broken("breaks off or does not follow its compression")
}

// sniffBundle takes a bundle of git (gitformat-bundle(5)).
func sniffBundle(h *head) int {
	if h.has("# v2 git bundle\n") || h.has("# v3 git bundle\n") {
		return 90
	}
	return 0
}

// readBundle reads the pack in a bundle, which lines that name its branches precede.
func readBundle(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	br := bufio.NewReaderSize(io.NewSectionReader(at, 0, size), pageSize)
	off := int64(0)
	r := c.newRun("", exposure.PartProperties)
	for {
		line, err := br.ReadSlice('\n')
		off += int64(len(line))
		if err != nil {
			return firstError(c.w.err, r.end(), broken("its lines do not end before a pack"))
		}
		if len(line) == 1 {
			break
		}
		if err := r.writeString(gitText(line)); err != nil {
			return err
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	return c.pack(io.NewSectionReader(at, off, size-off), size-off)
}

// sniffGitIndex takes the list of files of a working tree (gitformat-index(5)).
func sniffGitIndex(h *head) int {
	return 90 * b2i(h.has("DIRC\x00\x00\x00") && len(h.raw) > 8 && h.raw[7] >= 2 && h.raw[7] <= 4)
}

// The lengths of an entry of the index in bytes: up to its name, and up to its flags.
// Where hashes are of SHA-256, which nothing says, they are longer.
const (
	indexEntry = 62
	indexFlags = 60
	indexWide  = 12
)

// wideIndex reports whether the hashes in an index are of SHA-256: its first entry
// says how long its name is, and that leads to the end of a name there alone.
func wideIndex(p []byte, version byte) bool {
	fits := func(more int) bool {
		at := 12 + indexFlags + more
		if len(p) < at+2 {
			return false
		}
		flags := binary.BigEndian.Uint16(p[at:])
		if at += 2; flags&0x4000 != 0 {
			at += 2
		}
		if version == 4 {
			at++
		}
		n := int(flags & 0xfff)
		return n > 0 && len(p) > at+n && bytes.IndexByte(p[at:at+n+1], 0) == n
	}
	return !fits(0) && fits(indexWide)
}

// readGitIndex gives the names of the files, a line each.
func readGitIndex(c *content, h *head) error {
	br := c.buffered()
	first, _ := br.Peek(12 + indexEntry + indexWide + 2 + 1<<12)
	entry := indexEntry
	if wideIndex(first, h.raw[7]) {
		entry += indexWide
	}
	br.Discard(12)
	r := c.newRun("", "")
	version, count := h.raw[7], uint32(0)
	if len(h.raw) >= 12 {
		count = binary.BigEndian.Uint32(h.raw[8:])
	}
	var name []byte
	for range count {
		var b [indexEntry + indexWide]byte
		n := entry
		if _, err := io.ReadFull(br, b[:n]); err != nil {
			return firstError(c.w.err, r.end(), broken("breaks off"))
		}
		if binary.BigEndian.Uint16(b[n-2:])&0x4000 != 0 {
			n += 2
			br.Discard(2)
		}
		keep := 0
		if version == 4 { // names share their front with the one before
			drop, err := indexNumber(br)
			if err != nil || drop > len(name) {
				return firstError(c.w.err, r.end(), broken("breaks off"))
			}
			keep = len(name) - drop
		}
		rest, err := br.ReadSlice(0)
		if err != nil {
			return firstError(c.w.err, r.end(), broken("breaks off"))
		}
		name = append(name[:keep], rest[:len(rest)-1]...)
		if len(name) > maxName*4 {
			return firstError(r.end(), broken("has a name of no file"))
		}
		if version < 4 {
			br.Discard((8 - (n+len(rest))%8) % 8)
		}
		if err := r.writeString(gitText(name) + "\n"); err != nil {
			return err
		}
	}
	return r.end()
}

// indexNumber reads a number of variable length, as in an ofs-delta.
func indexNumber(br *bufio.Reader) (int, error) {
	b, err := br.ReadByte()
	v := int(b & 0x7f)
	for err == nil && b >= 0x80 && v < 1<<20 {
		b, err = br.ReadByte()
		v = (v+1)<<7 | int(b&0x7f)
	}
	return v, err
}
