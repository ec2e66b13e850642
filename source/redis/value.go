package redis

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What an answer can say of a value in place of giving it.
const (
	errGone finding = "there is no such key"
	errType finding = "a type of a module"
	errTorn finding = "it changed while it was read"
	errDone finding = "there is no more of it"
)

// A finding is no fault of the connection.
type finding string

func (f finding) Error() string { return string(f) }

// A value is what stands under one key, read part by part.
type value interface {
	// more appends the next part, errDone where there is none. After any other error it
	// may be asked again: it then goes on where it was.
	more(c *conn, to *bytes.Buffer) error
	size() int64 // in bytes as they are given out; -1 unknown
	// fewer asks for fewer elements from now on. It reports false where they are one already.
	fewer() bool
}

const (
	chunk    = 4 << 20 // bytes of a string that are asked for at once
	elements = 1000    // of a collection that are asked for at once, at the most
	enough   = 1 << 20 // bytes of an answer after which not more of them are asked for
	oneHash  = 256     // fields of a hash that is one record
)

func valueOf(c *conn, key string) (value, error) {
	kind, err := c.ask("TYPE", key)
	if err != nil {
		return nil, err
	}
	switch kind.text {
	case "none":
		return nil, errGone
	case "string":
		n, err := number(c, "STRLEN", key)
		return &text{key: key, length: n}, err
	case "list":
		return &list{key: key}, nil
	case "hash":
		n, err := number(c, "HLEN", key)
		if n <= oneHash {
			return &scanned{command: "HSCAN", key: key, write: writeFields, one: true}, err
		}
		return &scanned{command: "HSCAN", key: key, write: writePairs("field", "value")}, err
	case "set":
		return &scanned{command: "SSCAN", key: key, write: writeElements}, nil
	case "zset":
		return &scanned{command: "ZSCAN", key: key, write: writePairs("member", "score")}, nil
	case "stream":
		return &stream{key: key, from: "-"}, nil
	}
	return nil, errType
}

func number(c *conn, command ...string) (int64, error) {
	r, err := c.ask(command...)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(r.text, 10, 64)
	if err != nil || n < 0 {
		return 0, errProtocol
	}
	return n, nil
}

// A pace is how many elements of a collection are asked for at once: few at first, and more as
// long as they are short.
type pace struct{ n int }

func (p *pace) count() int { return max(p.n, 8) }

// took notes how long the answer was.
func (p *pace) took(bytes int) {
	if bytes < enough {
		p.n = min(4*p.count(), elements)
	}
}

func (p *pace) fewer() bool {
	if p.n == 1 {
		return false
	}
	p.n = 1
	return true
}

// text is a string. One that is short enough comes in one answer, and is of one state.
type text struct {
	key         string
	length, got int64
	done        bool
}

func (v *text) size() int64 { return v.length }
func (v *text) fewer() bool { return false }

func (v *text) more(c *conn, to *bytes.Buffer) error {
	if v.done {
		return errDone
	}
	if v.got == 0 && v.length <= whole {
		r, err := c.ask("GET", v.key)
		if err != nil {
			return err
		}
		if r.null {
			return errGone
		}
		to.WriteString(r.text)
		v.length, v.done = int64(len(r.text)), true
		return nil
	}
	if v.got == v.length {
		n, err := number(c, "STRLEN", v.key)
		if err == nil && n != v.length {
			return errTorn
		}
		if err == nil {
			v.done, err = true, errDone
		}
		return err
	}
	r, err := c.ask("GETRANGE", v.key, strconv.FormatInt(v.got, 10), strconv.FormatInt(min(v.got+chunk, v.length)-1, 10))
	if err != nil {
		return err
	}
	if int64(len(r.text)) != min(chunk, v.length-v.got) {
		return errTorn
	}
	v.got += int64(len(r.text))
	to.WriteString(r.text)
	return nil
}

// list is a list, a line for each element.
type list struct {
	pace
	key  string
	from int
	done bool
}

func (v *list) size() int64 { return -1 }

func (v *list) more(c *conn, to *bytes.Buffer) error {
	if v.done {
		return errDone
	}
	n := v.count()
	r, err := c.ask("LRANGE", v.key, strconv.Itoa(v.from), strconv.Itoa(v.from+n-1))
	if err != nil {
		return err
	}
	v.took(r.bytes())
	for _, e := range r.all {
		writeValue(to, e.text)
		to.WriteByte('\n')
	}
	v.from += len(r.all)
	v.done = len(r.all) < n
	return nil
}

