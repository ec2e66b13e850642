package detect

import (
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// visible returns b without what is invisible in it: b itself where nothing is.
func visible(b []byte) []byte {
	if !exposure.HoldsInvisible(b) {
		return b
	}
	return []byte(exposure.Visible(string(b)))
}

// afterInvisible returns where text[from:to] begins behind what is invisible.
func afterInvisible(text []byte, from, to int) int {
	for from < to && text[from] >= 0x80 {
		r, n := utf8.DecodeRune(text[from:to])
		if !exposure.Invisible(r) {
			break
		}
		from += n
	}
	return from
}

// beforeInvisible returns where it ends before it.
func beforeInvisible(text []byte, from, to int) int {
	for from < to && text[to-1] >= 0x80 {
		r, n := utf8.DecodeLastRune(text[from:to])
		if !exposure.Invisible(r) {
			break
		}
		to -= n
	}
	return to
}
