package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns s with everything shown that could hide or reorder text:
// control characters as their pictures (U+2400…), direction overrides,
// invisible characters and broken bytes as their code in brackets. What other
// people named their files must not steer a terminal, a page or a reader's eye.
func Visible(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, "[%02X]", s[i])
		case c < 0x20:
			b.WriteRune(0x2400 + c)
		case c == 0x7f:
			b.WriteRune('\u2421')
		case hidden(c):
			fmt.Fprintf(&b, "[U+%04X]", c)
		default:
			b.WriteRune(c)
		}
		i += n
	}
	return b.String()
}

// hidden reports whether c is not seen, or changes how others are seen: C1
// controls, format characters (directions, joiners, tags, soft hyphen), line
// and paragraph separators, private use, variation selectors and fillers. The
// joiners U+200C and U+200D are part of how Persian and Indic names are
// written, and reorder nothing.
func hidden(c rune) bool {
	switch {
	case c == 0x200c || c == 0x200d:
		return false
	case c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0:
		return true
	}
	return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Variation_Selector)
}
