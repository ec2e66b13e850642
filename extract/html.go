package extract

import (
	"bytes"
	"strings"
)

// htmlStarts are tags that a page begins with.
var htmlStarts = [...]string{"<!doctype html", "<html", "<head", "<body", "<table", "<div", "<script", "<style", "<meta", "<title", "<p>", "<p ", "<br", "<a ", "<span", "<font", "<h1", "<ul"}

// sniffHTML takes what begins with a tag of HTML, or holds one early.
func sniffHTML(h *head) int {
	p := bytes.TrimLeft(h.text[:min(len(h.text), 2048)], " \t\r\n")
	if len(p) == 0 || p[0] != '<' {
		return 0
	}
	p = bytes.ToLower(p)
	if bytes.Contains(p, []byte("<html")) {
		return 78
	}
	for _, s := range htmlStarts {
		if bytes.HasPrefix(p, []byte(s)) {
			return 60
		}
	}
	return 0
}

// readHTML reads what a page shows, the targets of its links, the values of its
// forms, its comments and scripts. A row of a table is a record, and its cells
// carry the heading of their column.
func readHTML(c *content, h *head) error {
	r := c.newRun("", "").labelled()
	x := &htmlText{c: c, r: r, comments: true}
	err := c.htmlText(c.ownText(declared(h)), x)
	c.Facts.Title = x.title
	return firstError(r.end(), err)
}

// htmlText writes the text of t by way of x.
func (c *content) htmlText(t *textSource, x *htmlText) error {
	defer t.close()
	m := &markup{t: t, html: true, on: x}
	err := m.run()
	if c.w.err != nil {
		return err
	}
	return firstError(x.closeLink(), err)
}

// htmlText writes the text of HTML.
type htmlText struct {
	c        *content
	r        *run
	comments bool // they are wanted
	quote    func(depth int) error

	current string // the raw element that is open: script, style, title
	pre     int
	space   bool // a space is due
	title   string
	link    []byte // target of the link that is open
	shown   []byte // what that link shows
	tables  []htmlTable
	deeper  int // tables beyond maxTables
	quotes  int
}

// An htmlTable is a table that is open.
type htmlTable struct {
	heads  []string
	record int64 // of the row
	row    int
	col    int
	head   bool // the open cell is a heading
	cell   []byte
	open   bool
	inRow  bool
	spans  []htmlSpan // by column: cells of rows above that reach down
	due    int        // so many further rows of this part of the table
	wide   int        // columns of the open cell
}

// An htmlSpan is a column into which a cell of a row above may reach.
type htmlSpan struct {
	rows int  // so many further ones
	here bool // it reaches into this row
}

// maxTables is how many tables within tables are told apart.
const maxTables = 32

