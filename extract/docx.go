package extract

import (
	"bytes"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// readDocx reads a text document: its text, with what was deleted under change
// tracking; its notes, comments, headers and footers. A row of a table is a
// record; the field of a cell is the heading of its column or, in a table of
// two columns, the label beside it.
func readDocx(o *office) error {
	parts := []struct {
		prefix string
		part   exposure.Part
	}{
		{"word/document", ""}, {"word/header", exposure.PartMargins}, {"word/footer", exposure.PartMargins},
		{"word/footnotes", exposure.PartNotes}, {"word/endnotes", exposure.PartNotes}, {"word/comments", exposure.PartComments},
		{"word/glossary/document", ""},
	}
	for _, p := range parts {
		err := o.each(p.prefix, ".xml", func(name string) error { return o.paragraphs(name, "", p.part) })
		if err != nil {
			return err
		}
	}
	return o.each("word/people", ".xml", func(name string) error { return o.generic(name, exposure.PartComments) })
}

// readPptx reads a presentation: slides, speaker notes and comments.
func readPptx(o *office) error {
	o.done["ppt/presentation.xml"] = true
	err := o.each("ppt/slides/slide", ".xml", func(name string) error {
		return o.paragraphs(name, "#s"+slideNumber(name), "")
	})
	if err != nil {
		return err
	}
	err = o.each("ppt/notesSlides/notesSlide", ".xml", func(name string) error {
		return o.paragraphs(name, "#n"+slideNumber(name), exposure.PartNotes)
	})
	if err != nil {
		return err
	}
	return firstError(
		o.each("ppt/comments/", ".xml", func(name string) error { return o.generic(name, exposure.PartComments) }),
		o.each("ppt/commentAuthors", ".xml", func(name string) error { return o.generic(name, exposure.PartComments) }),
		o.each("ppt/authors", ".xml", func(name string) error { return o.generic(name, exposure.PartComments) }))
}

// slideNumber is the number in "ppt/slides/slide12.xml".
func slideNumber(name string) string {
	s := strings.TrimSuffix(name, ".xml")
	i := len(s)
	for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
		i--
	}
	return s[i:]
}

// generic reads a part as any XML.
func (o *office) generic(name string, part exposure.Part) error {
	r := o.c.newRun("", part)
	return firstError(o.markup(name, &xmlText{c: o.c, r: r}), r.end())
}

// paragraphs reads a part that holds paragraphs and tables.
func (o *office) paragraphs(name, suffix string, part exposure.Part) error {
	r := o.c.newRun(suffix, part).labelled()
	return firstError(o.markup(name, &officeText{c: o.c, r: r}), r.end())
}

// officeText writes the paragraphs and tables of WordprocessingML and
// DrawingML, which name them alike.
type officeText struct {
	c      *content
	r      *run
	take   int // elements open whose text is wanted
	code   bool
	codes  []byte
	skip   int // within what repeats something for older programs
	tables []officeTable
}

// An officeTable is a table that is open.
type officeTable struct {
	heads  []string
	header bool // the first row names the columns
	label  []byte
	cell   []byte
	record int64
	row    int
	col    int
	paras  int // that ended in the open cell since its last text
}

func (x *officeText) table() *officeTable {
	if len(x.tables) == 0 {
		return nil
	}
	return &x.tables[len(x.tables)-1]
}

func (x *officeText) text(p []byte) error {
	switch {
	case x.skip > 0:
	case x.code:
		if len(x.codes) < 4096 {
			x.codes = append(x.codes, p...)
		}
	case x.take > 0:
		if t := x.table(); t != nil {
			if t.paras > 0 && len(t.cell) > 0 {
				p = append([]byte{' '}, p...)
			}
			if t.paras = 0; len(t.cell) < maxField {
				t.cell = append(t.cell, p...)
			}
		}
		return x.r.write(p)
	}
	return nil
}

func (x *officeText) comment([]byte) error { return nil }

