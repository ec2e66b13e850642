package pst

import (
	"encoding/binary"
	"slices"
)

// A table is a table context (section 2.3.4).
type table struct {
	h       *heap
	columns []column
	width   int // bytes of a row
	bits    int // where in a row the bits begin that say which cells there are
	index   uint32
	matrix  uint32
}

type column struct {
	id, kind  uint16
	at, width int
	bit       int
}

// table opens the table of a node.
func (f *File) table(n Node) (*table, error) {
	h, err := f.heap(n)
	if err != nil {
		return nil, err
	}
	p, err := h.item(h.root)
	if err != nil {
		return nil, err
	}
	if h.kind != heapTable || len(p) < 22 || p[0] != heapTable {
		return nil, ErrFormat
	}
	le := binary.LittleEndian
	t := &table{h: h, bits: int(le.Uint16(p[6:])), width: int(le.Uint16(p[8:])), index: le.Uint32(p[10:]), matrix: le.Uint32(p[14:])}
	if t.bits > t.width || t.width < 4 {
		return nil, ErrFormat
	}
	for d := p[22:]; len(d) >= 8 && len(t.columns) < int(p[1]); d = d[8:] {
		c := column{kind: le.Uint16(d), id: le.Uint16(d[2:]), at: int(le.Uint16(d[4:])), width: int(d[6]), bit: int(d[7])}
		if c.at+c.width <= t.width {
			t.columns = append(t.columns, c)
		}
	}
	return t, nil
}

// ids calls fn with the identifiers of the rows and their ordinals.
func (t *table) ids(fn func(id, row uint32) error) error {
	if t.index == 0 {
		return nil
	}
	return t.h.records(t.index, 4, 2, func(key, value []byte) error {
		row := uint32(binary.LittleEndian.Uint16(value))
		if len(value) >= 4 {
			row = binary.LittleEndian.Uint32(value)
		}
		return fn(binary.LittleEndian.Uint32(key), row)
	})
}

// maxRows is how many rows of a table are read.
const maxRows = 1 << 16

// rows calls fn with each row that the index of the table knows, in their order.
func (t *table) rows(fn func(*Object) error) error {
	known := make(map[uint32]uint32)
	err := t.ids(func(id, row uint32) error {
		if len(known) >= maxRows {
			return ErrWork
		}
		known[id] = row
		return nil
	})
	if err != nil || len(known) == 0 || t.matrix == 0 {
		return err
	}
	next := uint32(0)
	block := func(p []byte) error { // no row goes over the end of a block
		for ; len(p) >= t.width; p = p[t.width:] {
			if row, ok := known[binary.LittleEndian.Uint32(p)]; ok && row == next {
				if err := fn(t.row(p[:t.width])); err != nil {
					return err
				}
			}
			next++
			if err := t.h.f.spend(1); err != nil {
				return err
			}
		}
		return nil
	}
	if t.matrix&0x1f == 0 {
		p, err := t.h.item(t.matrix)
		if err != nil {
			return err
		}
		return block(p)
	}
	n, err := t.h.f.sub(t.h.sub, t.matrix)
	if err != nil {
		return err
	}
	all, _, err := t.h.f.leaves(n.data)
	for _, bid := range all {
		p, err := t.h.f.block(bid)
		if err != nil {
			return err
		}
		if err := block(p); err != nil {
			return err
		}
	}
	return err
}

// row makes an object of a row.
func (t *table) row(p []byte) *Object {
	o := &Object{heap: t.h}
	le := binary.LittleEndian
	for _, c := range t.columns {
		if at := t.bits + c.bit/8; at >= len(p) || p[at]&(0x80>>(c.bit%8)) == 0 {
			continue
		}
		one := Property{ID: c.id, Type: c.kind}
		v := p[c.at : c.at+c.width]
		switch len(v) {
		case 1:
			one.Number = uint64(v[0])
		case 2:
			one.Number = uint64(le.Uint16(v))
		case 4:
			one.Number = uint64(le.Uint32(v))
		case 8:
			one.Number = le.Uint64(v)
		default:
			continue
		}
		if fixed(c.kind) == 0 {
			one.ref, one.Number = uint32(one.Number), 0
		}
		o.Properties = append(o.Properties, one)
	}
	slices.SortStableFunc(o.Properties, func(a, b Property) int { return int(a.ID) - int(b.ID) })
	return o
}
