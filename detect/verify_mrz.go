package detect

// mrzChars are what the lines are made of that machines read in a passport.
var mrzChars = chars("A-Z0-9<")

// verifyMRZ looks at "<<<<", which fills up a line: the machine readable zone of a
// passport, identity card or visa (ICAO Doc 9303 parts 4 to 7).
func verifyMRZ(v *view) {
	text := v.text
	start := runBack(text, v.start, 44, mrzChars)
	if v.start > 0 && text[v.start-1] == '<' || start > 0 && mrzChars[text[start-1]] {
		return // the first fill of a line alone
	}
	n := run(text, start, 45, mrzChars) - start
	if n != 44 && n != 36 && n != 30 {
		return
	}
	if c := text[start]; c != 'P' && c != 'I' && c != 'A' && c != 'C' && c != 'V' {
		return
	}
	if n == 30 { // the number stands in the first of three lines
		second := nextLine(text, start+n, n)
		if second < 0 {
			return
		}
		a, b := text[start:start+30], text[second:second+30]
		if mrzDigit(a[5:14]) == a[14] && mrzDigit(b[:6]) == b[6] && mrzDigit(b[8:14]) == b[14] {
			v.document(start+5, start+14)
		}
		return
	}
	second := nextLine(text, start+n, n)
	if second < 0 {
		return
	}
	b := text[second : second+n]
	if mrzDigit(b[:9]) == b[9] && mrzDigit(b[13:19]) == b[19] && mrzDigit(b[21:27]) == b[27] {
		v.document(second, second+9)
	}
}

// document hands on the number of a passport or card, without its fill.
func (v *view) document(start, end int) {
	for end > start && v.text[end-1] == '<' {
		end--
	}
	v.found(v.rule, start, end, v.text[start:end], v.rule.Score, "", whyCheck|whyStructure)
}

// nextLine returns where the line of n characters begins that follows the one that
// ends at i, -1 if there is none.
func nextLine(text []byte, i, n int) int {
	from := i
	for i < len(text) && i < from+8 && isSpace(text[i]) {
		i++
	}
	if i == from || run(text, i, n+1, mrzChars) != i+n {
		return -1
	}
	return i
}
