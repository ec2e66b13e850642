package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/internal/linkage"
)

// resolved is who the persons are, once they have been counted: what High counts, since a
// person merged wrongly is worse than one counted twice.
type resolved struct {
	slots    *slotList
	of       []uint32 // by slot: the slot that stands for its person, the first of it
	profiles *profiles
	links    []linkage.Edge // all pairs that are probably of one person
	made     []linkage.Edge // and those that were joined
}

// newResolved keeps what the persons are at this point.
func newResolved(r *resolving, p *profiles, links *linkage.Links, resolution *linkage.Resolution) *resolved {
	return &resolved{slots: r.slots, of: r.sets.roots(), profiles: p, links: links.Edges, made: slices.Clone(resolution.Made)}
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
