package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// An assigned value, with what stands around it.
type assigned struct {
	start, end int
	quoted     bool
	tight      bool // name=value without blanks
	prose      bool // "the password is …"
	wide       bool // in a script without blanks
	row        bool // name and value are neighbours in a row: 'smtp_password','…'
}

// readAssigned reads what is assigned after a name that ends at i.
func readAssigned(text []byte, i int) (a assigned, ok bool) {
	if i, ok = a.separator(text, i); !ok {
		return a, false
	}
	escaped := text[i] == '\\' && i+1 < len(text) && text[i+1] == '"'
	if escaped {
		i++
	}
	if q := text[i]; q == '"' || q == '\'' || q == '`' {
		return a, a.quotedValue(text, i+1, q, escaped)
	}
	values := valueChars
	if a.prose {
		i = openingEnd(text, i)
	}
	if a.wide {
		values = asciiValue
	}
	if a.tight && text[i] == '{' && a.braced(text, i) {
		return a, true
	}
	a.start = i
	if i >= len(text) {
		return a, false
	}
	if end := run(text, i+1, 60, keyChars); text[i] == '<' && end > i+1 && end < len(text) && text[end] == '>' {
		a.end = end + 1 // <password>, where the reader is to fill in
		return a, true
	}
	a.end = run(text, i, maxAssigned, values)
	a.end = i + beforeParam(text[i:a.end])
	// Source code quoted in JSON, as source maps do: its lines end in escapes.
	for a.end-i > 2 && text[a.end-2] == '\\' && (text[a.end-1] == 'n' || text[a.end-1] == 'r') {
		a.end -= 2
	}
	for a.end > i && (text[a.end-1] == '.' || text[a.end-1] == ',' || a.prose && text[a.end-1] == '?') {
		a.end--
	}
	return a, a.end > i && a.end-i < maxAssigned
}

// braced takes the value in braces of a connection string of ODBC, in which '}'
// is doubled: PWD={a;b};
func (a *assigned) braced(text []byte, i int) bool {
	limit := min(len(text), i+maxAssigned)
	for end := i + 1; end < limit && text[end] > ' '; end++ {
		if text[end] != '}' {
			continue
		}
		if end+1 < limit && text[end+1] == '}' {
			end++
			continue
		}
		if end > i+2 && (end+1 == len(text) || text[end+1] == ';' || text[end+1] == '"' || text[end+1] == '\'') && text[i+1] != '{' {
			a.quoted, a.start, a.end = false, i+1, end
			return true
		}
		return false
	}
	return false
}

// maxAssigned bounds the bytes of an assigned value.
const maxAssigned = 160

// separator passes what parts a name from its value, and reports whether
// something does and a value can follow.
func (a *assigned) separator(text []byte, i int) (int, bool) {
	limit := min(len(text), i+16)
	a.tight = true
	separated := false
	for ; i < limit; i++ {
		switch c := text[i]; {
		case !separated && !a.tight && (c == 'v' || c == 'V') && foldedAt(text, i, valueAttribute):
			i, separated = i+len(valueAttribute)-1, true // <add key="Password" value="…">
		case c == ' ' || c == '\t':
			a.tight = false
			if !separated {
				if j := proseEnd(text, fillerEnd(text, i+1)); j > 0 {
					a.prose, separated, i, limit = true, true, j-1, min(len(text), j+4)
				} else if standsBare(text, i+1) {
					a.prose = true
					return i + 1, true
				}
			}
		case c == '=' && !separated && i > 0 && (text[i-1] == '"' || text[i-1] == '\'') && i+1 < limit && text[i+1] == '=':
			return i, false // "changePassword"===page: what is compared is a value and no name
		case c == '=' || c == ':' || c == '>' && text[i-1] != '/':
			separated = true
		case c >= 0xC0 && !separated:
			end := wideVerbEnd(text, i)
			if end < 0 {
				return i, false
			}
			a.prose, a.wide, a.tight, separated, i = true, true, false, true, end-1
		case c == ',' && !separated && inRow(text, i):
			a.row, separated = true, true
		case (c == '"' || c == '\'' || c == '`' || c == ']' || c == '\\') && !separated:
		default:
			return i, separated
		}
	}
	return i, false
}

// inRow reports whether a comma at i stands between two values in quotes.
func inRow(text []byte, i int) bool {
	if i == 0 || text[i-1] != '\'' && text[i-1] != '"' {
		return false
	}
	next := run(text, i+1, 2, blanks)
	return next < len(text) && text[next] == text[i-1]
}

var valueAttribute = []byte("value=")

// quotedValue takes the value in quotes q that begins at start; escaped says
// that the quotes themselves are, as in JSON inside of a string.
func (a *assigned) quotedValue(text []byte, start int, q byte, escaped bool) bool {
	a.quoted, a.start = true, start
	limit := min(len(text), start+maxAssigned)
	for a.end = start; a.end < limit && text[a.end] != '\n'; a.end++ {
		if text[a.end] == q {
			if escaped && text[a.end-1] == '\\' {
				a.end--
			}
			return a.end > a.start
		}
		if text[a.end] == '\\' && !escaped {
			a.end++
		}
	}
	return false
}

// beforeParam returns how much of a value comes before the next parameter of a
// query: "hunter2&user=x", "a&amp;b=1".
func beforeParam(value []byte) int {
	first := bytes.IndexByte(value, '&')
	if first < 0 {
		return len(value)
	}
	for i := first; i+2 < len(value); i++ {
		if value[i] == '&' {
			if j := run(value, i+1, 40, keyChars); j < len(value) && j > i+1 && (value[j] == '=' || value[j] == ';') {
				return i
			}
		}
	}
	return len(value)
}

