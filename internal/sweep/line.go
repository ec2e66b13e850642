package sweep

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// OneLine returns a foreign name as it may stand in a line for people: what would
// end the line, move a terminal or turn the direction of the text is escaped, so
// that no name looks like a line of the program's own.
func OneLine(s string) string {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return string(appendLine(nil, s))
		}
	}
	return s
}

func appendLine(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		if s[i] >= ' ' && s[i] < 0x7f {
			b = append(b, s[i])
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			b = fmt.Appendf(b, `\x%02x`, s[i])
		} else if acts(r) {
			b = appendEscape(b, r)
		} else {
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	return b
}

// acts reports whether a terminal or a program that reads lines would act on r
// instead of showing it: controls (C0, DEL, C1), ends of lines and of paragraphs,
// and format characters, among them the directional ones of Unicode's annex 9. The
// joiners and the soft hyphen are part of how names are written.
func acts(r rune) bool {
	switch r {
	case '\u200c', '\u200d', '\u00ad':
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

func appendEscape(b []byte, r rune) []byte {
	switch {
	case r == '\n':
		return append(b, `\n`...)
	case r == '\r':
		return append(b, `\r`...)
	case r == '\t':
		return append(b, `\t`...)
	case r < 0x80:
		return fmt.Appendf(b, `\x%02x`, r)
	case r < 0x10000:
		return fmt.Appendf(b, `\u%04x`, r)
	}
	return fmt.Appendf(b, `\U%08x`, r)
}
