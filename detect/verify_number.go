package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// verifyDigits looks at four digits somewhere in a number: a payment card, in
// one run of digits or in groups.
func verifyDigits(v *view) {
	text, start := v.text, v.start
	for limit := start - 24; start > max(0, limit); {
		if c := text[start-1]; isDigit(c) || isCardGap(c) && start > 1 && isDigit(text[start-2]) {
			start--
			continue
		}
		break
	}
	var buf [20]byte
	end, digits, grouped := cardDigits(text, start, buf[:0])
	if len(digits) == cap(digits) { // no card, however long it is
		end = run(text, end, len(text), digitChars)
	}
	v.st.skip.number = v.base + int64(max(end, v.end))
	if len(digits) >= 6 && !grouped {
		v.numberFound(start, len(digits))
	}
	if len(digits) < 12 || end < v.end || start > 0 && !cardMayFollow(text, start) || end < len(text) && !cardMayPrecede(text, end) || !luhn(digits) {
		return
	}
	v.card(start, end, digits, grouped)
}

// numberFound looks at n digits in a row for what is no card: a number that letters begin,
// and one that needs no name.
func (v *view) numberFound(start, n int) {
	if start > 0 && n >= 7 && (isAlpha(v.text[start-1]) || numberJoins[v.text[start-1]]) {
		own := *v // what labels looks at has the stream's only view
		v.st.labels(int(v.base-v.st.base) + start)
		*v = own
	}
	if n < len(v.st.e.alone.digits) && v.st.e.alone.digits[n] != nil && numberBegins(v.text, start) {
		for _, r := range v.st.e.alone.digits[n] {
			v.aloneAt(r, start)
		}
	}
}

// numberJoins stand between the letters that a number begins with and its digits, as
// letters do.
var numberJoins = chars("-/_.")

// isCardGap reports whether c parts the groups of a card number.
func isCardGap(c byte) bool { return c == ' ' || c == '-' || c == '.' }

// cardDigits reads 4-4-4-4, 4-6-5, 4-6-4 or plain digits from i, at most 20,
// into buf.
func cardDigits(text []byte, i int, buf []byte) (end int, digits []byte, grouped bool) {
	digits = buf
	gap := byte(0)
	for i < len(text) && len(digits) < 20 {
		switch c := text[i]; {
		case isDigit(c):
			digits = append(digits, c)
		case isCardGap(c) && (gap == 0 && len(digits) == 4 || c == gap) && i+1 < len(text) && isDigit(text[i+1]):
			gap = c
		default:
			return i, digits, gap != 0
		}
		i++
	}
	return i, digits, gap != 0
}

// cardMayFollow reports whether a card number may stand after text[:i].
func cardMayFollow(text []byte, i int) bool {
	switch c := text[i-1]; c {
	case '.', '+', '/', '%', '#', '$':
		return false
	case '-', ' ':
		// The tail of a longer number or identifier.
		return i < 2 || !isDigit(text[i-2]) && (c == ' ' || !wordChars[text[i-2]])
	case 'B', 'b':
		return i > 1 && text[i-2] == '%' // track 1
	default:
		return !word8Chars[c] || c >= 0x80
	}
}

func cardMayPrecede(text []byte, i int) bool {
	c := text[i]
	if c == '-' || c == '.' {
		return i+1 >= len(text) || !wordChars[text[i+1]]
	}
	if c|0x20 == 'd' { // parts the fields of track 2 where '=' cannot be sent
		return i+1 < len(text) && isDigit(text[i+1])
	}
	return !wordChars[c] && c != '%'
}

var cardWords = foldWords("card", "visa", "master", "amex", "kredit", "karte", "carte", "tarjeta", "cartao", "cartão", "carta", "kaart", "kart", "pan", "cvv", "cvc", "maestro", "カード", "卡")

func lowerWords(words ...string) [][]byte {
	out := make([][]byte, len(words))
	for i, w := range words {
		out[i] = []byte(w)
	}
	return out
}

