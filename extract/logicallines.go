package extract

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// maxLogical is how long a line that goes on over several may become, in bytes; the
// rest of a longer one is left out.
const maxLogical = Whole

// logicalLines gives the lines of a text in which a line that begins with a blank goes
// on with the one before it, as in vCard (RFC 6350, section 3.2), iCalendar (RFC 5545,
// section 3.1) and LDIF (RFC 2849, note 2).
type logicalLines struct {
	t    *textSource
	line []byte
	cut  bool // a line was longer than maxLogical
}

// next returns the next line without its end, io.EOF behind the last. It is lent until
// the next call.
func (l *logicalLines) next() ([]byte, error) {
	l.line = l.line[:0]
	for first := true; ; first = false {
		p, last, err := l.t.window()
		if len(p) == 0 {
			if err == nil {
				err = io.EOF
			}
			if len(l.line) > 0 {
				return l.line, nil
			}
			return nil, err
		}
		soft := l.softBreak()
		if !first && !soft {
			if p[0] != ' ' && p[0] != '\t' {
				return l.line, nil
			}
			p = p[1:]
			l.t.consume(1)
		}
		if soft {
			l.line = l.line[:len(l.line)-1]
		}
		if err := l.take(p, last); err != nil {
			return nil, err
		}
	}
}

// complain says where a line was too long.
func (l *logicalLines) complain() error {
	if !l.cut {
		return nil
	}
	return stopf(exposure.NotReadBytes, -1, "a line is longer than is held at once; the rest of it was left")
}

// softBreak reports whether the line goes on as quoted-printable does, which vCard 2.1
// has: it ends in "=", and a parameter names the encoding.
func (l *logicalLines) softBreak() bool {
	if len(l.line) == 0 || l.line[len(l.line)-1] != '=' {
		return false
	}
	name, _, ok := bytes.Cut(l.line, []byte{':'})
	return ok && bytes.Contains(bytes.ToUpper(name), []byte("QUOTED-PRINTABLE"))
}

// take adds the rest of one line of the text.
func (l *logicalLines) take(p []byte, last bool) error {
	for {
		i := bytes.IndexByte(p, '\n')
		n := i + 1
		if i < 0 {
			n = len(p)
		}
		part := p[:n]
		if i >= 0 {
			part = bytes.TrimSuffix(part[:i], []byte{'\r'})
		}
		if room := maxLogical - len(l.line); len(part) > room {
			part, l.cut = part[:room], true
		}
		l.line = append(l.line, part...)
		l.t.consume(n)
		if i >= 0 || last {
			return nil
		}
		var err error
		if p, last, err = l.t.window(); len(p) == 0 {
			return err
		}
	}
}

// A contentLine is a property: its name, in capitals and without a group, its
// parameters and its value.
type contentLine struct {
	name   string
	params map[string]string // names in capitals; the values of one name are joined by commas
	value  string
}

// maxParams is how many parameters of a line are read.
const maxParams = 64

// parseContentLine reads name, parameters and value (RFC 6350, section 3.3).
func parseContentLine(line []byte) (c contentLine, ok bool) {
	s := string(line)
	at := strings.IndexAny(s, ":;")
	if at <= 0 || at > maxHeaderName {
		return c, false
	}
	name := s[:at]
	if dot := strings.IndexByte(name, '.'); dot >= 0 {
		name = name[dot+1:]
	}
	c.name = strings.ToUpper(name)
	for n := 0; n < maxParams && at < len(s) && s[at] == ';'; n++ {
		s = s[at+1:]
		at = paramEnd(s)
		key, value, typed := strings.Cut(s[:at], "=")
		if !typed { // vCard 2.1 writes the value alone
			key, value = "TYPE", key
		}
		if c.params == nil {
			c.params = make(map[string]string)
		}
		key, value = strings.ToUpper(key), strings.ReplaceAll(value, `"`, "")
		if have := c.params[key]; have != "" {
			value = have + "," + value
		}
		c.params[key] = value
	}
	if at >= len(s) || s[at] != ':' {
		return c, false
	}
	c.value = s[at+1:]
	return c, true
}

// paramEnd is where a parameter ends: at a ";" or ":" outside of quotes.
func paramEnd(s string) int {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case !quoted && (s[i] == ';' || s[i] == ':'):
			return i
		}
	}
	return len(s)
}

// text is the value with its encoding and its escapes undone; ok is false where it is
// bytes in base64.
func (c *contentLine) text() (s string, ok bool) {
	s, ok = c.decoded()
	return unescapeText(s), ok
}

// decoded is the value with its encoding undone: what is made of parts is parted
// before escapes are.
func (c *contentLine) decoded() (s string, ok bool) {
	switch encoding := strings.ToUpper(c.params["ENCODING"] + "," + c.params["TYPE"]); {
	case strings.Contains(encoding, "BASE64"), strings.HasPrefix(encoding, "B,"):
		return "", false
	case strings.Contains(encoding, "QUOTED-PRINTABLE"):
		p, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(c.value)))
		if dec, ok := charset(c.params["CHARSET"]); ok {
			if text, err := dec.NewDecoder().Bytes(p); err == nil {
				p = text
			}
		}
		return strings.ToValidUTF8(string(p), "\uFFFD"), true
	case strings.HasPrefix(c.value, "data:") && strings.Contains(c.value[:min(len(c.value), 128)], ";base64,"):
		return "", false
	}
	return c.value, true
}

// unescapeText undoes the escapes of a value (RFC 6350, section 3.4).
func unescapeText(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		if i++; s[i] == 'n' || s[i] == 'N' {
			b.WriteByte('\n')
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
