package scan

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// prints remembers the fingerprints of the values that were met last, for all
// workers of a run. It keeps no value, only a 120-bit hash of it under two seeds
// that live as long as the run.
type prints struct {
	seeds   [2]maphash.Seed
	stripes [printStripes]printStripe
}

// At most 16 MiB in all, for half a million values.
const (
	printStripes = 64
	fewPrints    = 1 << 6 // slots of a stripe at first
	manyPrints   = 1 << 13
	printReach   = 8 // from its own slot on, in which a value is looked for
)

// A printStripe grows while it is more than half full, so that few values lie
// close together in memory: to wait for it takes most of the time here.
type printStripe struct {
	mu    sync.Mutex
	table atomic.Pointer[[]printSlot] // replaced under the lock
	taken int
}

// A printSlot says of a value which fingerprint it has, and in which class the
// ledger describes it, as far as that is known. Two fill a line of a processor's
// cache.
type printSlot struct {
	hash  uint64
	check [7]byte // of a second hash
	rank  uint8   // of the class; 0 where it is not known to be described
	print exposure.Fingerprint
}

func newPrints() *prints {
	p := &prints{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
	for i := range p.stripes {
		slots := make([]printSlot, fewPrints)
		p.stripes[i].table.Store(&slots)
	}
	return p
}

// A printHash is a value's hash.
type printHash struct {
	hash  uint64
	check [7]byte
}

func (p *prints) hash(kind exposure.Kind, value []byte) printHash {
	second := maphash.Bytes(p.seeds[1], value)
	h := printHash{hash: maphash.Bytes(p.seeds[0], value) ^ uint64(kind)*0x9E3779B97F4A7C15}
	for i := range h.check {
		h.check[i] = byte(second >> (8 * i))
	}
	return h
}

// stripe returns that of a hash, locked.
func (p *prints) stripe(h *printHash) *printStripe {
	s := &p.stripes[h.hash%printStripes]
	s.mu.Lock()
	return s
}

// fetch brings what get will look at into the processor's cache. Several calls one
// after another wait for memory once.
func (p *prints) fetch(h *printHash) {
	slots := *p.stripes[h.hash%printStripes].table.Load()
	atomic.LoadUint64(&slots[h.hash/printStripes&uint64(len(slots)-1)].hash)
}

// find returns the slot where a value is, or else where it belongs: the first
// empty one within its reach, or its own, whoever holds it.
func (s *printStripe) find(h *printHash) (slot *printSlot, ok bool) {
	slots := *s.table.Load()
	home, mask := h.hash/printStripes, uint64(len(slots)-1)
	for i := range uint64(printReach) {
		slot = &slots[(home+i)&mask]
		if slot.hash == h.hash && slot.check == h.check {
			return slot, true
		}
		if slot.hash == 0 {
			return slot, false
		}
	}
	return &slots[home&mask], false
}

// get returns the fingerprint of a value, and whether the ledger is known to
// describe it in the class, or in one that goes before it.
func (p *prints) get(h *printHash, class exposure.Class) (print exposure.Fingerprint, described, known bool) {
	s := p.stripe(h)
	defer s.mu.Unlock()
	slot, ok := s.find(h)
	if !ok {
		return print, false, false
	}
	return slot.print, slot.rank != 0 && slot.rank <= ledger.RankOf(class), true
}

func (p *prints) put(h *printHash, print exposure.Fingerprint) {
	s := p.stripe(h)
	defer s.mu.Unlock()
	if n := len(*s.table.Load()); 2*s.taken > n && n < manyPrints {
		s.grow()
	}
	s.put(printSlot{hash: h.hash, check: h.check, print: print})
}

func (s *printStripe) put(x printSlot) {
	slot, _ := s.find(&printHash{x.hash, x.check})
	if slot.hash == 0 {
		s.taken++
	}
	atomic.StoreUint64(&slot.hash, x.hash) // fetch does not lock
	slot.check, slot.rank, slot.print = x.check, x.rank, x.print
}

func (s *printStripe) grow() {
	old := *s.table.Load()
	slots := make([]printSlot, 2*len(old))
	s.table.Store(&slots)
	s.taken = 0
	for i := range old {
		if old[i].hash != 0 {
			s.put(old[i])
		}
	}
}

// describe notes that the ledger describes a value in a class.
func (p *prints) describe(h *printHash, class exposure.Class) {
	s := p.stripe(h)
	defer s.mu.Unlock()
	if slot, ok := s.find(h); ok {
		slot.rank = ledger.RankOf(class)
	}
}
