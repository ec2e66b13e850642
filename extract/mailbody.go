package extract

import (
	"bytes"
	"io"

	"github.com/hemostat/hemostat/exposure"
)

// A mailBody hands on the text of a mail, divided into what was written, what
// was quoted, and the closing block.
type mailBody struct {
	c     *content
	run   *run // nil between runs
	spare *run // one that has ended
	keys  keys
	names names // of keys

	part  exposure.Part
	tail  bool // all that follows is quoted
	lines int  // of the closing block so far
	line  bool // a line goes on from the piece before
	blank bool // the line before was blank

	rows mailRows // of tables in an HTML body

	alt   bool // within multipart/alternative
	heard int  // bytes of the plain alternative, white space aside
}

// maxHTML is up to which size the text of an HTML body is held to be compared
// with the plain one, in bytes.
const maxHTML = 4 << 20

// alternative begins and ends a multipart/alternative.
func (b *mailBody) alternative(on bool) { b.alt, b.heard = on, 0 }

// begin begins the text of another part.
func (b *mailBody) begin() error {
	err := b.flush()
	b.part, b.tail, b.lines, b.line, b.blank = exposure.PartBody, false, 0, false, true
	return err
}

// flush ends the run.
func (b *mailBody) flush() error {
	if b.run == nil {
		return nil
	}
	err := b.run.end()
	b.run, b.spare = nil, b.run
	return err
}

// partText gives the text of a body, without a copy where it is the rest of a mail
// in memory and is not encoded.
func (c *content) partText(r io.Reader, e encoding) *textSource {
	if lines, ok := r.(*lineSource); ok && lines.plain() {
		if t := c.plainText(len(c.head)-len(lines.rest), e); t != nil {
			lines.rest = nil
			return t
		}
	}
	return c.newText(r, e)
}

func (b *mailBody) end() error { return b.flush() }

// plain hands on a text/plain body.
func (b *mailBody) plain(r io.Reader, e encoding) error {
	if err := b.begin(); err != nil {
		return err
	}
	t := b.c.partText(r, e)
	defer t.close()
	for {
		p, _, err := t.piece()
		if len(p) == 0 {
			return firstError(b.c.w.err, err)
		}
		if b.alt {
			b.heard += letters(p)
		}
		if err := b.text(p); err != nil {
			return err
		}
		t.consume(len(p))
	}
}

// html hands on a text/html body. Where a plain alternative went before and
// this one hardly says more, it is the same letter and is not given twice.
func (b *mailBody) html(r io.Reader, e encoding) error {
	if err := b.begin(); err != nil {
		return err
	}
	out := b.c.newRun("", exposure.PartBody)
	out.hold = maxHTML
	if err := b.c.htmlText(b.c.newText(r, e), &htmlText{c: b.c, r: out}); err != nil {
		return err
	}
	if out.hold == 0 {
		return out.end()
	}
	if b.alt && b.heard > 0 && letters(out.text) <= b.heard+b.heard/2+200 {
		return nil
	}
	b.rows.begin(out.marks)
	defer b.rows.begin(nil)
	return b.pieces(out.text)
}

// pieces hands on p, however long it is.
func (b *mailBody) pieces(p []byte) error {
	for len(p) > 0 {
		n := len(p)
		if n > MaxPiece {
			n = cutPoint(p[:MaxPiece])
		}
		if err := b.text(p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// letters counts what is no white space.
func letters(p []byte) int {
	n := 0
	for _, b := range p {
		if b > ' ' {
			n++
		}
	}
	return n
}

// text hands on p, which ends with a line unless a line is too long.
func (b *mailBody) text(p []byte) error {
	from := 0
	for at := 0; at < len(p); {
		next := len(p)
		if i := bytes.IndexByte(p[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		part := b.part
		if !b.line {
			part = b.partOf(p[at:next], p[next:])
		}
		b.line = p[next-1] != '\n'
		if part != b.part {
			if err := b.emit(p[from:at]); err != nil {
				return err
			}
			if err := b.flush(); err != nil {
				return err
			}
			from, b.part = at, part
		}
		at = next
	}
	return b.emit(p[from:])
}

// emit hands on p as the part that it is.
func (b *mailBody) emit(p []byte) error {
	at := b.rows.at
	b.rows.at += int64(len(p))
	if b.run == nil {
		if p = trimBlank(p); len(p) == 0 {
			return nil
		}
		at = b.rows.at - int64(len(p))
		b.run = b.spare
		b.run.again(b.part)
		b.keys = keys{c: b.c, r: b.run, names: &b.names}
		if b.part == exposure.PartSignature {
			b.keys.fixed = b.c.record()
		}
	}
	b.rows.mark(p, at, &b.keys)
	return b.run.direct(p)
}

// trimBlank takes blank lines off the front.
func trimBlank(p []byte) []byte {
	for {
		i := bytes.IndexByte(p, '\n')
		line := p
		if i >= 0 {
			line = p[:i]
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return p
		}
		if i < 0 {
			return nil
		}
		p = p[i+1:]
	}
}