// scanned is a collection that is gone through by a cursor.
type scanned struct {
	pace
	command string
	key     string
	write   func(to *bytes.Buffer, items []reply, first bool)
	one     bool // all of it is one JSON object
	cursor  string
	any     bool
	done    bool
}

func (v *scanned) size() int64 { return -1 }

func (v *scanned) more(c *conn, to *bytes.Buffer) error {
	if v.done {
		return errDone
	}
	cursor := v.cursor
	if cursor == "" {
		cursor = "0"
	}
	r, err := c.ask(v.command, v.key, cursor, "COUNT", strconv.Itoa(v.count()))
	if err != nil {
		return err
	}
	v.took(r.bytes())
	if len(r.all) != 2 || v.command != "SSCAN" && len(r.all[1].all)%2 != 0 {
		return errProtocol
	}
	if v.one && v.cursor == "" {
		to.WriteByte('{')
	}
	v.write(to, r.all[1].all, !v.any)
	v.any = v.any || len(r.all[1].all) > 0
	v.cursor, v.done = r.all[0].text, r.all[0].text == "0"
	if v.one && v.done {
		to.WriteString("}\n")
	}
	return nil
}

// stream is a stream, a line for each entry.
type stream struct {
	pace
	key, from string
	done      bool
}

func (v *stream) size() int64 { return -1 }

func (v *stream) more(c *conn, to *bytes.Buffer) error {
	if v.done {
		return errDone
	}
	n := v.count()
	r, err := c.ask("XRANGE", v.key, v.from, "+", "COUNT", strconv.Itoa(n))
	if err != nil {
		return err
	}
	v.took(r.bytes())
	for _, entry := range r.all {
		if len(entry.all) != 2 || len(entry.all[1].all)%2 != 0 {
			return errProtocol
		}
		to.WriteString(`{"id":`)
		writeString(to, entry.all[0].text)
		writeFields(to, entry.all[1].all, false)
		to.WriteString("}\n")
		if v.from, err = behind(entry.all[0].text); err != nil {
			return err
		}
	}
	v.done = len(r.all) < n
	return nil
}

// behind returns the least ID after one of a stream, "milliseconds-sequence".
func behind(id string) (string, error) {
	ms, seq, ok := strings.Cut(id, "-")
	n, err := strconv.ParseUint(seq, 10, 64)
	if !ok || err != nil {
		return "", errProtocol
	}
	if n++; n > 0 {
		return ms + "-" + strconv.FormatUint(n, 10), nil
	}
	m, err := strconv.ParseUint(ms, 10, 64)
	if err != nil {
		return "", errProtocol
	}
	return strconv.FormatUint(m+1, 10) + "-0", nil
}

// writeFields writes fields and values in turn as members of an object.
func writeFields(to *bytes.Buffer, items []reply, first bool) {
	for i := 0; i+1 < len(items); i += 2 {
		if !first || i > 0 {
			to.WriteByte(',')
		}
		writeString(to, items[i].text)
		to.WriteByte(':')
		writeValue(to, items[i+1].text)
	}
}

// writePairs writes a line for each pair.
func writePairs(a, b string) func(*bytes.Buffer, []reply, bool) {
	return func(to *bytes.Buffer, items []reply, _ bool) {
		for i := 0; i+1 < len(items); i += 2 {
			to.WriteString(`{"` + a + `":`)
			writeValue(to, items[i].text)
			to.WriteString(`,"` + b + `":`)
			writeValue(to, items[i+1].text)
			to.WriteString("}\n")
		}
	}
}

// writeElements writes a line for each element.
func writeElements(to *bytes.Buffer, items []reply, _ bool) {
	for _, item := range items {
		writeValue(to, item.text)
		to.WriteByte('\n')
	}
}

// writeValue writes what is a JSON object or array on one line as it stands, since programs
// keep their records so, and all else as a string.
func writeValue(to *bytes.Buffer, s string) {
	if len(s) > 1 && (s[0] == '{' || s[0] == '[') && json.Valid([]byte(s)) {
		if err := json.Compact(to, []byte(s)); err == nil {
			return
		}
	}
	writeString(to, s)
}

// writeString writes a JSON string (RFC 8259). Bytes that are no UTF-8 stand as the
// letters that ISO 8859-1 has for them.
func writeString(to *bytes.Buffer, s string) {
	to.WriteByte('"')
	whole := utf8.ValidString(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			to.WriteByte('\\')
			to.WriteByte(c)
		case c == '\n':
			to.WriteString(`\n`)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(to, `\u%04x`, c)
		case c >= utf8.RuneSelf && !whole:
			to.WriteRune(rune(c))
		default:
			to.WriteByte(c)
		}
	}
	to.WriteByte('"')
}
