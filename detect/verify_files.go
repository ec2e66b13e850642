package detect

import (
	"bytes"
	"encoding/base64"

	"github.com/hemostat/hemostat/exposure"
)

// verifyNetrc looks at "machine": an entry of .netrc with login and password.
func verifyNetrc(v *view) {
	text := v.text
	if !v.wordStart(v.start) {
		return
	}
	var words [6][2]int
	n := fieldsAt(text, v.end, 400, words[:])
	word := func(i int) string { return asString(text[words[i][0]:words[i][1]]) }
	if n < 3 || !bytes.Contains(text[words[0][0]:words[0][1]], []byte{'.'}) && word(1) != "login" {
		return
	}
	for i := 1; i+1 < n; i++ {
		if word(i) == "password" {
			v.secret(v.rule, words[i+1][0], words[i+1][1], whyStructure)
			return
		}
	}
}

// fieldsAt finds the words from i within limit bytes, as many as words holds,
// and returns how many there are.
func fieldsAt(text []byte, i, limit int, words [][2]int) (n int) {
	limit = min(len(text), i+limit)
	for ; n < len(words); n++ {
		for i < limit && isSpace(text[i]) {
			i++
		}
		start := i
		for i < limit && !isSpace(text[i]) {
			i++
		}
		if start == i {
			return n
		}
		words[n] = [2]int{start, i}
	}
	return n
}

// verifyPgpass looks at ":5432:" and the like: a line host:port:db:user:password.
func verifyPgpass(v *view) {
	text := v.text
	start := runBack(text, v.start, 253, pgHostChars)
	if start == v.start || !lineStart(text, start) {
		return
	}
	end := v.end
	for end < len(text) && end < v.end+300 && text[end] > ' ' {
		end++
	}
	parts := bytes.SplitN(text[v.end:end], []byte{':'}, 3)
	if len(parts) != 3 || len(parts[2]) < 3 {
		return
	}
	v.secret(v.rule, end-len(parts[2]), end, whyStructure)
}

var pgHostChars = chars("A-Za-z0-9.*_-")

// verifyHtpasswd looks at the mark of a password hash: $apr1$, $2y$, $6$, {SSHA}.
func verifyHtpasswd(v *view) {
	text := v.text
	if v.start > 0 && text[v.start-1] != ':' && text[v.start-1] != '"' && text[v.start-1] != '\'' && !isSpace(text[v.start-1]) && text[v.start-1] != '=' && text[v.start-1] != ',' && text[v.start-1] != ';' && text[v.start-1] != '|' {
		return
	}
	end := v.withinCell(v.end, run(text, v.end, 160, hashChars))
	body := text[v.end:end]
	if len(body) < 20 || classesIn(body) < 3 || end < len(text) && wordChars[text[end]] {
		return
	}
	v.secret(v.rule, v.start, end, whyPrefix|whyStructure)
}

var hashChars = chars("A-Za-z0-9./$=,+")

// verifyBasic looks at "Basic" or a Docker "auth": base64 of user:password.
func verifyBasic(v *view) {
	text, i := v.text, v.end
	if !v.wordStart(v.start) {
		return
	}
	if text[v.end-1] != ' ' {
		if i = skipAssign(text, i); i < 0 {
			return
		}
	}
	end := run(text, i, 513, charsets["base64"])
	if n := end - i; n < 8 || n > 512 || n%4 != 0 {
		return
	}
	var out [400]byte
	n, err := base64.StdEncoding.Decode(out[:], text[i:end])
	if err != nil {
		return
	}
	colon := bytes.IndexByte(out[:n], ':')
	if colon < 1 || colon == n-1 || run(out[:n], 0, n, charsets["printable"]) < n {
		return
	}
	score, class, w := judge(out[colon+1:n], v.rule.Score, "", whyStructure|whyContext)
	if v.st.e.lists.testKeys[string(text[i:end])] {
		class, w = exposure.ClassTest, w|whyTest
	}
	score, class, w = v.documented(i, end, score, class, w)
	v.found(v.rule, i, end, text[i:end], score, class, w)
}

// secret hands on text[start:end] as a credential, unless a placeholder.
func (v *view) secret(r *Rule, start, end int, w why) {
	value := v.text[start:end]
	score, class, w := judge(value, r.Score, "", w)
	if commonPlaceholder(value) {
		score, class, w = 25, exposure.ClassExample, w|whyPlaceholder
	}
	score, class, w = v.documented(start, end, score, class, w)
	v.found(r, start, end, value, score, class, w)
}
