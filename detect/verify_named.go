package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

const (
	nameReach  = 64 // bytes between a name and its number at most
	nameWords5 = 5  // words between them
	maxListed  = 16 // numbers that one name stands for
)

// verifyNumberName looks at a word of what people call a number: "SSN", "fiscale" of
// "codice fiscale". The number follows, with few words between.
func verifyNumberName(v *view) {
	text := v.text
	for _, w := range v.st.e.named[v.anchor] {
		start, end := w.around(text, v.start, v.end)
		if end < 0 || start > 0 && !nameBefore[text[start-1]] || end < len(text) && end-start < shortName && !notLetter[text[end]] {
			continue
		}
		if v.numberAfter(w.named, end) {
			return
		}
	}
}

// around returns where the whole name stands whose word is text[start:end]; end is -1
// if it does not.
func (w *wordOf) around(text []byte, start, end int) (int, int) {
	for _, part := range w.after {
		if end < len(text) && wordGap[text[end]] {
			end++
		}
		if !foldedAt(text, end, part) {
			return 0, -1
		}
		end += len(part)
	}
	for i := len(w.before) - 1; i >= 0; i-- {
		if start > 0 && wordGap[text[start-1]] {
			start--
		}
		if start -= len(w.before[i]); !foldedAt(text, start, w.before[i]) {
			return 0, -1
		}
	}
	return start, end
}

// wordGap is what may stand between the words of a name.
var wordGap = chars("- _\n")

// numberAfter looks for a number of a name that ends at from; without check digits
// only such words as "number" and "is" may stand between. It reports whether there
// is one.
func (v *view) numberAfter(n *named, from int) bool {
	text, i := v.text, from
	limit := min(len(text), i+nameReach)
	strict := false // a word stood between that says nothing
	labelled := false
	lines := 0
	for words := 0; i < limit; {
		c := text[i]
		switch {
		case c == wideColon[0] && bytes.HasPrefix(text[i:], wideColon):
			i += len(wideColon)
			continue
		case alnumChars[c] || c >= 0x80:
		case c == '\n':
			if lines++; lines > 1 || v.headsRow(i+1) {
				return false
			}
			fallthrough
		default:
			if c == '{' || c == '}' || c == '(' && i+1 < limit && text[i+1] == ')' {
				return false
			}
			i++
			continue
		}
		if (alnumChars[c] && (i > from || isDigit(c)) || c >= 0x80 && i > from) && numberBegins(text, i) {
			if end := v.numberOf(n, i, strict, labelled); end > 0 {
				v.numbersListed(n, end)
				return true
			}
		}
		end := run(text, i, nameReach, word8Chars)
		word := text[i:end]
		digits := 0
		for _, c := range word {
			if isDigit(c) {
				digits++
			}
		}
		if digits > 3 {
			return false // another number
		}
		if labelled = labelled || i < from+4 && numberLabel(word); !numberLabel(word) {
			if strict = true; i == from && isAlpha(c) {
				return false // the name goes on: "panel"
			}
		}
		if words++; words > nameWords5 {
			return false
		}
		i = max(end, i+1)
	}
	return false
}

// headsRow reports whether a name stands in the heading of a table whose row begins at i: of
// what follows there its column tells.
func (v *view) headsRow(i int) bool {
	if !v.st.marks.columns.on {
		return false
	}
	_, row := v.field(i)
	_, here := v.field(v.start)
	return here == 0 && row != 0
}

// numbersListed takes the numbers that follow one of the same name: "a, b and c".
func (v *view) numbersListed(n *named, i int) {
	text := v.text
	for range maxListed {
		from := i
		for i < len(text) && i < from+8 && (text[i] == ' ' || text[i] == ',' || text[i] == ';' || text[i] == '/' || text[i] == '&' || text[i] == '"' || text[i] == '\'') {
			i++
		}
		if foldedAt(text, i, []byte("and ")) || foldedAt(text, i, []byte("und ")) {
			i += 4
		}
		if i == from || i >= len(text) || !alnumChars[text[i]] {
			return
		}
		if i = v.numberOf(n, i, false, true); i < 0 {
			return
		}
	}
}

// numberOf hands on the number at i that one of the rules of a name finds, and
// returns where it ends, else -1.
func (v *view) numberOf(n *named, i int, strict, labelled bool) int {
	for k, r := range n.rules {
		if strict && r.number.check == nil || n.labelled[k] && !labelled {
			continue
		}
		end, w, class := r.number.at(v.text, i, &v.body)
		if end < 0 {
			continue
		}
		score := r.Score
		if strict {
			score -= 5
		}
		v.number(r, i, end, score, class, w|whyContext)
		return end
	}
	return -1
}

// exampleScore is what a number is worth whose digits nobody was given.
const exampleScore = 25

func (v *view) number(r *Rule, start, end, score int, class exposure.Class, w why) {
	v.numberAs(r, start, end, score, class, w, orderOpen)
}

// numberAs hands on a number, a day as it is read.
func (v *view) numberAs(r *Rule, start, end, score int, class exposure.Class, w why, order dayOrder) {
	if class == exposure.ClassExample {
		score = exampleScore
	} else if class == "" {
		class = r.Class
	}
	if r == v.st.e.builtin.birth {
		if day := plainDay(v.text[start:end], order); day != nil {
			v.foundOwn(r, start, end, day, score, class, w)
			return
		}
	}
	v.found(r, start, end, v.text[start:end], score, class, w)
}

// verifyNumberAnchor looks at a number by what it begins with: "756.", "784-".
func verifyNumberAnchor(v *view) {
	if !numberBegins(v.text, v.start) {
		return
	}
	if end, w, class := v.rule.number.at(v.text, v.start, &v.body); end > 0 {
		v.number(v.rule, v.start, end, v.rule.number.alone, class, w|whyPrefix)
	}
}

func (v *view) aloneAt(r *Rule, start int) {
	if end, w, class := r.number.at(v.text, start, &v.body); end > 0 {
		if f, _ := v.field(start); f == fieldPhone || f == fieldIP || f == fieldCard || f == fieldIBAN || f == fieldMessageID {
			return
		}
		v.number(r, start, end, r.number.alone, class, w)
	}
}

// vatAlone looks at the letters of a country and a digit, which begin a VAT number
// where they begin no IBAN.
func (v *view) vatAlone() {
	a, b := v.text[v.start], v.text[v.start+1]
	if !isUpper(a) || !isUpper(b) || !v.wordStart(v.start) || !numberBegins(v.text, v.start) || v.start+3 >= len(v.text) || !isDigit(v.text[v.start+3]) {
		return
	}
	if r := v.st.e.alone.letters[a-'A'][b-'A']; r != nil {
		v.aloneAt(r, v.start)
	}
}

// numberLabel reports whether a word between a name and its number says no more
// than that one follows.
func numberLabel(word []byte) bool {
	var buf [14]byte
	if len(word) > len(buf) {
		return false
	}
	for i, c := range word {
		buf[i] = lower[c]
	}
	return numberLabels.has(buf[:len(word)])
}

var numberLabels = newWords(wordSet([]byte(`number numbers no nr num id code nummer numero número num. n nº n° kodu numarası numarasi numer numéro číslo cislo
	szám szama száma broj štev št номер 号 番号 番號 号码 號碼 번호 is ist est es é è lautet of the for der die das des du de del della s #
	card kart karte tarjeta carte td th tr span div br b value string str type key nbsp strong in form`)))
