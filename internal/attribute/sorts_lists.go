package attribute

import "github.com/hemostat/hemostat/exposure"

// Lists of customers and records of partners say what those are who stand in them, whatever their
// role: but for those of whom the list itself says something else.

// lists are the contents that are such, a bit each, by what those in them do.
type lists [dealings][]uint64

// lists returns those among the contents.
func (u *units) lists() (l lists) {
	for content := range uint32(u.count()) {
		d, ok := listOf(u.kindOf(content))
		if !ok {
			continue
		}
		if l[d] == nil {
			l[d] = make([]uint64, (u.count()+63)/64)
		}
		l[d][content/64] |= 1 << (content % 64)
	}
	return l
}

// listOf returns what those do who stand in a document of a kind, false where it is no list.
func listOf(kind exposure.DocumentKind) (dealing, bool) {
	switch kind {
	case exposure.DocumentPartnerRecord:
		return partners, true
	case exposure.DocumentCustomerList:
		return buys, true
	}
	return 0, false
}

// of returns what those do who stand in a content, false where it is no list.
func (l *lists) of(content uint32) (dealing, bool) {
	for d, set := range l {
		if int(content/64) < len(set) && set[content/64]&(1<<(content%64)) != 0 {
			return dealing(d), true
		}
	}
	return 0, false
}

// dealLists takes in who stands in lists. Where a list says of an organisation what it is, that
// counts, and not that it stands there: a list of suppliers looks as one of customers does.
func (e *entities) dealLists(m *model) {
	told := map[uint64]bool{} // content<<32 | place in list
	m.records.told.each(func(key uint64, _ uint32) {
		if at := e.of[uint32(key)]; at != none {
			told[key&^uint64(none)|uint64(at)] = true
		}
	})
	for _, t := range m.records.traces {
		t.each(func(content, name uint32) {
			at := e.of[name]
			if at == none {
				return
			}
			if d, list := m.lists.of(content); list && !told[uint64(content)<<32|uint64(at)] {
				e.list[at].listed[d]++
			}
		})
	}
}
