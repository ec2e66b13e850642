package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// isDivision reports whether r is what PDFium puts in place of a hyphen at the end
// of a line, together with the end of the line.
func isDivision(r rune) bool { return r == '\uFFFE' || r == 2 }

// pdfText makes text of what PDFium returns: broken characters are its business, zero
// bytes are nobody's. A hyphen at the end of a line has divided a word, or belongs to
// what stands there; see [joins].
func pdfText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	if !strings.ContainsFunc(s, func(r rune) bool { return r == 0 || isDivision(r) }) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r == 0:
		case isDivision(r):
			if !joins(s[:i], s[i+utf8.RuneLen(r):]) {
				b.WriteByte('-')
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// longestWord is how far from a hyphen the word around it is looked at, in bytes.
const longestWord = 128

// joins reports whether what stands on both sides of a hyphen at the end of a line is
// one word of prose, which loses the hyphen: "informa-tion". An address, a name of two
// parts, a number or what has another hyphen keeps it: a hyphen too many in a word
// hides nothing, and one too few in an address makes it somebody else's.
func joins(before, after string) bool {
	before = before[max(0, len(before)-longestWord):]
	before = before[strings.LastIndexFunc(before, unicode.IsSpace)+1:]
	after = after[:min(len(after), longestWord)]
	if i := strings.IndexFunc(after, unicode.IsSpace); i >= 0 {
		after = after[:i]
	}
	after = strings.TrimRight(after, ".,;:!?)]}\"'»”’…")
	before = strings.TrimLeft(before, "([{\"'«“„‘")
	for _, part := range []string{before, after} {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
			return false
		}
	}
	first, _ := utf8.DecodeRuneInString(after)
	last, _ := utf8.DecodeLastRuneInString(before)
	return !unicode.IsUpper(first) || unicode.IsUpper(last)
}
