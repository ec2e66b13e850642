// Package jettest makes small databases of Access for tests: no program that writes
// them could be had. What it makes was read with mdbtools.
package jettest

import (
	"encoding/binary"
	"unicode/utf16"
)

// A Column is a column. Kinds are those of the format: 1 truth, 4 number, 5 money, 8
// date, 10 text, 11 object, 12 memo, …
type Column struct {
	Name  string
	Kind  byte
	Fixed bool
	Size  int // in bytes
	Scale byte
}

// A Table is a table. A value of a row is its bytes, nil for null; a truth is set by
// any bytes.
type Table struct {
	Name    string
	System  bool
	Columns []Column
	Rows    [][][]byte
	// Deleted rows are those that are marked so; Moved ones stand elsewhere.
	Deleted, Moved map[int]bool
}

// A Maker makes a database.
type Maker struct {
	Old   bool // Jet 3
	pages [][]byte
}

func (m *Maker) size() int {
	if m.Old {
		return 2048
	}
	return 4096
}

// page adds a page of a kind, that belongs to a table or to long values.
func (m *Maker) page(kind byte, owner uint32) uint32 {
	p := make([]byte, m.size())
	p[0], p[1] = kind, 1
	binary.LittleEndian.PutUint32(p[4:], owner)
	m.pages = append(m.pages, p)
	return uint32(len(m.pages) - 1)
}

// counts is where a page has the number of its rows.
func (m *Maker) counts() int {
	if m.Old {
		return 8
	}
	return 12
}

// put puts a row into a page and says which it is, -1 where there is no room.
func (m *Maker) put(page uint32, row []byte, flags uint16) int {
	le, p, at := binary.LittleEndian, m.pages[page], m.counts()
	n := int(le.Uint16(p[at:]))
	end := m.size()
	if n > 0 {
		end = int(le.Uint16(p[at+2*n:]) & 0x1fff)
	}
	from := end - len(row)
	if from < at+2*n+4 || n > 200 {
		return -1
	}
	copy(p[from:], row)
	le.PutUint16(p[at+2+2*n:], uint16(from)|flags)
	le.PutUint16(p[at:], uint16(n+1))
	return n
}

const lval = 'L' | 'V'<<8 | 'A'<<16 | 'L'<<24

// Long makes what stands in a row of a long value: the value itself, a pointer to its
// row, or to a chain of rows of so many bytes.
func (m *Maker) Long(v []byte, how byte, part int) []byte {
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(v))|uint32(how)<<24)
	pointer := uint32(0)
	switch how {
	case 0x40:
		pointer = m.row(v)
	case 0:
		parts := [][]byte{}
		for p := v; len(p) > 0; p = p[min(part, len(p)):] {
			parts = append(parts, p[:min(part, len(p))])
		}
		for i := len(parts) - 1; i >= 0; i-- {
			pointer = m.row(append(binary.LittleEndian.AppendUint32(nil, pointer), parts[i]...))
		}
	}
	head = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(head, pointer), 0)
	if how == 0x80 {
		head = append(head, v...)
	}
	return head
}

// row puts a row of a long value into a page of its own and points to it.
func (m *Maker) row(p []byte) uint32 {
	if len(m.pages) == 0 {
		m.begin()
	}
	page := m.page(1, lval)
	return page<<8 | uint32(m.put(page, p, 0))
}

// begin makes the pages that are always there: the header, that of usage maps, and the
// definition of the catalog.
func (m *Maker) begin() {
	m.page(0, 0)
	m.page(1, 0)
	m.page(2, 0)
}

// Wide is text as UTF-16.
func Wide(s string) (p []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		p = binary.LittleEndian.AppendUint16(p, u)
	}
	return p
}

// Packed is text of Latin letters, in a byte each.
func Packed(s string) []byte { return append([]byte{0xff, 0xfe}, s...) }

// name is text as names are kept.
func (m *Maker) name(s string) []byte {
	if m.Old {
		return []byte(s)
	}
	return Wide(s)
}

// Number is a number of 32 bits.
func Number(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }

// File makes the database.
func (m *Maker) File(tables ...Table) []byte {
	if len(m.pages) == 0 {
		m.begin()
	}
	catalog := Table{Name: "MSysObjects", System: true, Columns: []Column{{"Id", 4, true, 4, 0}, {"Name", 10, false, 510, 0}, {"Type", 3, true, 2, 0}, {"Flags", 4, true, 4, 0}, {"ParentId", 4, true, 4, 0}, {"LvProp", 11, false, 0, 0}}}
	for _, t := range append(tables, Table{Name: "MSysObjects", System: true}) {
		page, flags := uint32(2), uint32(0)
		if t.System {
			flags = 0x80000000
		}
		if t.Name != "MSysObjects" {
			page = m.page(2, 0)
			m.table(page, &t)
		}
		catalog.Rows = append(catalog.Rows, [][]byte{Number(page), m.name(t.Name), {1, 0}, Number(flags), Number(0x0f000001), nil})
	}
	m.table(2, &catalog)
	var out []byte
	head := m.pages[0]
	copy(head, "\x00\x01\x00\x00Standard Jet DB\x00")
	if !m.Old {
		head[0x14] = 1
	}
	copy(head[0x18:], header)
	head[0x3c], head[0x3d] = header[0x24]^0xe4, header[0x25]^0x04 // code page 1252
	for _, p := range m.pages {
		out = append(out, p...)
	}
	return out
}

