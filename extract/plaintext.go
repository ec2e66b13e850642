package extract

import "unicode/utf8"

// plainText is the text of a content that is in memory and is UTF-8 as it stands:
// its windows are parts of its bytes. They end where those of a stream end, which
// is read page by page, so that what is read of it does not depend on memory.
type plainText struct {
	text  []byte
	skip  int // bytes before text
	ascii int // the first byte beyond ASCII, where that decides on the encoding; -1 where it was not looked for
	start int // what was not consumed is text[start:]
}

// plainText gives the text of c, which is in memory, from a byte on, without a
// copy; nil where it must be decoded.
func (c *content) plainText(from int, e encoding) *textSource {
	if from += e.skip; !e.isUTF8() || from > len(c.head) || !utf8.Valid(c.head[max(from, c.valid):]) {
		return nil
	}
	t := &plainText{text: c.head[from:], skip: e.skip}
	if e.kind == encASCII && e.hint != nil {
		p := t.text[beyondASCII(t.text):]
		if len(p) > 0 && decide(p[:min(len(p), decideSize)], len(p) > decideSize, e.hint).kind != encUTF8 {
			return nil
		}
	}
	if e.kind == encASCII {
		t.ascii = -1
	}
	return &textSource{plain: t}
}

// ownText gives the text of c.
func (c *content) ownText(e encoding) *textSource {
	if c.whole {
		if t := c.plainText(0, e); t != nil {
			return t
		}
	}
	return c.newText(c.stream(), e)
}

// window is that of [textSource], which reads whole pages until it has enough,
// and meets the end with a page that is not full.
func (t *plainText) window() (p []byte, last bool) {
	size := t.skip + len(t.text)
	for page := (t.skip + t.start + MaxPiece + pageSize - 1) / pageSize * pageSize; page <= size; page += pageSize {
		if t.ascii < 0 {
			t.ascii = beyondASCII(t.text)
		}
		end := page - t.skip
		p = trimRune(t.text[t.start:end])
		if t.ascii < end && end-t.ascii < decideSize {
			p = t.text[t.start:max(t.start, t.ascii)] // too few to decide on an encoding
		}
		if len(p) >= MaxPiece {
			return p, false
		}
	}
	return t.text[t.start:], true
}
