package extract

import (
	"bytes"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/visio"
	"github.com/hemostat/hemostat/extract/internal/wire"
)

// maxDrawing is how much of a drawing is read, in bytes.
const maxDrawing = 64 << 20

// drawing reads a drawing of Visio 5 to 2010: the text of its shapes, then the names of
// pages, masters and fields as runs of text.
func (o *compound) drawing() error {
	p, err := o.bytes(o.root.Find("VisioDocument"), maxDrawing)
	if err != nil {
		return err
	}
	v := &drawingText{c: o.c, r: o.c.newRun("", ""), names: o.c.newRun("#names", exposure.PartProperties)}
	v.narrow, v.wide = runFinder{min: 10}, runFinder{min: minFixed}
	err = visio.Read(p, v)
	if e := firstError(o.c.w.err, v.r.end(), v.names.end()); e != nil {
		return e
	}
	if err == visio.ErrFormat {
		return broken("its text cannot be found; only runs of plain text were read")
	}
	return err
}

// drawingText is the [visio.Sink] of a content.
type drawingText struct {
	c            *content
	r, names     *run
	narrow, wide runFinder
	said         onceSet
}

// Text implements [visio.Sink].
func (v *drawingText) Text(p []byte, wide bool) error {
	var text []byte
	if wide {
		text = wire.Text(p, wire.Zero(p))
	} else {
		if i := bytes.IndexByte(p, 0); i >= 0 {
			p = p[:i]
		}
		text = decodePage(1252, p)
	}
	if text = bytes.TrimSpace(text); len(text) == 0 {
		return nil
	}
	v.r.mark("", v.c.record())
	err := firstError(v.r.write(text), v.r.writeString("\n"))
	v.r.mark("", 0)
	v.r.recordEnd()
	return err
}

// Other implements [visio.Sink]. The same names come with each shape.
func (v *drawingText) Other(p []byte) error {
	if !v.said.first(p) {
		return nil
	}
	return firstError(findRuns(p, &v.narrow, &v.wide, v.names), v.narrow.end(v.names), v.wide.end(v.names))
}

// Work implements [visio.Sink].
func (v *drawingText) Work(n int64) error {
	v.c.charge(n)
	if v.c.spent() {
		return stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows; the rest of it was left")
	}
	return v.c.w.alive()
}

// readVsdx reads a drawing of Visio since 2013 ([MS-VSDX]): pages in their order with
// the text, the data and the links of their shapes, then what masters say, comments and
// what the document says of itself.
func readVsdx(o *office) error {
	names := &pageNames{c: o.c, r: o.c.newRun("#pages", exposure.PartProperties)}
	masters := &pageNames{c: o.c, r: o.c.newRun("#masters", exposure.PartProperties)}
	err := firstError(o.markup("visio/pages/pages.xml", names), names.r.end(), o.markup("visio/masters/masters.xml", masters), masters.r.end())
	if err != nil {
		return err
	}
	shapes := func(suffix string, part exposure.Part) func(name string) error {
		return func(name string) error {
			r := o.c.newRun(suffix+slideNumber(name), part).labelled()
			return firstError(o.markup(name, &shapeText{c: o.c, r: r}), r.end())
		}
	}
	for _, name := range []string{"visio/windows.xml", "visio/validation.xml"} { // how it looked, and rules of the program
		o.done[name] = true
	}
	return firstError(o.each("visio/pages/page", ".xml", shapes("#p", "")), o.each("visio/masters/master", ".xml", shapes("#m", exposure.PartProperties)),
		shapes("#document", exposure.PartProperties)("visio/document.xml"),
		o.each("visio/comments", ".xml", func(name string) error { return o.generic(name, exposure.PartComments) }))
}

// pageNames writes the names of pages and masters.
type pageNames struct {
	c *content
	r *run
}

func (x *pageNames) text([]byte) error    { return nil }
func (x *pageNames) comment([]byte) error { return nil }
func (x *pageNames) close(string) error   { return nil }

func (x *pageNames) open(name string, attrs []attr) error {
	if name != "Page" && name != "Master" {
		return nil
	}
	return firstError(x.r.write(value(attrs, "Name")), x.r.writeString("\n"))
}

// shapeText writes the shapes of a page: their text, the rows of their data with the
// labels as fields, and links. The shapes of a group are records of their own.
type shapeText struct {
	c       *content
	r       *run
	record  int64
	in      bool   // in the text of a shape
	section string // Property, User or Hyperlink
	row     string // name of the row
	label   string
	said    []byte // value of the row
}

func (x *shapeText) comment([]byte) error { return nil }

func (x *shapeText) open(name string, attrs []attr) error {
	switch name {
	case "Shape":
		x.record = x.c.record()
	case "Text":
		x.in = true
		x.r.mark("", x.record)
	case "Section":
		x.section = string(value(attrs, "N"))
	case "Row":
		x.row, x.label, x.said = string(value(attrs, "N")), "", x.said[:0]
	case "Cell":
		x.cell(string(value(attrs, "N")), value(attrs, "V"))
	}
	return nil
}

// cell takes what a row says.
func (x *shapeText) cell(name string, v []byte) {
	switch {
	case x.section == "Property" && name == "Label":
		x.label = string(v)
	case x.section == "Property" && name == "Value", x.section == "Hyperlink" && (name == "Address" || name == "Description"):
		x.said = append(append(x.said, ' '), v...)
	}
}

func (x *shapeText) text(p []byte) error {
	if !x.in {
		return nil
	}
	return x.r.write(p)
}

func (x *shapeText) close(name string) error {
	switch name {
	case "Text":
		x.in = false
		err := x.r.endLine()
		x.r.lines.record = x.record
		x.r.label()
		x.r.mark("", 0)
		return err
	case "Section":
		x.section = ""
	case "Row":
		said := bytes.TrimSpace(x.said)
		if x.section == "" || len(said) == 0 {
			return nil
		}
		x.said = x.said[:0]
		if x.label == "" {
			x.label = x.row
		}
		return x.property(fieldName([]byte(strings.TrimSpace(x.label))), said)
	}
	return nil
}

// property writes one row of the data of a shape.
func (x *shapeText) property(label string, said []byte) error {
	x.r.mark("", x.record)
	if label != "" && x.section == "Property" {
		if err := x.r.writeString(label + ": "); err != nil {
			return err
		}
		x.r.mark(label, x.record)
	}
	err := x.r.write(said)
	x.r.mark("", x.record)
	err = firstError(err, x.r.writeString("\n"))
	x.r.mark("", 0)
	return err
}
