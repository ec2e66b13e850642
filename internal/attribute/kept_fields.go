package attribute

import (
	"math/bits"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// codeNames codes what organisations are made of: names, what holds them, and what votes for countries.
func (m *model) codeNames(c *coding) {
	c.texts(&m.names.ids)
	c.texts(&m.names.shown)
	numbers(c, &m.names.flags)
	numbers(c, &m.emailName)
	numbers(c, &m.domainName)
	rowsOf(c, &m.companyOf, func(x *company) {
		number(c, &x.name)
		number(c, &x.stem)
		number(c, &x.folded)
		number(c, &x.tokens)
	})
	numbers(c, &m.phoneFrom)
	numbers(c, &m.ibanFrom)
	numbers(c, &m.registerIn)
	numbers(c, &m.addressIn)
	numbers(c, &m.statedIn)
	numbers(c, &m.amountFrom)
	m.codePrints(c, votingKind)
	if c.reads() {
		m.names.index()
	}
}

// codeIdentities codes what walkers need besides.
func (m *model) codeIdentities(c *coding) {
	numbers(c, &m.emailSort)
	numbers(c, &m.stated)
	for _, s := range []*sketches{&m.traits.emails, &m.traits.logins} {
		numbers(c, &s.list)
		numbers(c, &s.ends)
	}
	m.codePrints(c, func(kind exposure.Kind) bool { return !votingKind(kind) })
	if c.reads() {
		m.companyName = namesOfCompanies(m.companyOf)
	}
}

// codePrints codes by what the identities of some kinds are found.
func (m *model) codePrints(c *coding, of func(exposure.Kind) bool) {
	for _, kind := range exposure.Kinds() {
		if x := m.indexOf(kind); x != nil && of(kind) {
			numbers(c, &x.prints)
			if c.reads() {
				x.seal()
			}
		}
	}
}

// codeRecords codes what records say of organisations.
func (m *model) codeRecords(c *coding) {
	r := m.records
	numbers(c, &r.mentions)
	numbers(c, &r.roles)
	numbers(c, &r.alone)
	numbers(c, &r.paired)
	numbers(c, &m.ofMany)
	rowsOf(c, &r.dealt, func(x *dealt) {
		for i := range x {
			number(c, &x[i])
		}
	})
	rowsOf(c, &r.traces, func(t *trace) {
		rowsOf(c, &t.pieces, func(piece *[]byte) { numbers(c, piece) })
	})
	for i := range r.holdings.parts {
		codeHeld(c, &r.holdings.parts[i].cells)
	}
	for _, t := range []*tallies{&r.together, &r.registered, &r.declared, &r.blocks, &r.links, &r.spoken, &r.stated, &r.told} {
		for i := range t.parts {
			t.parts[i].table.code(c)
		}
	}
}

// codeHeld codes what is held. A set that was read takes no more room than what is in it.
func codeHeld(c *coding, s *cells[held]) {
	var list []held
	if !c.reads() {
		list = slices.DeleteFunc(slices.Clone(s.list), func(x held) bool { return x == held{} })
	}
	rowsOf(c, &list, func(x *held) {
		number(c, &x.owner)
		number(c, &x.hi)
		number(c, &x.lo)
	})
	if c.reads() {
		s.list, s.n = list, len(list)
	}
}

// code codes a table.
func (t *table) code(c *coding) {
	var list []entry
	if !c.reads() {
		for _, e := range t.slots {
			if e.key() != 0 {
				list = append(list, e)
			}
		}
	}
	rowsOf(c, &list, func(e *entry) {
		number(c, &e.hi)
		number(c, &e.lo)
		number(c, &e.value)
	})
	if !c.reads() || len(list) == 0 {
		return
	}
	t.reset(len(list))
	for i := range list {
		at, _ := t.at(list[i].key())
		*at = list[i].value
	}
}

// index makes names that were read findable.
func (n *names) index() {
	n.slots = make([]uint32, max(64, 1<<bits.Len(uint(2*len(n.ids)))))
	for i, id := range n.ids {
		*n.slot(id) = uint32(i + 1)
	}
}
