package detect

import (
	"bytes"
)

// A textCell is a part of a line that blanks or tabs part from others.
type textCell struct {
	from, to int // in the buffer
	column   int // where it begins, in characters
	tabs     int // before it
	nth, of  int // its place among the cells of its line
}

// wideBlank is a blank as wide as a Chinese character.
const wideBlank = "\xe3\x80\x80"

// cutLine cuts a line at tabs, three blanks and more, and wide ones.
func cutLine(buf []byte, from, to int, cells *[cellsOfLine]textCell) (n int) {
	column, tabs := 0, 0
	for i := from; i < to && n < len(cells); {
		switch c := buf[i]; {
		case c == '\t':
			tabs++
			column += 8
			i++
			continue
		case c <= ' ':
			column++
			i++
			continue
		case c == wideBlank[0] && bytes.HasPrefix(buf[i:to], []byte(wideBlank)):
			column += 2
			i += len(wideBlank)
			continue
		}
		start, at, blanks := i, column, 0
		address := bytes.HasPrefix(buf[i:to], []byte("〒")) // the code, a wide blank, the rest
		for i < to && buf[i] != '\t' && blanks < 3 && (address || buf[i] != wideBlank[0] || !bytes.HasPrefix(buf[i:to], []byte(wideBlank))) {
			if buf[i] == ' ' {
				blanks++
			} else {
				blanks = 0
			}
			if buf[i]&0xC0 != 0x80 {
				column++
			}
			i++
		}
		end := i
		for end > start && buf[end-1] <= ' ' {
			end--
		}
		cells[n] = textCell{start, end, at, tabs, n, 0}
		n++
	}
	for i := range n {
		cells[i].of = n
	}
	return n
}

// below returns the cell of a line that stands under c.
func (c *textCell) below(list []textCell) *textCell {
	if c.of > 1 && len(list) == c.of {
		return &list[c.nth] // whatever the widths of the columns
	}
	for i := range list {
		d := &list[i]
		if c.tabs > 0 || d.tabs > 0 {
			if d.tabs == c.tabs {
				return d
			}
		} else if d.column-c.column <= 3 && c.column-d.column <= 3 {
			return d
		}
	}
	return nil
}

// linesBelow takes the lines of a block that stand under c, from i on.
func (st *Stream) linesBelow(b *block, c *textCell, i int) {
	var cells [cellsOfLine]textCell
	limit := min(len(st.buf), i+blockBytes)
	for n := 0; n < blockLines && i < limit; n++ {
		end := bytes.IndexByte(st.buf[i:limit], '\n')
		if end < 0 {
			if end = limit - i; limit < len(st.buf) {
				return
			}
		}
		list := cells[:cutLine(st.buf, i, i+end, &cells)]
		under := c.below(list)
		switch {
		case len(list) == 0:
			if b.n > 0 || n > 0 {
				return
			}
		case under == nil && len(list) == 1 && list[0].column > c.column+3 && b.n == 0:
			under = &list[0] // indented
			fallthrough
		default:
			if under == nil || len(list) > 3 || !b.add(st, *under) {
				return
			}
		}
		i += end + 1
	}
}

// linesBeside takes the lines of a block that stand under a value, where no label stands before
// them.
func (st *Stream) linesBeside(b *block, v *textCell, i int) {
	var cells [cellsOfLine]textCell
	for n := 0; n < blockLines && i < len(st.buf); n++ {
		end := bytes.IndexByte(st.buf[i:min(len(st.buf), i+longLine)], '\n')
		if end < 0 {
			return
		}
		list := cells[:cutLine(st.buf, i, i+end, &cells)]
		if len(list) != 1 || list[0].column < v.column-3 || list[0].column > v.column+3 || !b.add(st, list[0]) {
			return
		}
		i += end + 1
	}
}

// linesAbove returns the cells above c, the nearest first, to a blank line, a label or what
// was read before.
func (st *Stream) linesAbove(c *textCell, lines *[blockLines]textCell) (n int) {
	var cells [cellsOfLine]textCell
	i := c.from
	for i > 0 && st.buf[i-1] != '\n' {
		i--
	}
	least := max(0, c.from-blockBack, int(st.parties.until-st.base))
	for n < linesBefore && i > least {
		from := i - 1
		for from > least && st.buf[from-1] != '\n' {
			from--
		}
		if from > 0 && st.buf[from-1] != '\n' || from < least {
			return n
		}
		list := cells[:cutLine(st.buf, from, i-1, &cells)]
		d := c.below(list)
		if d == nil || d.to-d.from > longLine/2 {
			return n
		}
		if _, _, ok := st.e.parties.labelAt(st.buf[d.from:d.to]); ok {
			return n
		}
		lines[n] = *d
		n++
		i = from
	}
	return n
}
