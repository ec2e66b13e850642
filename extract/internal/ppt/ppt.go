// Package ppt reads presentations of PowerPoint 97 to 2003 ([MS-PPT]).
//
// Records are walked where they lie; of each only text is read, a page at a time.
package ppt

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"unicode/utf16"
)

// Errors of Read.
var (
	ErrEncrypted = errors.New("ppt: encrypted")
	ErrFormat    = errors.New("ppt: does not follow its format")
)

// A Handler is told what a presentation holds. What it is handed is lent. Its error
// ends the reading.
type Handler interface {
	// Begin begins a slide, its notes, or what stands outside of slides.
	Begin(part Part, slide int, hidden bool) error
	// Text is a paragraph.
	Text(p []byte) error
	// Object is an embedded document, packed with zlib where that is said.
	Object(packed bool, r io.Reader) error
}

// A Part is what text belongs to.
type Part uint8

// The parts.
const (
	Slide Part = iota
	Notes
	Comments
	Links
	Margins
	Old // a slide that was changed since: the file still has it
)

// Records (section 2.13.24).
const (
	recDocument    = 1000
	recSlide       = 1006
	recSlideAtom   = 1007
	recNotes       = 1008
	recNotesAtom   = 1009
	recPersistAtom = 1011
	recSlideInfo   = 1017
	recMaster      = 1016
	recExObjList   = 1033
	recChars       = 4000
	recBytes       = 4008
	recString      = 4026
	recHyperlink   = 4055
	recMargins     = 4057
	recSlideList   = 4080
	recObject      = 4113
	recTagData     = 5003
	recDirectory   = 6002
	recComment     = 12000
	recCrypt       = 12052
)

// The bounds of one presentation.
const (
	maxTop     = 1 << 17 // records that are not within others
	maxPersist = 1 << 18
	maxDepth   = 32
	maxString  = 64 << 10
	textPage   = 32 << 10
	maxSaid    = 1 << 16 // paragraphs that are told apart
)

// A record is where a record lies.
type record struct {
	kind, instance int
	container      bool
	at, end        int64 // of what is in it
}

// A reader reads one presentation.
type reader struct {
	src     io.ReaderAt
	size    int64
	h       Handler
	top     []record
	persist map[uint32]int64
	numbers map[uint32]int // of slides, by their identifiers
	seen    map[int64]bool
	shown   map[int64]bool // slides, and whether they are: a list may name one often
	hidden  bool
	part    Part
	slide   int
	begun   bool
	said    map[uint64]bool // hashes of paragraphs
	anew    bool            // only what was not said is
}

// Read reads the stream of a presentation.
func Read(src io.ReaderAt, size int64, h Handler) error {
	x := &reader{
		src: src, size: size, h: h, persist: make(map[uint32]int64), numbers: make(map[uint32]int), seen: make(map[int64]bool),
		shown: make(map[int64]bool), said: make(map[uint64]bool),
	}
	broken, err := x.scan()
	if err != nil {
		return err
	}
	var document *record
	for i := range x.top {
		if r := &x.top[i]; r.kind == recDocument {
			document = r // the last one is the newest
		}
	}
	if document != nil {
		if err := x.document(*document); err != nil {
			return err
		}
	}
	if err := x.rest(); err != nil {
		return err
	}
	for i := range x.top {
		if r := &x.top[i]; r.kind == recDocument && r != document {
			if err := x.former(*r); err != nil {
				return err
			}
		}
	}
	if broken || document == nil {
		return ErrFormat
	}
	return nil
}

