package sqlitefile

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// appendUTF16 adds text in UTF-16, the high byte first where big is set.
func appendUTF16(dst, p []byte, big bool) []byte {
	at := func(i int) rune {
		if big {
			return rune(p[i])<<8 | rune(p[i+1])
		}
		return rune(p[i+1])<<8 | rune(p[i])
	}
	for i := 0; i+1 < len(p); i += 2 {
		r := at(i)
		if utf16.IsSurrogate(r) {
			second := rune(0)
			if i+3 < len(p) {
				second = at(i + 2)
			}
			if r = utf16.DecodeRune(r, second); r != utf8.RuneError {
				i += 2
			}
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// gap is what of a page stands between the pointers to its cells and the cells.
func (nd *node) gap() []byte {
	from, to := nd.first+2*nd.cells, int(binary.BigEndian.Uint16(nd.page[nd.head+5:]))
	if to == 0 || to > len(nd.page) {
		to = len(nd.page)
	}
	if from >= to {
		return nil
	}
	return nd.page[from:to]
}

// hasSlack reports whether a leaf has bytes outside of its rows, as deleted rows
// leave them behind.
func (nd *node) hasSlack() bool {
	if binary.BigEndian.Uint16(nd.page[nd.head+1:]) != 0 {
		return true
	}
	for _, b := range nd.gap() {
		if b != 0 {
			return true
		}
	}
	return false
}

// Deleted hands on what deleted rows have left behind: in free pages, and in the
// free space of leaves that [File.Rows] has visited. What can be told to be a row
// goes to row, without an ID; other bytes go to text. Both are lent.
func (f *File) Deleted(row func(*Row) error, text func([]byte) error) error {
	c := &carver{f: f, row: row, text: text}
	if err := f.freePages(c); err != nil {
		return err
	}
	page := make([]byte, f.pageSize)
	for n := uint32(1); n <= f.pages; n++ {
		if !f.slack.has(n) {
			if f.slack[n/64] == 0 {
				n |= 63
			}
			continue
		}
		if ok, err := f.page(n, page); !ok {
			if err != nil {
				return err
			}
			continue
		}
		if nd, ok := f.node(n, page); ok {
			if err := c.slack(&nd); err != nil {
				return err
			}
		}
	}
	return nil
}

// slack takes the free space of a leaf.
func (c *carver) slack(nd *node) error {
	if err := c.carve(nd.gap()); err != nil {
		return err
	}
	be := binary.BigEndian
	for at, last := int(be.Uint16(nd.page[nd.head+1:])), 0; at > last && at+4 <= len(nd.page); {
		size := int(be.Uint16(nd.page[at+2:]))
		if size < 4 || at+size > len(nd.page) {
			return nil
		}
		if err := c.block(nd.page[at+4 : at+size]); err != nil {
			return err
		}
		last, at = at, int(be.Uint16(nd.page[at:]))
	}
	return nil
}

// freePages takes the pages of the list of free ones (section 1.5).
func (f *File) freePages(c *carver) error {
	trunk, leaf := make([]byte, f.pageSize), make([]byte, f.pageSize)
	be := binary.BigEndian
	for next := f.freeAt; next != 0; {
		if !f.visit(next) {
			return nil
		}
		if ok, err := f.page(next, trunk); !ok {
			return err
		}
		n := min(int(be.Uint32(trunk[4:])), f.usable/4-2)
		for i := range max(n, 0) {
			free := be.Uint32(trunk[8+4*i:])
			if !f.visit(free) {
				continue
			}
			if ok, err := f.page(free, leaf); err != nil {
				return err
			} else if !ok {
				continue
			}
			if err := c.page(leaf); err != nil {
				return err
			}
		}
		if err := c.carve(trunk[min(8+4*max(n, 0), f.usable):f.usable]); err != nil {
			return err
		}
		next = be.Uint32(trunk)
	}
	return nil
}
