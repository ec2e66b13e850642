// Package doc reads the text of documents of Word 97 to 2003 ([MS-DOC]), and of
// Word 6 and 95 as far as text goes.
//
// Text is read piece by piece through a page of 32 KiB. Of the tables those are held
// that say where pieces and pages of properties lie: no more than a bounded number of
// them, and no more than the file has.
package doc

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// A Where is the part of a document that text stands in, in their order in the file.
type Where uint8

// The parts (section 2.4.1).
const (
	Main Where = iota
	Footnotes
	Margins
	Macros
	Comments
	Endnotes
	Boxes
	MarginBoxes
	numParts
)

// A Break ends something.
type Break uint8

// The breaks.
const (
	Paragraph Break = iota
	Line
	Cell
	Row
)

// Errors of Read.
var (
	ErrEncrypted = errors.New("doc: encrypted")
	ErrFormat    = errors.New("doc: does not follow its format")
)

// A Handler is told what a document holds, in its order. What it is handed is lent.
// Its error ends the reading.
type Handler interface {
	// Text is text as UTF-8. Table says whether it stands in one, hidden whether it
	// is marked so.
	Text(w Where, table, hidden bool, p []byte) error
	Break(w Where, table bool, b Break) error
	// Code is what makes a field, such as a link.
	Code(w Where, table bool, p []byte) error
	// People are names that the document keeps: who commented, who saved it where.
	People(list []string) error
}

// Options say how to read.
type Options struct {
	// Decode makes UTF-8 of text in a Windows code page.
	Decode func(page int, p []byte) []byte
}

// A Source is a stream.
type Source struct {
	io.ReaderAt
	Size int64
}

// Places in the header (section 2.5): of what, in bytes.
const (
	fibSize      = 0x2e0
	fibMagic     = 0xa5 // of Word 97 to 2003 0xa5ec, of Word 6 and 95 0xa5dc, of theirs for some languages 0xa697 to 0xa699
	atFlags      = 0x0a
	atFirst      = 0x18
	atCounts     = 0x4c // of the characters of each part
	atAtnOwners  = 0x1ba
	atChpx       = 0xfa
	atPapx       = 0x102
	atClx        = 0x1a2
	atSavedBy    = 0x2d2
	oldCounts    = 0x34 // the same, in Word 6 and 95
	oldClx       = 0x160
	flagComplex  = 0x0004
	flagLocked   = 0x0100
	flagTable1   = 0x0200
	version97    = 0xc0
	maxPieces    = 1 << 20
	maxPages     = 1 << 20
	maxPeople    = 1 << 20 // bytes of a list of names
	compressed   = 1 << 30 // a piece of single bytes
	maxCode      = 4096    // bytes of what makes a field
	maxNested    = 64      // fields within fields
	pieceSize    = 12
	pageEntry    = 8
	pageSize     = 512
	windowSize   = 32 << 10
	latin        = 1252
	wideChar     = 2
	maxCharacter = 1 << 31
	repeats      = 4 // times that pieces may give what there is: they may all lie at one place
)

// A reader reads one document.
type reader struct {
	text   Source // the stream WordDocument
	table  Source
	o      Options
	h      Handler
	fib    []byte
	old    bool // Word 6 or 95
	page   int  // code page of single bytes
	pieces []piece
	chpx   pages
	papx   pages

	window []byte

	// where the text is
	where  Where
	table1 bool // the paragraph stands in a table
	fresh  bool // at the start of a paragraph
	hidden bool
	until  int64 // the properties of characters hold up to here
	since  int64
	cells  int // marks of cells in a row, in an old document
	fields []field
	out    []byte
	left   int64 // bytes that pieces may still take
}

// A piece is a run of text: characters from cp on lie at fc.
type piece struct {
	cp, end int64
	fc      int64
	wide    bool
}

// Table says which of the two tables a document uses; false and an error where it
// is none.
func Table(text io.ReaderAt) (one bool, err error) {
	var h [32]byte
	if n, _ := text.ReadAt(h[:], 0); n < len(h) {
		return false, ErrFormat
	}
	if h[1] != fibMagic && h[1] != fibMagic+1 {
		return false, ErrFormat
	}
	return binary.LittleEndian.Uint16(h[atFlags:])&flagTable1 != 0, nil
}

