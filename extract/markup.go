package extract

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"
)

// A markup reads tags and text from XML and HTML, tolerantly: it never refuses,
// declares no entity and fetches nothing, so there is nothing to expand. What
// is no tag is text, as is a tag longer than longestTag. It takes time in
// proportion to the text, whatever the text is.
type markup struct {
	t     *textSource
	html  bool
	on    markupHandler
	names map[string]string
	attrs []attr
	raw   string // the element whose text goes up to its end tag, "script"

	at      int64 // offset of the window
	ends    tagEnds
	noEnd   int64 // no ">" stands before this offset
	noInner int64 // nor a "]>" before this one
	noNote  int64 // nor a "-->"
	noProg  int64 // nor a "?>"
	noStyle int64 // nor a "</style"
}

// A markupHandler is told what a markup reads. What it is lent is valid during
// the call only.
type markupHandler interface {
	// text is a piece of text with its character references decoded. A run of
	// text may come in several pieces.
	text(p []byte) error
	// open is a start tag. Names come without their prefix, those of HTML in
	// small letters. An empty element is also closed.
	open(name string, attrs []attr) error
	close(name string) error
	// comment is a piece of a comment.
	comment(p []byte) error
}

// An attr is one attribute.
type attr struct {
	name  string
	value []byte
}

// value returns the value of the attribute name, nil where there is none.
func value(attrs []attr, name string) []byte {
	for _, a := range attrs {
		if a.name == name {
			return a.value
		}
	}
	return nil
}

// run reads to the end.
func (m *markup) run() error {
	m.names = make(map[string]string)
	for {
		p, last, err := m.t.window()
		if len(p) == 0 {
			return err
		}
		n, err := m.token(p, last)
		if err != nil {
			return err
		}
		m.t.consume(n)
		m.at += int64(n)
	}
}

// token reads one token that p begins with, and says how long it is.
func (m *markup) token(p []byte, last bool) (int, error) {
	if m.raw != "" {
		return m.rawText(p, last)
	}
	if p[0] != '<' {
		return m.plain(p, last)
	}
	switch {
	case bytes.HasPrefix(p, []byte("<!--")):
		return m.comment(p)
	case bytes.HasPrefix(p, []byte("<![CDATA[")):
		return m.section(p)
	case bytes.HasPrefix(p, []byte("<?")):
		return m.instruction(p)
	case bytes.HasPrefix(p, []byte("<!")):
		return m.doctype(p)
	}
	if n, err := m.tag(p); n > 0 || err != nil {
		return n, err
	}
	return 1, m.on.text(p[:1])
}

// plain reads text up to the next tag.
func (m *markup) plain(p []byte, last bool) (int, error) {
	n := bytes.IndexByte(p, '<')
	if n < 0 {
		n = len(p)
		if i := bytes.LastIndexByte(p, '&'); !last && i > 0 && n-i < 40 {
			n = i
		}
	}
	return n, m.decoded(p[:n], m.on.text)
}

// decoded hands on p with its character references decoded.
func (m *markup) decoded(p []byte, to func([]byte) error) error {
	if bytes.IndexByte(p, '&') < 0 {
		return to(p)
	}
	return to([]byte(html.UnescapeString(string(p))))
}

// comment reads a comment. One that does not end is none: what follows is read.
func (m *markup) comment(p []byte) (int, error) {
	n := m.index(p, "-->", &m.noNote)
	if n < 0 {
		return len("<!--"), nil
	}
	return n + len("-->"), m.on.comment(p[len("<!--"):max(len("<!--"), n)]) // "<!-->" is one of HTML
}

// section reads a CDATA section.
func (m *markup) section(p []byte) (int, error) {
	const skip = len("<![CDATA[")
	if n := bytes.Index(p[skip:], []byte("]]>")); n >= 0 {
		return skip + n + len("]]>"), m.on.text(p[skip : skip+n])
	}
	return len(p), m.on.text(p[skip:])
}

