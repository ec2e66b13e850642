package cfb

import (
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// compareNames is the order of siblings (section 2.6.4): shorter ones first, then by their
// letters as capitals.
func compareNames(a, b *Node) int {
	if isASCII(a.Name) && isASCII(b.Name) {
		if len(a.Name) != len(b.Name) {
			return len(a.Name) - len(b.Name)
		}
		for i := range len(a.Name) {
			if x, y := capital(a.Name[i]), capital(b.Name[i]); x != y {
				return int(x) - int(y)
			}
		}
		return 0
	}
	x, y := utf16.Encode([]rune(strings.ToUpper(a.Name))), utf16.Encode([]rune(strings.ToUpper(b.Name)))
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	return slices.Compare(x, y)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func capital(b byte) byte {
	if b >= 'a' && b <= 'z' {
		b -= 'a' - 'A'
	}
	return b
}
