package extract

import (
	"bytes"
	"strings"
)

func sniffText(h *head) int {
	if h.text == nil {
		return 0
	}
	return 10
}

// readText reads lines. The value of a line like "key: value", "key = value"
// or "- key: value" carries the key as its field; such lines that follow each
// other without a blank one, a heading in brackets or a new "- " are a record.
// What is indented below a line "key:" is an object in it, as in YAML, see [nest].
func readText(c *content, h *head) error {
	return c.readLines(c.ownText(h.enc), c.newRun("", ""))
}

// readLines hands on t as r, with the marks of its keys.
func (c *content) readLines(t *textSource, r *run) error {
	defer t.close()
	k := keys{c: c, r: r, names: new(names), nested: &indented{nest: nest{c: c, r: r}}}
	for {
		p, _, err := t.piece()
		if len(p) == 0 {
			return err
		}
		k.mark(p, r.off)
		k.nested.nest.settle()
		if err := r.direct(p); err != nil {
			return err
		}
		t.consume(len(p))
	}
}

// keys marks the lines that give a value to a key.
type keys struct {
	c      *content
	r      *run
	record int64 // of the block; 0 outside of any
	fixed  int64 // the record of everything, if not 0
	open   bool  // the line goes on from the piece before
	strict bool  // a line without a key ends the block, as in a document
	names  *names

	table  fixedTable
	nested *indented // nil where nothing is told by how far a line is indented
}

// mark marks the lines of p, which stand at base.
func (k *keys) mark(p []byte, base int64) {
	for at := 0; at < len(p); {
		end := bytes.IndexByte(p[at:], '\n')
		next := len(p)
		if end < 0 {
			end = len(p)
		} else {
			end += at
			next = end + 1
		}
		line := p[at:end]
		if !k.open {
			k.line(line, base+int64(at))
		}
		k.open = next == len(p) && end == len(p)
		at = next
	}
}

// line marks one line that stands at off.
func (k *keys) line(line []byte, off int64) {
	if !k.strict && k.fixed == 0 && k.fixedRow(line, off) {
		return
	}
	i := 0
	for i < len(line) && (line[i] == ' ' || line[i] == '\t' || line[i] == '>') {
		i++
	}
	if i == len(line) || line[i] == '\r' {
		k.close(off)
		return
	}
	if line[i] == '[' && i == 0 {
		k.forget()
	}
	dash := i
	if line[i] == '-' && i+1 < len(line) && line[i+1] == ' ' {
		k.record = 0
		for i++; i < len(line) && line[i] == ' '; i++ {
		}
		if k.nested != nil {
			k.nested.item(dash, i, off)
		}
	}
	if k.fixed != 0 {
		k.record = k.fixed
		k.r.markAt(off, "", k.record)
	}
	from, to, _, ok := keyValue(line[i:])
	switch {
	case ok:
		k.values(line, i, off)
	case k.strict:
		k.close(off)
	default:
		if k.nested != nil {
			k.nested.opener(line, i, i+from, i+to, off)
		}
		if k.r.last.Field != "" {
			k.r.markAt(off, "", k.r.last.Record)
		}
	}
}

// values marks the values of a line that stands at off, whose first key stands at line[i].
func (k *keys) values(line []byte, i int, off int64) {
	from, to, at, _ := keyValue(line[i:])
	for first := true; ; first = false {
		value, name := i+at, k.names.of(line[i+from:i+to])
		next := nextKey(line, value)
		k.record = k.recordOf(name, line[value:min(next, value+maxField)], i, off)
		if first {
			k.r.markAt(off, "", k.record)
		}
		k.r.markAt(off+int64(value), name, k.record)
		if n := len(bytes.TrimRight(line[value:next], " \t\r,;\"'")); n > 0 {
			k.r.markAt(off+int64(value+n), "", k.record)
		}
		if next == len(line) {
			return
		}
		i = next
		from, to, at, _ = keyValue(line[i:])
	}
}

