package attribute

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// alike reports whether a company's name and a domain's label begin with each
// other, over at least four letters.
func alike(name, label string) bool {
	n, l := letters(name), letters(label)
	short := min(len(n), len(l))
	return short >= 4 && n[:short] == l[:short] && (short == len(l) || short == len(n))
}

// The first word of a name by which a label is known, in letters, and how many more the label has at
// most: "ag", "inc", "mb" for Maschinenbau. What goes on longer is another's name: Deutsche Bank is
// not deutschebahn.
const (
	leastFirstWord = 5
	mostLabelRest  = 3
)

// beginsWith reports whether a domain's label is hardly more than the first word of a company's name.
func beginsWith(label, name string) bool {
	words := stemWords(name)
	if len(words) < 2 {
		return false
	}
	first, l := letters(words[0]), letters(label)
	return len(first) >= leastFirstWord && strings.HasPrefix(l, first) && len(l)-len(first) <= mostLabelRest
}

// hasWords reports whether a domain's label has each word of a company's name but its legal form, in whatever
// order: kranich-hobelwerk of Hobelwerk Kranich GmbH.
func hasWords(label, name string) bool {
	l, n := letters(label), 0
	for _, w := range stemWords(name) {
		w = letters(w)
		if !strings.Contains(l, w) {
			return false
		}
		n += len(w)
	}
	return n >= leastFirstWord
}

// letters keeps small letters and digits, without accents.
func letters(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	if ascii(s) {
		for _, c := range []byte(s) {
			switch {
			case 'A' <= c && c <= 'Z':
				b.WriteByte(c + 'a' - 'A')
			case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
				b.WriteByte(c)
			}
		}
		return b.String()
	}
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
