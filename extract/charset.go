package extract

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decide tells the encoding of text from its bytes from the first one on that
// is beyond ASCII.
func decide(p []byte) encoding {
	valid, bad := utf8Counts(p)
	if bad == 0 || valid >= 10*bad {
		return encoding{kind: encUTF8}
	}
	return encoding{kind: encOther, dec: charmap.Windows1252}
}

// utf8Counts counts well-formed sequences of several bytes, and broken ones. An
// incomplete one at the end is neither.
func utf8Counts(p []byte) (valid, bad int) {
	p = trimRune(p)
	for len(p) > 0 {
		i := beyondASCII(p)
		if p = p[i:]; len(p) == 0 {
			break
		}
		r, n := utf8.DecodeRune(p)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			valid++
		}
		p = p[n:]
	}
	return valid, bad
}
