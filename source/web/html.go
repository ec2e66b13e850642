package web

import (
	"io"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// longestText bounds what is kept of a title, a link's text and a row, in bytes.
const longestText = 2048

// link is an anchor of a page with what stands in its row.
type link struct {
	href, text    string
	before, after string
}

// page reads the anchors of an HTML page in their order.
type page struct {
	dir     string
	title   strings.Builder
	heading strings.Builder
	row     strings.Builder
	text    strings.Builder
	into    *strings.Builder // what text goes to: title, heading, text or row
	pre     int
	silent  bool // within script or style
	pending *link
	links   tally
}

// parseHTML reads the listings that servers write in HTML.
func parseHTML(r io.Reader, dir string) (index, error) {
	p := &page{dir: dir}
	p.into = &p.row
	z := html.NewTokenizer(r)
	z.SetMaxBuf(1 << 20)
	for {
		switch z.Next() {
		case html.ErrorToken:
			err := z.Err()
			p.links.found.cut = p.links.found.cut || err == html.ErrBufferExceeded || err == errTooLong
			if err != io.EOF && !p.links.found.cut {
				return index{}, err
			}
			p.endRow()
			return p.index()
		case html.TextToken:
			if !p.silent {
				p.write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			p.start(z)
		case html.EndTagToken:
			tag, _ := z.TagName()
			p.end(string(tag))
		}
		if p.links.found.cut {
			return p.index()
		}
	}
}

// write takes in text. In preformatted text a line is a row.
func (p *page) write(raw []byte) {
	text := string(raw)
	for p.pre > 0 && p.into == &p.row {
		line, rest, more := strings.Cut(text, "\n")
		if !more {
			break
		}
		p.keep(line)
		p.endRow()
		text = rest
	}
	p.keep(text)
}

func (p *page) keep(text string) {
	if p.into == &p.row {
		p.links.words(text)
	}
	if p.into.Len()+len(text) <= longestText {
		p.into.WriteString(text)
	}
}

func (p *page) start(z *html.Tokenizer) {
	tag, more := z.TagName()
	switch name := string(tag); name {
	case "title":
		p.into = &p.title
	case "h1", "h2":
		if p.heading.Len() == 0 {
			p.into = &p.heading
		}
	case "pre":
		p.pre++
		p.links.pre = true
	case "script", "style":
		p.silent = true
	case "br", "tr", "li", "p", "div", "hr", "ul", "ol", "table":
		p.endRow()
	case "td", "th":
		p.row.WriteByte(' ')
	case "a":
		p.endAnchor()
		p.startAnchor(z, more)
	}
}

func (p *page) startAnchor(z *html.Tokenizer, more bool) {
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == "href" {
			p.flush()
			p.pending = &link{href: string(value), before: p.row.String()}
			p.row.Reset()
			p.text.Reset()
			p.into = &p.text
			return
		}
	}
}

func (p *page) end(tag string) {
	switch tag {
	case "title", "h1", "h2":
		p.into = &p.row
	case "pre":
		p.pre = max(0, p.pre-1)
		p.endRow()
	case "script", "style":
		p.silent = false
	case "a":
		p.endAnchor()
	case "tr", "li", "p", "div", "table", "ul", "ol":
		p.endRow()
	}
}

func (p *page) endAnchor() {
	if p.pending != nil && p.into == &p.text {
		p.pending.text = p.text.String()
		p.into = &p.row
	}
}

// endRow ends a line of the page.
func (p *page) endRow() {
	p.endAnchor()
	p.flush()
	p.row.Reset()
}

// flush takes in the anchor before, with what follows it in its row.
func (p *page) flush() {
	if p.pending == nil {
		return
	}
	p.pending.after = p.row.String()
	p.links.add(p.pending, p.dir)
	p.pending = nil
}

// What stands beside a name: a date and a size in bytes after it (Apache, nginx and
// what copies them), or before it (IIS). A size with a unit is rounded, and dates
// are in the server's own time: neither is taken.
var (
	sizeAfter  = regexp.MustCompile(`^\s*(?:\d{4}-\d\d-\d\d|\d\d-[A-Z][a-z]{2}-\d{4}) \d\d:\d\d\s+(\d{1,18})(?:\s|$)`)
	sizeBefore = regexp.MustCompile(`\d:\d\d(?: [AP]M)?\s+(\d{1,18})\s+$`)
)

// exactSize returns the size in a row, -1 where it tells none to the byte.
func exactSize(l *link) int64 {
	m := sizeAfter.FindStringSubmatch(l.after)
	if m == nil {
		m = sizeBefore.FindStringSubmatch(l.before)
	}
	if m == nil {
		return -1
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return -1
	}
	return n
}
