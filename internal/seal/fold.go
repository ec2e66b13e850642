package seal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letterFolds are letters that have no decomposition in Unicode and are written
// so where they cannot be typed (ICAO Doc 9303-3, section 6).
var letterFolds = map[rune]string{
	'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ß': "ss", 'ı': "i", 'ħ': "h", 'ŋ': "n", 'ŧ': "t",
}

// fold takes diacritics off a case-folded string. Everything else stays.
func fold(s string) string {
	if plainASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if as, ok := letterFolds[r]; ok {
			b.WriteString(as)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// words splits at everything that is no letter, digit or mark.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		if r < utf8.RuneSelf {
			return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z')
		}
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
	})
}

// squeeze folds s and drops all separators.
func squeeze(s string) string { return strings.Join(words(fold(s)), "") }

// soundex codes a word of Latin letters as the US National Archives do
// (archives.gov/research/census/soundex; Russell 1918): the first letter and
// three digits. Anything else has no code.
func soundex(word string) string {
	const codes = "01230120022455012623010202" // a to z; 0: vowels, h, w, y
	var out [4]byte
	n, last := 0, byte('0')
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c < 'a' || c > 'z' {
			return ""
		}
		code := codes[c-'a']
		switch {
		case n == 0:
			out[0], n = c, 1
		case code != '0' && code != last && n < 4:
			out[n] = code
			n++
		}
		if c != 'h' && c != 'w' { // these do not part two equal codes
			last = code
		}
	}
	if n == 0 {
		return ""
	}
	for ; n < 4; n++ {
		out[n] = '0'
	}
	return string(out[:])
}
