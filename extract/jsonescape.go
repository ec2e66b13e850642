package extract

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// fieldName bounds the name of a field.
func fieldName(b []byte) string {
	if len(b) > maxField {
		b = trimRune(b[:maxField])
	}
	return string(b)
}

// unescape decodes the escape that p begins with (RFC 8259, section 7) and
// says how many bytes it takes: 0 where it goes on beyond p and p is not the
// last. What is no escape is a backslash.
func unescape(p, buf []byte, last bool) ([]byte, int) {
	if len(p) < 12 && !last {
		return nil, 0
	}
	if len(p) < 2 {
		return append(buf, '\\'), 1
	}
	switch b := p[1]; b {
	case '"', '\\', '/':
		return append(buf, b), 2
	case 'n':
		return append(buf, '\n'), 2
	case 't':
		return append(buf, '\t'), 2
	case 'r':
		return append(buf, '\r'), 2
	case 'b', 'f':
		return append(buf, ' '), 2
	case 'u':
		r, ok := hex4(p[2:])
		if !ok {
			break
		}
		if !utf16.IsSurrogate(r) {
			return utf8.AppendRune(buf, r), 6
		}
		if len(p) >= 12 && p[6] == '\\' && p[7] == 'u' {
			if low, ok := hex4(p[8:]); ok {
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					return utf8.AppendRune(buf, pair), 12
				}
			}
		}
		return utf8.AppendRune(buf, utf8.RuneError), 6
	}
	return append(buf, '\\'), 1
}

// hex4 reads four hexadecimal digits.
func hex4(p []byte) (rune, bool) {
	if len(p) < 4 {
		return 0, false
	}
	v, err := strconv.ParseUint(string(p[:4]), 16, 16)
	return rune(v), err == nil
}
