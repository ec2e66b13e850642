package detect

import (
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// place returns where the token and the part of it after the anchor lie; ok is
// false where there is none.
func (t *tokenRule) place(v *view) (from, body, end int, ok bool) {
	text, start, i := v.text, v.start, v.end
	if t.lead != nil {
		if start = t.lead.start(text, start); start < 0 {
			return 0, 0, 0, false
		}
	}
	if start > 0 && (t.left != nil && t.left[text[start-1]] || t.named && t.left == nil && !beginsWord(text, start)) {
		return 0, 0, 0, false
	}
	if t.named {
		i = skipName(text, i)
	}
	if t.assigned {
		if i < 0 {
			return 0, 0, 0, false
		}
		if i = skipAssign(text, i); i < 0 {
			return 0, 0, 0, false
		}
		start = i
	}
	end, last, lastEnd := t.end(v, i)
	if t.bare && end > i {
		start, i, end = last, last, lastEnd
	}
	if t.assigned && end >= 0 && end < len(text) && text[end] == '(' {
		return 0, 0, 0, false // a call
	}
	return start, i, end, end > i
}

// fits reports whether a token near an anchor is as random as it must be, and agrees
// with its check.
func (t *tokenRule) fits(text []byte, i, end int) bool {
	body := text[i:end]
	return (t.entropy == 0 || entropy(body) >= t.entropy) && (t.check == nil || t.check(body, body)) && (len(t.tail) == 0 || foldedAt(text, end, t.tail))
}

// beside finds a token within near bytes after the anchor. Where an anchor before
// has looked already it does not look again.
func (v *view) beside(t *tokenRule) (start, end int, ok bool) {
	text, looked := v.text, &v.st.looked[v.rule.ordinal%len(v.st.looked)]
	i, to := v.end, min(len(v.text), v.end+t.near)
	if looked.rule == v.rule {
		i = max(i, int(looked.to-v.base))
	}
	for ; i < to; i++ {
		if wordChars[text[i]] && !wordChars[text[i-1]] {
			if end, _, _ := t.end(v, i); end > i && t.fits(text, i, end) {
				break
			}
		}
	}
	looked.rule, looked.to = v.rule, v.base+int64(i)
	if i >= to {
		return 0, 0, false
	}
	end, _, _ = t.end(v, i)
	return i, end, true
}

// end returns the end of the token that goes on at i, -1 if there is none, and the
// last run of its form.
func (t *tokenRule) end(v *view, i int) (end, from, to int) {
	text := v.text
	if t.forms == nil {
		end := v.run(i, t.max+1, t.set)
		if n := end - i; n < t.min || n > t.max || end < len(text) && wordChars[text[end]] {
			return -1, 0, 0
		}
		return end, i, end
	}
	for _, f := range t.forms {
		if end, from, to := f.end(text, i); end > i && (t.loose || end == len(text) || !wordChars[text[end]] || t.bare && !wordChars[text[end-1]]) {
			return end, from, to
		}
	}
	return -1, 0, 0
}

// unlessWords parts what ends in an operator from words.
func unlessWords(list []string) (unless, operator *wordList) {
	var words, operators []string
	for _, w := range list {
		if strings.HasSuffix(w, "=") {
			operators = append(operators, w)
		} else {
			words = append(words, w)
		}
	}
	return foldWords(words...), foldWords(operators...)
}

// saysOtherwise reports whether the name of a value that begins at start says that it is
// no secret. A name may also have been taken into the value: token.py,sha256=…
func (v *view) saysOtherwise(t *tokenRule, start int) bool {
	return t.unless != nil && t.unless.in(v.text[runBack(v.text, v.start, maxNameRest, keyChars):v.start]) ||
		t.assigned && t.operator != nil && (t.operator.in(v.text[v.end:start]) || t.operator.at(v.text, start))
}

// fewRandom is the score of a value that is made of words where a random one belongs.
const fewRandom = 40

// filledIn is the score of a placeholder that has a vendor's form.
const filledIn = 35

// verifyToken is the hitFunc of every token rule.
func verifyToken(v *view) {
	r, t := v.rule, v.rule.token
	start, i, end, ok := t.place(v)
	if t.nearby {
		start, end, ok = v.beside(t)
		i = start
	}
	if !ok {
		return
	}
	if len(t.tail) > 0 && !foldedAt(v.text, end, t.tail) {
		return
	}
	body, value := v.text[i:end], v.text[start:end]
	w, score, class := whyPrefix, r.Score, r.Class
	if t.assigned || t.nearby {
		w = whyContext
	}
	if t.entropy > 0 {
		if entropy(body) < t.entropy {
			return
		}
		w |= whyEntropy
	}
	if t.check != nil {
		if !t.check(value, body) {
			return
		}
		w |= t.checked
	}
	if t.context != nil {
		if !v.near(t.context, t.near) {
			return
		}
		w |= whyContext
	}
	if v.saysOtherwise(t, start) {
		score, w = min(score, filledIn), w|whyCommon
	}
	if t.random && wordy(body) {
		score, w = min(score, fewRandom), w|whyWeak
	}
	if r.Kind == exposure.Secret && !r.src.Encrypted {
		usual := score
		if score, class, w = judge(body, score, class, w); v.st.e.lists.testKeys[string(value)] {
			class, w = exposure.ClassTest, w|whyTest
		}
		if class == exposure.ClassExample && (!t.assigned || t.named) && !t.bare {
			score = min(usual, filledIn) // the vendor's form is filled in, for show
		}
	}
	if r.src.Encrypted {
		w |= whyEncrypted
	}
	v.found(r, start, end, value, score, class, w)
}
