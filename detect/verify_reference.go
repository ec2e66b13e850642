package detect

import "bytes"

// referenceReach is how many bytes behind such a word the first digit stands at most.
const referenceReach = 40

// verifyReference looks at "Invoice", "Bestellung", "ticket" and the like with a
// number after it.
func verifyReference(v *view) {
	text, i := v.text, v.end
	if !v.wordStart(v.start) || !hasDigit(text[i:min(len(text), i+referenceReach)]) {
		return
	}
	labelled := false
	if end := run(text, i, 9, asciiLetters); end > i { // Rechnungsnummer, Vertragsnr.
		switch string(asciiLower(string(text[i:end]))) {
		case "s", "i", "es", "en", "snummer", "snr", "nummer", "nr", "no", "number", "nummern", "id":
			labelled, i = end-i > 2, end
		default:
			return
		}
	}
	for range 3 {
		from := i
		for i < len(text) && i < from+3 && (text[i] == ' ' || text[i] == '-' || text[i] == '_' || text[i] == '.' || text[i] == '"') {
			i++
		}
		end := run(text, i, 15, word8Chars)
		if word := text[i:end]; end == i || hasDigit(word) || !numberLabel(word) {
			break
		}
		labelled, i = true, end
	}
	if i == v.end && i < len(text) && word8Chars[text[i]] && text[i] < 0x80 {
		return // the word goes on
	}
	for n := 0; i < len(text) && n < 4 && (text[i] == ' ' || text[i] == ':' || text[i] == '#' || text[i] == '=' || text[i] == '"' || text[i] == '.'); n++ {
		labelled = labelled || text[i] == ':' || text[i] == '#'
		i++
	}
	end := run(text, i, 33, referenceChars)
	for end > i && !alnumChars[text[end-1]] {
		end--
	}
	if !referenceLike(text[i:end], labelled) || end < len(text) && (wordChars[text[end]] || text[end] == '@' || text[end] == '%') || numberGoesOn(text, end) {
		return
	}
	score, w := v.rule.Score, whyContext
	if !labelled {
		score -= 8
	}
	v.found(v.rule, i, end, text[i:end], score, "", w)
}

var referenceChars = chars("A-Za-z0-9/_-")

// referenceLike reports whether value can be the number of a document: four digits or
// more, no date, no UUID; without a label letters or a dash too.
func referenceLike(value []byte, labelled bool) bool {
	digits, letters := 0, 0
	for _, c := range value {
		switch {
		case isDigit(c):
			digits++
		case isLower(c):
			return false
		case isAlpha(c):
			letters++
		}
	}
	switch {
	case digits < 4 || digits > 18 || letters > 8 || len(value) > 28 || isUUID(value) || looksLikeDate(value):
		return false
	case letters == 0 && bytes.IndexByte(value, '-') < 0 && bytes.IndexByte(value, '/') < 0:
		return digits >= 5 && labelled
	}
	return labelled || bytes.IndexByte(value, '-') > 0 || letters > 0
}

// referenceCell takes the number in a column of orders, invoices and the like.
func (v *view) referenceCell() {
	val := v.value()
	if len(val) > 32 || len(val) < 3 || !hasDigit(val) || run(val, 0, len(val), referenceCellChars) < len(val) || looksLikeDate(val) {
		return
	}
	v.found(v.st.e.builtin.referenceField, v.start, v.end, val, v.st.e.builtin.referenceField.Score, "", whyField)
}

// hasHouseNumber reports whether digits begin behind no letter and no point of a program:
// a house has a number, a place a postcode, while names in programs have digits in them.
func hasHouseNumber(val []byte) bool {
	for i, c := range val {
		if isDigit(c) && (i == 0 || val[i-1] == ' ' || val[i-1] == ',' || val[i-1] == '#' || val[i-1] == '\n' || val[i-1] >= 0x80) {
			return true
		}
		if isDigit(c) && i > 3 && (val[i-1] == ':' || val[i-1] == '.') && (foldedEnd(val[:i-1], " no") || foldedEnd(val[:i-1], " nr")) {
			return true // "Lale Sokak No:5"
		}
	}
	return false
}

var referenceCellChars = referenceChars.and(".#")

// addressCell takes a street with its number, or a whole address. The name of a town
// alone, or a postcode, is nobody's address.
func (v *view) addressCell(r *Rule, w why) {
	if val := v.value(); isAddress(val) {
		v.found(r, v.start, v.end, val, r.Score, "", w)
	}
}

// isAddress reports whether a value is a street with its number, or a whole address.
func isAddress(val []byte) bool {
	if len(val) < 6 || len(val) > 300 || !hasDigit(val) || bytes.ContainsAny(val, "@=*<>{}\\[]$;!?|%^~`_\"") || bytes.Contains(val, slashes) || bytes.Contains(val, []byte("&&")) || !hasHouseNumber(val) {
		return false
	}
	if i := bytes.IndexByte(val, '('); i > 0 && alnumChars[val[i-1]] {
		return false // a call in a program
	}
	letters, longest, words, in := 0, 0, 0, 0
	for _, c := range val {
		if isAlpha(c) || c >= 0x80 {
			letters++
			in++
			longest = max(longest, in)
			continue
		}
		if in > 0 {
			words++
		}
		in = 0
	}
	if in > 0 {
		words++
	}
	return letters >= 4 && longest >= 3 && (bytes.IndexByte(val, ' ') >= 0 || longest >= 6) && letters*3 >= len(val) && words <= 30
}
