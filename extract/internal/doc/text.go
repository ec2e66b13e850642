package doc

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// A field is one that is open: its code is gathered until its result begins.
type field struct {
	code   []byte
	result bool
}

// Characters that mean something (section 2.4.1 and others).
const (
	charCell   = 0x07
	charLine   = 0x0b
	charPage   = 0x0c
	charEnd    = 0x0d
	charColumn = 0x0e
	charBegin  = 0x13
	charResult = 0x14
	charField  = 0x15
	charHyphen = 0x1e
	charSoft   = 0x1f
)

// parts hands on the text of the parts.
func (x *reader) parts() error {
	at := atCounts
	if x.old {
		at = oldCounts
	}
	cp := int64(0)
	for w := range numParts {
		n := int64(0)
		if i := at + 4*int(w); i+4 <= len(x.fib) {
			n = int64(int32(binary.LittleEndian.Uint32(x.fib[i:])))
		}
		if n <= 0 {
			continue
		}
		x.where, x.fields, x.fresh, x.cells, x.until = w, x.fields[:0], true, 0, 0
		if err := x.characters(cp, cp+n); err != nil {
			return err
		}
		if err := x.h.Break(w, false, Paragraph); err != nil {
			return err
		}
		cp += n
	}
	return nil
}

// characters hands on the text from one character up to another.
func (x *reader) characters(from, to int64) error {
	for _, p := range x.pieces {
		if p.end <= from || p.cp >= to {
			continue
		}
		low, high := max(from, p.cp), min(to, p.end)
		width := int64(1)
		if p.wide {
			width = wideChar
		}
		x.until = 0
		if err := x.piece(p.fc+(low-p.cp)*width, p.fc+(high-p.cp)*width, p.wide); err != nil {
			return err
		}
	}
	return nil
}

// piece hands on the text that lies from one place up to another.
func (x *reader) piece(fc, end int64, wide bool) error {
	if end = min(end, x.text.Size); fc >= end {
		return ErrFormat
	}
	if x.left -= end - fc; x.left < 0 {
		return ErrFormat
	}
	high := rune(0)
	for fc < end {
		p, err := x.look(fc, end)
		if err != nil {
			return err
		}
		if wide {
			p = p[:len(p)&^1]
		}
		if len(p) == 0 {
			break
		}
		for i := 0; i < len(p); {
			at, r := fc+int64(i), rune(p[i])
			if i++; wide {
				r, i = rune(binary.LittleEndian.Uint16(p[i-1:])), i+1
			} else if r >= 0x80 {
				if n, err := x.single(p[i-1:], at); err != nil || n > 0 {
					if err != nil {
						return err
					}
					i += n - 1
					continue
				}
			}
			if r >= ' ' && r < 0x80 && x.plain(at) {
				x.out = append(x.out, byte(r))
				continue
			}
			if utf16.IsSurrogate(r) {
				if r < 0xdc00 {
					high = r
					continue
				}
				r = utf16.DecodeRune(high, r)
			}
			if err := x.character(r, at); err != nil {
				return err
			}
		}
		fc += int64(len(p))
	}
	return x.flush()
}

// plain reports whether a character at a place is one like that before it: text and
// nothing else.
func (x *reader) plain(at int64) bool {
	return x.since <= at && at < x.until && !x.fresh && len(x.fields) == 0 && x.cells == 0 && len(x.out) < windowSize-1
}

// single decodes the bytes beyond ASCII at the front of p, which lies at fc, and
// returns how many there are.
func (x *reader) single(p []byte, fc int64) (int, error) {
	n := 0
	for n < len(p) && n < 256 && (p[n] >= 0x80 || n > 0 && p[n] >= 0x40 && x.page >= 932 && x.page <= 950 && n%2 == 1) {
		n++
	}
	for _, r := range string(x.o.Decode(x.page, p[:n])) {
		if err := x.character(r, fc); err != nil {
			return n, err
		}
	}
	return n, nil
}

// look returns what lies at fc, up to a window of it.
func (x *reader) look(fc, end int64) ([]byte, error) {
	if x.window == nil {
		x.window = make([]byte, windowSize)
	}
	p := x.window[:min(int64(len(x.window)), end-fc)]
	n, err := x.text.ReadAt(p, fc)
	if n == 0 {
		if err == io.EOF || err == nil {
			err = ErrFormat
		}
		return nil, err
	}
	return p[:n], nil
}

// character takes one character, which lies at fc.
func (x *reader) character(r rune, fc int64) error {
	if x.fresh {
		x.fresh = false
		x.table1, _ = x.inTable(fc)
	}
	if hidden := x.isHidden(fc); hidden != x.hidden {
		if err := x.flush(); err != nil {
			return err
		}
		x.hidden = hidden
	}
	switch r {
	case charBegin, charResult, charField:
		return x.field(r)
	}
	if n := len(x.fields); n > 0 && !x.fields[n-1].result {
		if f := &x.fields[n-1]; len(f.code) < maxCode && r >= ' ' {
			f.code = utf8.AppendRune(f.code, r)
		}
		if r != charEnd && r != charCell {
			return nil
		}
	}
	switch r {
	case charEnd, charPage, charColumn:
		x.fresh = true
		return x.split(x.table1, Paragraph)
	case charCell:
		return x.cell(fc)
	case charLine:
		return x.split(x.table1, Line)
	case charHyphen:
		r = '-'
	case charSoft:
		return nil
	}
	x.cells = 0
	if r < ' ' && r != '\t' {
		return nil // a picture, a mark of a note
	}
	if r >= 0xf020 && r < 0xf100 { // of a font of signs
		r -= 0xf000
	}
	if x.out = utf8.AppendRune(x.out, r); len(x.out) >= windowSize {
		return x.flush()
	}
	return nil
}

// cell ends a cell or a row: of a row, the mark is a paragraph of its own.
func (x *reader) cell(fc int64) error {
	x.fresh = true
	_, row := x.inTable(fc)
	if x.papx.n == 0 {
		if x.cells++; x.cells == 2 {
			x.cells, row = 0, true
		}
	}
	if row {
		return x.split(true, Row)
	}
	return x.split(true, Cell)
}

// field begins a field, its result, or ends it.
func (x *reader) field(r rune) error {
	n := len(x.fields)
	if r == charBegin {
		if n < maxNested {
			x.fields = append(x.fields, field{})
		}
		return nil
	}
	if n == 0 {
		return nil
	}
	f := &x.fields[n-1]
	var err error
	if !f.result {
		f.result = true
		if err = x.flush(); err == nil && len(f.code) > 0 {
			err = x.h.Code(x.where, x.table1, f.code)
		}
	}
	if r == charField {
		x.fields = x.fields[:n-1]
	}
	return err
}

func (x *reader) split(table bool, b Break) error {
	if err := x.flush(); err != nil {
		return err
	}
	return x.h.Break(x.where, table, b)
}

// flush hands on what was gathered.
func (x *reader) flush() error {
	if len(x.out) == 0 {
		return nil
	}
	p := x.out
	x.out = x.out[:0]
	return x.h.Text(x.where, x.table1, x.hidden, p)
}
