package extract

// plainText is the text of a content that is in memory and is UTF-8 as it stands:
// its windows are parts of its bytes. They end where those of a stream end, which
// is read page by page, so that what is read of it does not depend on memory.
type plainText struct {
	text  []byte
	skip  int // bytes before text
	ascii int // the first byte beyond ASCII, from which the encoding is decided; 0 where it was known
	start int // what was not consumed is text[start:]
}

// newPlain gives the text of p, the rest of a content in memory, without a copy;
// nil where it must be decoded.
func newPlain(p []byte, e encoding) *textSource {
	text, ascii, ok := e.asIs(p, true)
	if !ok {
		return nil
	}
	if e.kind == encUTF8 {
		ascii = 0
	}
	return &textSource{plain: &plainText{text: text, skip: e.skip, ascii: ascii}}
}

// ownText gives the text of c.
func (c *content) ownText(e encoding) *textSource {
	if c.whole {
		if t := newPlain(c.head, e); t != nil {
			return t
		}
	}
	return c.newText(c.stream(), e)
}

// window is that of [textSource].
func (t *plainText) window() (p []byte, last bool) {
	size := t.skip + len(t.text)
	for page := (t.skip + t.start + MaxPiece + pageSize - 1) / pageSize * pageSize; page < size; page += pageSize {
		end := page - t.skip
		p = trimRune(t.text[t.start:end])
		if t.ascii < end && end-t.ascii < decideSize {
			p = t.text[t.start:max(t.start, t.ascii)] // too few to decide on an encoding
		}
		if len(p) >= MaxPiece {
			return p, false
		}
	}
	p = t.text[t.start:]
	return p, len(p) < MaxPiece || size%pageSize != 0 // a full page may not be the last one
}
