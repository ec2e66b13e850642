package exposure

import (
	"strings"
	"unicode/utf8"
)

// Invisible reports whether a character shows nothing and says at most how others join, break
// or run: soft hyphens, joiners, marks of order and of byte order (Unicode, chapter 23.2). What
// differs in them alone is one thing to whoever reads it.
func Invisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x034F, r == 0x061C, r == 0x180E, r == 0xFEFF:
		return true
	}
	return r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F
}

// Visible returns s without what is invisible in it.
func Visible(s string) string {
	if !HoldsInvisible(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if Invisible(r) {
			return -1
		}
		return r
	}, s)
}

// HoldsInvisible reports whether something in s is invisible.
func HoldsInvisible[T string | []byte](s T) bool {
	for i := 0; i < len(s); i++ {
		// The first bytes of all that are: C2 AD, CD 8F, D8 9C, E1 A0, E2 80, E2 81, EF BB.
		if c := s[i]; c < 0xC2 || c != 0xC2 && c != 0xCD && c != 0xD8 && c != 0xE1 && c != 0xE2 && c != 0xEF {
			continue
		}
		var head [utf8.UTFMax]byte
		r, _ := utf8.DecodeRune(head[:copy(head[:], s[i:])])
		if Invisible(r) {
			return true
		}
	}
	return false
}
