package psttest

import (
	"encoding/binary"
	"slices"
)

// The most that stands in a heap; what is longer has a node of its own.
const most = 3580

// A heap gathers items.
type heap struct {
	w      *writer
	blocks [][]byte
	starts [][]int
	full   int
}

func (w *writer) heap(kind byte) *heap {
	h := &heap{w: w, full: 3700}
	if w.f.Block > 0 {
		h.full = w.f.Block
	}
	h.blocks = [][]byte{{0, 0, 0xec, kind, 0, 0, 0, 0, 0, 0, 0, 0}}
	h.starts = [][]int{nil}
	return h
}

// item adds an item and returns what it is referred to by.
func (h *heap) item(p []byte) uint32 {
	if len(p) == 0 {
		return 0
	}
	last := len(h.blocks) - 1
	if len(h.blocks[last])+len(p)+2*len(h.starts[last])+10 > h.full && len(h.starts[last]) > 0 {
		head := 2
		if last+1 == 8 || (last+1-8)%128 == 0 {
			head = 66
		}
		h.blocks, h.starts = append(h.blocks, make([]byte, head)), append(h.starts, nil)
		last++
	}
	h.starts[last] = append(h.starts[last], len(h.blocks[last]))
	h.blocks[last] = append(h.blocks[last], p...)
	index := uint32(len(h.starts[last]))
	if h.w.f.Form == Unicode4K {
		return uint32(last)<<19 | index<<5
	}
	return uint32(last)<<16 | index<<5
}

// end makes the blocks.
func (h *heap) end(root uint32) uint64 {
	le := binary.LittleEndian
	le.PutUint32(h.blocks[0][4:], root)
	for i, p := range h.blocks {
		end := len(p)
		if len(p)%2 != 0 {
			p = append(p, 0)
		}
		le.PutUint16(p, uint16(len(p)))
		p = le.AppendUint16(p, uint16(len(h.starts[i])))
		p = le.AppendUint16(p, 0)
		for _, at := range h.starts[i] {
			p = le.AppendUint16(p, uint16(at))
		}
		h.blocks[i] = le.AppendUint16(p, uint16(end))
	}
	return h.w.blocks(h.blocks)
}

// records makes a tree in the heap of records of a key and a value, which are in order.
func (h *heap) records(key, value int, list [][]byte) uint32 {
	level, ids := 0, []uint32(nil)
	per := (min(most, h.full-60)) / (key + value)
	for first := true; first || len(ids) > 1; first = false {
		if !first {
			up := make([][]byte, len(ids))
			for i, id := range ids {
				up[i] = binary.LittleEndian.AppendUint32(slices.Clone(list[i*per][:key]), id)
			}
			list, level = up, level+1
			per = min(most, h.full-60) / (key + 4)
		}
		ids = ids[:0:0]
		for part := range slices.Chunk(list, per) {
			ids = append(ids, h.item(slices.Concat(part...)))
		}
	}
	head := []byte{0xb5, byte(key), byte(value), byte(level), 0, 0, 0, 0}
	if len(ids) > 0 {
		binary.LittleEndian.PutUint32(head[4:], ids[0])
	}
	return h.item(head)
}

// value writes a value of any size and returns what it is referred to by.
func (h *heap) value(p Prop, subs *[]sub) uint32 {
	b := p.Bytes
	if p.List != nil {
		b = binary.LittleEndian.AppendUint32(nil, uint32(len(p.List)))
		at := 4 + 4*len(p.List)
		for _, one := range p.List {
			b = binary.LittleEndian.AppendUint32(b, uint32(at))
			at += len(one)
		}
		b = append(b, slices.Concat(p.List...)...)
	}
	if len(b) <= min(most, h.full-60) {
		return h.item(b)
	}
	id := uint32(0x4000+len(*subs))<<5 | 0x1f
	*subs = append(*subs, sub{id, h.w.data(b), 0})
	return id
}