// card scores a number that passes Luhn. One plain run of digits in ten does,
// so that without context it is worth little.
func (v *view) card(start, end int, digits []byte, grouped bool) {
	r, lists := v.st.e.builtin.card, v.st.e.lists
	usual, ok := lists.issuer(digits)
	if !ok || sameDigits(digits) {
		return
	}
	w, score, class := whyCheck|whyIssuer, 55, exposure.Class("")
	field, _ := v.field(start)
	switch {
	case field == fieldCard:
		w, score = w|whyField, 98
	case field == fieldPhone || field == fieldIBAN || field == fieldIP:
		return
	case v.near(cardWords, 64):
		w, score = w|whyContext, r.Score
	case grouped:
		w, score = w|whyStructure, 85
	}
	if !usual {
		if score < r.Score {
			return
		}
		w, score = w|whyWeak, score-10
	}
	if v.onTrack(start, end) {
		r, w, score = v.st.e.builtin.cardTrack, w|whyStructure, 99
	}
	if lists.testCards[string(digits)] {
		w, class, score = w|whyTest, exposure.ClassTest, max(score, 75)
	}
	v.found(r, start, end, v.text[start:end], score, class, w)
}

// onTrack reports whether the number is the first field of what a magnetic stripe
// holds (ISO/IEC 7813): on track 1 behind %B and before ^ and a name, on track 2
// before = and the expiry, of which the month can be read.
func (v *view) onTrack(start, end int) bool {
	text := v.text
	expiry := end + 1
	switch {
	case end >= len(text):
		return false
	case text[end] == '^':
		name := bytes.IndexByte(text[end+1:min(len(text), end+28)], '^')
		if name < 2 || start < 1 || text[start-1]|0x20 != 'b' {
			return false
		}
		expiry += name + 1
	case text[end] != '=' && text[end]|0x20 != 'd':
		return false
	}
	if run(text, expiry, 7, digitChars) < expiry+7 {
		return false // expiry and service code
	}
	month := num(text[expiry+2 : expiry+4])
	return month >= 1 && month <= 12
}

func sameDigits(d []byte) bool {
	for _, c := range d {
		if c != d[0] {
			return false
		}
	}
	return true
}

// verifyCountry looks at two letters and two digits: an IBAN (ISO 13616-1), else a VAT
// number.
func verifyCountry(v *view) {
	if !v.iban() {
		v.vatAlone()
	}
}

// iban hands on an IBAN, and reports whether it is one.
func (v *view) iban() bool {
	text, start := v.text, v.start
	if start+4 > len(text) || !isDigit(text[start+3]) || !v.wordStart(start) {
		return false
	}
	field, _ := v.field(start)
	if !(isUpper(text[start]) && isUpper(text[start+1])) && field != fieldIBAN {
		return false
	}
	want := v.st.e.lists.ibanLength(text[start], text[start+1])
	var code [34]byte
	n, i, spaced := 0, start, false
	for ; i < len(text) && n < want; i++ {
		switch c := text[i]; {
		case alnumChars[c]:
			code[n] = c &^ 0x20
			if isDigit(c) {
				code[n] = c
			}
			n++
		case c == ' ' && n >= 4 && text[i-1] != ' ':
			spaced = true
		default:
			return false
		}
	}
	if n < want || want == 0 || i < len(text) && alnumChars[text[i]] || !mod97(code[:n]) {
		return false
	}
	if bytes.Count(code[4:n], code[4:5]) == n-4 && code[4] == '0' {
		return false
	}
	r := v.st.e.builtin.iban
	w, class := whyCheck|whyStructure, exposure.Class("")
	score := r.Score
	if field == fieldIBAN {
		score, w = 99, w|whyField
	}
	if spaced {
		score = max(score, 97)
	}
	if v.st.e.lists.testIBANs[string(code[:n])] {
		class, w = exposure.ClassExample, w|whyTest
	}
	v.found(r, start, i, text[start:i], score, class, w)
	return true
}
