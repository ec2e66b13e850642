package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// verifyUserWord looks at "username", "Kundennummer" and the like with a value.
func verifyUserWord(v *view) {
	text := v.text
	if i := v.end; i < len(text) && word8Chars[text[i]] || !v.camelStart() {
		return
	}
	a, ok := readAssigned(text, v.end)
	if !ok || a.prose {
		return
	}
	if !a.quoted {
		a.end = run(text, a.start, 65, userChars)
		for a.end > a.start && (text[a.end-1] == '.' || text[a.end-1] == '-') {
			a.end--
		}
	}
	value := text[a.start:a.end]
	if n := len(value); n < 3 || n > 64 || run(value, 0, n, userChars) < n || bytes.IndexByte(value, '@') >= 0 && bytes.IndexByte(value, '.') > 0 {
		return
	}
	if foldedAt(value, 0, v.fold()) && len(value) == v.end-v.start || !isAlpha(value[0]) && v.end-v.start == 3 {
		return // paxUid = "uid"; uid: 1000
	}
	if a.end < len(text) && !a.quoted && bytes.IndexByte([]byte("([{.*/>+"), text[a.end]) >= 0 || commonPlaceholder(value) || placeholder(value) || v.st.e.lists.isNoValue(value) || v.st.e.lists.noName(value) {
		return
	}
	score, w := v.rule.Score, whyContext
	if !hasDigit(value) && !a.quoted {
		// A word: a login on a line of its own, or a program.
		next := byte('\n')
		if a.end < len(text) {
			next = text[a.end]
		}
		if isCode(value, false) && !(a.tight && inConnectionString(v, a.end)) || next != '\n' && next != '\r' && next != ';' && next != '&' && next != '<' || !a.tight && text0(text, v.end) != ':' && text0(text, v.end) != '"' {
			return
		}
		score, w = score-20, w|whyWeak
	}
	v.found(v.rule, a.start, a.end, value, score, "", w)
}

// camelStart reports whether a word begins at the anchor: behind no letter, or
// as a capital behind a small one.
func (v *view) camelStart() bool { return beginsWord(v.text, v.start) }

// beginsWord reports whether a word begins at i, or one within a name does: aB, a_b.
func beginsWord(text []byte, i int) bool {
	if i == 0 {
		return true
	}
	c := text[i-1]
	return !isAlpha(c) && c < 0x80 || isLower(c) && isUpper(text[i])
}

// fold returns the anchor in lower case.
func (v *view) fold() []byte { return v.rule.folded[v.anchor] }

var userChars = chars("A-Za-z0-9._@\\$-")

// verifyProjectCode looks at "PRJ-", "P-20" and the like: an identifier.
func verifyProjectCode(v *view) {
	text := v.text
	if !v.wordStart(v.start) && text[v.start-1] != '_' || v.start > 0 && (text[v.start-1] == '-' || text[v.start-1] == '/') || isLower(text[v.start]) {
		return
	}
	end, digits := codeEnd(text, v.end)
	if string(v.lit()) == "P-20" {
		if digits += 2; end < v.end+5 || text[v.end+2] != '-' {
			return
		}
	}
	if digits < 3 || digits > 12 || end < len(text) && (alnumChars[text[end]] || text[end] == '-') {
		return
	}
	v.found(v.rule, v.start, end, text[v.start:end], v.rule.Score, exposure.ClassNumber, whyPrefix)
}

// codeEnd reads the rest of an identifier: digits in groups that '-', '/' or '.'
// part.
func codeEnd(text []byte, i int) (end, digits int) {
	end = i
	for i < len(text) && i < end+1 || i == end {
		j := run(text, i, 12, digitChars)
		if j == i {
			break
		}
		digits += j - i
		end = j
		if i = j; i < len(text) && (text[i] == '-' || text[i] == '/' || text[i] == '.') && i+1 < len(text) && isDigit(text[i+1]) {
			i++
			end = i
			continue
		}
		break
	}
	return end, digits
}

var codeLabel = lowerWords("number", "nummer", "no.", "no", "nr.", "nr", "id", "code", "ref.", "ref", "nº", "n°", "kodu", "numero", "num")

// verifyProjectWord looks at "Project", "Projekt", "proyecto" with an identifier
// or a name after it.
func verifyProjectWord(v *view) {
	text, i := v.text, v.end
	if !v.wordStart(v.start) {
		return
	}
	labelled := false
	for range 2 {
		for i < len(text) && (text[i] == ' ' || text[i] == '-' || text[i] == '_') {
			i++
		}
		for _, l := range codeLabel {
			if foldedAt(text, i, l) && (i+len(l) >= len(text) || !isAlpha(text[i+len(l)])) {
				i, labelled = i+len(l), true
				break
			}
		}
	}
	if i == v.end && i < len(text) && isAlpha(text[i]) {
		return
	}
	colon := false
	for n := 0; i < len(text) && n < 4 && (text[i] == ' ' || text[i] == ':' || text[i] == '#' || text[i] == '=' || text[i] == '\t' || text[i] == '"'); n++ {
		colon = colon || text[i] == ':' || text[i] == '#' || text[i] == '='
		i++
	}
	end := run(text, i, 33, projectChars)
	for end > i && !alnumChars[text[end-1]] {
		end--
	}
	value := text[i:end]
	if len(value) < 4 || len(value) > 32 || end < len(text) && wordChars[text[end]] {
		return
	}
	digits := 0
	for _, c := range value {
		if isDigit(c) {
			digits++
		}
	}
	shaped := !isDigit(value[0]) && digits >= 3 && bytes.IndexByte(value, '-') > 0 || labelled && digits >= 3
	if !shaped || isLower(value[0]) || looksLikeDate(value) || len(value) == 4 && !labelled || bytes.Count(value, []byte{'.'}) > 1 && !isAlpha(value[0]) {
		return
	}
	score, w := v.rule.Score, whyContext
	if !labelled && !colon {
		score, w = score-15, w|whyWeak
	}
	v.found(v.rule, i, end, value, score, projectClass(value), w)
}

var projectChars = chars("A-Za-z0-9/._-")

// projectCell takes the identifier or name in a column of projects.
func (v *view) projectCell() {
	val := v.value()
	if len(val) < 2 || len(val) > 120 || v.st.e.lists.isNoValue(val) || bytes.ContainsAny(val, "\n<>{}@") {
		return
	}
	r := v.st.e.builtin.projectField
	score, w := r.Score, whyField
	if !hasDigit(val) && len(val) < 4 || run(val, 0, len(val), digitChars) == len(val) && len(val) < 3 {
		score, w = score-30, w|whyShort
	}
	v.found(r, v.start, v.end, val, score, projectClass(val), w)
}

// projectClass tells the identifier of a project, which has digits and no blank,
// from its name.
func projectClass(value []byte) exposure.Class {
	if hasDigit(value) && bytes.IndexByte(value, ' ') < 0 {
		return exposure.ClassNumber
	}
	return ""
}
