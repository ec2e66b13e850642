package attribute

import (
	"container/heap"
	"slices"
)

// hashChunk is how many hashes stand in one piece.
const hashChunk = 1 << 18

// hashes are many 64-bit hashes, of which the different ones are counted. They
// lie in pieces, so that growing copies nothing.
type hashes struct {
	pieces [][]uint64
	n      int
}

func (h *hashes) add(hash uint64) {
	last := len(h.pieces) - 1
	if last < 0 || len(h.pieces[last]) == hashChunk {
		h.pieces = append(h.pieces, make([]uint64, 0, min(hashChunk, 64<<min(2*len(h.pieces), 30))))
		last++
	}
	h.n++
	h.pieces[last] = append(h.pieces[last], hash)
}

// different counts the different hashes and leaves none.
func (h *hashes) different() (n uint64) {
	for _, p := range h.pieces {
		slices.Sort(p)
	}
	merge := ascending(h.pieces)
	h.pieces = nil
	heap.Init(&merge)
	last, any := uint64(0), false
	for len(merge) > 0 {
		x := merge[0][0]
		if !any || x != last {
			n++
		}
		last, any = x, true
		if merge[0] = merge[0][1:]; len(merge[0]) == 0 {
			heap.Pop(&merge)
		} else {
			heap.Fix(&merge, 0)
		}
	}
	return n
}

// ascending are sorted pieces by their first hash.
type ascending [][]uint64

func (a ascending) Len() int           { return len(a) }
func (a ascending) Less(i, j int) bool { return a[i][0] < a[j][0] }
func (a ascending) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *ascending) Push(x any)        { *a = append(*a, x.([]uint64)) }
func (a *ascending) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}
