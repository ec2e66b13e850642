package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/internal/linkage"
)

// resolved is who the persons are, once they have been counted: what High counts, since a
// person merged wrongly is worse than one counted twice.
type resolved struct {
	slots    *slotList
	firsts   []uint32 // by part of the slots: the number of the first
	of       []uint32 // by slot: the slot that stands for its person, the first of it
	profiles *profiles
	linking  *linkage.Resolution
	made     []linkage.Edge // that joined profiles
}

// newResolved keeps what the persons are at this point.
func newResolved(r *resolving, p *profiles, linking *linkage.Resolution) *resolved {
	s := &resolved{slots: r.slots, of: r.sets.roots(), profiles: p, linking: linking, made: slices.Clone(linking.Made)}
	n := uint32(0)
	for _, piece := range r.slots.pieces {
		s.firsts = append(s.firsts, n)
		n += uint32(len(piece))
	}
	return s
}

// find returns the slot that stands for the person of a record.
func (s *resolved) find(hash uint64) (slot uint32, ok bool) {
	part := hash >> (64 - sharedBits)
	piece := s.slots.pieces[part]
	lo, hi := 0, len(piece)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if piece[mid].hash < hash {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(piece) || piece[lo].hash != hash {
		return 0, false
	}
	return s.of[s.firsts[part]+uint32(lo)], true
}

// at returns a slot.
func (s *resolved) at(slot uint32) *slot {
	part, _ := slices.BinarySearchFunc(s.firsts, slot+1, func(first, want uint32) int { return order(first, want) })
	for part--; slot-s.firsts[part] >= uint32(len(s.slots.pieces[part])); part-- {
	}
	return &s.slots.pieces[part][slot-s.firsts[part]]
}