// instruction reads a processing instruction, which may be a program. In HTML all
// others end with the first ">", as do those that office programs write there;
// where nothing ends one, what follows is read.
func (m *markup) instruction(p []byte) (int, error) {
	name := p[2:min(len(p), 5)]
	program := m.html && (bytes.EqualFold(name, []byte("php")) || bytes.HasPrefix(name, []byte("=")))
	end, n := "?>", -1
	if !m.html || program || len(name) > 0 && isSpace(name[0]) {
		n = m.index(p, end, &m.noProg)
	}
	if n < 0 && program {
		return len(p), m.on.comment(p[2:]) // it may leave its end out
	}
	if n < 0 {
		end, n = ">", m.index(p, ">", &m.noEnd)
	}
	if n < 0 {
		return 2, nil
	}
	if bytes.EqualFold(name, []byte("xml")) {
		return n + len(end), nil
	}
	return n + len(end), m.on.comment(bytes.TrimSuffix(p[2:max(2, n)], []byte("?")))
}

// doctype passes over a declaration, whose entities are left alone. What they
// would stand for is shown to the handler as a comment, so that it is not lost.
func (m *markup) doctype(p []byte) (int, error) {
	end := m.index(p, ">", &m.noEnd)
	if open := bytes.IndexByte(p[:max(0, end)], '['); open >= 0 {
		if end = m.index(p, "]>", &m.noInner); end >= 0 {
			end++
		}
		if err := m.on.comment(p[open+1 : max(open+1, end-1)]); err != nil {
			return 0, err
		}
	} else if end >= 0 && !bytes.EqualFold(p[2:min(len(p), 2+len("doctype"))], []byte("doctype")) {
		if err := m.on.comment(p[2:end]); err != nil {
			return 0, err
		}
	}
	if end < 0 {
		return 2, nil
	}
	return end + 1, nil
}

// index is where s stands in the window p, -1 where it does not. That is kept in
// none, so that nothing is searched twice in vain.
func (m *markup) index(p []byte, s string, none *int64) int {
	from := max(0, int(*none-m.at)-len(s)+1)
	if i := bytes.Index(p[from:], []byte(s)); i >= 0 {
		return from + i
	}
	*none = m.at + int64(len(p))
	return -1
}

// rawText reads the text of a script or style up to its end tag. A style that does
// not end within the window is none, so that a page which is broken off there, or
// goes on there by mistake, is read.
func (m *markup) rawText(p []byte, last bool) (int, error) {
	i := 0
	if m.raw == "style" {
		i = max(0, int(m.noStyle-m.at)-len("</style"))
	}
	for {
		j := bytes.Index(p[i:], []byte("</"))
		if j < 0 {
			break
		}
		i += j
		if len(p)-i > len(m.raw)+2 && bytes.EqualFold(p[i+2:i+2+len(m.raw)], []byte(m.raw)) {
			to := m.on.text
			if m.raw == "title" || m.raw == "textarea" {
				to = func(p []byte) error { return m.decoded(p, m.on.text) }
			}
			m.raw = ""
			return i, to(p[:i])
		}
		i += 2
	}
	if m.raw == "style" {
		m.raw, m.noStyle = "", m.at+int64(len(p))
		return 0, m.on.close("style")
	}
	n := len(p)
	if !last && n > 16 {
		n -= 16
		for n > 1 && !utf8.RuneStart(p[n]) {
			n--
		}
	}
	return n, m.on.text(p[:n])
}

// name keeps one string for each name.
func (m *markup) name(b []byte) string {
	if s, ok := m.names[string(b)]; ok {
		return s
	}
	s := fieldName(b)
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !m.html {
		s = s[i+1:]
	}
	if m.html {
		s = strings.ToLower(s)
	}
	if len(m.names) < 4096 && len(b) <= maxField {
		m.names[string(b)] = s
	}
	return s
}

func isNameByte(b byte) bool {
	return isLetter(b) || b >= '0' && b <= '9' || b == '-' || b == '.' || b == ':'
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f' }
