package attribute

import "github.com/hemostat/hemostat/exposure"

// spans are the mentions that stand in several records, one after another: those of a cell that is merged with
// the ones below it. Each is counted where it stands first, and lent to the others, so that the rows of a
// company's people are the company's.
type spans struct {
	open []item
	last []uint64 // by open: the last record in which it stands
	with []item   // memory of a record with what is lent to it
	// named is the record that names the person whose name stands in this one too, 0 for none. The name is
	// not lent: a row without one of its own is that record's.
	named uint64
}

// mostOpen is how many mentions stand in several records at once at most; further ones stand in
// their first alone.
const mostOpen = 256

// lends reports whether what is of a kind is of each row in which it stands, whoever the row is about.
func lends(kind exposure.Kind) bool {
	switch kind {
	case exposure.Company, exposure.Domain, exposure.Register, exposure.Country, exposure.Address, exposure.Project:
		return true
	}
	return false
}

func (s *spans) reset() { s.open, s.last, s.named = s.open[:0], s.last[:0], 0 }

// into returns the items of a record, which come ascending, with those that are lent to it: they stand before it.
func (s *spans) into(items []item) []item {
	record := items[0].record
	s.named = 0
	if _, beside := exposure.RowOf(record); beside || exposure.RoleOf(record) != "" {
		return items
	}
	if len(s.open) > 0 {
		items = s.lend(items, record)
	}
	for i := range items {
		if it := &items[i]; it.rows > 0 && !it.lent && len(s.open) < mostOpen && (lends(it.kind) || it.kind == exposure.Person) {
			s.open, s.last = append(s.open, *it), append(s.last, record+uint64(it.rows))
		}
	}
	return items
}

// lend puts what is lent to a record before its own.
func (s *spans) lend(items []item, record uint64) []item {
	s.with = s.with[:0]
	kept := 0
	for i := range s.open {
		if s.last[i] < record {
			continue // it is over
		}
		s.open[kept], s.last[kept] = s.open[i], s.last[i]
		kept++
		switch it := s.open[i]; {
		case it.record >= record:
		case it.kind == exposure.Person:
			s.named = it.record
		default:
			it.record, it.lent = record, true
			s.with = append(s.with, it)
		}
	}
	s.open, s.last = s.open[:kept], s.last[:kept]
	if len(s.with) == 0 {
		return items
	}
	s.with = append(s.with, items...)
	return s.with
}

// A mergedName is the last record whose one person's name stands in further ones too.
type mergedName struct {
	record uint64
	person uint32
}

// meet notes a record, if it is one, and who its persons are.
func (m *mergedName) meet(items []item, owners []uint32) {
	if len(owners) != 1 {
		return
	}
	for i := range items {
		if it := &items[i]; it.kind == exposure.Person && it.rows > 0 {
			m.record, m.person = it.record, owners[0]
		}
	}
}

// owner is whose a record is, nobodys where it is another.
func (m *mergedName) owner(record uint64) uint32 {
	if m.record != record || record == 0 {
		return nobodys
	}
	return m.person
}

// ofSomebodyElse reports whether a record without a name holds an address, by which it may be another's.
func ofSomebodyElse(items []item) bool {
	for i := range items {
		if items[i].kind == exposure.Email {
			return true
		}
	}
	return false
}
