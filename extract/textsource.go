package extract

import (
	"io"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// A textSource gives the text of a stream as UTF-8 in windows.
type textSource struct {
	plain  *plainText // where the text needs no decoding; the rest is not set then
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
	if t.plain == nil {
		t.mem.put(t.raw)
		t.mem.put(t.out)
	}
	t.raw, t.out = nil, nil
}

// window returns the text that comes next: at least MaxPiece bytes, or all that
// is left, which last says. It is lent until the next call. The error is that
// of the stream, once there is no text left.
func (t *textSource) window() (p []byte, last bool, err error) {
	if t.plain != nil {
		p, last = t.plain.window()
		return p, last, nil
	}
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
// bytes, cut at the end of a line where there is one within reach; last says that none follows.
func (t *textSource) piece() (p []byte, last bool, err error) {
	p, last, err = t.window()
	if len(p) >= MaxPiece && (!last || len(p) > MaxPiece) {
		p, last = p[:MaxPiece], false
		p = p[:cutPoint(p)]
	}
	return p, last, err
}

// consume takes n bytes off the window.
func (t *textSource) consume(n int) {
	if t.plain != nil {
		t.plain.start += n
		return
	}
	t.start += n
}

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
			more := len(p) > decideSize || !t.rawEOF || t.cut
			t.enc = decide(p[:min(len(p), decideSize)], more, t.enc.hint)
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
