package attribute

import (
	"encoding/binary"
	"slices"
	"sync/atomic"
)

// heldNames is how many names a touch holds before it hands them on.
const heldNames = 1 << 14

// A touch counts the mentions of names in the content that is being walked.
type touch struct {
	slots []uint32 // ordinal in names and 1, by name: open addressing, a power of two
	names []uint32
	n     []uint64
}

func (t *touch) add(name uint32) (full bool) {
	if 2*len(t.names) >= len(t.slots) {
		t.grow()
	}
	at := t.slot(name)
	if t.slots[at] == 0 {
		t.names, t.n = append(t.names, name), append(t.n, 0)
		t.slots[at] = uint32(len(t.names))
	}
	t.n[t.slots[at]-1]++
	return len(t.names) >= heldNames
}

// slot is where a name stands or belongs.
func (t *touch) slot(name uint32) uint32 {
	mask := uint32(len(t.slots) - 1)
	at := name * 0x9e3779b1 >> 8 & mask // Knuth, The Art of Computer Programming 6.4
	for t.slots[at] != 0 && t.names[t.slots[at]-1] != name {
		at = (at + 1) & mask
	}
	return at
}

func (t *touch) grow() {
	t.slots = make([]uint32, max(256, 2*len(t.slots)))
	for i, name := range t.names {
		t.slots[t.slot(name)] = uint32(i + 1)
	}
}

func (t *touch) reset() {
	if len(t.names) > len(t.slots)/8 {
		clear(t.slots)
	} else {
		// Backwards, so that every slot on the way to a name is still taken.
		for i := len(t.names) - 1; i >= 0; i-- {
			t.slots[t.slot(t.names[i])] = 0
		}
	}
	t.names, t.n = t.names[:0], t.n[:0]
}

// A trace is which names were touched by each of the contents that one walker
// has walked. It is coded in pieces, so that growing copies nothing: varints,
// 0 and the distance from the content before, then its names and 1. A name may
// come twice in one content.
type trace struct {
	pieces [][]byte
	last   uint32 // content
}

const (
	tracePiece = 64 << 10
	// touchedAtOnce is how many names are coded at once, all in one piece.
	touchedAtOnce = 128
)

// room returns the last piece, which has room for so many varints.
func (t *trace) room(varints int) *[]byte {
	n := len(t.pieces)
	if n == 0 || len(t.pieces[n-1])+varints*binary.MaxVarintLen64 > cap(t.pieces[n-1]) {
		t.pieces = append(t.pieces, make([]byte, 0, tracePiece))
		n++
	}
	return &t.pieces[n-1]
}

func (t *trace) begin(content uint32) {
	piece := t.room(2)
	*piece = append(*piece, 0)
	*piece = binary.AppendUvarint(*piece, uint64(content-t.last)) // modulo 2^32 as below
	t.last = content
}

// touched adds names of the content that was begun last.
func (t *trace) touched(names []uint32) {
	for some := range slices.Chunk(names, touchedAtOnce) {
		piece := t.room(len(some))
		coded := *piece
		for _, name := range some {
			x := uint64(name) + 1
			for ; x >= 0x80; x >>= 7 {
				coded = append(coded, byte(x)|0x80)
			}
			coded = append(coded, byte(x))
		}
		*piece = coded
	}
}

// each calls f for each name that was touched.
func (t *trace) each(f func(content, name uint32)) {
	content, begins := uint32(0), false
	for _, piece := range t.pieces {
		for at := 0; at < len(piece); {
			x, n := uint64(piece[at]), 1
			if x >= 0x80 {
				x, n = binary.Uvarint(piece[at:])
			}
			at += n
			switch {
			case begins:
				content += uint32(x)
				begins = false
			case x == 0:
				begins = true
			default:
				f(content, uint32(x-1))
			}
		}
	}
}

// settle hands what the content has touched so far to mentions and to the trace.
func (w *walker) settle() {
	t := &w.touch
	if len(t.names) == 0 {
		return
	}
	if w.begun != w.content+1 {
		w.begun = w.content + 1
		w.trace.begin(w.content)
	}
	for i, name := range t.names {
		atomic.AddUint64(&w.m.records.mentions[name], t.n[i]*w.ways)
	}
	w.trace.touched(t.names)
	t.reset()
}