func (x *officeText) open(name string, attrs []attr) error {
	if name == "Fallback" || x.skip > 0 {
		x.skip += b2i(name == "Fallback")
		return nil
	}
	switch name {
	case "t", "delText":
		x.take++
	case "instrText":
		x.code, x.codes = true, x.codes[:0]
	case "tab":
		if len(attrs) == 0 { // with attributes it is a tab stop
			return x.r.writeString("\t")
		}
	case "br", "cr":
		return x.r.writeString("\n")
	case "noBreakHyphen":
		return x.r.writeString("-")
	case "comment":
		return x.author(value(attrs, "author"))
	case "sld":
		if string(value(attrs, "show")) == "0" {
			x.r.seg.Part = exposure.PartHidden
		}
	case "hlinkClick", "docPr", "cNvPr":
		return x.described(value(attrs, "descr"))
	case "tbl", "tr", "tc":
		return x.openTable(name)
	}
	return nil
}

// author writes who made a comment.
func (x *officeText) author(name []byte) error {
	if len(name) == 0 {
		return nil
	}
	record := x.c.record()
	x.r.mark("author", record)
	err := x.r.write(name)
	x.r.mark("", record)
	return firstError(err, x.r.writeString("\n"))
}

// described writes the description of a picture.
func (x *officeText) described(text []byte) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	return firstError(x.r.write(text), x.r.writeString("\n"))
}

func (x *officeText) close(name string) error {
	if x.skip > 0 {
		x.skip -= b2i(name == "Fallback")
		return nil
	}
	switch name {
	case "t", "delText":
		x.take = max(0, x.take-1)
	case "instrText":
		x.code = false
		if leadsSomewhere(x.codes) {
			return firstError(x.r.writeString(" <"), x.r.write(bytes.TrimSpace(x.codes)), x.r.writeString("> "))
		}
	case "p":
		if t := x.table(); t != nil {
			t.paras++
			return nil
		}
		x.r.label()
		x.r.recordEnd()
		return x.r.writeString("\n")
	case "tbl", "tr", "tc":
		return x.closeTable(name)
	}
	return nil
}

func (x *officeText) openTable(name string) error {
	if name == "tbl" {
		if len(x.tables) < maxTables {
			x.tables = append(x.tables, officeTable{})
		}
		return nil
	}
	t := x.table()
	if t == nil {
		return nil
	}
	if name == "tr" {
		t.row, t.col, t.record = t.row+1, 0, x.c.record()
		if t.row == 2 {
			t.header = isHeading(t.heads)
		}
		x.r.mark("", t.record)
		return nil
	}
	t.paras, t.cell = 0, t.cell[:0]
	field := ""
	switch {
	case t.header && t.row > 1 && t.col < len(t.heads):
		field = t.heads[t.col]
	case t.col == 1 && isLabel(t.label, t.row > 1 && len(t.heads) == 2):
		field = strings.Trim(string(t.label), " :\u00a0\t")
	}
	x.r.mark(strings.ToValidUTF8(field, ""), t.record)
	return nil
}

// isHeading reports whether the cells of a row name columns.
func isHeading(cells []string) bool {
	known := 0
	for _, cell := range cells {
		if cell != "" && (len(cell) > 64 || sortOf(cell) != sortWord || strings.HasSuffix(cell, ":")) {
			return false
		}
		known += b2i(knownHeader(cell))
	}
	return known > 0 && known*2 >= len(cells) && (len(cells) != 2 || known == 2)
}

// isLabel reports whether a cell names what stands beside it. In a table of two
// columns any known name does; else it must end with a colon.
func isLabel(cell []byte, pairs bool) bool {
	s := strings.TrimSpace(string(cell))
	return s != "" && len(s) <= maxKey && sortOf(s) == sortWord && (strings.HasSuffix(s, ":") || pairs && knownHeader(s))
}

func (x *officeText) closeTable(name string) error {
	t := x.table()
	if t == nil {
		return nil
	}
	switch name {
	case "tc":
		if t.row == 1 && len(t.heads) < 1024 {
			t.heads = append(t.heads, strings.ToValidUTF8(strings.TrimSpace(string(t.cell)), ""))
		}
		t.label = append(t.label[:0], t.cell...)
		t.col++
		x.r.mark("", t.record)
		return x.r.writeString("\t")
	case "tr":
		err := x.r.writeString("\n")
		x.r.mark("", 0)
		x.r.recordEnd()
		return err
	case "tbl":
		x.tables = x.tables[:len(x.tables)-1]
	}
	return nil
}
