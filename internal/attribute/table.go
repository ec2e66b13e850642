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
	slots []entry
	n     int
	most  int    // it grows to so many slots at once
	seen  uint32 // see fetch
}

// An entry keeps a key and its value side by side, so that one look fetches both.
type entry struct {
	hi, lo uint32 // of a key; both 0 in an empty slot
	value  uint32
}

func (e *entry) key() uint64 { return uint64(e.hi)<<32 | uint64(e.lo) }

// at returns the place of a key's value, and whether it was there before. The
// place is valid until the next call.
func (t *table) at(key uint64) (value *uint32, met bool) {
	if 3*(t.n+1) > 2*len(t.slots) {
		t.grow()
	}
	e := t.slot(key)
	if e.key() != 0 {
		return &e.value, true
	}
	key = stored(key)
	e.hi, e.lo = uint32(key>>32), uint32(key)
	t.n++
	return &e.value, false
}

// get returns the value of a key, 0 where it is not in the table.
func (t *table) get(key uint64) uint32 {
	if t.n == 0 {
		return 0
	}
	return t.slot(key).value
}

// fetch looks at the places of several keys, which lie far apart in memory: it so
// fetches many at once, and at none of them has to wait.
func (t *table) fetch(keys []uint64) {
	if len(t.slots) == 0 {
		return
	}
	mask := uint64(len(t.slots) - 1)
	for _, key := range keys {
		t.seen = t.slots[mix(stored(key))&mask].lo
	}
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

// slot is where a key stands or belongs.
func (t *table) slot(key uint64) *entry {
	key = stored(key)
	mask := uint64(len(t.slots) - 1)
	for i := mix(key) & mask; ; i = (i + 1) & mask {
		if e := &t.slots[i]; e.key() == key || e.key() == 0 {
			return e
		}
	}
}

// reset empties the table and makes room for so many keys, so that it need not
// grow.
func (t *table) reset(n int) {
	t.most = 1 << bits.Len(uint(3*(n+1)/2))
	t.empty(t.most)
}

// expect empties the table for at most so many keys, of which most may be the
// same: it begins with room for few, which a processor's cache holds, and grows
// once.
func (t *table) expect(n int) {
	t.most = 1 << bits.Len(uint(3*(n+1)/2))
	t.empty(max(64, t.most/16))
}

// empty leaves so many slots, all of them empty.
func (t *table) empty(size int) {
	t.n = 0
	if size > cap(t.slots) {
		t.slots = make([]entry, size)
		return
	}
	t.slots = t.slots[:size]
	clear(t.slots)
}

func (t *table) grow() {
	old, size := t.slots, max(64, 2*len(t.slots), t.most)
	if size <= cap(old) {
		old = slices.Clone(old) // it is grown where it stands
	}
	t.empty(size)
	for i := range old {
		if key := old[i].key(); key != 0 {
			*t.slot(key) = old[i]
			t.n++
		}
	}
}

// each calls f for every key, ascending but for 0.
func (t *table) each(f func(key uint64, value uint32)) {
	order := make([]uint64, 0, t.n)
	for i := range t.slots {
		if key := t.slots[i].key(); key != 0 {
			order = append(order, key)
		}
	}
	slices.Sort(order)
	for _, key := range order {
		value := t.slot(key).value
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

// roots returns what stands for each, to be looked up by several at once.
func (s sets) roots() []uint32 {
	list := make([]uint32, len(s.parent))
	for i := range list {
		list[i] = s.find(uint32(i))
	}
	return list
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
	hi    uint32 // of a hash of kind and fingerprint, which is not 0
	lo    uint32
}

func heldBy(owner uint32, hash uint64) held { return held{owner, uint32(hash >> 32), uint32(hash)} }

func (h held) hash() uint64 { return uint64(h.hi)<<32 | uint64(h.lo) }

// key puts all owners of an identity into one part of a shared set: its first bits
// are those of a fingerprint, which is a keyed hash already.
func (h held) key() uint64 {
	hash := h.hash()
	const part = 64 - sharedBits
	return hash>>part<<part | mix(hash+uint64(h.owner)<<8)>>sharedBits
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
