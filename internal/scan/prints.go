package scan

import (
	"hash/maphash"
	"sync"

	"github.com/hemostat/hemostat/exposure"
)

// prints remembers the fingerprints of the values that were met last, for all
// workers of a run. It keeps no value, only a 128-bit hash of it under two seeds
// that live as long as the run. One slot for each hash: a newcomer takes the
// place of whoever held it.
type prints struct {
	seeds   [2]maphash.Seed
	stripes [printStripes]printStripe
}

// 20 MiB in all, for half a million values.
const (
	printStripes = 64
	printSlots   = 1 << 13 // of a stripe
)

type printStripe struct {
	mu    sync.Mutex
	slots []printSlot // made with the first value
}

// A printSlot says of a value which fingerprint it has, and in which class the
// ledger describes it, as far as that is known.
type printSlot struct {
	hash  [2]uint64
	print exposure.Fingerprint
	class uint64 // hash of the class with the lowest bit set, or 0
}

func newPrints() *prints {
	return &prints{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
}

func (p *prints) hash(kind exposure.Kind, value []byte) [2]uint64 {
	return [2]uint64{maphash.Bytes(p.seeds[0], value) ^ uint64(kind)*0x9E3779B97F4A7C15, maphash.Bytes(p.seeds[1], value)}
}

func (p *prints) classHash(c exposure.Class) uint64 { return maphash.String(p.seeds[0], string(c)) | 1 }

// get returns the fingerprint of a value, and whether the ledger is known to
// describe it in the class.
func (p *prints) get(hash [2]uint64, class exposure.Class) (print exposure.Fingerprint, described, ok bool) {
	s := &p.stripes[hash[0]%printStripes]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slots == nil {
		return print, false, false
	}
	slot := &s.slots[hash[0]/printStripes%printSlots]
	if slot.hash != hash {
		return print, false, false
	}
	return slot.print, slot.class != 0 && slot.class == p.classHash(class), true
}

func (p *prints) put(hash [2]uint64, print exposure.Fingerprint) {
	s := &p.stripes[hash[0]%printStripes]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slots == nil {
		s.slots = make([]printSlot, printSlots)
	}
	s.slots[hash[0]/printStripes%printSlots] = printSlot{hash: hash, print: print}
}

// describe notes that the ledger describes a value in a class.
func (p *prints) describe(hash [2]uint64, class exposure.Class) {
	s := &p.stripes[hash[0]%printStripes]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slots == nil {
		return
	}
	if slot := &s.slots[hash[0]/printStripes%printSlots]; slot.hash == hash {
		slot.class = p.classHash(class)
	}
}
