package detect

import (
	"bytes"
	"math/bits"
)

// currency returns the code of ISO 4217 that an amount is in: as its sign says, or for one that
// stands without, the only currency of the text. A sign of several currencies is that of which
// the text gives the code.
func (st *Stream) currency(code int, sign string) string {
	t := st.e.totals
	switch {
	case code == noCode:
		said := st.saidCurrencies()
		if bits.OnesCount64(said) != 1 {
			return ""
		}
		return t.codes[bits.TrailingZeros64(said)]
	case sign == "$":
		if others := st.saidCurrencies() & t.dollars; bits.OnesCount64(others) == 1 {
			code = bits.TrailingZeros64(others)
		}
	case sign == "¥" || sign == "￥":
		if isChinese(st.around()) {
			return "CNY"
		}
	}
	return t.codes[code]
}

// Around a label a text is looked through for currencies: so far before and behind it.
const (
	saidBack  = 3 << 10 // what every window keeps
	saidAhead = 1 << 10
)

// around returns the text around a label.
func (st *Stream) around() []byte {
	at := int(st.parties.label - st.base)
	return st.buf[max(0, at-saidBack):min(len(st.buf), at+saidAhead)]
}

// saidCurrencies are the currencies of the text around a label, by their places in codes.
func (st *Stream) saidCurrencies() (said uint64) {
	p, t := &st.parties, st.e.totals
	if p.saidAt == p.label+1 {
		return p.said
	}
	text := st.around()
	dollar := uint64(0)
	for i, c := range text {
		if !t.signed[c] {
			continue
		}
		sign, n := t.signAt(text, i)
		switch {
		case n == 0 || n == 3 && c >= 0x80 && i > 0 && !isDigit(text[i-1]) && letterBefore(text, i):
		case sign.text == "$":
			dollar = 1 << sign.code
		default:
			said |= 1 << sign.code
		}
	}
	if said&t.dollars != 0 {
		dollar = 0
	}
	if hasKana(text) {
		said &^= t.yuan // 元 is a word there
	}
	p.said, p.saidAt = said|dollar, p.label+1
	return p.said
}

// isChinese reports whether Chinese characters stand in a text and none of Japanese alone.
func isChinese(text []byte) bool {
	return !hasKana(text) && bytes.ContainsFunc(text, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF })
}

// hasKana reports whether characters of Japanese alone stand in a text.
func hasKana(text []byte) bool {
	return bytes.ContainsFunc(text, func(r rune) bool { return r >= 0x3041 && r <= 0x30FA })
}
