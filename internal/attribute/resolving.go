package attribute

import (
	"context"
)

// A resolving joins slots to persons.
type resolving struct {
	slots  *slotList
	sets   sets
	atOnce int
	// distinct counts the records.
	distinct uint64
	first    table // the slot that came first, by whatever they are joined by
}

// joinedAtOnce is how many slots are joined at once, at 12 to 24 bytes each.
const joinedAtOnce = 2 << 20

// records joins the slots of each record and counts the records.
func (r *resolving) records(ctx context.Context) error {
	var last uint64
	return r.slots.each(ctx, func(i uint32, x *slot) {
		if i > 0 && x.hash == last {
			r.sets.union(i-1, i)
		} else {
			r.distinct++
		}
		last = x.hash
	})
}

// inShares calls f with an empty table for each share of all keys: of more slots
// than are joined at once it takes as many passes.
func (r *resolving) inShares(f func(has func(key uint64) bool) error) error {
	shares := uint64(1 + r.slots.n/r.atOnce)
	for n := range shares {
		r.first.expect(r.slots.n / int(shares))
		if err := f(func(key uint64) bool { return shares == 1 || mix(key)%shares == n }); err != nil {
			return err
		}
	}
	return nil
}

// A keyed is some slots and their keys, which are looked up together.
type keyed struct {
	keys  [handedOn]uint64
	slots [handedOn]uint32
	n     int
}

// link joins the slots of equal keys; key 0 is none.
func (r *resolving) link(ctx context.Context, key func(*slot) uint64) error {
	return r.inShares(func(has func(uint64) bool) error {
		return r.eachKeyed(ctx, func(_ uint32, x *slot) (uint64, bool) {
			k := key(x)
			return k, k != 0 && has(k)
		}, r.join)
	})
}

// join joins a slot to the first of its key, or makes it the first.
func (r *resolving) join(key uint64, i uint32) {
	at, met := r.first.at(key)
	if !met {
		*at = i
		return
	}
	r.sets.union(*at, i)
}

// eachKeyed calls f for every slot that has a key.
func (r *resolving) eachKeyed(ctx context.Context, key func(uint32, *slot) (uint64, bool), f func(key uint64, i uint32)) error {
	var wait keyed
	flush := func() {
		r.first.fetch(wait.keys[:wait.n])
		for i, k := range wait.keys[:wait.n] {
			f(k, wait.slots[i])
		}
		wait.n = 0
	}
	err := r.slots.each(ctx, func(i uint32, x *slot) {
		k, ok := key(i, x)
		if !ok {
			return
		}
		wait.keys[wait.n], wait.slots[wait.n] = k, i
		if wait.n++; wait.n == handedOn {
			flush()
		}
	})
	flush()
	return err
}

// knownByMore returns a bit for each person, by the slot that stands for it, of whom a record says
// more than a name.
func (m *model) knownByMore(ctx context.Context, r *resolving) ([]uint64, error) {
	known := make([]uint64, (r.slots.n+63)/64)
	err := m.eachRecord(ctx, r.slots, func(i uint32, x *slot, ties []tie) {
		if x.says() || len(ties) > 0 {
			set := r.sets.find(i)
			known[set/64] |= 1 << (set % 64)
		}
	})
	return known, err
}

// says reports whether a slot is more than a name.
func (x *slot) says() bool { return x.email != nobody || x.phone != nobody || x.name != none }

// adopt joins each person of whom nothing but a name is known to one that has the name.
// Whoever is known by another record too is none of those: which of several people of that name
// comes first, the key decides, and no figure may rest on it.
func (r *resolving) adopt(ctx context.Context, known []uint64, key func(*slot) uint64) error {
	bare := func(i uint32, x *slot) bool {
		set := r.sets.find(i)
		return !x.says() && known[set/64]&(1<<(set%64)) == 0
	}
	return r.inShares(func(has func(uint64) bool) error {
		for pass := range 2 {
			last := pass == 1
			err := r.eachKeyed(ctx, func(i uint32, x *slot) (uint64, bool) {
				if bare(i, x) != last {
					return 0, false
				}
				k := key(x)
				return k, has(k)
			}, func(k uint64, i uint32) {
				at, met := r.first.at(k)
				switch {
				case !met:
					*at = i
				case last:
					r.sets.union(*at, i)
				}
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
