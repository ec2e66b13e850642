package extract

import (
	"cmp"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/rtf"
)

func sniffRTF(h *head) int {
	if h.has(`{\rtf`) {
		return 90
	}
	return 0
}

// readRTF reads Rich Text Format: text, tables, notes, margins, comments, what is
// hidden, properties, and embedded objects as members.
func readRTF(c *content, h *head) error {
	x := newRTFText(c)
	err := rtf.Read(c.stream(), rtf.Options{Decode: decodePage}, x)
	if c.w.err != nil {
		return c.w.err
	}
	if errors.Is(err, rtf.ErrCut) {
		err = broken("ends within a group")
	}
	return firstError(x.end(), err)
}

// An rtfText hands on what is read of Rich Text Format.
type rtfText struct {
	c      *content
	d      *docText
	props  *run
	record int64 // of the properties
}

func newRTFText(c *content) *rtfText {
	x := &rtfText{c: c, d: newDocText(c), props: c.newRun("", exposure.PartProperties)}
	x.props.hold = maxSide
	return x
}

// rtfParts are the parts that text stands in.
var rtfParts = map[rtf.Where]exposure.Part{rtf.Hidden: exposure.PartHidden, rtf.Margins: exposure.PartMargins, rtf.Notes: exposure.PartNotes, rtf.Comments: exposure.PartComments}

func (x *rtfText) Text(w rtf.Where, table bool, p []byte) error {
	return x.d.text(rtfParts[w], table, p)
}

func (x *rtfText) Break(w rtf.Where, table bool, b rtf.Break) error {
	part := rtfParts[w]
	switch {
	case b == rtf.Paragraph:
		return x.d.paragraph(part, table)
	case b == rtf.Line:
		return x.d.line(part, table)
	case part != "":
		return x.d.beside(part, []byte{"\t\n"[b2i(b == rtf.Row)]})
	case b == rtf.Cell:
		return x.d.cell()
	}
	return x.d.row()
}

func (x *rtfText) Code(w rtf.Where, p []byte) error { return x.d.code(rtfParts[w], x.d.tc, p) }

// Info keeps a property.
func (x *rtfText) Info(name string, p []byte) error {
	s := bound(strings.ToValidUTF8(string(p), ""))
	f := &x.c.Facts
	switch name { // what is said first is the document's own
	case "title":
		f.Title = cmp.Or(f.Title, s)
	case "author":
		f.Author = cmp.Or(f.Author, s)
	case "company":
		f.Company = cmp.Or(f.Company, s)
	case "created":
		if at, err := time.Parse("2006-01-02 15:04", s); err == nil {
			f.Created = at
		}
	}
	if len(x.props.text) > maxSide/2 {
		return nil
	}
	if x.record == 0 {
		x.record = x.c.record()
	}
	return x.props.property(name, s, x.record)
}

// property writes a property on a line of its own.
func (r *run) property(name, value string, record int64) error {
	r.mark(fieldName([]byte(name)), record)
	err := r.writeString(value)
	r.mark("", record)
	return firstError(err, r.writeString("\n"))
}

// Object reads an embedded object as a member.
func (x *rtfText) Object(r io.Reader) error {
	if err := x.d.flush(); err != nil {
		return err
	}
	return x.c.oleStream(r)
}

func (x *rtfText) end() error { return firstError(x.d.end(), x.props.end()) }
