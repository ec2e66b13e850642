// Package rtf reads the Rich Text Format (RTF Specification 1.9.1), what mail
// programs pack it into ([MS-OXRTFCP]), and the HTML that they hide in it
// ([MS-OXRTFEX]).
//
// It holds one page of its input and a bounded stack of groups, whatever a file
// declares.
package rtf

import (
	"bufio"
	"errors"
	"io"
)

// A Where is the part of a document that text stands in.
type Where uint8

// The parts.
const (
	Main     Where = iota
	Hidden         // marked as hidden
	Margins        // headers and footers
	Notes          // footnotes and endnotes
	Comments       // annotations, their authors
	HTML           // markup, in a file that encapsulates it
	nowhere        // fonts, styles, pictures
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

// A Handler is told what a file holds, in its order. What it is handed is lent.
// Its error ends the reading.
type Handler interface {
	// Text is text as UTF-8. Of the main text, table says whether it stands in one.
	Text(w Where, table bool, p []byte) error
	Break(w Where, table bool, b Break) error
	// Code is what makes a field, such as a link.
	Code(w Where, p []byte) error
	// Info is a property of the document: "title", "author", "company", …, or the
	// name that its writer gave.
	Info(name string, p []byte) error
	// Object is an embedded object as an OLE 1.0 stream ([MS-OLEDS], section 2.2),
	// to be read before the call returns.
	Object(r io.Reader) error
}

// ErrCut says that the file ends within a group.
var ErrCut = errors.New("rtf: ends within a group")

// Options say how to read.
type Options struct {
	// Decode makes UTF-8 of text in a Windows code page.
	Decode func(page int, p []byte) []byte
	// HTML gives the markup that the file encapsulates, if it does, in place of the
	// text that was made of it.
	HTML bool
}

// The bounds of one file.
const (
	maxDepth = 1000    // groups that have a state of their own
	maxFonts = 1 << 14 // that are told apart
	maxShort = 4096    // bytes of a property or of the code of a field
	maxText  = 4096    // bytes that are handed on at once
)

// A group is the state that ends with a brace.
type group struct {
	dest   dest
	where  Where
	font   int
	uc     int // characters that stand for one of Unicode
	hidden bool
	shadow bool   // RTF that stands for hidden markup
	table  bool   // the paragraph stands in a table
	star   bool   // what comes next may be left out by whoever does not know it
	said   target // of the nearest group around destUpr
}

// A reader reads one file.
type reader struct {
	br    *bufio.Reader
	o     Options
	h     Handler
	g     group
	stack []group
	over  int // groups beyond the stack

	page   int         // of the document
	fonts  map[int]int // code page of each
	font   int         // that is being defined
	skip   int         // characters still to be left out
	markup bool        // this file encapsulates HTML, and that is wanted
	high   rune        // the first half of a pair of UTF-16

	raw   []byte // text that is not decoded yet
	short []byte // a property or code
	name  []byte // of a property
	err   error
}

// Read reads r to its end.
func Read(r io.Reader, o Options, h Handler) error {
	x := &reader{br: bufio.NewReaderSize(r, 64<<10), o: o, h: h, page: 1252, fonts: make(map[int]int)}
	x.g.uc = 1
	for x.err == nil {
		b, err := x.br.ReadByte()
		if err != nil {
			if err != io.EOF {
				return err
			}
			x.flush()
			if x.err == nil && len(x.stack) > 0 {
				return ErrCut
			}
			return x.err
		}
		x.byte(b)
	}
	return x.err
}

// byte takes one byte outside of a control word.
func (x *reader) byte(b byte) {
	switch b {
	case '{':
		x.flush()
		x.skip = 0
		x.push()
	case '}':
		x.flush()
		x.skip = 0
		x.pop()
	case '\\':
		x.control()
	case '\r', '\n', 0:
	default:
		x.char(b)
		x.plain()
	}
}

// plain takes text up to the next byte that is more than that.
func (x *reader) plain() {
	p, _ := x.br.Peek(x.br.Buffered())
	n := 0
	for n < len(p) && p[n] != '{' && p[n] != '}' && p[n] != '\\' && p[n] >= ' ' {
		n++
	}
	for _, b := range p[:n] {
		if x.skip == 0 && len(x.raw) < maxText-1 && x.g.dest != destSkip {
			x.raw = append(x.raw, b)
		} else {
			x.char(b)
		}
	}
	_, _ = x.br.Discard(n) // they are buffered
}

// char takes one character of text, in the code page of its font.
func (x *reader) char(b byte) {
	if x.skip > 0 {
		x.skip--
		return
	}
	if x.g.where == nowhere && x.g.dest == destSkip {
		return
	}
	if x.raw = append(x.raw, b); len(x.raw) >= maxText && (b < 0x80 || len(x.raw) >= maxText+16) {
		x.flush()
	}
}

func (x *reader) push() {
	if len(x.stack) == maxDepth {
		x.over++
		return
	}
	x.stack = append(x.stack, x.g)
	x.g.star = false
}

func (x *reader) pop() {
	if x.over > 0 {
		x.over--
		return
	}
	if len(x.stack) == 0 {
		return
	}
	was := x.g
	x.g = x.stack[len(x.stack)-1]
	x.stack = x.stack[:len(x.stack)-1]
	if was.dest != x.g.dest || was.where != x.g.where {
		x.ended(was)
	}
	if len(x.stack) == 0 { // a page of zeros may follow
		x.g = group{uc: 1}
	}
}

// codePage is that of the text at hand; properties have no font.
func (x *reader) codePage() int {
	if x.g.where == nowhere && x.g.dest != destFonts {
		return x.page
	}
	if page, ok := x.fonts[x.g.font]; ok && page != 0 {
		return page
	}
	return x.page
}

// flush decodes and hands on the text that was gathered.
func (x *reader) flush() {
	if len(x.raw) == 0 {
		return
	}
	p := x.raw
	for _, b := range p {
		if b >= 0x80 {
			p = x.o.Decode(x.codePage(), p)
			break
		}
	}
	x.text(p)
	x.raw = x.raw[:0]
}

// text takes decoded text.
func (x *reader) text(p []byte) {
	if x.err != nil {
		return
	}
	switch x.g.dest {
	case destText, destTag:
		if w, ok := x.where(); ok {
			x.err = x.h.Text(w, x.g.table, p)
		}
	case destInfo, destCode, destName, destValue:
		if len(x.short)+len(p) <= maxShort {
			x.short = append(x.short, p...)
		}
	}
}

// where says where text belongs, and whether it is wanted.
func (x *reader) where() (Where, bool) {
	switch {
	case x.markup && x.g.dest == destTag:
		return HTML, true
	case x.markup && x.g.where == Main:
		return HTML, !x.g.shadow
	case x.g.dest == destTag:
		return 0, false
	case x.g.hidden && x.g.where == Main:
		return Hidden, true
	}
	return x.g.where, x.g.where != nowhere
}

// split takes a break.
func (x *reader) split(b Break) {
	x.flush()
	if x.err != nil || x.g.dest != destText && x.g.dest != destTag {
		return
	}
	w, ok := x.where()
	switch {
	case !ok:
	case w == HTML:
		x.err = x.h.Text(HTML, false, []byte("\r\n"))
	default:
		x.err = x.h.Break(w, x.g.table || b >= Cell, b)
	}
}

// rune takes a character of Unicode.
func (x *reader) rune(r rune) {
	x.flush()
	x.text([]byte(string(r)))
}
