package attribute

import (
	"cmp"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// nobody is the ordinal of no person, address or telephone.
const nobody = none

// slots are the records of persons. Equal ones are thrown together as the list
// grows.
type slots struct {
	list     []slot
	sorted   int         // so many from the front are sorted and distinct
	twofold  [][2]uint32 // names that stand in two columns, by ordinals
	twofolds map[[2]uint32]uint32
}

// A slot is one record of a person. A record with several addresses or numbers
// has as many slots, of one hash.
type slot struct {
	hash   uint64 // of everything in the record
	person uint32 // in the index, or twofoldBit and the ordinal in twofold
	email  uint32 // in the index, nobody where there is none
	phone  uint32
	name   uint32 // the organisation, else none
}

const twofoldBit = 1 << 31

func (s slot) compare(o slot) int {
	return cmp.Or(cmp.Compare(s.hash, o.hash), order(s.person, o.person), order(s.email, o.email), order(s.phone, o.phone), order(s.name, o.name))
}

// add takes in the part of a record that is about one person.
func (s *slots) add(p *person) {
	slices.Sort(p.hash)
	p.hash = slices.Compact(p.hash)
	x := slot{hash: uint64(len(p.hash)), person: p.ordinals[0], name: p.name}
	for _, h := range p.hash {
		x.hash = join(x.hash, h)
	}
	if len(p.ordinals) > 1 {
		x.person = s.both(p.ordinals)
	}
	for i := range max(1, len(p.emails), len(p.phones)) {
		x.email, x.phone = nth(p.emails, i), nth(p.phones, i)
		if len(s.list) == cap(s.list) && len(s.list) > 1<<12 {
			s.compact()
			if len(s.list) > cap(s.list)/4*3 {
				s.list = slices.Grow(s.list, len(s.list)/2)
			}
		}
		s.list = append(s.list, x)
	}
}

// both numbers a name of two parts, whichever stands first.
func (s *slots) both(parts []uint32) uint32 {
	key := [2]uint32{min(parts[0], parts[1]), max(parts[0], parts[1])}
	n, ok := s.twofolds[key]
	if !ok {
		if s.twofolds == nil {
			s.twofolds = map[[2]uint32]uint32{}
		}
		n = uint32(len(s.twofold))
		s.twofolds[key] = n
		s.twofold = append(s.twofold, key)
	}
	return twofoldBit | n
}

func nth(list []uint32, i int) uint32 {
	if i < len(list) {
		return list[i]
	}
	return nobody
}

func (s *slots) compact() {
	s.list = compact(s.list, s.sorted, slot.compare)
	s.sorted = len(s.list)
}

// finishPersons resolves persons. For certain (High) two records are of one
// person if they have the same words for a name and the same mailbox or number;
// probably (Low) also with the same name at the same organisation, with the same
// address alone, be the name written as it may, and where a record says nothing
// but a name, with whoever has that name.
func (m *model) finishPersons(g *merging) {
	s := &m.records.slots
	s.compact()
	of := newSets(len(s.list))
	distinct := uint64(0)
	for i := range s.list {
		if i > 0 && s.list[i-1].hash == s.list[i].hash {
			of.union(uint32(i-1), uint32(i))
		} else {
			distinct++
		}
	}
	s.link(of, func(x *slot) uint64 { return m.with(x, m.mailboxOf, x.email) })
	s.link(of, func(x *slot) uint64 { return both(m.words(x), x.phone) })
	high := of.count()
	s.link(of, func(x *slot) uint64 {
		if x.name == none {
			return 0
		}
		return both(m.words(x), g.sets.find(x.name))
	})
	s.link(of, func(x *slot) uint64 { return m.with(nil, m.undotted, x.email) })
	s.adopt(of, m.words)
	m.figures.Persons = PersonFigure{
		Mentions: m.figures.Kinds[exposure.Person-1].Mentions,
		Distinct: distinct,
		Resolved: Range{Low: of.count(), High: high},
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

// adopt joins each slot that says nothing but a name to one that has the name.
func (s *slots) adopt(in sets, key func(*slot) uint64) {
	bare := func(x *slot) bool { return x.email == nobody && x.phone == nobody && x.name == none }
	var known table
	for pass := range 2 {
		for i := range s.list {
			x := &s.list[i]
			if bare(x) != (pass == 1) {
				continue
			}
			at, met := known.at(key(x))
			switch {
			case !met:
				*at = uint32(i)
			case pass == 1:
				in.union(*at, uint32(i))
			}
		}
	}
}

// both makes one key of a key and an ordinal, 0 if that is none.
func both(a uint64, b uint32) uint64 {
	if b == none {
		return 0
	}
	return join(a, uint64(b))
}

// link joins the slots of equal keys; key 0 is none.
func (s *slots) link(in sets, key func(*slot) uint64) {
	var first table
	for i := range s.list {
		k := key(&s.list[i])
		if k == 0 {
			continue
		}
		at, met := first.at(k)
		if !met {
			*at = uint32(i)
			continue
		}
		in.union(*at, uint32(i))
	}
}
