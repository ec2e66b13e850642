package iso9660

import (
	"encoding/binary"
	"io"
	"strings"
	"time"
	"unicode/utf16"
)

// An entry is one record of a directory (section 9.1).
type entry struct {
	name                            string
	ext                             part
	when                            time.Time
	dir, self, more, special, moved bool
	child                           int64
}

func (im *Image) entry(rec []byte) entry {
	name := rec[33 : 33+int(rec[32])]
	e := entry{ext: extent(rec), dir: rec[25]&2 != 0, more: rec[25]&0x80 != 0, when: dirTime(rec[18:25])}
	e.self = len(name) == 1 && name[0] <= 1
	if im.joliet {
		u := make([]uint16, len(name)/2)
		for i := range u {
			u[i] = binary.BigEndian.Uint16(name[2*i:])
		}
		e.name = string(utf16.Decode(u))
	} else {
		e.name = string(name)
	}
	if !e.dir {
		e.name, _, _ = strings.Cut(e.name, ";")
		e.name = strings.TrimSuffix(e.name, ".")
	}
	if im.rock && !im.joliet {
		if from := 33 + len(name) + (len(name)+1)%2 + im.skip; from < len(rec) {
			im.fields(rec[from:], &e)
		}
	}
	return e
}

// fields reads the fields of Rock Ridge. They may go on in another sector, and from
// there in one more: each names one such place (SUSP, section 5.1), else those of
// one entry could be made to branch without end.
func (im *Image) fields(p []byte, e *entry) {
	var name []byte
	for range maxMore {
		next := im.area(p, e, &name)
		if next.size == 0 || next.size > sector {
			break
		}
		p = make([]byte, next.size)
		if m, _ := im.at.ReadAt(p, next.at); m < len(p) {
			break
		}
	}
	if len(name) > 0 {
		e.name = string(name)
	}
}

// area reads the fields of one place, and returns where they go on.
func (im *Image) area(p []byte, e *entry, name *[]byte) (next part) {
	le := binary.LittleEndian
	for len(p) >= 4 {
		n := int(p[2])
		if n < 4 || n > len(p) {
			break
		}
		f := p[:n]
		p = p[n:]
		switch string(f[:2]) {
		case "NM":
			if n > 5 && f[4]&6 == 0 && len(*name)+n <= maxName {
				*name = append(*name, f[5:]...)
			}
		case "PX":
			if n >= 8 {
				mode := le.Uint32(f[4:]) & 0o170000
				e.special = mode != 0o100000 && mode != 0o040000
			}
		case "CL":
			if n >= 8 {
				e.child = int64(le.Uint32(f[4:]))
			}
		case "RE":
			e.moved = true
		case "CE":
			if n >= 28 {
				next = part{int64(le.Uint32(f[4:]))*sector + int64(le.Uint32(f[12:])), int64(le.Uint32(f[20:]))}
			}
		}
	}
	return next
}

// dirTime is the time of a record (section 9.1.5), whose zone is in quarters of an hour.
func dirTime(p []byte) time.Time {
	if p[1] < 1 || p[1] > 12 || p[2] < 1 || p[2] > 31 {
		return time.Time{}
	}
	zone := time.FixedZone("", int(int8(p[6]))*15*60)
	return time.Date(1900+int(p[0]), time.Month(p[1]), int(p[2]), int(p[3]), int(p[4]), int(p[5]), 0, zone).UTC()
}

// Open reads a file. One that stands beyond the end of the image breaks off.
func (im *Image) Open(f *File) io.Reader {
	readers := make([]io.Reader, len(f.parts))
	for i, p := range f.parts {
		readers[i] = &exact{r: io.NewSectionReader(im.at, p.at, p.size), n: p.size}
	}
	return io.MultiReader(readers...)
}

// exact reads n bytes; that there are fewer is an error.
type exact struct {
	r io.Reader
	n int64
}

func (e *exact) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if e.n -= int64(n); err == io.EOF && e.n > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
