package detect

import "bytes"

// Lines of a postal address, by the forms of the Universal Postal Union's addressing
// systems (upu.int, "Postal addressing systems", a page a country). A code of five digits
// before a town is that of many countries; others are those of one.

// holdsPostal reports whether one of the parts of a line is a postal code with its town.
func holdsPostal(line []byte) bool {
	var parts [12][2]int
	for i := range cutAtoms(line, &parts) {
		if _, ok := postalAt(line[parts[i][0]:parts[i][1]]); ok {
			return true
		}
	}
	return false
}

// postalAt reports whether text is a postal code with a town, and the country if the form
// says so.
func postalAt(text []byte) (iso string, ok bool) {
	if len(text) < 5 || len(text) > 80 {
		return "", false
	}
	if iso, ok := westernPostal(text); ok {
		return iso, true
	}
	if iso := lettersPostal(text); iso != "" {
		return iso, true
	}
	if hasDigit(text) && turkishStreets.begins(text) {
		return "TR", true
	}
	return eastPostal(text)
}

// turkishStreets are parts of Turkish addresses, which mostly stand without a code.
var turkishStreets = foldWords("mah.", "mahallesi", "cad.", "caddesi", "sok.", "sokak", "sokağı", "bulvarı", "blv.", "osb ")

// townOf returns what stands behind the code.
func townOf(text []byte) []byte {
	last := 0
	for i, c := range text {
		if isDigit(c) {
			last = i + 1
		}
	}
	return bytes.TrimLeft(text[last:], " -")
}

// postalPrefixes are the letters that are put before codes on the continent.
var postalPrefixes = map[string]string{"D": "DE", "DE": "DE", "A": "AT", "AT": "AT", "CH": "CH", "F": "FR", "FR": "FR", "B": "BE", "BE": "BE", "L": "LU", "LU": "LU", "I": "IT", "IT": "IT",
	"E": "ES", "ES": "ES", "DK": "DK", "S": "SE", "SE": "SE", "N": "NO", "NO": "NO", "FI": "FI", "FIN": "FI", "PL": "PL", "CZ": "CZ", "SK": "SK", "NL": "NL", "P": "PT", "PT": "PT", "TR": "TR",
	"HR": "HR", "SI": "SI", "HU": "HU", "H": "HU", "RO": "RO", "BG": "BG", "GR": "GR", "LT": "LT", "LV": "LV", "EE": "EE"}

// westernPostal takes a code that stands before its town: "10115 Berlin", "D-10115 Berlin",
// "1012 AB Amsterdam", "00-950 Warszawa", "1000-205 Lisboa", "110 00 Praha".
func westernPostal(text []byte) (iso string, ok bool) {
	i := 0
	if n := run(text, 0, 3, capitalChars); n > 0 && n+1 < len(text) && (text[n] == '-' || text[n] == ' ') && isDigit(text[n+1]) {
		if iso = postalPrefixes[string(text[:n])]; iso == "" {
			return "", false
		}
		i = n + 1
	}
	end := run(text, i, 8, digitChars)
	n := end - i
	rest := text[end:]
	switch {
	case n == 2 && len(rest) > 4 && rest[0] == '-' && run(rest, 1, 4, digitChars) == 4:
		iso, rest = "PL", rest[4:]
	case n == 4 && len(rest) > 4 && rest[0] == '-' && run(rest, 1, 4, digitChars) == 4:
		iso, rest = "PT", rest[4:]
	case n == 5 && len(rest) > 4 && rest[0] == '-' && run(rest, 1, 4, digitChars) == 4:
		iso, rest = "BR", rest[4:]
	case n == 3 && len(rest) > 4 && rest[0] == ' ' && run(rest, 1, 3, digitChars) == 3:
		rest = rest[3:]
	case n == 4 && len(rest) > 4 && isDutch(rest):
		iso, rest = "NL", rest[bytes.IndexByte(rest[1:], ' ')+1:]
	case n != 4 && n != 5:
		return "", false
	}
	if len(rest) < 3 || rest[0] != ' ' {
		return "", false
	}
	town := rest[1:]
	if n == 4 && iso == "" && (text[i] == '1' && text[i+1] == '9' || text[i] == '2' && text[i+1] == '0') {
		return "", false // a year
	}
	return iso, isTown(town, n == 4 && iso == "")
}

// isDutch reports whether " AB Town" follows the four digits of a code of the Netherlands.
func isDutch(rest []byte) bool {
	i := 0
	if rest[0] == ' ' {
		i = 1
	}
	return i+3 < len(rest) && isUpper(rest[i]) && isUpper(rest[i+1]) && rest[i+2] == ' ' && (i == 1 || rest[0] != ' ')
}

// streetWords end streets that begin with their number.
var streetWords = foldWords("street", " st.", "avenue", " ave", "road", " rd", "boulevard", " blvd", "parkway", " pkwy", "lane", " ln", "drive", " dr.", "court", "way", "square", "place", "highway", "row", "terrace", "close", "crescent", "suite", "floor", "unit")