var notAlnum = alnumChars.with8bit().others()

var asciiValue = chars("!-~").without("\"'`;<>,)}]")

var valueChars = chars("!-~").without("\"'`;<>,)}]").with8bit()

// verifyAssignment looks at a word for password with a value after it.
func verifyAssignment(v *view) {
	text, i := v.text, v.end
	for i < len(text) && i < v.end+2 && (isDigit(text[i]) || i == v.end && (text[i] == 's' || text[i] == 'S')) {
		i++
	}
	if i < len(text) && text[i] >= 0x80 && wideVerbEnd(text, i) > 0 {
		// パスワードは…, 密码是…
	} else if i < len(text) && (word8Chars[text[i]] || text[i] == '-' || text[i] == '.' || text[i] == '(') {
		return
	}
	if v.start > 0 && isAlpha(text[v.start-1]) && isLower(text[v.start]) && len(v.lit()) < 5 {
		return // "xpwd" in a word
	}
	if v.base+int64(v.start) < v.st.skip.assign {
		return
	}
	a, ok := readAssigned(text, i)
	if !ok {
		return
	}
	v.st.skip.assign = v.base + int64(a.end)
	value := text[a.start:a.end]
	score, w := passwordScore(v, &a, value)
	if score == 0 {
		return
	}
	r := v.rule
	if !a.quoted && w&whyPlaceholder == 0 && inConnectionString(v, a.end) {
		r, w, score = v.st.e.builtin.connection, w|whyStructure, max(score, v.st.e.builtin.connection.Score)
	}
	score, class, w := judge(value, score, "", w)
	switch {
	case commonPlaceholder(value):
		score, class, w = 25, exposure.ClassExample, w|whyPlaceholder
	case w&whyPlaceholder != 0:
		class = exposure.ClassExample
	}
	score, class, w = v.documented(a.start, a.end, score, class, w)
	v.found(r, a.start, a.end, value, score, class, w)
}

// passwordScore tells values from code, labels and sentences; 0 means none.
func passwordScore(v *view, a *assigned, value []byte) (int, why) {
	w := whyContext
	n, kinds := len(value), classesIn(value)
	letters := run(value, 0, n, asciiLetters) == n
	switch {
	case a.row && (kinds < 3 || !hasDigit(value) || run(value, 0, n, keyChars) == n):
		return 0, 0 // a list of names
	case n < 3 || n > 128 || n < 4 && !a.quoted || n < 6 && run(value, 0, n, notAlnum) == n:
		return 0, 0
	case !a.quoted && !a.tight && isOperand(value), isCode(value, a.quoted) && !(a.tight && kinds >= 3 && inConnectionString(v, a.end)), !a.quoted && isCall(value):
		return 0, 0
	case !a.quoted && (looksLikeVariable(v.text, a) || !a.tight && value[n-1] == ':') || inColonList(v, a):
		return 0, 0
	case namesPassword(value, a):
		return 30, w | whyPlaceholder
	case bytes.IndexByte(value, ' ') >= 0:
		if kinds < 3 || bytes.Count(value, []byte{' '}) > 2 {
			return 0, 0
		}
		return 40, w | whyWeak
	case a.prose:
		return proseScore(v.rule.Score, value, kinds), w
	case letters && !a.quoted:
		if !a.tight || v.start > 0 && !lineStart(v.text, runBack(v.text, v.start, 40, keyChars)) && text0(v.text, v.start-1) != '&' && text0(v.text, v.start-1) != ';' {
			return 0, 0
		}
		return 55, w | whyWeak
	case letters:
		return 55, w | whyWeak
	case kinds >= 3:
		return v.rule.Score + 10, w | whyEntropy
	}
	return v.rule.Score, w
}

func text0(text []byte, i int) byte {
	if i < 0 {
		return '\n'
	}
	return text[i]
}

var keyChars = chars("A-Za-z0-9_.-")

func hasDigit(b []byte) bool {
	for _, c := range b {
		if isDigit(c) {
			return true
		}
	}
	return false
}

var connectionWords = foldWords("server=", "data source=", "datasource=", "host=", "uid=", "user id=", "userid=", "user=", "username=", "jdbc:", "dsn=", "database=", "initial catalog=", "addr=", "driver=", "dbname=", "server:", "accountendpoint=")

// inConnectionString reports whether a value that ends at end stands among the
// settings of a connection: an ADO.NET, ODBC, JDBC or libpq string.
func inConnectionString(v *view, end int) bool {
	text := v.text
	from, to := max(0, v.start-256), min(len(text), end+160)
	if !mayConnect(text[from:to]) {
		return false
	}
	if i := bytes.LastIndexByte(text[from:v.start], '\n'); i >= 0 {
		from += i + 1
	}
	if i := bytes.IndexByte(text[end:to], '\n'); i >= 0 {
		to = end + i
	}
	return mayConnect(text[from:to]) && connectionWords.count(text[from:to], 2) == 2
}

// mayConnect reports whether text has what parts the settings of a connection.
func mayConnect(text []byte) bool {
	return bytes.IndexByte(text, ';') >= 0 || bytes.Contains(text, []byte("jdbc:")) || bytes.Contains(text, []byte(" host="))
}
