package extract

import (
	"bytes"
)

// sniffXML takes what begins with an XML declaration, or with a tag that is
// closed somewhere.
func sniffXML(h *head) int {
	p := bytes.TrimLeft(h.text, " \t\r\n")
	switch {
	case bytes.HasPrefix(p, []byte("<?xml")):
		return 75
	case len(p) > 2 && p[0] == '<' && (isLetter(p[1]) || p[1] == '!'):
		if bytes.Contains(p, []byte("</")) || bytes.Contains(p, []byte("/>")) {
			return 50
		}
	}
	return 0
}

// readXML reads any XML: each text of an element is a line that carries the
// element's name as its field, as does each attribute. The record is the
// element around it: what stands in one element belongs together.
func readXML(c *content, h *head) error {
	r := c.newRun("", "")
	if err := c.xmlText(c.ownText(declared(h)), r); err != nil {
		r.end()
		return err
	}
	return r.end()
}

// xmlText writes the text of t to r.
func (c *content) xmlText(t *textSource, r *run) error {
	defer t.close()
	m := &markup{t: t, on: &xmlText{c: c, r: r}}
	return m.run()
}

// maxElements is how many levels of elements are told apart.
const maxElements = 512

// An xmlElement is an element that is open.
type xmlElement struct {
	name   string
	record int64 // of what stands in it, 0 until something does
}

// xmlText writes the text of XML.
type xmlText struct {
	c     *content
	r     *run
	stack []xmlElement
	over  int
	going bool // a text goes on
}

// recordOf gives the element i levels up its record.
func (x *xmlText) recordOf(up int) int64 {
	i := len(x.stack) - 1 - up
	if i < 0 {
		return 0
	}
	if x.stack[i].record == 0 {
		x.stack[i].record = x.c.record()
	}
	return x.stack[i].record
}

func (x *xmlText) text(p []byte) error {
	if !x.going {
		if p = bytes.TrimLeft(p, " \t\r\n"); len(p) == 0 {
			return nil
		}
		x.going = true
		name := ""
		if n := len(x.stack); n > 0 {
			name = x.stack[n-1].name
		}
		x.r.mark(name, x.recordOf(1))
	}
	return x.r.write(p)
}

// endText ends a text that goes on.
func (x *xmlText) endText() error {
	if !x.going {
		return nil
	}
	x.going = false
	x.r.mark("", x.r.last.Record)
	return x.r.writeString("\n")
}

func (x *xmlText) open(name string, attrs []attr) error {
	if err := x.endText(); err != nil {
		return err
	}
	if len(x.stack) == maxElements {
		x.over++
		return nil
	}
	x.stack = append(x.stack, xmlElement{name: name})
	for _, a := range attrs {
		if len(bytes.TrimSpace(a.value)) == 0 || isNamespace(a) {
			continue
		}
		x.r.mark(a.name, x.recordOf(0))
		if err := x.r.write(a.value); err != nil {
			return err
		}
		x.r.mark("", x.recordOf(0))
		if err := x.r.writeString("\n"); err != nil {
			return err
		}
	}
	return nil
}

func (x *xmlText) close(string) error {
	if err := x.endText(); err != nil {
		return err
	}
	switch {
	case x.over > 0:
		x.over--
	case len(x.stack) > 0:
		x.stack = x.stack[:len(x.stack)-1]
		x.r.recordEnd()
	}
	return nil
}

func (x *xmlText) comment(p []byte) error {
	if err := x.endText(); err != nil {
		return err
	}
	if p = bytes.TrimSpace(p); len(p) == 0 {
		return nil
	}
	x.r.mark("", 0)
	return firstError(x.r.write(p), x.r.writeString("\n"))
}

// isNamespace reports whether an attribute names a schema.
func isNamespace(a attr) bool {
	return a.name == "schemaLocation" || bytes.HasPrefix(a.value, []byte("http://schemas.")) || bytes.HasPrefix(a.value, []byte("http://www.w3.org/"))
}
