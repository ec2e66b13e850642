package attribute

import (
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/linkage"
)

// certainPersons joins the records that certainly are of one person: those that
// have the same words for a name and the same mailbox or number.
func (m *model) certainPersons(ctx context.Context) (*resolving, error) {
	s, err := m.records.list(ctx)
	if err == nil {
		err = m.records.takeTies(ctx)
	}
	r := &resolving{slots: &s, sets: newSets(s.n), atOnce: joinedAtOnce}
	if err == nil {
		err = r.records(ctx)
	}
	if err == nil {
		err = m.findLists(ctx, &s)
	}
	if err == nil {
		err = r.link(ctx, func(x *slot) uint64 { return m.with(x, m.mailboxOf, x.email) })
	}
	if err == nil {
		err = r.link(ctx, func(x *slot) uint64 { return both(m.words(x), x.phone) })
	}
	return r, err
}

// finishPersons resolves persons. High is what certainly is different. Probably
// (Low) records are of one person also with the same name at the same
// organisation, with the same address alone, be the name written as it may, and
// where a record says nothing but a name, with whoever has that name.
// Organisations are by name.
func (m *model) finishPersons(ctx context.Context, r *resolving, organisations []uint32) error {
	merges, splits := r.slots.pairs(m.hands.personMerges), r.slots.pairs(m.hands.personSplits)
	if err := r.splitRecords(ctx, splits); err != nil {
		return err
	}
	links, profiles, err := m.linkPersons(ctx, r, organisations)
	if err != nil {
		return err
	}
	resolution := profiles.population.Resolve()
	profiles.decide(r, resolution, merges, splits)
	likely := linkage.Likely(profiles.population.Len())
	at := 0
	for at < len(links.Edges) && links.Edges[at].Weight >= likely {
		at++
	}
	resolution.Join(slices.DeleteFunc(slices.Clone(links.Edges[:at]), func(e linkage.Edge) bool { return e.Alone }))
	profiles.adopt(r, resolution)
	high := r.sets.count()
	if m.keepPersons {
		m.people = newResolved(r, profiles, links, resolution)
	}
	resolution.Join(links.Edges)
	profiles.adopt(r, resolution)
	err = r.link(ctx, func(x *slot) uint64 {
		if x.name == none {
			return 0
		}
		return both(m.words(x), organisations[x.name])
	})
	if err == nil {
		err = r.link(ctx, func(x *slot) uint64 { return m.with(nil, m.undotted, x.email) })
	}
	if err == nil {
		var known []uint64
		if known, err = m.knownByMore(ctx, r); err == nil {
			err = r.adopt(ctx, known, m.words)
		}
	}
	low := r.sets.count()
	for _, pair := range splits { // what is probable does not know of decisions
		if r.sets.find(pair.a) == r.sets.find(pair.b) && low < high {
			low++
		}
	}
	m.figures.Persons = PersonFigure{
		Mentions: m.figures.Kinds[exposure.Person-1].Mentions,
		Distinct: r.distinct,
		Resolved: Range{Low: low, High: high},
	}
	return err
}

// linkPersons compares the persons that are certain with each other.
func (m *model) linkPersons(ctx context.Context, r *resolving, organisations []uint32) (*linkage.Links, *profiles, error) {
	p, err := m.newProfiles(ctx, r, organisations)
	if err != nil {
		return nil, nil, err
	}
	if torn := p.population.Torn(); len(torn) > 0 {
		if err := r.dissolve(ctx, p, torn); err != nil {
			return nil, nil, err
		}
		if p, err = m.newProfiles(ctx, r, organisations); err != nil {
			return nil, nil, err
		}
	}
	links, err := p.population.Link(ctx, linkage.Probable(p.population.Len()))
	return links, p, err
}

// dissolve takes profiles apart into the records of which they are made: a father and a son may have
// one name and one telephone.
func (r *resolving) dissolve(ctx context.Context, p *profiles, torn []uint32) error {
	apart := make([]bool, len(p.slots))
	for _, profile := range torn {
		apart[profile] = true
	}
	sets := r.sets.roots()
	first, last := uint32(0), uint64(0) // of the record
	return r.slots.each(ctx, func(i uint32, x *slot) {
		if i == 0 || x.hash != last {
			first, last = i, x.hash
		}
		if apart[p.of[sets[i]]] {
			r.sets.parent[i] = first
		} else {
			r.sets.parent[i] = sets[i]
		}
	})
}

// adopt joins the slots of profiles that have become one person.
func (p *profiles) adopt(r *resolving, resolution *linkage.Resolution) {
	for profile, slot := range p.slots {
		r.sets.union(slot, p.slots[resolution.Of(uint32(profile))])
	}
}

// words is a key of the words of a name, in whatever order they stand.
func (m *model) words(x *slot) uint64 {
	if x.person&twofoldBit == 0 && m.sortedOf[x.person] != 0 {
		return m.sortedOf[x.person]
	}
	return uint64(x.person) + 1
}

// with makes a key of a mailbox and, unless x is nil, the name beside it; 0 where
// there is no mailbox.
func (m *model) with(x *slot, mailbox []uint64, email uint32) uint64 {
	switch {
	case email == nobody || m.listed[email]:
		return 0
	case x == nil:
		return mailbox[email]
	}
	return join(m.words(x), mailbox[email])
}

// both makes one key of a key and an ordinal, 0 if that is none.
func both(a uint64, b uint32) uint64 {
	if b == none {
		return 0
	}
	return join(a, uint64(b))
}

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
