package extract

import (
	"bytes"
	"unicode/utf8"
)

// readJSON reads JSON, a sequence of JSON values, or NDJSON. The text keeps the
// look of the source with its strings decoded; each plain value carries its key
// as the field. An object is a record of its own, but one that stands in an
// object which already gave a plain value belongs to that object's record: so
// {"name": …, "contact": {"email": …}} is one record and
// {"users": {"1": {…}, "2": {…}}} is two. An array within an array is a record.
//
// It is tolerant: bytes that are no JSON are text, and nesting beyond
// maxJSONDepth levels is read as that level.
func readJSON(c *content, h *head) error {
	s := jsonScan{c: c, r: c.newRun("", ""), names: make(map[string]string)}
	t := c.ownText(h.enc)
	defer t.close()
	for {
		p, last, err := t.window()
		if len(p) == 0 {
			return firstError(s.r.end(), err)
		}
		n, e := s.scan(p, last)
		if e != nil {
			return e
		}
		t.consume(n)
	}
}

// firstError returns the first of errs that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// maxJSONDepth is how many levels are told apart.
const maxJSONDepth = 512

// maxField is the longest name of a field that is kept, in bytes.
const maxField = 256

// A jsonLevel is an object or array that is open.
type jsonLevel struct {
	object bool
	plain  bool // it gave a plain value
	key    bool // a key comes next
	name   string
	record int64 // 0 until it gives a plain value
}

// jsonMode is what the next byte is a part of.
type jsonMode uint8

const (
	jsonBetween jsonMode = iota
	jsonKey
	jsonString
	jsonScalar
)

type jsonScan struct {
	c     *content
	r     *run
	stack []jsonLevel
	over  int // levels beyond maxJSONDepth
	mode  jsonMode
	key   []byte
	names map[string]string
}

// scan goes over p and returns how much of it is done with. Less than all is
// left only where an escape goes on in the next window.
func (s *jsonScan) scan(p []byte, last bool) (int, error) {
	for i := 0; i < len(p); {
		n, err := s.next(p[i:], last)
		if err != nil {
			return i, err
		}
		if n == 0 {
			return i, nil
		}
		i += n
	}
	return len(p), nil
}

func (s *jsonScan) next(p []byte, last bool) (int, error) {
	switch s.mode {
	case jsonKey, jsonString:
		return s.inString(p, last)
	case jsonScalar:
		n := 0
		for n < len(p) && isJSONScalar(p[n]) {
			n++
		}
		if err := s.r.write(p[:n]); err != nil {
			return 0, err
		}
		if n < len(p) {
			s.mode = jsonBetween
			s.r.mark("", s.r.last.Record)
			if n == 0 {
				return s.between(p)
			}
		}
		return n, nil
	}
	return s.between(p)
}

// between goes on to the next value or key.
func (s *jsonScan) between(p []byte) (int, error) {
	for i, b := range p {
		switch b {
		case '"':
			if err := s.r.write(p[:i+1]); err != nil {
				return 0, err
			}
			s.open()
			return i + 1, nil
		case '{', '[':
			s.push(b == '{')
		case '}', ']':
			s.pop()
			if err := s.r.write(p[:i+1]); err != nil {
				return 0, err
			}
			s.r.recordEnd()
			return i + 1, nil
		case ',':
			if l := s.top(); l != nil && l.object {
				l.key, l.name = true, ""
			}
		case ':':
			if l := s.top(); l != nil {
				l.key = false
			}
		case ' ', '\t', '\n', '\r':
		default:
			if !isJSONScalar(b) {
				continue
			}
			if err := s.r.write(p[:i]); err != nil {
				return 0, err
			}
			s.value()
			s.mode = jsonScalar
			if i == 0 {
				return s.next(p, false)
			}
			return i, nil
		}
	}
	return len(p), s.r.write(p)
}

func (s *jsonScan) top() *jsonLevel {
	if len(s.stack) == 0 {
		return nil
	}
	return &s.stack[len(s.stack)-1]
}

// open begins a string.
func (s *jsonScan) open() {
	if l := s.top(); l != nil && l.object && l.key {
		s.mode, s.key = jsonKey, s.key[:0]
		return
	}
	s.value()
	s.mode = jsonString
}

// value marks the text from here on as a plain value.
func (s *jsonScan) value() {
	l := s.top()
	if l == nil {
		s.r.mark("", 0)
		return
	}
	if l.record == 0 {
		l.record = s.c.record()
	}
	l.plain = true
	s.r.mark(l.name, l.record)
}

// push opens an object or array.
func (s *jsonScan) push(object bool) {
	if len(s.stack) == maxJSONDepth {
		s.over++
		return
	}
	l := jsonLevel{object: object, key: object}
	if up := s.top(); up != nil {
		switch {
		case !object && up.object:
			if up.record == 0 {
				up.record = s.c.record()
			}
			l.record, l.name = up.record, up.name
		case object && up.object && up.plain:
			l.record = up.record
		case !object:
			l.name = up.name
		}
	}
	s.stack = append(s.stack, l)
}

func (s *jsonScan) pop() {
	switch {
	case s.over > 0:
		s.over--
	case len(s.stack) > 0:
		s.stack = s.stack[:len(s.stack)-1]
	}
	if len(s.stack) == 0 {
		s.r.mark("", 0)
	}
}

// inString goes on to the end of a string or its next escape.
func (s *jsonScan) inString(p []byte, last bool) (int, error) {
	n := bytes.IndexByte(p, '"')
	if n < 0 {
		n = len(p)
	}
	if i := bytes.IndexByte(p[:n], '\\'); i >= 0 {
		n = i
	}
	if n > 0 {
		s.keep(p[:n])
		return n, s.r.write(p[:n])
	}
	if p[0] == '"' {
		s.close()
		return 1, s.r.write(p[:1])
	}
	var buf [utf8.UTFMax]byte
	text, used := unescape(p, buf[:0], last)
	if used == 0 {
		return 0, nil
	}
	s.keep(text)
	return used, s.r.write(text)
}

// keep gathers a key.
func (s *jsonScan) keep(p []byte) {
	if s.mode == jsonKey && len(s.key) < maxField {
		s.key = append(s.key, p...)
	}
}

// close ends a string.
func (s *jsonScan) close() {
	if s.mode == jsonKey {
		if l := s.top(); l != nil {
			l.name, l.key = s.name(), false
		}
	} else {
		s.r.mark("", s.r.last.Record)
	}
	s.mode = jsonBetween
}

// name is the key as a string, made once for each.
func (s *jsonScan) name() string {
	if name, ok := s.names[string(s.key)]; ok {
		return name
	}
	name := fieldName(s.key)
	if len(s.names) < 4096 {
		s.names[name] = name
	}
	return name
}
