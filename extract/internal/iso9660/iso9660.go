// Package iso9660 reads images of CDs and DVDs (ECMA-119), with the names of Joliet
// (ECMA-119 and UCS-2, "Joliet Specification" of 1995) or Rock Ridge (IEEE P1282).
package iso9660

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf16"
)

// The magic number, and where it stands.
const (
	Magic   = "CD001"
	MagicAt = 0x8001
)

// ErrFormat says that an image does not follow the format.
var ErrFormat = errors.New("iso9660: does not follow the format")

const (
	sector   = 2048
	maxDepth = 64
	maxDir   = 64 << 20 // bytes of one directory
)

// A File is one entry.
type File struct {
	Path     string
	Size     int64
	Modified time.Time
	Special  bool // a link or a device
	parts    []part
}

// A part is one run of a file's bytes.
type part struct{ at, size int64 }

// An Image is an open image.
type Image struct {
	// Label, Publisher, Preparer and Application are as the image says.
	Label, Publisher, Preparer, Application string
	// Broken counts directories that do not follow the format.
	Broken int

	at      io.ReaderAt
	size    int64
	root    part
	joliet  bool
	rock    bool
	skip    int // bytes before the fields of Rock Ridge
	visited map[int64]bool
}

// Open reads the descriptors of an image of size bytes.
func Open(at io.ReaderAt, size int64) (*Image, error) {
	im := &Image{at: at, size: size, visited: make(map[int64]bool)}
	p := make([]byte, sector)
	found := false
	for n := int64(16); n < 64; n++ {
		if m, err := at.ReadAt(p, n*sector); m < sector {
			return nil, noEOF(err)
		}
		if string(p[1:6]) != Magic || p[0] == 255 {
			break
		}
		joliet := p[0] == 2 && (string(p[88:91]) == "%/@" || string(p[88:91]) == "%/C" || string(p[88:91]) == "%/E")
		if p[0] != 1 && !joliet || p[0] == 1 && found {
			continue
		}
		if p[0] == 1 {
			im.Label, im.Publisher, im.Preparer, im.Application = text(p[40:72]), text(p[318:446]), text(p[446:574]), text(p[574:702])
			found = true
			im.root = extent(p[156:190])
			im.rockRidge()
		} else if !im.rock {
			im.root, im.joliet, found = extent(p[156:190]), true, true
		}
	}
	if !found {
		return nil, ErrFormat
	}
	return im, nil
}

func noEOF(err error) error {
	if err == nil || err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFormat
	}
	return err
}

func text(p []byte) string { return strings.TrimRight(string(p), " \x00") }

func extent(rec []byte) part {
	le := binary.LittleEndian
	return part{(int64(le.Uint32(rec[2:])) + int64(rec[1])) * sector, int64(le.Uint32(rec[10:]))}
}

// rockRidge looks for the mark of SUSP in the root directory.
func (im *Image) rockRidge() {
	p := make([]byte, 256)
	if n, _ := im.at.ReadAt(p, im.root.at); n < len(p) || int(p[0]) < 34+7 || p[0] > 250 {
		return
	}
	if sp := p[34:p[0]]; string(sp[:2]) == "SP" && sp[4] == 0xbe && sp[5] == 0xef {
		im.rock, im.skip = true, int(sp[6])
	}
}

// Files calls each for the files, directory by directory. A directory is visited
// once. Errors of each and of the source are returned.
func (im *Image) Files(each func(*File) error) error { return im.dir(im.root, "", 0, each) }

// dir reads a directory.
func (im *Image) dir(d part, path string, depth int, each func(*File) error) error {
	if depth > maxDepth || im.visited[d.at] || d.size > maxDir || d.at >= im.size {
		im.Broken++
		return nil
	}
	im.visited[d.at] = true
	p := make([]byte, min(d.size, im.size-d.at))
	if n, err := im.at.ReadAt(p, d.at); n < len(p) {
		if err := noEOF(err); err != ErrFormat {
			return err
		}
		p = p[:n]
	}
	if int64(len(p)) < d.size {
		im.Broken++
	}
	var open *File
	type sub struct {
		d    part
		path string
	}
	var subs []sub
	for i := 0; i < len(p); {
		n := int(p[i])
		if n == 0 { // no entry crosses a sector
			i = (i/sector + 1) * sector
			continue
		}
		if n < 34 || i+n > len(p) || 33+int(p[i+32]) > n {
			im.Broken++
			break
		}
		rec := p[i : i+n]
		i += n
		e := im.entry(rec)
		if e.self || e.moved {
			continue
		}
		full := path + e.name
		if e.dir {
			subs = append(subs, sub{e.ext, full + "/"})
			continue
		}
		if e.child > 0 { // a directory that Rock Ridge has moved
			if c, ok := im.moved(e.child); ok {
				subs = append(subs, sub{c, full + "/"})
			}
			continue
		}
		if open == nil {
			open = &File{Path: full, Modified: e.when, Special: e.special}
		}
		open.parts = append(open.parts, e.ext)
		open.Size += e.ext.size
		if e.more {
			continue
		}
		f := open
		open = nil
		if err := each(f); err != nil {
			return err
		}
	}
	for _, s := range subs {
		if err := im.dir(s.d, s.path, depth+1, each); err != nil {
			return err
		}
	}
	return nil
}

// moved finds the directory at a sector, whose first entry is itself.
func (im *Image) moved(at int64) (part, bool) {
	p := make([]byte, 34)
	if n, _ := im.at.ReadAt(p, at*sector); n < len(p) || p[0] < 34 {
		return part{}, false
	}
	return extent(p), true
}

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
			im.fields(rec[from:], &e, 0)
		}
	}
	return e
}

// fields reads the fields of Rock Ridge, which may go on in another sector.
func (im *Image) fields(p []byte, e *entry, depth int) {
	le := binary.LittleEndian
	var name []byte
	for len(p) >= 4 {
		n := int(p[2])
		if n < 4 || n > len(p) {
			break
		}
		f := p[:n]
		p = p[n:]
		switch string(f[:2]) {
		case "NM":
			if n > 5 && f[4]&6 == 0 {
				name = append(name, f[5:]...)
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
			if n < 28 || depth > 8 {
				break
			}
			at, off, size := int64(le.Uint32(f[4:])), int64(le.Uint32(f[12:])), le.Uint32(f[20:])
			if size > sector {
				break
			}
			more := make([]byte, size)
			if m, _ := im.at.ReadAt(more, at*sector+off); m == len(more) {
				rest := *e
				rest.name = ""
				im.fields(more, &rest, depth+1)
				name = append(name, rest.name...)
				rest.name = e.name
				*e = rest
			}
		}
	}
	if len(name) > 0 {
		e.name = string(name)
	}
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
