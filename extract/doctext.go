package extract

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// A docText takes the text of a document that gives its notes, margins and
// comments where they are anchored: those are kept until the main text has ended.
type docText struct {
	c    *content
	main officeText
	side map[exposure.Part]*run
	list []exposure.Part // of side, as they were met

	tbl, tr, tc bool // what is open of a table
}

// maxSide is up to which size a part is kept, in bytes. A longer one breaks the
// main text into several runs.
const maxSide = 1 << 20

func newDocText(c *content) *docText {
	return &docText{c: c, main: officeText{c: c, r: c.newRun("", "").labelled(), take: 1}, side: make(map[exposure.Part]*run)}
}

// text adds text to a part; table says whether it stands in a table of the main one.
func (d *docText) text(part exposure.Part, table bool, p []byte) error {
	if len(p) == 0 {
		return nil
	}
	if part != "" {
		return d.beside(part, p)
	}
	if err := d.enter(table); err != nil {
		return err
	}
	return d.main.text(p)
}

// enter begins a cell, or ends the table.
func (d *docText) enter(table bool) error {
	if !table {
		return d.leave()
	}
	var err error
	for _, e := range []struct {
		open *bool
		name string
	}{{&d.tbl, "tbl"}, {&d.tr, "tr"}, {&d.tc, "tc"}} {
		if !*e.open {
			*e.open = true
			err = firstError(err, d.main.open(e.name, nil))
		}
	}
	return err
}

// cell ends a cell, which may be empty.
func (d *docText) cell() error {
	err := firstError(d.enter(true), d.main.close("tc"))
	d.tc = false
	return err
}

// row ends a row.
func (d *docText) row() error {
	var err error
	if d.tc && d.main.table() != nil && len(d.main.table().cell) > 0 {
		err = d.main.close("tc")
	}
	if d.tc = false; d.tr {
		err = firstError(err, d.main.close("tr"))
	}
	d.tr = false
	return err
}

// leave ends the table.
func (d *docText) leave() error {
	if !d.tbl {
		return nil
	}
	err := firstError(d.row(), d.main.close("tbl"))
	d.tbl = false
	return err
}

// paragraph ends a paragraph.
func (d *docText) paragraph(part exposure.Part, table bool) error {
	if part != "" {
		return d.beside(part, []byte("\n"))
	}
	if err := d.enter(table); err != nil {
		return err
	}
	return d.main.close("p")
}

// line ends a line within a paragraph.
func (d *docText) line(part exposure.Part, table bool) error {
	if part != "" {
		return d.beside(part, []byte("\n"))
	}
	return firstError(d.enter(table), d.main.r.writeString("\n"))
}

// code adds what makes a field, where it leads somewhere.
func (d *docText) code(part exposure.Part, table bool, p []byte) error {
	if !leadsSomewhere(p) {
		return nil
	}
	return d.text(part, table, append(append([]byte(" <"), bytes.TrimSpace(p)...), "> "...))
}

// beside adds to a part that is kept.
func (d *docText) beside(part exposure.Part, p []byte) error {
	r := d.side[part]
	if r == nil {
		r = d.c.newRun("", part)
		r.hold = maxSide
		d.side[part], d.list = r, append(d.list, part)
	}
	if len(r.text)+len(p) > maxSide {
		if err := firstError(d.leave(), d.main.r.end()); err != nil {
			return err
		}
		d.main.r.again("")
		d.main.r.labelled()
		if err := r.end(); err != nil {
			return err
		}
		r.again(part)
		r.hold = maxSide
	}
	if b := r.lastByte(); len(p) == 1 && p[0] == '\n' && (b == 0 || b == '\n') {
		return nil
	}
	return r.write(p)
}

// flush hands on everything so far, so that a member may follow.
func (d *docText) flush() error {
	err := firstError(d.leave(), d.main.r.end())
	d.main.r.again("")
	d.main.r.labelled()
	return err
}

// end hands on what is left.
func (d *docText) end() error {
	err := firstError(d.leave(), d.main.r.end())
	for _, part := range d.list {
		err = firstError(err, d.side[part].end())
	}
	return err
}