// table writes the definition and the rows of a table.
func (m *Maker) table(page uint32, t *Table) {
	var owned []uint32
	data := uint32(0)
	add := func(row []byte, flags uint16) uint32 {
		for {
			if data != 0 {
				if n := m.put(data, row, flags); n >= 0 {
					return data<<8 | uint32(n)
				}
			}
			data = m.page(1, page)
			owned = append(owned, data)
		}
	}
	for i, r := range t.Rows {
		row, flags := m.makeRow(t, r), uint16(0)
		if t.Moved[i] {
			row, flags = binary.LittleEndian.AppendUint32(nil, add(row, 0x8000)), 0x4000
		}
		if t.Deleted[i] {
			flags |= 0xc000
		}
		add(row, flags)
	}
	usage := make([]byte, 5+64)
	for _, n := range owned {
		usage[5+n/8] |= 1 << (n % 8)
	}
	m.define(page, t, 1<<8|uint32(m.put(1, usage, 0)))
}

// define writes a definition.
func (m *Maker) define(page uint32, t *Table, usage uint32) {
	le, p := binary.LittleEndian, m.pages[page]
	vars := 0
	for _, c := range t.Columns {
		if !c.Fixed {
			vars++
		}
	}
	counts, used, at, size := 41, 55, 63, 25
	if m.Old {
		counts, used, at, size = 21, 35, 43, 18
	}
	le.PutUint32(p[12+4*b2i(!m.Old):], uint32(len(t.Rows)))
	p[counts-1] = 0x4e
	le.PutUint16(p[counts:], uint16(len(t.Columns)))
	le.PutUint16(p[counts+2:], uint16(vars))
	le.PutUint16(p[counts+4:], uint16(len(t.Columns)))
	le.PutUint32(p[used:], usage)
	le.PutUint32(p[used+4:], usage)
	fixed, variable := 0, 0
	for i, c := range t.Columns {
		e := p[at:]
		at += size
		e[0] = c.Kind
		number, vary, flags, offset, length, scale := 5, 7, 15, 21, 23, 11
		if m.Old {
			number, vary, flags, offset, length, scale = 1, 3, 13, 14, 16, 9
		}
		le.PutUint16(e[number:], uint16(i))
		le.PutUint16(e[vary:], uint16(variable))
		if c.Kind == 16 {
			e[scale], e[scale+1] = 28, c.Scale
		}
		le.PutUint16(e[length:], uint16(c.Size))
		e[flags] = 2
		if c.Fixed {
			e[flags] |= 1
			if c.Kind != 1 {
				le.PutUint16(e[offset:], uint16(fixed))
				fixed += c.Size
			}
		} else {
			variable++
		}
	}
	for _, c := range t.Columns {
		name := m.name(c.Name)
		p[at] = byte(len(name))
		at += 2 - b2i(m.Old)
		at += copy(p[at:], name)
	}
	le.PutUint32(p[8:], uint32(at-8))
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// makeRow makes a row.
func (m *Maker) makeRow(t *Table, values [][]byte) []byte {
	le := binary.LittleEndian
	row := []byte{byte(len(t.Columns)), 0}[:2-b2i(m.Old)]
	nulls := make([]byte, (len(t.Columns)+7)/8)
	for i, c := range t.Columns {
		if values[i] != nil {
			nulls[i/8] |= 1 << (i % 8)
		}
		if c.Fixed && c.Kind != 1 {
			row = append(row, append(append([]byte(nil), values[i]...), make([]byte, c.Size-len(values[i]))...)...)
		}
	}
	var ends []int
	for i, c := range t.Columns {
		if !c.Fixed {
			ends = append(ends, len(row))
			row = append(row, values[i]...)
		}
	}
	if len(ends) > 0 {
		n := len(ends)
		ends = append(ends, len(row))
		if m.Old {
			row = m.offsets(row, ends, len(nulls))
		} else {
			for i := n; i >= 0; i-- {
				row = le.AppendUint16(row, uint16(ends[i]))
			}
			row = le.AppendUint16(row, uint16(n))
		}
	}
	return append(row, nulls...)
}

// offsets adds the offsets of Jet 3, of a byte each, and which of them are the first
// beyond each 256.
func (m *Maker) offsets(row []byte, ends []int, nulls int) []byte {
	total := len(row) + len(ends) + 1 + nulls
	total += (total - 1) / 255
	for i := len(ends) - 1; i >= 0; i-- {
		row = append(row, byte(ends[i]))
	}
	jumps := make([]byte, (total-1)/256)
	for k := range jumps {
		jumps[k] = 0xff
		for i := len(ends) - 1; i >= 0; i-- {
			if ends[i] >= 256*(k+1) {
				jumps[k] = byte(i)
			}
		}
	}
	for i := len(jumps) - 1; i >= 0; i-- {
		row = append(row, jumps[i])
	}
	return append(row, byte(len(ends)-1))
}

// header is what RC4 makes of zeros with the key of all headers.
var header = []byte{0xb5, 0x6f, 0x03, 0x62, 0x61, 0x08, 0xc2, 0x55, 0xeb, 0xa9, 0x67, 0x72, 0x43, 0x3f, 0x00, 0x9c, 0x7a, 0x9f, 0x90, 0xff, 0x80, 0x9a, 0x31, 0xc5,
	0x79, 0xba, 0xed, 0x30, 0xbc, 0xdf, 0xcc, 0x9d, 0x63, 0xd9, 0xe4, 0xc3, 0x7b, 0x42, 0xfb, 0x8a, 0xbc, 0x4e}
