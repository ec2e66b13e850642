package jet

import (
	"encoding/binary"
	"io"
)

// A Sink receives rows. What it is handed is lent until it returns; an error from it
// ends the reading, which returns it.
type Sink interface {
	Row() error
	// Value is one value as text, by the number of its column.
	Value(column int, text []byte) error
	// Binary is one value that is no text.
	Binary(column int, p []byte) error
	// Big is one value of more than [Whole] bytes.
	Big(column int, v *Long) error
	RowEnd() error
}

// Rows gives the rows of a table. Deleted ones are passed over.
func (f *File) Rows(t *Table, sink Sink) error {
	if t.broken {
		return nil
	}
	page := make([]byte, f.page)
	return f.owned(t, func(n uint32) error {
		if !f.visit(n) {
			return nil
		}
		p := f.read(n)
		if f.fail != nil {
			return f.fail
		}
		if p == nil || p[0] != pageData || binary.LittleEndian.Uint32(p[4:]) != t.page {
			return nil // a page that the table may use and does not yet
		}
		copy(page, p)
		for i := range f.rows(page) {
			row, flags := f.row(page, i)
			if flags&rowDeleted != 0 {
				continue
			}
			for hop := 0; flags&rowMoved != 0 && len(row) >= 4; hop++ {
				to := f.read(binary.LittleEndian.Uint32(row) >> 8)
				if to == nil || to[0] != pageData || hop == maxHops {
					row = nil
					break
				}
				if row, flags = f.row(to, int(row[0])); flags&rowDeleted != 0 && flags&rowMoved != 0 {
					row = nil
				}
				row = append([]byte(nil), row...)
			}
			if f.fail != nil {
				return f.fail
			}
			if err := f.give(t, row, sink); err != nil {
				return err
			}
		}
		return nil
	})
}

// A rowParts is a row, taken apart.
type rowParts struct {
	row   []byte
	nulls []byte
	ends  []int // offsets of variable values, and the end of the last
	cols  int
}

// parts takes a row apart ("Row Definition").
func (f *File) parts(t *Table, row []byte) (r rowParts, ok bool) {
	le := binary.LittleEndian
	if len(row) < f.counts+1 {
		return r, false
	}
	r.row, r.cols, r.ends = row, int(row[0]), f.ends[:0]
	if f.wide {
		r.cols |= int(row[1]) << 8
	}
	end := len(row) - (r.cols+7)/8
	if r.cols == 0 || r.cols > maxColumns || end < f.counts {
		return r, false
	}
	r.nulls = row[end:]
	if t.vars == 0 {
		return r, true
	}
	if f.wide {
		if end < 6 {
			return r, false
		}
		n := int(le.Uint16(row[end-2:]))
		for i := 0; i <= n; i++ {
			at := end - 4 - 2*i
			if at < 2 {
				return r, false
			}
			r.ends = append(r.ends, int(le.Uint16(row[at:])))
		}
		return r, true
	}
	return r, f.jumps(&r, end)
}

// jumps reads the offsets of variable values in Jet 3: of a byte, with a table that
// says from which on they are 256 more.
func (f *File) jumps(r *rowParts, end int) bool {
	row := r.row
	if end < 2 {
		return false
	}
	n := int(row[end-1])
	jumps := (len(row) - 1) / 256
	at := end - jumps - 2
	if (at-n)/256 < jumps {
		jumps--
	}
	used := 0
	for i := 0; i <= n; i++ {
		for used < jumps && end-2-used >= 0 && i == int(row[end-2-used]) {
			used++
		}
		if at-i < 1 {
			return false
		}
		r.ends = append(r.ends, int(row[at-i])+256*used)
	}
	return true
}

// value returns the bytes of a column; nil where it has none.
func (f *File) value(r *rowParts, c *Column) (p []byte, ok bool) {
	null := c.number >= r.cols || r.nulls[c.number/8]>>(c.number%8)&1 == 0
	switch {
	case c.kind == typeBool:
		return []byte{byte(b2i(!null))}, c.number < r.cols
	case null:
		return nil, false
	case c.fixed:
		from := f.counts + c.at
		if from+c.size > len(r.row)-len(r.nulls) {
			return nil, false
		}
		return r.row[from : from+c.size], true
	case c.variable+1 >= len(r.ends):
		return nil, false
	}
	from, to := r.ends[c.variable], r.ends[c.variable+1]
	if from > to || to > len(r.row) {
		return nil, false
	}
	return r.row[from:to], true
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// give hands on one row.
func (f *File) give(t *Table, row []byte, sink Sink) error {
	r, ok := f.parts(t, row)
	f.ends = r.ends[:0]
	if !ok {
		f.Broken++
		return nil
	}
	if err := sink.Row(); err != nil {
		return err
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		p, ok := f.value(&r, c)
		if !ok {
			continue
		}
		var err error
		if c.kind == typeMemo || c.kind == typeOLE {
			err = f.long(c, i, p, sink)
		} else if text, ok := f.plain(c, p); ok {
			err = sink.Value(i, text)
		} else if len(p) > 0 {
			err = sink.Binary(i, p)
		}
		if err != nil {
			return err
		}
	}
	return sink.RowEnd()
}

// Flags of long values ("Memo Field Definition").
const (
	longInline = 0x80000000
	longSingle = 0x40000000
	longSize   = 0x3fffffff
	longHead   = 12
)

// long hands on a memo or an object.
func (f *File) long(c *Column, i int, p []byte, sink Sink) error {
	if len(p) < longHead {
		return nil
	}
	le := binary.LittleEndian
	head := le.Uint32(p)
	v := &Long{f: f, size: int64(head & longSize), next: le.Uint32(p[4:])}
	v.left = v.size
	var data []byte
	switch {
	case head&longInline != 0:
		data = p[longHead:]
		data = data[:min(int64(len(data)), v.size)]
	case head&longSingle != 0:
		row := f.pointed(v.next)
		data = append(data, row[:min(int64(len(row)), v.size)]...)
	case v.size > Whole && c.kind == typeOLE:
		return firstError(sink.Big(i, v), f.fail)
	default:
		v.left = min(v.left, 32*Whole)
		var err error
		if data, err = io.ReadAll(v); err != nil {
			return err
		}
	}
	if f.fail != nil {
		return f.fail
	}
	if int64(len(data)) < v.size {
		f.Broken++
	}
	switch {
	case len(data) == 0:
		return nil
	case c.kind == typeMemo:
		return sink.Value(i, f.text(data))
	}
	return sink.Binary(i, data)
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// A Long is a long value that stands in a chain of rows.
type Long struct {
	f    *File
	size int64
	left int64
	next uint32
	part []byte
}

// Size is how many bytes it is said to have.
func (l *Long) Size() int64 { return l.size }

// Read gives its bytes, as far as they are there.
func (l *Long) Read(p []byte) (int, error) {
	for len(l.part) == 0 {
		if l.next == 0 || l.left <= 0 {
			return 0, io.EOF
		}
		row := l.f.pointed(l.next)
		if l.f.fail != nil {
			return 0, l.f.fail
		}
		if len(row) <= 4 {
			return 0, io.EOF
		}
		l.next = binary.LittleEndian.Uint32(row)
		l.part = append(l.part[:0], row[4:min(int64(len(row)), 4+l.left)]...)
		l.left -= int64(len(l.part))
		if l.f.Work != nil {
			if l.f.fail = l.f.Work(int64(len(l.part))); l.f.fail != nil {
				return 0, l.f.fail
			}
		}
	}
	n := copy(p, l.part)
	l.part = l.part[n:]
	return n, nil
}