func (x *htmlText) text(p []byte) error {
	switch x.current {
	case "style":
		return nil
	case "title":
		if len(x.title) < 1024 {
			x.title = strings.TrimSpace(strings.ToValidUTF8(x.title+string(p[:min(len(p), 1024)]), ""))
		}
	case "script":
		return x.r.write(p)
	}
	if x.pre > 0 {
		x.see(p)
		return x.r.write(p)
	}
	for len(p) > 0 {
		n := 0
		for n < len(p) && isSpace(p[n]) {
			n++
		}
		if n > 0 {
			x.space, p = true, p[n:]
			continue
		}
		for n < len(p) && !isSpace(p[n]) {
			n++
		}
		if err := x.word(p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// word writes one word, with the space before it.
func (x *htmlText) word(p []byte) error {
	if x.space && !x.atLineStart() {
		x.see([]byte{' '})
		if err := x.r.writeString(" "); err != nil {
			return err
		}
	}
	x.space = false
	x.see(p)
	return x.r.write(p)
}

func (x *htmlText) atLineStart() bool {
	b := x.r.lastByte()
	return b == 0 || b == '\n' || b == '\t'
}

// see keeps what the open link and the open heading show.
func (x *htmlText) see(p []byte) {
	if x.link != nil && len(x.shown) < 512 {
		x.shown = append(x.shown, p...)
	}
	if t := x.table(); t != nil && t.open && t.head && len(t.cell) < maxField {
		t.cell = append(t.cell, p...)
	}
}

func (x *htmlText) line() error {
	x.space = false
	if x.table() == nil && x.pre == 0 && x.r.lastByte() != '\n' {
		x.r.label()
	}
	return x.r.endLine()
}

func (x *htmlText) table() *htmlTable {
	if len(x.tables) == 0 {
		return nil
	}
	return &x.tables[len(x.tables)-1]
}

// isBlock reports whether an element stands on lines of its own.
func isBlock(name string) bool {
	switch name {
	case "p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section",
		"article", "header", "footer", "nav", "main", "aside", "address", "form", "fieldset", "legend", "option", "select", "body", "html", "head",
		"title", "script", "style", "pre", "blockquote", "caption", "thead", "tbody", "tfoot", "figure", "textarea", "label", "button":
		return true
	}
	return false
}

func (x *htmlText) open(name string, attrs []attr) error {
	x.endBefore(name)
	if isBlock(name) {
		if err := x.line(); err != nil {
			return err
		}
	}
	switch name {
	case "script", "style", "title":
		x.current = name
	case "pre", "textarea":
		x.pre++
	case "a", "area":
		return x.openLink(name, value(attrs, "href"))
	case "blockquote":
		return x.quoting(1)
	case "table", "thead", "tbody", "tfoot", "tr", "td", "th":
		return x.openTable(name, attrs)
	case "input", "meta", "img", "iframe", "option", "form", "link":
		return x.attributes(name, attrs)
	}
	return nil
}

// quoting tells that a quotation begins or ends.
func (x *htmlText) quoting(by int) error {
	x.quotes = max(0, x.quotes+by)
	if x.quote != nil {
		return x.quote(x.quotes)
	}
	return nil
}

// attributes writes the attributes of an element that hold data.
func (x *htmlText) attributes(element string, attrs []attr) error {
	field := string(value(attrs, "name"))
	if element == "meta" && field == "" {
		field = string(value(attrs, "property"))
	}
	for _, a := range attrs {
		switch a.name {
		case "value", "content", "alt", "placeholder":
		case "src", "href", "action":
			if element == "link" || !isAddress(a.value) {
				continue
			}
		default:
			continue
		}
		if len(bytes.TrimSpace(a.value)) == 0 || a.name == "content" && field == "viewport" {
			continue
		}
		if err := x.line(); err != nil {
			return err
		}
		last := x.r.last
		if a.name == "value" || a.name == "content" {
			x.r.mark(fieldName([]byte(field)), last.Record)
		}
		if err := x.r.write(a.value); err != nil {
			return err
		}
		x.r.mark(last.Field, last.Record)
		if err := x.line(); err != nil {
			return err
		}
	}
	return nil
}

func (x *htmlText) close(name string) error {
	switch name {
	case "script", "style", "title":
		x.current = ""
	case "pre", "textarea":
		x.pre = max(0, x.pre-1)
	case "a":
		if err := x.closeLink(); err != nil {
			return err
		}
	case "td", "th", "tr", "thead", "tbody", "tfoot":
		x.endBefore(name)
	case "table":
		x.endTable()
	}
	if !isBlock(name) {
		return nil
	}
	if err := x.line(); err != nil {
		return err
	}
	if name == "blockquote" {
		return x.quoting(-1)
	}
	return nil
}

func (x *htmlText) comment(p []byte) error {
	p = bytes.TrimSpace(p)
	if !x.comments || len(p) == 0 || bytes.HasPrefix(p, []byte("[if ")) || bytes.HasPrefix(p, []byte("<![")) || bytes.HasPrefix(p, []byte("endif")) {
		return nil
	}
	return firstError(x.line(), x.r.write(p), x.line())
}
