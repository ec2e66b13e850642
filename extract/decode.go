package extract

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	xenc "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// An encoding is how text is written in bytes.
type encoding struct {
	kind encKind
	skip int           // length of a byte order mark
	dec  xenc.Encoding // for encOther
	hint xenc.Encoding // what the content declares, nil where nothing
}

type encKind uint8

const (
	encBinary encKind = iota // not text
	encASCII                 // ASCII so far; the first other byte decides, see decide
	encUTF8
	encOther
)

// decideSize is how many bytes from the first one beyond ASCII decide on an
// encoding.
const decideSize = 32 << 10

// guess tells the encoding of a content from its first bytes.
func guess(p []byte, whole bool) encoding {
	switch {
	case bytes.HasPrefix(p, []byte("\xef\xbb\xbf")):
		return encoding{kind: encUTF8, skip: 3}
	case bytes.HasPrefix(p, []byte("\xff\xfe\x00\x00")) && len(p) >= 8:
		return encoding{kind: encOther, skip: 4, dec: utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}
	case bytes.HasPrefix(p, []byte("\x00\x00\xfe\xff")):
		return encoding{kind: encOther, skip: 4, dec: utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)}
	case bytes.HasPrefix(p, []byte("\xff\xfe")):
		return encoding{kind: encOther, skip: 2, dec: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	case bytes.HasPrefix(p, []byte("\xfe\xff")):
		return encoding{kind: encOther, skip: 2, dec: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	}
	if e, ok := guessUTF16(p); ok {
		return e
	}
	text := p
	if whole {
		text = bytes.TrimRight(p, "\x1a") // which ended a file once
	}
	if looksBinary(text) && !fewControls(text) {
		return encoding{}
	}
	return encoding{kind: encASCII}
}

// guessUTF16 recognises UTF-16 without a byte order mark by where its zero
// bytes stand, which holds for text that is mostly ASCII.
func guessUTF16(p []byte) (encoding, bool) {
	if len(p) > 4096 {
		p = p[:4096]
	}
	pairs := len(p) / 2
	if pairs < 4 || bytes.IndexByte(p, 0) < 0 {
		return encoding{}, false
	}
	var first, second, control int
	for i := 0; i+1 < len(p); i += 2 {
		a, b := p[i], p[i+1]
		switch {
		case a == 0 && b == 0:
			return encoding{}, false
		case a == 0:
			first++
			control += isControl(b)
		case b == 0:
			second++
			control += isControl(a)
		}
	}
	switch {
	case control*50 > pairs:
	case second*10 >= pairs*7 && first*50 <= pairs:
		return encoding{kind: encOther, skip: 0, dec: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}, true
	case first*10 >= pairs*7 && second*50 <= pairs:
		return encoding{kind: encOther, skip: 0, dec: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}, true
	}
	return encoding{}, false
}

// isControl is 1 for a byte that text does not hold.
func isControl(b byte) int {
	if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b && b != '\b' || b == 0x7f {
		return 1
	}
	return 0
}

// looksBinary reports whether more than one byte in 200 is a control character.
// It counts what isControl says, in a way that goes over p quickly.
func looksBinary(p []byte) bool {
	n := belowSpace(p) + bytes.Count(p, []byte{0x7f})
	for _, white := range []byte("\n\r\t\f\x1b\b") {
		if n*200 <= len(p) {
			return false
		}
		n -= bytes.Count(p, []byte{white})
	}
	return n*200 > len(p)
}

// The control characters that a short text may hold, of which more than one byte in 200 is one.
const (
	mostControls = 2  // in all
	controlShare = 24 // bytes to each
)

// fewControls reports whether short text has a byte that went wrong and is no zero, as strings of
// JSON may hold a delete or a vertical tab, or text of lines one or two: no other is unlike text.
func fewControls(p []byte) bool {
	n := 0
	for _, b := range p {
		n += isControl(b)
	}
	lines := n <= mostControls && n*controlShare <= len(p) && bytes.IndexByte(p, '\n') > 0
	return (n == 1 && bytes.IndexByte(p, 0) < 0 || lines) && utf8.Valid(trimRune(p))
}

// belowSpace counts the bytes below 0x20, eight at a time.
func belowSpace(p []byte) int {
	const low, high = 0x7f7f7f7f7f7f7f7f, 0x8080808080808080
	n := 0
	for ; len(p) >= 8; p = p[8:] {
		v := binary.LittleEndian.Uint64(p)
		atLeast := v&low + 0x6060606060606060 // the high bit of each byte whose low seven are 0x20 or more
		n += bits.OnesCount64(^(atLeast | v) & high)
	}
	for _, b := range p {
		n += b2i(b < 0x20)
	}
	return n
}

// sample returns p, the first bytes of a content, as UTF-8.
func (e encoding) sample(p []byte, whole bool) []byte {
	t := &textSource{enc: e, skip: e.skip, raw: append([]byte(nil), p...)}
	t.rawEnd, t.rawEOF, t.cut = len(t.raw), true, !whole
	t.decode()
	if t.out == nil {
		return []byte{}
	}
	return t.out
}

// isUTF8 reports whether text of this encoding may be UTF-8: its bytes decide.
func (e encoding) isUTF8() bool { return e.kind == encASCII || e.kind == encUTF8 }

// beyondASCII returns the index of the first byte beyond ASCII, or len(p).
func beyondASCII(p []byte) int {
	i := 0
	for ; i+8 <= len(p); i += 8 {
		if binary.LittleEndian.Uint64(p[i:])&0x8080808080808080 != 0 {
			break
		}
	}
	for ; i < len(p); i++ {
		if p[i] >= 0x80 {
			return i
		}
	}
	return i
}