// object writes properties.
func (w *writer) object(props []Prop, subs []sub) held {
	h := w.heap(0xbc)
	le := binary.LittleEndian
	props = slices.Clone(props)
	slices.SortStableFunc(props, func(a, b Prop) int { return int(a.ID) - int(b.ID) })
	var list [][]byte
	for _, p := range props {
		r := le.AppendUint16(le.AppendUint16(nil, p.ID), p.Type)
		switch p.Type {
		case 2, 3, 11:
			r = le.AppendUint32(r, uint32(p.Number))
		case 0x14, 0x40:
			r = le.AppendUint32(r, h.item(le.AppendUint64(nil, p.Number)))
		default:
			r = le.AppendUint32(r, h.value(p, &subs))
		}
		list = append(list, r)
	}
	root := h.records(2, 6, list)
	return held{h.end(root), w.subs(subs)}
}

// table writes a table of nodes.
func (w *writer) table(id, parent uint32, rows []uint32) {
	all := make([][]Prop, len(rows))
	for i, one := range rows {
		all[i] = []Prop{Number(0x67f2, one)}
	}
	w.node(id, w.rows(all), parent)
}

// rows writes a table. The columns are the properties of all rows.
func (w *writer) rows(rows [][]Prop) held {
	h := w.heap(0x7c)
	le := binary.LittleEndian
	type col struct {
		p         Prop
		at, width int
	}
	cols := []col{{Number(0x67f2, 0), 0, 4}, {Number(0x67f3, 0), 4, 4}}
	at := 8
	for _, r := range rows {
		for _, p := range r {
			if slices.ContainsFunc(cols, func(c col) bool { return c.p.ID == p.ID }) {
				continue
			}
			width := 4
			if p.Type == 0x40 {
				width = 8
			}
			cols = append(cols, col{p, at, width})
			at += width
		}
	}
	bits := at
	width := bits + (len(cols)+7)/8
	var subs []sub
	var matrix []byte
	var index [][]byte
	full := w.form().maxBlock
	if w.f.Block > 0 {
		full = w.f.Block
	}
	var blocks [][]byte
	for i, r := range rows {
		row := make([]byte, width)
		id := uint32(i)
		if len(r) > 0 && r[0].ID == 0x67f2 {
			id = uint32(r[0].Number)
		}
		le.PutUint32(row, id)
		le.PutUint32(row[4:], uint32(i))
		row[bits] = 0xc0
		for _, p := range r {
			k := slices.IndexFunc(cols, func(c col) bool { return c.p.ID == p.ID })
			row[bits+k/8] |= 0x80 >> (k % 8)
			switch p.Type {
			case 3:
				le.PutUint32(row[cols[k].at:], uint32(p.Number))
			case 0x40:
				le.PutUint64(row[cols[k].at:], p.Number)
			default:
				le.PutUint32(row[cols[k].at:], h.value(p, &subs))
			}
		}
		rec := slices.Clone(row[:4])
		if w.f.Form == ANSI {
			rec = le.AppendUint16(rec, uint16(i))
		} else {
			rec = le.AppendUint32(rec, uint32(i))
		}
		index = append(index, rec)
		if len(matrix)+width > full {
			blocks, matrix = append(blocks, matrix), nil
		}
		matrix = append(matrix, row...)
	}
	slices.SortFunc(index, func(a, b []byte) int { return int(le.Uint32(a)) - int(le.Uint32(b)) })
	info := []byte{0x7c, byte(len(cols))}
	for _, end := range []int{bits, bits, bits, width} {
		info = le.AppendUint16(info, uint16(end))
	}
	info[6], info[7] = byte(bits), byte(bits>>8)
	entry := 4
	if w.f.Form == ANSI {
		entry = 2
	}
	info = le.AppendUint32(info, h.records(4, entry, index))
	switch {
	case len(blocks) > 0 || len(matrix) > min(most, h.full-60):
		id := uint32(0x3fff)<<5 | 0x1f
		subs = append(subs, sub{id, w.blocks(append(blocks, matrix)), 0})
		info = le.AppendUint32(info, id)
	default:
		info = le.AppendUint32(info, h.item(matrix))
	}
	info = le.AppendUint32(info, 0)
	for i, c := range cols {
		info = le.AppendUint32(info, uint32(c.p.ID)<<16|uint32(c.p.Type))
		info = append(le.AppendUint16(info, uint16(c.at)), byte(c.width), byte(i))
	}
	return held{h.end(h.item(info)), w.subs(subs)}
}
