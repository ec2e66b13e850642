// Package iso9660 reads images of CDs and DVDs (ECMA-119), with the names of Joliet
// (ECMA-119 and UCS-2, "Joliet Specification" of 1995) or Rock Ridge (IEEE P1282).
package iso9660

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"time"
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
	maxName  = 1024     // bytes of a name
	maxMore  = 8        // sectors in which the fields of one entry go on
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
	left    int64 // bytes of directories that may still be read: they do not overlap
}

// Open reads the descriptors of an image of size bytes.
func Open(at io.ReaderAt, size int64) (*Image, error) {
	im := &Image{at: at, size: size, visited: make(map[int64]bool), left: size}
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
	if depth > maxDepth || im.visited[d.at] || d.size > maxDir || d.at >= im.size || im.left <= 0 {
		im.Broken++
		return nil
	}
	im.visited[d.at] = true
	p := make([]byte, min(d.size, im.size-d.at))
	im.left -= max(int64(len(p)), sector)
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
		name string // not its path: there may be millions beneath a long one
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
		if e.dir {
			subs = append(subs, sub{e.ext, e.name})
			continue
		}
		if e.child > 0 { // a directory that Rock Ridge has moved
			if c, ok := im.moved(e.child); ok {
				subs = append(subs, sub{c, e.name})
			}
			continue
		}
		if open == nil {
			open = &File{Path: path + e.name, Modified: e.when, Special: e.special}
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
		if im.visited[s.d.at] {
			im.Broken++
			continue
		}
		if err := im.dir(s.d, path+s.name+"/", depth+1, each); err != nil {
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
