package attribute

import (
	"math/bits"
	"slices"
)

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014): it spreads a
// number over all bits.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// join makes one key of two, in their order.
func join(a, b uint64) uint64 { return mix(mix(a) + bits.RotateLeft64(b, 17)) }

// A table maps 64-bit keys to numbers at 12 bytes a slot: open addressing,
// at most two thirds full. The zero value is empty.
type table struct {
	keys   []uint64 // 0 is an empty slot
	values []uint32
	n      int
}

// at returns the place of a key's value, and whether it was there before. The
// place is valid until the next call.
func (t *table) at(key uint64) (value *uint32, met bool) {
	if 3*(t.n+1) > 2*len(t.keys) {
		t.grow()
	}
	i := t.slot(key)
	if t.keys[i] != 0 {
		return &t.values[i], true
	}
	t.keys[i] = stored(key)
	t.n++
	return &t.values[i], false
}

// get returns the value of a key, 0 where it is not in the table.
func (t *table) get(key uint64) uint32 {
	if t.n == 0 {
		return 0
	}
	return t.values[t.slot(key)]
}

// zero is how key 0 is stored, which marks empty slots. No key that packs two
// ordinals comes near it.
const zero = 1<<63 + 1

func stored(key uint64) uint64 {
	if key == 0 {
		return zero
	}
	return key
}

func (t *table) slot(key uint64) int {
	key = stored(key)
	mask := uint64(len(t.keys) - 1)
	i := mix(key) & mask
	for t.keys[i] != 0 && t.keys[i] != key {
		i = (i + 1) & mask
	}
	return int(i)
}

func (t *table) grow() {
	old := *t
	size := max(64, 2*len(old.keys))
	t.keys, t.values = make([]uint64, size), make([]uint32, size)
	for i, key := range old.keys {
		if key != 0 {
			at := t.slot(key)
			t.keys[at], t.values[at] = key, old.values[i]
		}
	}
}

// each calls f for every key, ascending but for 0.
func (t *table) each(f func(key uint64, value uint32)) {
	order := make([]uint64, 0, t.n)
	for _, key := range t.keys {
		if key != 0 {
			order = append(order, key)
		}
	}
	slices.Sort(order)
	for _, key := range order {
		value := t.values[t.slot(key)]
		if key == zero {
			key = 0
		}
		f(key, value)
	}
}

// sets joins ordinals into disjoint sets; the least of a set stands for it.
type sets struct{ parent []uint32 }

func newSets(n int) sets {
	s := sets{make([]uint32, n)}
	for i := range s.parent {
		s.parent[i] = uint32(i)
	}
	return s
}

func (s sets) find(i uint32) uint32 {
	for s.parent[i] != i {
		s.parent[i] = s.parent[s.parent[i]]
		i = s.parent[i]
	}
	return i
}

func (s sets) union(a, b uint32) bool {
	a, b = s.find(a), s.find(b)
	if a == b {
		return false
	}
	s.parent[max(a, b)] = min(a, b)
	return true
}

// A held is one identity that something has: an organisation, or a sort of
// credential.
type held struct {
	owner uint32
	hi    uint32 // of a hash of kind and fingerprint
	lo    uint32
}

func (h held) compare(o held) int {
	switch {
	case h.owner != o.owner:
		return order(h.owner, o.owner)
	case h.hi != o.hi:
		return order(h.hi, o.hi)
	}
	return order(h.lo, o.lo)
}

func order(a, b uint32) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// holdings is a set of held that is kept compact as it grows.
type holdings struct {
	list   []held
	sorted int // so many from the front are sorted and distinct
}

func (h *holdings) add(owner uint32, hash uint64) {
	if len(h.list) == cap(h.list) && len(h.list) > 1<<12 {
		h.compact()
		if len(h.list) > cap(h.list)/4*3 {
			h.list = slices.Grow(h.list, len(h.list)/2)
		}
	}
	h.list = append(h.list, held{owner, uint32(hash >> 32), uint32(hash)})
}

func (h *holdings) compact() {
	h.list = compact(h.list, h.sorted, held.compare)
	h.sorted = len(h.list)
}

// compact sorts a list of which so many from the front are sorted and distinct
// already, and leaves each thing once.
func compact[T any](list []T, sorted int, compare func(T, T) int) []T {
	if sorted == len(list) {
		return list
	}
	same := func(a, b T) bool { return compare(a, b) == 0 }
	tail := slices.Clone(list[sorted:])
	slices.SortFunc(tail, compare)
	tail = slices.CompactFunc(tail, same)
	at := 0
	tail = slices.DeleteFunc(tail, func(x T) bool {
		for at < sorted && compare(list[at], x) < 0 {
			at++
		}
		return at < sorted && same(list[at], x)
	})
	list = list[:sorted+len(tail)]
	for i, j, to := sorted-1, len(tail)-1, len(list)-1; j >= 0; to-- {
		if i >= 0 && compare(list[i], tail[j]) > 0 {
			list[to] = list[i]
			i--
		} else {
			list[to] = tail[j]
			j--
		}
	}
	return list
}

// reown gives everything to new owners.
func (h *holdings) reown(to func(owner uint32) uint32) {
	for i := range h.list {
		h.list[i].owner = to(h.list[i].owner)
	}
	h.sorted = 0
	h.compact()
}
