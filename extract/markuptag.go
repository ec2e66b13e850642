package extract

import (
	"bytes"
	"html"
)

// longestTag is how long a tag may be, in bytes: pages and mails hold pictures in
// their tags. What is longer is text. It is less than the shortest window.
const longestTag = MaxPiece / 4 * 3

// tag reads a tag; 0 where p does not begin with a whole one.
func (m *markup) tag(p []byte) (int, error) {
	i := 1
	closing := i < len(p) && p[i] == '/'
	if closing {
		i++
	}
	from := i
	for i < len(p) && isNameByte(p[i]) {
		i++
	}
	if i == from || i >= min(len(p), longestTag) || !isLetter(p[from]) || m.ends.lacks(m.at) {
		return 0, nil
	}
	end, empty := m.attributes(p[:min(len(p), longestTag)], i)
	if end == 0 {
		m.ends.find(p, m.at)
		return 0, nil
	}
	name := m.name(p[from:i])
	if closing {
		return end, m.on.close(name)
	}
	if err := m.on.open(name, m.attrs); err != nil {
		return 0, err
	}
	if empty {
		return end, m.on.close(name)
	}
	if m.html && (name == "script" || name == "style" || name == "textarea" || name == "title") {
		m.raw = name
	}
	return end, nil
}

// attributes reads the attributes from p[i] on; end is 0 where the tag does not
// end within p.
func (m *markup) attributes(p []byte, i int) (end int, empty bool) {
	m.attrs = m.attrs[:0]
	for {
		for i < len(p) && (isSpace(p[i]) || p[i] == '/') {
			empty = p[i] == '/'
			i++
		}
		if i == len(p) {
			return 0, false
		}
		if p[i] == '>' {
			return i + 1, empty
		}
		empty = false
		from := i
		for i++; i < len(p) && !isSpace(p[i]) && p[i] != '=' && p[i] != '>' && p[i] != '/'; {
			i++
		}
		name := p[from:i]
		for i < len(p) && isSpace(p[i]) {
			i++
		}
		if i == len(p) {
			return 0, false
		}
		if p[i] != '=' {
			continue
		}
		var v []byte
		if v, i = attrValue(p, i+1); i == 0 {
			return 0, false
		}
		m.addAttr(name, v)
	}
}

// addAttr keeps an attribute.
func (m *markup) addAttr(name, v []byte) {
	if len(m.attrs) >= 256 || !m.html && bytes.HasPrefix(name, []byte("xmlns")) {
		return
	}
	if bytes.IndexByte(v, '&') >= 0 {
		v = []byte(html.UnescapeString(string(v)))
	}
	m.attrs = append(m.attrs, attr{m.name(name), v})
}

// attrValue reads the value of an attribute from p[i] on; next is 0 where it
// does not end within p.
func attrValue(p []byte, i int) (v []byte, next int) {
	for i < len(p) && isSpace(p[i]) {
		i++
	}
	if i == len(p) {
		return nil, 0
	}
	if q := p[i]; q == '"' || q == '\'' {
		n := bytes.IndexByte(p[i+1:], q)
		if n < 0 {
			return nil, 0
		}
		return p[i+1 : i+1+n], i + n + 2
	}
	from := i
	for i < len(p) && !isSpace(p[i]) && p[i] != '>' {
		i++
	}
	return p[from:i], i
}
