package extract

import (
	"bytes"
	"io"
	"unicode/utf8"

	xenc "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
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
	if looksBinary(p) {
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
	if pairs < 4 {
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
func looksBinary(p []byte) bool {
	n := 0
	for _, b := range p {
		n += isControl(b)
	}
	return n*200 > len(p)
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

// A textSource gives the text of a stream as UTF-8 in windows.
type textSource struct {
	r      io.Reader
	enc    encoding
	skip   int
	raw    []byte // lent; what was read and not decoded is raw[:rawEnd]
	rawEnd int
	rawEOF bool
	cut    bool   // the end is that of a sample: an incomplete rune there is none of its fault
	out    []byte // lent; what was decoded and not consumed is out[start:]
	start  int
	err    error // that of r, for when all text was consumed
	t      transform.Transformer
	mem    *memory
}

// newText gives the text of r, which is c's stream or a part of c.
func (c *content) newText(r io.Reader, e encoding) *textSource {
	if e.kind == encBinary {
		e.kind = encASCII
	}
	m := &c.w.x.mem
	return &textSource{r: r, enc: e, skip: e.skip, mem: m, raw: m.get(middleSize)[:4*pageSize], out: m.get(middleSize)[:0]}
}

// close gives back the memory of t.
func (t *textSource) close() {
	t.mem.put(t.raw)
	t.mem.put(t.out)
	t.raw, t.out = nil, nil
}

// window returns the text that comes next: at least MaxPiece bytes, or all that
// is left, which last says. It is lent until the next call. The error is that
// of the stream, once there is no text left.
func (t *textSource) window() (p []byte, last bool, err error) {
	for len(t.out)-t.start < MaxPiece && !t.done() {
		if t.start > 0 && cap(t.out)-len(t.out) < 8*pageSize {
			t.out = t.out[:copy(t.out[:cap(t.out)], t.out[t.start:])]
			t.start = 0
		}
		t.fill()
		t.decode()
	}
	p = t.out[t.start:]
	if len(p) == 0 {
		return nil, true, t.err
	}
	return p, t.done(), nil
}

// piece returns what of the window is to be handed on next: up to MaxPiece
// bytes, cut at the end of a line where there is one within reach.
func (t *textSource) piece() ([]byte, error) {
	p, last, err := t.window()
	if len(p) >= MaxPiece && (!last || len(p) > MaxPiece) {
		p = p[:MaxPiece]
		p = p[:cutPoint(p)]
	}
	return p, err
}

// consume takes n bytes off the window.
func (t *textSource) consume(n int) { t.start += n }

func (t *textSource) done() bool { return t.rawEOF && t.rawEnd == 0 }

// fill reads one page.
func (t *textSource) fill() {
	if t.rawEOF || t.rawEnd+pageSize > len(t.raw) {
		return
	}
	n, err := io.ReadFull(t.r, t.raw[t.rawEnd:t.rawEnd+pageSize])
	t.rawEnd += n
	if err != nil {
		t.rawEOF = true
		if err != io.EOF && err != io.ErrUnexpectedEOF {
			t.err = err
		}
	}
}

// decode moves what it can from raw to out.
func (t *textSource) decode() {
	p := t.raw[:t.rawEnd]
	if t.skip > 0 {
		n := min(t.skip, len(p))
		p, t.skip = p[n:], t.skip-n
	}
	if t.enc.kind == encASCII {
		i := beyondASCII(p)
		t.out = append(t.out, p[:i]...)
		p = p[i:]
		if len(p) > 0 && (t.rawEOF || len(p) >= decideSize) {
			t.enc = decide(p[:min(len(p), decideSize)], t.enc.hint)
		}
	}
	switch t.enc.kind {
	case encUTF8:
		p = t.utf8(p)
	case encOther:
		p = t.other(p)
	}
	if t.rawEOF && t.cut {
		p = nil
	}
	t.rawEnd = copy(t.raw, p)
}

// utf8 moves UTF-8, with each broken byte as U+FFFD. It returns what is left.
func (t *textSource) utf8(p []byte) []byte {
	whole := p
	if !t.rawEOF || t.cut {
		whole = trimRune(p)
	}
	left := p[len(whole):]
	if utf8.Valid(whole) {
		t.out = append(t.out, whole...)
		return left
	}
	for len(whole) > 0 {
		r, n := utf8.DecodeRune(whole)
		t.out = utf8.AppendRune(t.out, r)
		whole = whole[n:]
	}
	return left
}

// other moves text of another encoding. It returns what is left.
func (t *textSource) other(p []byte) []byte {
	if t.t == nil {
		t.t = t.enc.dec.NewDecoder()
	}
	for len(p) > 0 {
		if cap(t.out)-len(t.out) < 4096 {
			grown := make([]byte, len(t.out), 2*cap(t.out)+pageSize)
			copy(grown, t.out)
			if t.mem != nil {
				t.mem.put(t.out)
			}
			t.out = grown
		}
		nd, ns, err := t.t.Transform(t.out[len(t.out):cap(t.out)], p, t.rawEOF && !t.cut)
		t.out = t.out[:len(t.out)+nd]
		p = p[ns:]
		if err == transform.ErrShortSrc || err != nil && err != transform.ErrShortDst && ns == 0 {
			break
		}
	}
	if t.rawEOF && !t.cut && len(p) > 0 {
		t.out = append(t.out, "\uFFFD"...)
		return nil
	}
	return p
}

// beyondASCII returns the index of the first byte beyond ASCII, or len(p).
func beyondASCII(p []byte) int {
	i := 0
	for ; i+8 <= len(p); i += 8 {
		if (p[i]|p[i+1]|p[i+2]|p[i+3]|p[i+4]|p[i+5]|p[i+6]|p[i+7])&0x80 != 0 {
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
