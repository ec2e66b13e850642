package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/internal/linkage"
)

// resolved is who the persons are, once they have been counted: what High counts, since a
// person merged wrongly is worse than one counted twice.
type resolved struct {
	slots *slotList
	of    []uint32 // by slot: the slot that stands for its person, the first of it

	// Why, where that is asked for.
	profiles *profiles
	links    []linkage.Edge // all pairs that are probably of one person
	made     []linkage.Edge // and those that were joined
}

// keep keeps what explains the persons as they are at this point.
func (s *resolved) keep(p *profiles, links *linkage.Links, resolution *linkage.Resolution) {
	s.profiles, s.links, s.made = p, links.Edges, slices.Clone(resolution.Made)
}

// personOf returns the slot that stands for the person of a profile.
func (s *resolved) personOf(profile uint32) uint32 { return s.of[s.profiles.slots[profile]] }

// find returns the slot that stands for the person of a record.
func (s *resolved) find(hash uint64) (slot uint32, ok bool) {
	slot, ok = s.slots.find(hash)
	if !ok {
		return 0, false
	}
	return s.of[slot], true
}
