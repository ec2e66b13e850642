package mysql

import (
	"bytes"
	"unicode/utf8"
)

// appendText writes a cell of CSV (RFC 4180): in quotes where it must be, and where it is
// empty, which tells it from NULL.
func appendText(dst, cell []byte) []byte {
	if len(cell) > 0 && !bytes.ContainsAny(cell, ",\"\r\n") {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	dst = appendInside(dst, cell)
	return append(dst, '"')
}

// appendInside writes a part of a cell that stands in quotes.
func appendInside(dst, part []byte) []byte {
	for {
		i := bytes.IndexByte(part, '"')
		if i < 0 {
			return append(dst, part...)
		}
		dst = append(append(dst, part[:i]...), '"', '"')
		part = part[i+1:]
	}
}

// legible writes the bytes of a binary cell so that what is text in it stands there as it
// is. rest is what may be the beginning of a letter, where more is to come.
func legible(dst, part []byte, more bool) (text, rest []byte) {
	for len(part) > 0 {
		if more && !utf8.FullRune(part) {
			return dst, part
		}
		r, n := utf8.DecodeRune(part)
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f {
			c := part[0]
			dst = append(dst, '\\', '0'+c>>6, '0'+c>>3&7, '0'+c&7)
		} else {
			dst = append(dst, part[:n]...)
		}
		part = part[n:]
	}
	return dst, nil
}
