package pst

import "encoding/binary"

// A heap is a heap on a node (section 2.3.1): small items in the blocks of a node.
type heap struct {
	f      *File
	blocks []uint64
	sub    uint64 // nodes beneath it
	kind   byte
	root   uint32
}

// Kinds of what stands in a heap (section 2.3.1.2).
const (
	heapProperties = 0xbc
	heapTable      = 0x7c
	heapTree       = 0xb5
)

// maxHeap is how many blocks a heap has at most.
const maxHeap = 1 << 16

// heap opens the heap of a node.
func (f *File) heap(n Node) (*heap, error) {
	all, _, err := f.leaves(n.data)
	if err != nil && len(all) == 0 {
		return nil, err
	}
	if len(all) == 0 || len(all) > maxHeap {
		return nil, ErrFormat
	}
	p, err := f.kept(all[0])
	if err != nil {
		return nil, err
	}
	if len(p) < 12 || p[2] != 0xec {
		return nil, ErrFormat
	}
	return &heap{f: f, blocks: all, sub: n.sub, kind: p[3], root: binary.LittleEndian.Uint32(p[4:])}, nil
}

// item returns an item of the heap; it is not to be changed.
func (h *heap) item(id uint32) ([]byte, error) {
	if id == 0 {
		return nil, nil
	}
	bits := h.f.form.index
	index, block := int(id>>5&(1<<bits-1)), int(id>>(5+bits))
	if id&0x1f != 0 || index == 0 || block >= len(h.blocks) {
		return nil, ErrFormat
	}
	p, err := h.f.kept(h.blocks[block])
	if err != nil {
		return nil, err
	}
	// The map at the end of the block says where its items begin (section 2.3.1.5).
	if len(p) < 2 {
		return nil, ErrFormat
	}
	at := int(binary.LittleEndian.Uint16(p))
	if at+4 > len(p) {
		return nil, ErrFormat
	}
	count := int(binary.LittleEndian.Uint16(p[at:]))
	at += 4 + 2*(index-1)
	if index > count || at+4 > len(p) {
		return nil, ErrFormat
	}
	from, to := int(binary.LittleEndian.Uint16(p[at:])), int(binary.LittleEndian.Uint16(p[at+2:]))
	if from > to || to > len(p) {
		return nil, ErrFormat
	}
	return p[from:to], nil
}

// records calls fn with each record of a tree in the heap (section 2.3.2): its key and its value.
func (h *heap) records(id uint32, key, value int, fn func(key, value []byte) error) error {
	p, err := h.item(id)
	if err != nil {
		return err
	}
	if len(p) < 8 || p[0] != heapTree || int(p[1]) < key || int(p[2]) < value || p[3] > 8 {
		return ErrFormat
	}
	w := &records{h: h, key: int(p[1]), value: int(p[2]), fn: fn}
	return w.level(binary.LittleEndian.Uint32(p[4:]), int(p[3]))
}

type records struct {
	h          *heap
	key, value int
	fn         func(key, value []byte) error
}

// level goes over the records of one item; those above level 0 refer to further items.
func (w *records) level(id uint32, level int) error {
	p, err := w.h.item(id)
	if err != nil {
		return err
	}
	size := w.key + w.value
	if level > 0 {
		size = w.key + 4
	}
	for ; len(p) >= size; p = p[size:] {
		if err := w.h.f.spend(1); err != nil {
			return err
		}
		if level == 0 {
			err = w.fn(p[:w.key], p[w.key:size])
		} else {
			err = w.level(binary.LittleEndian.Uint32(p[w.key:]), level-1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
