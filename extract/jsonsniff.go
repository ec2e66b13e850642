package extract

// jsonSample is how many bytes of a text must follow the grammar of JSON.
const jsonSample = 4096

// sniffJSON takes objects and arrays, one or a sequence of them.
func sniffJSON(h *head) int {
	text, whole := h.text, h.whole
	if len(text) > jsonSample {
		text, whole = text[:jsonSample], false
	}
	if jsonBegins(text, whole) {
		return 80
	}
	return 0
}

// jsonBegins reports whether text, or what of it there is, is JSON (RFC 8259)
// that begins with an object or array; several may follow each other.
func jsonBegins(text []byte, whole bool) bool {
	g := jsonGrammar{text: text}
	g.space()
	if g.i == len(text) || text[g.i] != '{' && text[g.i] != '[' {
		return false
	}
	for g.i < len(text) {
		if len(g.stack) == 0 && text[g.i] != '{' && text[g.i] != '[' {
			return g.done > 0 && text[0] == '{'
		}
		if !g.token() {
			return g.done > 0
		}
		g.space()
	}
	return !whole || len(g.stack) == 0 || len(text) >= 64
}

// A jsonGrammar checks tokens one by one. At the end of its text any
// incomplete token is right.
type jsonGrammar struct {
	text  []byte
	i     int
	stack []byte // '{' or '['
	done  int    // whole values outside of any
	want  byte   // what comes next: 0 a value, 'v' a value or ']', 'k' a key or '}', 'K' a key, ':' a colon, ',' a comma or an end
}

func (g *jsonGrammar) space() {
	for g.i < len(g.text) && (g.text[g.i] == ' ' || g.text[g.i] == '\t' || g.text[g.i] == '\n' || g.text[g.i] == '\r') {
		g.i++
	}
}

// token takes one token, if it may stand here.
func (g *jsonGrammar) token() bool {
	b := g.text[g.i]
	switch g.want {
	case 'k', 'K':
		if b == '}' && g.want == 'k' {
			return g.close(b)
		}
		g.want = ':'
		return b == '"' && g.string()
	case ':':
		g.i++
		g.want = 0
		return b == ':'
	case ',':
		if b != ',' {
			return g.close(b)
		}
		g.i++
		g.want = 0
		if g.stack[len(g.stack)-1] == '{' {
			g.want = 'K'
		}
		return true
	}
	if b == ']' && g.want == 'v' {
		return g.close(b)
	}
	return g.value(b)
}

// value takes a value, or the beginning of one.
func (g *jsonGrammar) value(b byte) bool {
	switch b {
	case '{', '[':
		g.i++
		g.stack = append(g.stack, b)
		g.want = 'v'
		if b == '{' {
			g.want = 'k'
		}
		return true
	case '"':
		g.want = ','
		return g.string()
	}
	from := g.i
	for g.i < len(g.text) && isJSONScalar(g.text[g.i]) {
		g.i++
	}
	g.want = ','
	return g.i > from && g.i-from <= 64
}

// close takes the end of an object or array.
func (g *jsonGrammar) close(b byte) bool {
	if len(g.stack) == 0 || b-2 != g.stack[len(g.stack)-1] {
		return false
	}
	g.i++
	g.stack = g.stack[:len(g.stack)-1]
	g.want = ','
	if len(g.stack) == 0 {
		g.want = 0
		g.done++
	}
	return true
}

// string takes a string.
func (g *jsonGrammar) string() bool {
	for g.i++; g.i < len(g.text); g.i++ {
		switch b := g.text[g.i]; {
		case b == '\\':
			g.i++
		case b == '"':
			g.i++
			return true
		case b == '\n':
			return false
		}
	}
	g.i = len(g.text)
	return true
}

// isJSONScalar reports whether b stands in a number, true, false or null.
func isJSONScalar(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b == '-' || b == '+' || b == '.' || b == 'E'
}