// recordOf returns the record of the value of a key that stands in column i of a line.
func (k *keys) recordOf(name string, value []byte, i int, off int64) int64 {
	switch {
	case k.nested != nil && k.fixed == 0:
		return k.nested.value(name, value, i, off)
	case k.record == 0:
		return k.c.record()
	}
	return k.record
}

// formLine is the longest line that is looked at for several keys, as forms have them:
// "Order: 62-004518     Date: 13-05-2024".
const formLine = 512

// nextKey returns where the next key of a line begins, a tab or three blanks behind a value;
// the end of the line where there is none.
func nextKey(line []byte, value int) int {
	if len(line) > formLine {
		return len(line)
	}
	blanks := 0
	for i := value; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\t':
			blanks = formGap
		case c == ' ':
			blanks++
		case blanks >= formGap:
			if _, _, _, ok := keyValue(line[i:]); ok {
				return i
			}
			blanks = 0
		default:
			blanks = 0
		}
	}
	return len(line)
}

// formGap is how many blanks part the columns of a form.
const formGap = 3

// close ends the record.
func (k *keys) close(off int64) {
	if k.fixed != 0 {
		return
	}
	k.forget()
	if k.r.last.Field != "" || k.r.last.Record != 0 {
		k.r.markAt(off, "", 0)
	}
}

// forget ends the record for what follows.
func (k *keys) forget() {
	k.record = 0
	if k.nested != nil {
		k.nested.close()
	}
}

// maxKey is the longest key of a line, in bytes.
const maxKey = 48

// keyReach is how far from the start of a line what divides key and value may stand.
const keyReach = len("export ") + maxKey + 4

// keyValue finds the key line[from:to] and where its value begins.
func keyValue(line []byte) (from, to, value int, ok bool) {
	if near := line[:min(len(line), keyReach)]; bytes.IndexByte(near, ':') < 0 && bytes.IndexByte(near, '=') < 0 && !bytes.Contains(near, wideColon) {
		return 0, 0, 0, false // most lines of prose
	}
	i := 0
	if bytes.HasPrefix(line, []byte("export ")) {
		i = len("export ")
	}
	quote := byte(0)
	if i < len(line) && (line[i] == '"' || line[i] == '\'') {
		quote = line[i]
		i++
	}
	from = i
	if i == len(line) || !isLetter(line[i]) {
		return 0, 0, 0, false
	}
	wide := false
	for i < len(line) && i-from <= maxKey && isKeyByte[line[i]] {
		if wide = line[i] == wideColon[0] && bytes.HasPrefix(line[i:], wideColon); wide {
			break
		}
		i++
	}
	to = i
	if quote != 0 {
		if i == len(line) || line[i] != quote {
			return 0, 0, 0, false
		}
		i++
	}
	for to > from && line[to-1] == ' ' {
		to--
	}
	if i == len(line) || !wide && line[i] != ':' && line[i] != '=' || to == from {
		return 0, 0, 0, false
	}
	sep := line[i]
	if i++; wide {
		i += len(wideColon) - 1
	}
	if i < len(line) && (line[i] == '=' || line[i] == '>') {
		i++
	}
	if sep == ':' && bytes.HasPrefix(line[i:], []byte("//")) || sep == ':' && i < len(line) && isLetter(line[i]) && quote == 0 && bytes.IndexByte(line[from:to], ' ') >= 0 {
		return 0, 0, 0, false
	}
	for i < len(line) && (line[i] == ' ' || line[i] == '\t' || line[i] == '"' || line[i] == '\'') {
		i++
	}
	return from, to, i, i < len(line) && line[i] != '\r'
}

// wideColon is ':' as Chinese and Japanese write it.
var wideColon = []byte("：")

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0x80 || b == '_' }

// isKeyByte says which bytes stand in a key.
var isKeyByte = func() (set [256]bool) {
	for b := range set {
		set[b] = isLetter(byte(b)) || b >= '0' && b <= '9' || strings.IndexByte(" .-_/", byte(b)) >= 0
	}
	return set
}()
