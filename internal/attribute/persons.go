package attribute

import (
	"context"

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
		err = m.findSwitchboards(ctx, &s)
	}
	if err == nil {
		err = r.link(ctx, func(x *slot) uint64 {
			if x.phone == nobody || m.switchboards[x.phone] {
				return 0
			}
			return both(m.words(x), x.phone)
		})
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
	resolution.JoinLikely(links)
	profiles.adopt(r, resolution)
	high := r.sets.count()
	if m.keepPersons { // nobody asks for what is probable
		m.figures.Persons.Resolved.High = high
		m.people = &resolved{slots: r.slots, of: r.sets.roots()}
		if m.keepLinks {
			m.people.keep(profiles, links, resolution)
		}
		return nil
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
	torn, err := p.population.Torn(ctx)
	if err != nil {
		return nil, nil, err
	}
	if came, err := r.dissolve(ctx, p, torn); err != nil {
		return nil, nil, err
	} else if came {
		if p, err = m.newProfiles(ctx, r, organisations); err != nil {
			return nil, nil, err
		}
	}
	m.traits = traits{logins: m.traits.logins, emails: m.traits.emails} // the population has what it needs of all others
	links, err := p.population.Link(ctx, linkage.Probable(p.population.Len()))
	return links, p, err
}

// dissolve takes profiles apart into the records of which they are made: a father and a son may have
// one name and one telephone, and a couple one initial and one mailbox. It reports whether any was of more than
// one record.
func (r *resolving) dissolve(ctx context.Context, p *profiles, torn []uint32) (came bool, err error) {
	if len(torn) == 0 {
		return false, nil
	}
	apart := make([]bool, len(p.slots))
	for _, profile := range torn {
		apart[profile] = true
	}
	sets := r.sets.roots()
	first, last := uint32(0), uint64(0) // of the record
	err = r.slots.each(ctx, func(i uint32, x *slot) {
		if i == 0 || x.hash != last {
			first, last = i, x.hash
		}
		r.sets.parent[i] = sets[i]
		if apart[p.of[sets[i]]] {
			r.sets.parent[i] = first
			came = came || first != sets[i]
		}
	})
	return came, err
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
