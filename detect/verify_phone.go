package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// phoneDigits reads a telephone number from i into buf: digits with single
// separators, at most 15 digits (ITU-T E.164) in at most 32 bytes. It returns the end after
// the last digit, the digits without a leading '+' and without "(0)", and how
// many separators there are.
func phoneDigits(text []byte, i int, buf *[16]byte) (end int, digits []byte, gaps int) {
	digits = buf[:0]
	limit := min(len(text), i+32)
	if i < limit && text[i] == '+' {
		i++
	}
	gap := 0
	for end = i; i < limit; i++ {
		c := text[i]
		switch {
		case isDigit(c):
			if len(digits) == 16 {
				return end, digits, gaps
			}
			digits = append(digits, c)
			end, gap = i+1, 0
		case c == '(' && bytes.HasPrefix(text[i:], []byte("(0)")):
			i += 2
			gap++
		case c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')':
			if gap++; gap > 3 {
				return end, digits, gaps
			}
			if gap == 1 {
				gaps++
			}
		case c == 0xC2 && i+1 < limit && text[i+1] == 0xA0: // no-break space
			i++
			gaps++
		case c == 0xE2 && i+2 < limit && text[i+1] == 0x80 && (text[i+2] == 0x91 || text[i+2] == 0x93 || text[i+2] == 0x90 || text[i+2] == 0xAF):
			i += 2
			gaps++
		default:
			return end, digits, gaps
		}
	}
	return end, digits, gaps
}

// verifyPhonePlus looks at '+' and a digit: a number in international form.
func verifyPhonePlus(v *view) {
	text, start := v.text, v.start
	if !isDigit(text[start+1]) || text[start+1] == '0' {
		return
	}
	if start > 0 && !plusBefore[text[start-1]] {
		return
	}
	var buf [16]byte
	end, digits, gaps := phoneDigits(text, start, &buf)
	if end < len(text) && (wordChars[text[end]] || text[end] == '+' || text[end] == '=') && !phoneExtension(text[end:]) {
		return
	}
	if end+1 < len(text) && (text[end] == '-' || text[end] == '.' || text[end] == ':') && wordChars[text[end+1]] {
		return
	}
	field, _ := v.field(start)
	valid := v.st.e.lists.calling.valid(digits)
	if !valid && !(field == fieldPhone && v.st.e.lists.calling.exists(digits)) || sameDigits(digits[2:]) {
		return
	}
	r := v.rule
	w, score := whyInternational|whyStructure, r.Score
	switch {
	case !valid: // a range that is new, or set aside
		w, score = whyInternational|whyField, 80
	case field == fieldPhone:
		w, score = w|whyField, 99
	case gaps == 0 && start > 0 && text[start-1] == '\n' && len(digits) < 11:
		w, score = w|whyWeak, 60 // the plus of a patch
	}
	v.found(r, start, end, text[start:end], score, phoneClass(digits), w)
}

// plusBefore are the bytes that may stand before the '+' of a number.
var plusBefore = wordChars.and("+/)%.").others()

func phoneExtension(after []byte) bool { return after[0] == 'x' || after[0] == 'e' || after[0] == 'E' }

// phoneClass tells numbers that are set aside for fiction and documentation
// (NANPA 555-01xx; Ofcom's numbers for drama), and those that are written where somebody has none.
func phoneClass(digits []byte) exposure.Class {
	n := len(digits)
	if n >= 7 && (sameDigits(digits[n-6:]) || counted(digits[n-7:])) {
		return exposure.ClassExample
	}
	if n >= 7 && string(digits[n-7:n-2]) == "55501" || bytes.HasPrefix(digits, []byte("447700900")) {
		return exposure.ClassReserved
	}
	return ""
}

// counted reports whether each digit is one more than that before it, 0 behind 9.
func counted(digits []byte) bool {
	for i := range digits[1:] {
		if digits[i+1]-'0' != (digits[i]-'0'+1)%10 {
			return false
		}
	}
	return true
}

// verifyPhoneWord looks at "Tel", "Fax", "mobil" and the like with a number in
// national form after it.
func verifyPhoneWord(v *view) {
	text := v.text
	if !v.wordStart(v.start) {
		return
	}
	i := v.end
	// The rest of a word: telephone, Telefonnummer; then "no.", "number", "(work)".
	i = run(text, i, 16, asciiLetters)
	limit := min(len(text), i+24)
	sep := false
	for ; i < limit; i++ {
		c := text[i]
		if isDigit(c) || c == '(' && i+1 < limit && isDigit(text[i+1]) {
			break
		}
		switch {
		case c == ':' || c == '.' || c == ' ' || c == '\t' || c == '=' || c == '#' || c == '"' || c == ',' || c == '|':
			sep = true
		case c == '+' || c == '\n' || c == '<':
			return
		case !isAlpha(c) && c != '(' && c != ')' && c != '/' && c != '-' && c < 0x80:
			return
		}
	}
	if i >= limit || !sep || i > 0 && isAlpha(text[i-1]) {
		return
	}
	v.national(v.rule, i, len(text), whyContext, v.rule.Score)
}

var asciiLetters = chars("A-Za-z")

// national hands on a number in national form that begins at i and ends before
// limit.
func (v *view) national(r *Rule, i, limit int, w why, score int) bool {
	text := v.text[:limit]
	var buf [16]byte
	end, digits, gaps := phoneDigits(text, i, &buf)
	n := len(digits)
	if n < 6 || n > 15 || sameDigits(digits) || end < len(text) && wordChars[text[end]] && !phoneExtension(text[end:]) {
		return false
	}
	if gaps == 0 && n < 7 || looksLikeDate(text[i:end]) || dots(text[i:end]) == 3 && gaps == 3 && n < 10 {
		return false
	}
	if digits[0] != '0' && n < 8 && gaps < 2 {
		score, w = score-15, w|whyWeak
	}
	v.found(r, i, end, text[i:end], score, phoneClass(digits), w|whyShape)
	return true
}

func dots(b []byte) int { return bytes.Count(b, []byte{'.'}) }

// looksLikeDate reports whether b is 2022-08-13, 13.08.2022 or 13/08/2022.
func looksLikeDate(b []byte) bool {
	if len(b) < 8 || len(b) > 10 {
		return false
	}
	year := func(y []byte) bool { return len(y) == 4 && (y[0] == '1' && y[1] == '9' || y[0] == '2' && y[1] == '0') }
	parts := bytes.FieldsFunc(b, func(r rune) bool { return r == '-' || r == '.' || r == '/' })
	return len(parts) == 3 && (year(parts[0]) && len(parts[1]) <= 2 || year(parts[2]) && len(parts[0]) <= 2)
}
