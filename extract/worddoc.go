package extract

import (
	"errors"
	"io"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cfb"
	"github.com/hemostat/hemostat/extract/internal/doc"
)

// word reads a document of Word 6 to 2003.
func (o *compound) word() error {
	main := o.source(o.root.Find("WordDocument"))
	one, err := doc.Table(main)
	table := o.root.Find("0Table")
	if one {
		table = o.root.Find("1Table")
	}
	x := &wordText{c: o.c, d: newDocText(o.c)}
	if err == nil {
		err = doc.Read(main, o.source(table), doc.Options{Decode: decodePage}, x)
	}
	if o.c.w.err != nil {
		return o.c.w.err
	}
	if e := x.d.end(); e != nil {
		return e
	}
	switch {
	case errors.Is(err, doc.ErrEncrypted):
		return stopf(exposure.NotReadEncrypted, o.size, "needs a password")
	case errors.Is(err, doc.ErrFormat):
		r := o.c.newRun("", "")
		if err := textRuns(io.NewSectionReader(main, 0, main.Size), r, minRun); err != nil {
			return err
		}
		return firstError(r.end(), broken("the document's text does not lie where its header says; runs of plain text were read"))
	}
	return err
}

// source opens a stream under the budget of the file; an empty one where there is
// none.
func (o *compound) source(e *cfb.Entry) doc.Source {
	if e == nil || !e.IsStream() {
		return doc.Source{ReaderAt: strings.NewReader("")}
	}
	return doc.Source{ReaderAt: o.readerAt(e), Size: e.Size()}
}

// wordText hands on the text of a document.
type wordText struct {
	c *content
	d *docText
}

// wordParts are the parts that text stands in.
var wordParts = map[doc.Where]exposure.Part{
	doc.Footnotes: exposure.PartNotes, doc.Endnotes: exposure.PartNotes, doc.Comments: exposure.PartComments,
	doc.Margins: exposure.PartMargins, doc.MarginBoxes: exposure.PartMargins,
}

func (x *wordText) part(w doc.Where, hidden bool) exposure.Part {
	part := wordParts[w]
	if part == "" && hidden {
		return exposure.PartHidden
	}
	return part
}

func (x *wordText) Text(w doc.Where, table, hidden bool, p []byte) error {
	return x.d.text(x.part(w, hidden), table, p)
}

func (x *wordText) Break(w doc.Where, table bool, b doc.Break) error {
	part := x.part(w, false)
	switch {
	case b == doc.Paragraph:
		return x.d.paragraph(part, table)
	case b == doc.Line:
		return x.d.line(part, table)
	case part != "":
		return x.d.beside(part, []byte{"\t\n"[b2i(b == doc.Row)]})
	case b == doc.Cell:
		return x.d.cell()
	}
	return x.d.row()
}

func (x *wordText) Code(w doc.Where, table bool, p []byte) error {
	return x.d.code(x.part(w, false), table, p)
}

// People hands on who commented, and who saved the document where.
func (x *wordText) People(list []string) error {
	said := make(map[string]bool)
	for _, s := range list {
		if s = strings.ToValidUTF8(strings.TrimSpace(bound(s)), ""); s == "" || said[s] {
			continue
		}
		said[s] = true
		if err := x.d.beside(exposure.PartComments, []byte(s+"\n")); err != nil {
			return err
		}
	}
	return nil
}
