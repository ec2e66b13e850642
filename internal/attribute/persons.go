package attribute

import "github.com/hemostat/hemostat/exposure"

// certainPersons joins the records that certainly are of one person: those that
// have the same words for a name and the same mailbox or number.
func (m *model) certainPersons() *resolving {
	s := m.records.list()
	r := &resolving{slots: &s, sets: newSets(s.n), atOnce: joinedAtOnce}
	r.records()
	r.link(func(x *slot) uint64 { return m.with(x, m.mailboxOf, x.email) })
	r.link(func(x *slot) uint64 { return both(m.words(x), x.phone) })
	return r
}

// finishPersons resolves persons. High is what certainly is different. Probably
// (Low) records are of one person also with the same name at the same
// organisation, with the same address alone, be the name written as it may, and
// where a record says nothing but a name, with whoever has that name.
// Organisations are by name.
func (m *model) finishPersons(r *resolving, organisations []uint32) {
	high := r.sets.count()
	r.link(func(x *slot) uint64 {
		if x.name == none {
			return 0
		}
		return both(m.words(x), organisations[x.name])
	})
	r.link(func(x *slot) uint64 { return m.with(nil, m.undotted, x.email) })
	r.adopt(m.words)
	m.figures.Persons = PersonFigure{
		Mentions: m.figures.Kinds[exposure.Person-1].Mentions,
		Distinct: r.distinct,
		Resolved: Range{Low: r.sets.count(), High: high},
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
	case email == nobody:
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
func (r *resolving) records() {
	var last uint64
	r.slots.each(func(i uint32, x *slot) {
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
func (r *resolving) inShares(f func(has func(key uint64) bool)) {
	shares := uint64(1 + r.slots.n/r.atOnce)
	for n := range shares {
		r.first.reset(r.slots.n / int(shares))
		f(func(key uint64) bool { return shares == 1 || mix(key)%shares == n })
	}
}

// link joins the slots of equal keys; key 0 is none.
func (r *resolving) link(key func(*slot) uint64) {
	r.inShares(func(has func(uint64) bool) {
		r.slots.each(func(i uint32, x *slot) {
			k := key(x)
			if k == 0 || !has(k) {
				return
			}
			at, met := r.first.at(k)
			if !met {
				*at = i
				return
			}
			r.sets.union(*at, i)
		})
	})
}

// adopt joins each slot that says nothing but a name to one that has the name.
func (r *resolving) adopt(key func(*slot) uint64) {
	bare := func(x *slot) bool { return x.email == nobody && x.phone == nobody && x.name == none }
	r.inShares(func(has func(uint64) bool) {
		for pass := range 2 {
			r.slots.each(func(i uint32, x *slot) {
				if bare(x) != (pass == 1) {
					return
				}
				k := key(x)
				if !has(k) {
					return
				}
				at, met := r.first.at(k)
				switch {
				case !met:
					*at = i
				case pass == 1:
					r.sets.union(*at, i)
				}
			})
		}
	})
}
