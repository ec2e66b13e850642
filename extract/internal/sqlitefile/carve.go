package sqlitefile

import "unicode/utf8"

// A carver looks for rows in bytes that no table leads to any more.
type carver struct {
	f    *File
	row  func(*Row) error
	text func([]byte) error
}

// page takes a free page: a leaf keeps its rows until it is written over.
func (c *carver) page(p []byte) error {
	nd, ok := c.f.node(2, p)
	if !ok || nd.kind != leafTable && nd.kind != leafIndex {
		return c.carve(p[:c.f.usable])
	}
	broken := c.f.Broken
	err := c.f.localRows(&nd, c.row)
	if c.f.Broken = broken; err != nil { // what is free may be written over
		return err
	}
	return c.slack(&nd)
}

// block takes a free block, of whose row the first four bytes are written over. If
// these were its size, rowid and the length of its header, the types of its values
// still stand there.
func (c *carver) block(p []byte) error {
	for lost := range 9 { // bytes of a first value whose type is written over too
		n, widths := 0, int64(lost)
		for types := 0; types < carveTypes && n < len(p); types++ {
			t, m := varint(p[n:])
			w := width(t)
			if m == 0 || w < 0 {
				break
			}
			n, widths = n+m, widths+w
			if int64(n)+widths == int64(len(p)) && c.f.carved(p[:n], p[n+lost:]) {
				return c.row(&c.f.row)
			}
		}
	}
	return c.carve(p)
}

const (
	carveTypes = 64 // values of a row that is looked for
	carveText  = 4  // bytes of the longest text in it, at least
)

// carve finds rows in p and gives what stands between them as text.
func (c *carver) carve(p []byte) error {
	from := 0
	for i := 0; i < len(p); {
		n := c.f.carveAt(p[i:])
		if n == 0 {
			i++
			continue
		}
		if err := c.text(p[from:i]); err != nil {
			return err
		}
		if err := c.row(&c.f.row); err != nil {
			return err
		}
		i += n
		from = i
	}
	return c.text(p[from:])
}

// carveAt reads a row that begins at p, and its length; 0 where there is none.
func (f *File) carveAt(p []byte) int {
	h := int(p[0])
	if h < 2 || h > carveTypes || h > len(p) {
		return 0
	}
	total := int64(h)
	for types := p[1:h]; len(types) > 0; {
		t, n := varint(types)
		w := width(t)
		if n == 0 || w < 0 {
			return 0
		}
		if total += w; total > int64(len(p)) {
			return 0
		}
		types = types[n:]
	}
	if !f.carved(p[1:h], p[h:total]) {
		return 0
	}
	return int(total)
}

// carved reads the values of types from p into the row and reports whether it
// looks like one: all its text is printable, and some is long enough.
func (f *File) carved(types, p []byte) bool {
	f.row.ID, f.row.Cells, f.text = 0, f.row.Cells[:0], f.text[:0]
	longest := 0
	for len(types) > 0 {
		t, n := varint(types)
		w := width(t)
		cell := f.cellOf(t, p[:w])
		if cell.Type == Text {
			for _, r := range string(cell.Bytes) {
				if r == utf8.RuneError || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
					return false
				}
			}
			longest = max(longest, len(cell.Bytes))
		}
		f.row.Cells = append(f.row.Cells, cell)
		types, p = types[n:], p[w:]
	}
	return longest >= carveText
}
