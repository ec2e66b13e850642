package sqlitefile

import (
	"encoding/binary"
	"io"
)

// A Type is what a cell holds.
type Type uint8

// The types (section 2.1).
const (
	Null Type = iota
	Integer
	Float
	Text
	Blob
)

// A Cell is one value. Bytes is lent until the row ends.
type Cell struct {
	Type  Type
	Int   int64
	Float float64
	Bytes []byte            // of a Text, as UTF-8, or of a Blob
	Big   *io.SectionReader // instead of Bytes, where the value is large; a Text is in the encoding of the file
}

// A Row is one row of a table. ID is its rowid, 0 in a table without.
type Row struct {
	ID    int64
	Cells []Cell
}

// Rows calls each for the rows of the b-tree whose root is page root, in its
// order. In a table WITHOUT ROWID the cells of the key come first. An error of
// each or of the source ends it and is returned.
func (f *File) Rows(root uint32, each func(*Row) error) error { return f.walk(root, 0, each) }

func (f *File) walk(n uint32, depth int, each func(*Row) error) error {
	if depth > maxDepth || !f.visit(n) {
		return nil
	}
	page := make([]byte, f.pageSize)
	return f.walkIn(n, depth, page, each)
}

// walkIn is walk with memory for a page. Leaves below it share one more.
func (f *File) walkIn(n uint32, depth int, page []byte, each func(*Row) error) error {
	ok, err := f.page(n, page)
	if !ok {
		return err
	}
	nd, ok := f.node(n, page)
	if !ok {
		f.Broken++
		return nil
	}
	if nd.kind == leafTable || nd.kind == leafIndex {
		return f.leaf(n, &nd, each)
	}
	below := make([]byte, f.pageSize)
	for i := range nd.cells + 1 {
		child, rest := nd.right, []byte(nil)
		if i < nd.cells {
			c := nd.cell(i)
			if len(c) < 4 {
				f.Broken++
				continue
			}
			child, rest = binary.BigEndian.Uint32(c), c[4:]
		}
		if depth < maxDepth && f.visit(child) {
			if err := f.walkIn(child, depth+1, below, each); err != nil {
				return err
			}
		}
		if nd.kind == interiorIndex && rest != nil { // a row stands between its subtrees
			if err := f.cell(&nd, rest, each); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaf reads the rows of a leaf.
func (f *File) leaf(n uint32, nd *node, each func(*Row) error) error {
	for i := range nd.cells {
		c := nd.cell(i)
		if c == nil || nd.budget <= 0 {
			f.Broken++
			continue
		}
		if err := f.cell(nd, c, each); err != nil {
			return err
		}
	}
	if nd.hasSlack() {
		f.slack.set(n)
	}
	return nil
}

// cell reads the row whose cell is c.
func (f *File) cell(nd *node, c []byte, each func(*Row) error) error {
	size, n := varint(c)
	if n == 0 {
		f.Broken++
		return nil
	}
	at := n
	f.row.ID = 0
	if nd.kind == leafTable {
		id, n := varint(c[at:])
		if n == 0 {
			f.Broken++
			return nil
		}
		f.row.ID = int64(id)
		at += n
	}
	local := f.local(nd.kind, size)
	if local > len(c)-at || size > uint64(f.pages)*uint64(f.usable) {
		f.Broken++
		return nil
	}
	nd.budget -= at + local
	ok, err := f.record(c[at:at+local], c[at+local:], int64(size))
	if !ok {
		return err
	}
	return each(&f.row)
}

// local is how many bytes of a payload stand in the page itself (section 1.6).
func (f *File) local(kind byte, size uint64) int {
	u := uint64(f.usable)
	most := u - 35
	if kind != leafTable {
		most = (u-12)*64/255 - 23
	}
	if size <= most {
		return int(size)
	}
	least := (u-12)*32/255 - 23
	if k := least + (size-least)%(u-4); k <= most {
		return int(k)
	}
	return int(least)
}
