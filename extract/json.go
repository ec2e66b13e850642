package extract

import (
	"bytes"
	"unicode/utf8"
)

// readJSON reads JSON, a sequence of JSON values, or NDJSON. The text keeps the
// look of the source with its strings decoded; each plain value carries its key
// as the field. An object is a record of its own, but one that stands in an
// object which gives plain values belongs to that object's record unless it
// tells of somebody else, see [nest]: so {"name": …, "contact": {"email": …}} is
// one record, {"name": …, "manager": {"name": …}} is two, and so is
// {"users": {"1": {…}, "2": {…}}}. An array within an array is a record.
//
// It is tolerant: bytes that are no JSON are text, and nesting beyond
// maxJSONDepth levels is read as that level.
func readJSON(c *content, h *head) error {
	r := c.newRun("", "")
	s := jsonScan{c: c, r: r, nest: nest{c: c, r: r}}
	t := c.ownText(h.enc)
	defer t.close()
	for {
		p, last, err := t.window()
		if len(p) == 0 {
			s.nest.settle()
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
	nested bool // it has a level of the nest
	key    bool // a key comes next
	name   string
	says   keySays // that is what the name says
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
	nest  nest
	stack []jsonLevel
	over  int // levels beyond maxJSONDepth
	mode  jsonMode
	key   []byte // or a name
	names names

	naming bool // the string is a name

	p    []byte // the window
	done int    // what of it is written
	esc  int    // its next backslash, unless scan is beyond
}

// scan goes over p and returns how much of it is done with. Less than all is
// left only where an escape goes on in the next window.
func (s *jsonScan) scan(p []byte, last bool) (int, error) {
	s.p, s.done, s.esc = p, 0, -1
	for i := 0; i < len(p); {
		var next int
		var err error
		switch s.mode {
		case jsonBetween:
			next, err = s.between(i)
		case jsonScalar:
			next = s.inScalar(i)
		default:
			next, err = s.inString(i, last)
			if next == i && err == nil {
				return i, s.write(i)
			}
		}
		if err != nil {
			return i, err
		}
		i = next
	}
	return len(p), s.write(len(p))
}

// write writes the window up to i.
func (s *jsonScan) write(i int) error {
	s.nest.room(i - s.done)
	err := s.r.write(s.p[s.done:i])
	s.done = i
	return err
}

// mark says to which field and record the text from p[i] on belongs.
func (s *jsonScan) mark(i int, field string, record int64) {
	s.r.markAt(s.at(i), field, record)
}

// at is where p[i] stands in the run.
func (s *jsonScan) at(i int) int64 { return s.r.off + int64(len(s.r.text)+i-s.done) }

// inScalar goes on to the end of a number or word.
func (s *jsonScan) inScalar(i int) int {
	for i < len(s.p) && isJSONScalar(s.p[i]) {
		i++
	}
	if i < len(s.p) {
		s.mode = jsonBetween
		s.mark(i, "", s.r.last.Record)
	}
	return i
}

// between goes on from p[from] to the next value or key, or the end of an object
// or array.
func (s *jsonScan) between(from int) (int, error) {
	for i := from; i < len(s.p); i++ {
		switch b := s.p[i]; b {
		case '"':
			s.open(i + 1)
			return i + 1, nil
		case '{', '[':
			s.push(i, b == '{')
		case '}', ']':
			s.pop(from)
			if err := s.write(i + 1); err != nil {
				return 0, err
			}
			s.nest.end()
			return i + 1, nil
		case ',':
			if l := s.top(); l != nil && l.object {
				l.key, l.name, l.says = true, "", keySays{}
			}
		case ':':
			if l := s.top(); l != nil {
				l.key = false
			}
		case ' ', '\t', '\n', '\r':
		default:
			if isJSONScalar(b) {
				s.value(i, b == 'n') // null
				s.mode = jsonScalar
				return i, nil
			}
		}
	}
	return len(s.p), nil
}

func (s *jsonScan) top() *jsonLevel {
	if len(s.stack) == 0 {
		return nil
	}
	return &s.stack[len(s.stack)-1]
}

// open begins a string whose text stands at p[i].
func (s *jsonScan) open(i int) {
	if l := s.top(); l != nil && l.object && l.key {
		s.mode, s.key = jsonKey, s.key[:0]
		return
	}
	s.value(i, i < len(s.p) && s.p[i] == '"')
	if l := s.top(); l != nil && l.says.tells.names() {
		s.naming, s.key = true, s.key[:0]
	}
	s.mode = jsonString
}

// value marks the text from p[i] on as a plain value, which may be empty.
func (s *jsonScan) value(i int, empty bool) {
	l := s.top()
	if l == nil {
		s.mark(i, "", 0)
		return
	}
	says := l.says.tells
	if empty {
		says = 0
	}
	s.mark(i, l.name, s.nest.value(says))
}

// push opens an object or array at p[i].
func (s *jsonScan) push(i int, object bool) {
	if len(s.stack) == maxJSONDepth {
		s.over++
		return
	}
	l := jsonLevel{object: object, key: object, nested: true}
	switch up := s.top(); {
	case up == nil:
		s.nest.open(s.at(i), true, "")
	case object:
		s.nest.open(s.at(i), !up.object && !up.says.ofOne, up.name)
	default:
		if l.name, l.says = up.name, up.says; up.object {
			l.nested = false
			s.nest.record()
		} else {
			s.nest.open(s.at(i), true, "")
		}
	}
	s.stack = append(s.stack, l)
}

// pop closes an object or array. What is behind the outermost belongs to no record,
// from p[i] on.
func (s *jsonScan) pop(i int) {
	switch last := len(s.stack) - 1; {
	case s.over > 0:
		s.over--
	case last >= 0:
		if s.stack[last].nested {
			s.nest.close()
		}
		s.stack = s.stack[:last]
	}
	if len(s.stack) == 0 {
		s.mark(i, "", 0)
	}
}

// inString goes on beyond the end of a string or its next escape.
func (s *jsonScan) inString(i int, last bool) (int, error) {
	p := s.p
	if s.esc < i {
		if s.esc = bytes.IndexByte(p[i:], '\\'); s.esc < 0 {
			s.esc = len(p) - i
		}
		s.esc += i
	}
	if n := bytes.IndexByte(p[i:s.esc], '"'); n >= 0 {
		s.keep(p[i : i+n])
		s.close(i + n)
		return i + n + 1, nil
	}
	if i < s.esc {
		s.keep(p[i:s.esc])
		return s.esc, nil
	}
	var buf [utf8.UTFMax]byte
	text, used := unescape(p[i:], buf[:0], last)
	if used == 0 {
		return i, nil
	}
	if err := s.write(i); err != nil {
		return 0, err
	}
	s.keep(text)
	s.done = i + used
	s.nest.room(len(text))
	return i + used, s.r.write(text)
}

// keep gathers a key, or a name.
func (s *jsonScan) keep(p []byte) {
	if (s.mode == jsonKey || s.naming) && len(s.key) < maxField {
		s.key = append(s.key, p...)
	}
}

// close ends a string, whose quote stands at p[i].
func (s *jsonScan) close(i int) {
	if s.mode == jsonKey {
		if l := s.top(); l != nil {
			l.name, l.key = s.names.of(s.key), false
			l.says = s.nest.says(l.name)
		}
	} else {
		if s.naming {
			s.nest.name(s.key)
			s.naming = false
		}
		s.mark(i, "", s.r.last.Record)
	}
	s.mode = jsonBetween
}
