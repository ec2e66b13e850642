package attribute

import "slices"

// slots are the distinct records of persons.
type slots struct {
	seen  table // hash of the record
	list  []slot
	lines uint32 // distinct records
}

// A slot is one distinct record of a person. A record with several addresses or
// numbers has further slots, which extend it.
type slot struct {
	print  uint64 // of the name
	sorted uint64 // feature of the name, 0 where it has none
	email  uint64 // 0 where there is none
	phone  uint64
	name   uint32 // the organisation, else none
	base   uint32 // the slot that it extends, or its own ordinal
}

// add takes in the part of a record that is about one person.
func (s *slots) add(p *person) {
	slices.Sort(p.hash)
	p.hash = slices.Compact(p.hash)
	key := uint64(len(p.hash))
	for _, h := range p.hash {
		key = join(key, h)
	}
	if n, met := s.seen.at(key); met {
		*n++
		return
	}
	s.lines++
	slices.Sort(p.prints)
	print := p.prints[0]
	for _, other := range p.prints[1:] {
		print = join(print, other)
	}
	base := uint32(len(s.list))
	for i := range max(1, len(p.emails), len(p.phones)) {
		s.list = append(s.list, slot{
			print: print, sorted: p.sorted, name: p.name, base: base, email: nth(p.emails, i), phone: nth(p.phones, i),
		})
	}
}

func nth(list []uint64, i int) uint64 {
	if i < len(list) {
		return list[i]
	}
	return 0
}

// finishPersons resolves persons. For certain (High) two records are of one
// person if they have the same name and the same address or number; probably
// (Low) also with the same name at the same organisation, and then with the same
// address alone, be the name written as it may.
func (m *model) finishPersons() {
	s := &m.records.slots
	certain := newSets(len(s.list))
	for i := range s.list {
		certain.union(uint32(i), s.list[i].base)
	}
	s.link(certain, func(x *slot) uint64 { return both(x.print, x.email) })
	s.link(certain, func(x *slot) uint64 { return both(x.print, x.phone) })
	high := certain.count()
	s.link(certain, func(x *slot) uint64 {
		if x.sorted == 0 || x.name == none {
			return 0
		}
		return join(x.sorted, uint64(x.name))
	})
	s.link(certain, func(x *slot) uint64 { return x.email })
	m.figures.Persons = PersonFigure{
		Mentions: m.kindFigure("person").Mentions,
		Distinct: uint64(s.lines),
		Resolved: Range{Low: certain.count(), High: high},
	}
}

func both(print, value uint64) uint64 {
	if value == 0 {
		return 0
	}
	return join(print, value)
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

func (m *model) kindFigure(kind string) KindFigure {
	for _, k := range m.figures.Kinds {
		if k.Kind.String() == kind {
			return k
		}
	}
	return KindFigure{}
}