// scan lists the records that are not within others, and where the objects that
// they are lie now. Each time that a file was saved added to it.
func (x *reader) scan() (broken bool, err error) {
	for at := int64(0); at+8 <= x.size; {
		r, err := x.header(at, x.size)
		if err == nil && r.kind == 0 && r.end == r.at {
			if at, err = x.zeros(r.at); err != nil {
				return false, skipEOF(err)
			}
			continue
		}
		if err == io.EOF || r.kind == 0 || len(x.top) == maxTop {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		switch r.kind {
		case recDirectory:
			if err := x.directory(r); err != nil && err != io.EOF {
				return false, err
			}
		case recCrypt:
			return false, ErrEncrypted
		default:
			x.top = append(x.top, r)
		}
		at = r.end
	}
	return false, nil
}

// zeros returns where the next record begins behind zeros, which some programs fill
// up pages with; io.EOF where none does.
func (x *reader) zeros(at int64) (int64, error) {
	var p [4096]byte
	for from := at; at < x.size; {
		n, err := x.src.ReadAt(p[:min(int64(len(p)), x.size-at)], at)
		if i := bytes.IndexFunc(p[:n], func(r rune) bool { return r != 0 }); i >= 0 {
			if at += int64(i); p[i]&15 != 15 {
				at = max(at-2, from) // what is no container may begin with zeros
			}
			return at, nil
		}
		if n == 0 {
			return 0, cmp.Or(err, io.EOF)
		}
		at += int64(n)
	}
	return 0, io.EOF
}

// header reads the header of the record at a place, which ends before another.
func (x *reader) header(at, end int64) (record, error) {
	var p [8]byte
	if n, err := x.src.ReadAt(p[:], at); n < len(p) {
		if err == nil {
			err = io.EOF
		}
		return record{}, err
	}
	v := binary.LittleEndian.Uint16(p[:])
	r := record{kind: int(binary.LittleEndian.Uint16(p[2:])), instance: int(v >> 4), container: v&15 == 15, at: at + 8}
	r.end = min(r.at+int64(binary.LittleEndian.Uint32(p[4:])), end)
	return r, nil
}

// directory notes where objects lie (section 2.3.4).
func (x *reader) directory(r record) error {
	p, err := x.bytes(r, 4*maxPersist)
	for len(p) >= 4 {
		v := binary.LittleEndian.Uint32(p)
		id, n := v&0xfffff, v>>20
		for p = p[4:]; n > 0 && len(p) >= 4 && len(x.persist) < maxPersist; n-- {
			x.persist[id] = int64(binary.LittleEndian.Uint32(p))
			id, p = id+1, p[4:]
		}
		if n > 0 {
			break
		}
	}
	return err
}

// bytes reads at most n bytes of a record.
func (x *reader) bytes(r record, n int64) ([]byte, error) {
	p := make([]byte, max(min(r.end-r.at, n, x.size-r.at), 0))
	got, err := x.src.ReadAt(p, r.at)
	if err == io.EOF {
		err = nil
	}
	return p[:got], err
}

// each calls f for the records within r.
func (x *reader) each(r record, f func(record) error) error {
	for at := r.at; at+8 <= r.end; {
		in, err := x.header(at, r.end)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f(in); err != nil {
			return err
		}
		at = in.end
	}
	return nil
}

// begin begins what text belongs to.
func (x *reader) begin(part Part, slide int, hidden bool) {
	x.part, x.slide, x.hidden, x.begun = part, slide, hidden, false
}

// say hands on a paragraph, and before the first what it belongs to.
func (x *reader) say(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	h := fnv.New64a()
	h.Write(p)
	sum := h.Sum64()
	if x.anew && x.said[sum] {
		return nil
	}
	if len(x.said) < maxSaid {
		x.said[sum] = true
	}
	if !x.begun {
		x.begun = true
		if err := x.h.Begin(x.part, x.slide, x.hidden); err != nil {
			return err
		}
	}
	return x.h.Text(p)
}

// text hands on the text of an atom: UTF-16, or its low bytes.
func (x *reader) text(r record, wide bool) error {
	buf := make([]byte, min(r.end-r.at, textPage))
	var line []uint16
	for at := r.at; at < r.end; {
		p := buf[:min(int64(len(buf)), r.end-at)]
		n, err := x.src.ReadAt(p, at)
		if n == 0 {
			if err == io.EOF {
				err = nil
			}
			if err != nil {
				return err
			}
			break
		}
		at += int64(n)
		for p = p[:n]; len(p) > 0; {
			u := uint16(p[0])
			if p = p[1:]; wide {
				if len(p) == 0 {
					break
				}
				u, p = u|uint16(p[0])<<8, p[1:]
			}
			if u == '\r' || u == 0x0b || len(line) >= textPage {
				if err := x.say(utf8Of(line)); err != nil {
					return err
				}
				line = line[:0]
			}
			if u >= ' ' || u == '\t' {
				line = append(line, u)
			}
		}
	}
	return x.say(utf8Of(line))
}

func utf8Of(units []uint16) []byte { return []byte(string(utf16.Decode(units))) }
