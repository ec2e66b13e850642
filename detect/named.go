package detect

import "bytes"

// The bounds of what stands between a name and the value that is assigned to it.
const (
	maxNameRest = 40 // more of the name
	maxTypeWord = 16 // a type or "value" between name and operator
	maxIndent   = 48 // white space before the value
)

var (
	closing    = chars("\"'`])\\}")
	opening    = chars("\"'`\\")
	operators  = chars("=:>,|?.+")
	isAssigned = chars("=:>,|")
	blanks     = chars(" \t")
	whiteSpace = chars(" \t\r\n")
)

// skipName passes what is left of a name that goes on at i: letters, digits, '_',
// '.', '-', and blanks where ':' or '=' follows.
func skipName(text []byte, i int) int {
	end := run(text, i, maxNameRest, keyChars)
	if end == i+maxNameRest {
		return -1
	}
	if words := run(text, end, maxNameRest/2, spacedName); words > end && words < len(text) && (text[words] == ':' || text[words] == '=') {
		return words
	}
	return end
}

var spacedName = keyChars.and(" ")

// skipAssign returns where the value begins that is assigned to a name which
// ends at i, -1 if nothing is. It reads the operators of common languages and
// forms: `="v"`, `: 'v'`, `":"v"`, ` := v`, `>v<`, ` => v`, ` string = "v"`,
// `" value="v"`, `\nvalue: v`.
func skipAssign(text []byte, i int) int {
	value, found := skipOperator(text, i)
	if !found {
		// A type, or the word value, may stand between.
		word := run(text, run(text, i, 3, closing), maxIndent, whiteSpace)
		end := run(text, word, maxTypeWord+1, wordChars)
		if word == i || end == word || end > word+maxTypeWord || bytes.IndexByte(text[i:word], '\n') >= 0 && !foldedAt(text, word, valueWord) {
			return -1
		}
		if value, found = skipOperator(text, end); !found {
			return -1
		}
	}
	if foldedAt(text, value, valueWord) { // {"name": "token", "value": "…"}
		if next, ok := skipOperator(text, value+len(valueWord)); ok {
			value = next
		}
	}
	return value
}

var valueWord = []byte("value")

// skipOperator passes quotes, blanks, an operator and what opens a value.
func skipOperator(text []byte, i int) (value int, ok bool) {
	i = run(text, i, 4, closing)
	i = run(text, i, maxIndent, blanks)
	end := run(text, i, 4, operators)
	if end > i && text[end-1] == '+' {
		end-- // of the value: "=+aB3…"
	}
	for _, c := range text[i:end] {
		ok = ok || isAssigned[c]
	}
	if !ok {
		return i, false
	}
	i = run(text, end, maxIndent, whiteSpace)
	if i < len(text) && opening[text[i]] {
		i = run(text, run(text, i, 4, opening), 2, blanks)
	}
	return i, true
}