// unitWords stand behind numbers that are no codes.
var unitWords = newWords(wordSet([]byte(`eur usd gbp chf jpy try kg km mm cm stk stück pcs pieces gb mb tb kwh kw m mio mrd hours stunden tage days uhr january february march april may june july august
	september october november december januar februar märz mai juni juli oktober dezember de janvier mars avril juin juillet euro euros dollars units items rows users customers kunden records the of and und et y`)))

// isTown reports whether a text may be the name of a town. One that follows four digits
// may be a street.
func isTown(text []byte, street bool) bool {
	if len(text) < 2 || len(text) > 60 || !(isUpper(text[0]) || text[0] >= 0x80 || text[0] == '\'') {
		return false
	}
	var buf [64]byte
	first := run(text, 0, 20, word8Chars)
	if unitWords.has(buf[:copyLower(buf[:], text[:first])]) || first < 2 {
		return false
	}
	letters := 0
	for _, c := range text {
		if isAlpha(c) || c >= 0x80 {
			letters++
		}
		if c == ':' || c == '=' || c == '@' || c == '%' || c == '\t' {
			return false
		}
	}
	return letters*3 >= len(text)*2 && (!street || !streetWords.in(text))
}

func copyLower(dst, src []byte) int {
	n := min(len(dst), len(src))
	for i := range n {
		dst[i] = lower[src[i]]
	}
	return n
}

// states are those of the United States as addresses abbreviate them (USPS, Publication 28).
var states = wordSet([]byte(`AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY`))

// lettersPostal takes codes that stand behind their town: "OH 45500", "Leeds LS11 0AA",
// "Toronto ON M5V 2T6", "Mumbai 400001".
func lettersPostal(text []byte) string {
	end := len(text)
	from := end
	for from > 0 && (isDigit(text[from-1]) || text[from-1] == '-') {
		from--
	}
	switch digits := end - from; {
	case (digits == 5 || digits == 10 && text[from+5] == '-') && from > 2 && text[from-1] == ' ':
		if isUpper(text[from-2]) && isUpper(text[from-3]) && (from == 3 || !word8Chars[text[from-4]]) && states[string(bytes.ToLower(text[from-3:from-1]))] {
			return "US"
		}
		return ""
	}
	if end < 6 || text[end-4] != ' ' {
		return ""
	}
	// Two groups: outward and inward code (Royal Mail), forward sortation area and local
	// delivery unit (Canada Post).
	inward, before := text[end-3:], text[:end-4]
	i := len(before)
	for i > 0 && alnumChars[before[i-1]] {
		i--
	}
	code := before[i:]
	switch {
	case isDigit(inward[0]) && isUpper(inward[1]) && isUpper(inward[2]) && isOutward(code):
		return "GB"
	case isDigit(inward[0]) && isUpper(inward[1]) && isDigit(inward[2]) && len(code) == 3 && isUpper(code[0]) && isDigit(code[1]) && isUpper(code[2]):
		return "CA"
	}
	return ""
}

// isOutward reports whether code is the first half of a code of the United Kingdom.
func isOutward(code []byte) bool {
	letters := run(code, 0, 2, capitalChars)
	rest := code[letters:]
	switch len(rest) {
	case 1:
		return letters > 0 && isDigit(rest[0])
	case 2:
		return letters > 0 && isDigit(rest[0]) && (isDigit(rest[1]) || isUpper(rest[1]))
	}
	return false
}

var capitalChars = chars("A-Z")

// Parts of addresses of China and Japan.
var (
	eastParts  = [][]byte{[]byte("市"), []byte("区"), []byte("區"), []byte("路"), []byte("号"), []byte("省"), []byte("県"), []byte("町"), []byte("丁目"), []byte("番"), []byte("都"), []byte("府"), []byte("街"), []byte("村")}
	japanParts = [][]byte{[]byte("〒"), []byte("県"), []byte("丁目"), []byte("番地"), []byte("東京都"), []byte("町")}
	chinaParts = [][]byte{[]byte("省"), []byte("路"), []byte("号"), []byte("街道")}
)

// eastPostal takes addresses of China and Japan, which stand on one line.
func eastPostal(text []byte) (iso string, ok bool) {
	count := func(parts [][]byte) (n int) {
		for _, p := range parts {
			if bytes.Contains(text, p) {
				n++
			}
		}
		return n
	}
	if bytes.HasPrefix(text, []byte("〒")) {
		return "JP", true
	}
	if !isWide(bytes.TrimLeft(text, "0123456789- ")) {
		return "", false
	}
	if n := count(eastParts); n >= 2 && (hasDigit(text) || n >= 3) {
		switch {
		case count(japanParts) > 0:
			return "JP", true
		case count(chinaParts) > 0:
			return "CN", true
		}
		return "", true
	}
	return "", false
}

// isStreet reports whether a part of an address with digits in it may be a street with its
// number, a box, a floor: a few words and a short number.
func isStreet(text []byte) bool {
	digits, letters, words := 0, 0, 0
	for i, c := range text {
		switch {
		case isDigit(c):
			if digits++; digits > 8 {
				return false
			}
		case isAlpha(c) || c >= 0x80:
			letters++
			if i == 0 || text[i-1] == ' ' {
				words++
			}
		case c == ':' || c == '=' || c == '@' || c == '%' || c == '$' || c == '\t':
			return false
		}
	}
	return letters >= 3 && digits > 0 && words <= 8
}