// Read reads a document. The table is nil for Word 6 and 95.
func Read(text, table Source, o Options, h Handler) error {
	x := &reader{text: text, table: table, o: o, h: h, page: latin, fresh: true}
	x.fib = make([]byte, min(fibSize, text.Size))
	if n, err := text.ReadAt(x.fib, 0); n < len(x.fib) && err != io.EOF {
		return err
	}
	if len(x.fib) < 0x60 {
		return ErrFormat
	}
	le := binary.LittleEndian
	if le.Uint16(x.fib[atFlags:])&flagLocked != 0 {
		return ErrEncrypted
	}
	if x.old = le.Uint16(x.fib[2:]) < version97; x.old {
		x.table, x.page = text, pageOf(le.Uint16(x.fib[6:]))
	}
	x.left = repeats * text.Size
	if err := x.findPieces(); err != nil {
		return err
	}
	if !x.old {
		x.chpx, x.papx = x.findPages(atChpx), x.findPages(atPapx)
	}
	if err := x.people(); err != nil {
		return err
	}
	return x.parts()
}

// pageOf is the code page of a language, for documents that are not in Unicode.
func pageOf(language uint16) int {
	switch language & 0x3ff {
	case 0x19, 0x22, 0x23, 0x02, 0x2f:
		return 1251
	case 0x05, 0x0e, 0x15, 0x18, 0x1a, 0x1b, 0x24:
		return 1250
	case 0x08:
		return 1253
	case 0x1f:
		return 1254
	case 0x0d:
		return 1255
	case 0x01, 0x29:
		return 1256
	case 0x25, 0x26, 0x27:
		return 1257
	case 0x11:
		return 932
	case 0x12:
		return 949
	case 0x04:
		if language == 0x0404 {
			return 950
		}
		return 936
	case 0x1e:
		return 874
	}
	return latin
}

// part returns at most n bytes of the table that the header tells of at a place.
func (x *reader) part(at int, most int64) []byte {
	if at+8 > len(x.fib) {
		return nil
	}
	fc, n := int64(binary.LittleEndian.Uint32(x.fib[at:])), int64(binary.LittleEndian.Uint32(x.fib[at+4:]))
	if fc >= x.table.Size || n == 0 {
		return nil
	}
	p := make([]byte, min(n, x.table.Size-fc, most))
	got, _ := x.table.ReadAt(p, fc)
	return p[:got]
}

// findPieces reads where the pieces of the text lie (section 2.9.38).
func (x *reader) findPieces() error {
	le := binary.LittleEndian
	if x.old && le.Uint16(x.fib[atFlags:])&flagComplex == 0 {
		first, last := int64(le.Uint32(x.fib[atFirst:])), int64(le.Uint32(x.fib[atFirst+4:]))
		last = min(last, x.text.Size)
		if first >= last {
			return ErrFormat
		}
		x.pieces = []piece{{cp: 0, end: last - first, fc: first}}
		return nil
	}
	at := atClx
	if x.old {
		at = oldClx
	}
	p := x.part(at, maxPieces*pieceSize)
	for len(p) >= 3 && p[0] == 1 { // properties of pieces
		p = p[min(3+int(le.Uint16(p[1:])), len(p)):]
	}
	if len(p) < 5+pieceSize || p[0] != 2 {
		return ErrFormat
	}
	p = p[5:min(int64(len(p)), 5+int64(le.Uint32(p[1:])))]
	n := (len(p) - 4) / pieceSize
	for i := range n {
		pcd := p[4*(n+1)+8*i:]
		one := piece{cp: int64(le.Uint32(p[4*i:])), end: int64(le.Uint32(p[4*i+4:])), fc: int64(le.Uint32(pcd[2:]))}
		switch {
		case x.old:
		case one.fc&compressed != 0:
			one.fc = one.fc &^ (3 << 30) / 2
		default:
			one.wide = true
		}
		if one.end <= one.cp || one.end >= maxCharacter || i > 0 && len(x.pieces) > 0 && one.cp < x.pieces[len(x.pieces)-1].end {
			continue
		}
		x.pieces = append(x.pieces, one)
	}
	if len(x.pieces) == 0 {
		return ErrFormat
	}
	return nil
}

// people hands on the names that stand in lists.
func (x *reader) people() error {
	if x.old {
		return nil
	}
	var list []string
	for p := x.part(atAtnOwners, maxPeople); len(p) >= 2; {
		n := int(binary.LittleEndian.Uint16(p))
		list = append(list, string(wire.Text(p[2:], n)))
		p = p[min(2+2*n, len(p)):]
	}
	if p := x.part(atSavedBy, maxPeople); len(p) >= 6 && binary.LittleEndian.Uint16(p) == 0xffff {
		for p = p[6:]; len(p) >= 2; {
			n := int(binary.LittleEndian.Uint16(p))
			list = append(list, string(wire.Text(p[2:], n)))
			p = p[min(2+2*n, len(p)):]
		}
	}
	if len(list) == 0 {
		return nil
	}
	return x.h.People(list)
}
