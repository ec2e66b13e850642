package extract

import (
	"bytes"
	"unicode/utf8"
)

// sampleSize is how many bytes of a content decide on its format.
const sampleSize = 64 << 10

// A head is what a format is told from: the first bytes of a content.
type head struct {
	raw   []byte   // at most sampleSize bytes
	whole bool     // raw is the whole content
	text  []byte   // raw as UTF-8, without a byte order mark; nil where it is not text
	enc   encoding // of text
	valid int      // bytes of raw that are UTF-8 as they stand; 0 where text was decoded

	tried   bool // dialect was looked for
	dialect *dialect
}

// newHead looks at the first bytes of a content.
func newHead(first []byte, whole bool) *head {
	h := &head{raw: first, whole: whole}
	if len(first) > sampleSize {
		h.raw, h.whole = first[:sampleSize], false
	}
	h.enc = guess(h.raw, h.whole)
	if h.enc.kind == encBinary {
		return h
	}
	if text := h.raw[min(h.enc.skip, len(h.raw)):]; h.enc.isUTF8() {
		if !h.whole {
			text = trimRune(text)
		}
		if utf8.Valid(text) {
			h.text, h.valid = text, h.enc.skip+len(text)
			return h
		}
	}
	h.text = h.enc.sample(h.raw, h.whole)
	return h
}

// has reports whether the content begins with magic.
func (h *head) has(magic string) bool { return bytes.HasPrefix(h.raw, []byte(magic)) }

// hasAt reports whether magic stands at offset i.
func (h *head) hasAt(i int, magic string) bool {
	return len(h.raw) >= i+len(magic) && string(h.raw[i:i+len(magic)]) == magic
}

// trimRune cuts an incomplete rune off the end of p.
func trimRune(p []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(p); i++ {
		if c := p[len(p)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(p[len(p)-i:]) {
				return p[:len(p)-i]
			}
			break
		}
	}
	return p
}
