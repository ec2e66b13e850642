package attribute

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// displayedMax is how many characters of a name are shown at most.
const displayedMax = 120

// Displayed returns a name as it may be shown: in one line, without what has no width,
// turns the direction of text or is no character, and cut where it is longer than a name
// is. A foreign name may be ten thousand characters long, or written so that it looks like
// another.
func Displayed(name string) string {
	if plain(name) {
		return name
	}
	var b strings.Builder
	n, space := 0, false
	for _, r := range name {
		switch {
		case unicode.IsSpace(r):
			space = n > 0
			continue
		case r == utf8.RuneError, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs), r == 0x3164, r == 0xffa0, r == 0x115f, r == 0x1160: // fillers of Hangul show nothing
			continue
		}
		if n >= displayedMax {
			return b.String() + "…"
		}
		if space {
			b.WriteByte(' ')
			n, space = n+1, false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// plain reports whether nothing of a name need be looked at.
func plain(name string) bool {
	if len(name) > displayedMax {
		return false
	}
	for i := range len(name) {
		if c := name[i]; c < ' ' || c >= 0x7f || c == ' ' && (i == 0 || i == len(name)-1 || name[i-1] == ' ') {
			return false
		}
	}
	return true
}
