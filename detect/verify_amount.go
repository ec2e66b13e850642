package detect

import "bytes"

// verifyAmount looks at a currency, by its code or sign: an amount of money stands
// directly before or after it.
func verifyAmount(v *view) {
	text := v.text
	letters := isAlpha(text[v.start])
	if letters && !isUpper(text[v.start]) || v.end-v.start == 3 && letters && !isUpper(text[v.start+1]) {
		return
	}
	if letters && !v.wordStart(v.start) && !(v.start > 0 && isDigit(text[v.start-1])) {
		return
	}
	i, last := v.end, v.end
	dollar := isDigit(text[v.end-1]) // "$1": the digit is of the amount
	if dollar {
		i--
		if v.start > 0 && (wordChars[text[v.start-1]] || text[v.start-1] == '$' || text[v.start-1] == '\\') {
			return
		}
	}
	if letters && i < len(text) && isAlpha(text[i]) {
		return
	}
	for n := 0; i < len(text) && n < 3 && (text[i] == ' ' || text[i] == ':' || text[i] == '\t' || text[i] == '='); n++ {
		i++
	}
	if end, ok := amountAt(text, i, dollar || letters && i == v.end); ok && (!letters || v.wordStart(v.start)) {
		v.found(v.rule, v.start, end, text[v.start:end], v.rule.Score, "", whyShape)
		return
	}
	if dollar || last < len(text) && word8Chars[text[last]] {
		return
	}
	// Before the currency: 1.234,50 €.
	end := v.start
	for end > 0 && v.start-end < 3 && (text[end-1] == ' ' || text[end-1] == 0xA0 || text[end-1] == 0xC2) {
		end--
	}
	start := runBack(text, end, 20, amountChars)
	for start < end && !isDigit(text[start]) {
		start++
	}
	if start == end || !numberBegins(text, start) {
		return
	}
	if e, ok := amountAt(text[:end], start, false); ok && e == end {
		v.found(v.rule, start, last, text[start:last], v.rule.Score, "", whyShape)
	}
}

var amountChars = chars("0-9.,'")

// amountAt reads an amount at i: digits, in groups of three or not, and decimals.
// Where only one or two digits stand alone it says little, so that a bare sign wants
// decimals or groups.
func amountAt(text []byte, i int, strict bool) (end int, ok bool) {
	end = run(text, i, 20, amountChars)
	for end > i && !isDigit(text[end-1]) {
		end--
	}
	if end == i || !isDigit(text[i]) || numberGoesOn(text, end) || end-i >= 20 {
		return i, false
	}
	s := text[i:end]
	mark := bytes.LastIndexAny(s, ".,")
	if mark < 0 {
		return end, !strict && len(s) <= 12 && (len(s) > 1 || s[0] != '0')
	}
	decimals := len(s) - mark - 1
	whole := s[:mark]
	grouped := true
	for k := len(whole) - 1; k >= 0; k-- { // separators stand before every third digit
		if sep := !isDigit(whole[k]); sep != ((len(whole)-k)%4 == 0) {
			grouped = false
			break
		}
	}
	plain := run(whole, 0, len(whole), digitChars) == len(whole)
	switch {
	case decimals == 2:
		return end, plain || grouped
	case decimals == 3:
		return end, len(whole) <= 3 || grouped
	}
	return end, !strict && plain && (decimals == 1 || decimals == 4)
}
