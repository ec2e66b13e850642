package attribute

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// Evidence that two organisations, whose names have nothing in common, are one: a brand and
// who owns it stand under one number of a register where they say who they are, and probably in one closing
// block of mail.
const (
	// numberTogether is in how many records each of them must stand with the number.
	numberTogether = 2
	// numberMost is how many organisations a number may stand with: one that stands with more
	// is of who writes to them all.
	numberMost = 3
	// blockTogether is in how many closing blocks two domains must stand together.
	blockTogether = 3
)

// standings note what else stands with an organisation in a record.
func (w *walker) standings(items []item) {
	m, k := w.m, &w.linker
	if k.sole != none {
		says := speaksForItself(items)
		for i := range items {
			if it := &items[i]; it.kind == exposure.Register {
				key := uint64(k.sole)<<32 | uint64(it.ordinal)
				m.records.registered.add(key)
				if says {
					m.records.declared.add(key)
				}
			}
		}
		return
	}
	if len(k.domains) != 2 || !inBlock(items) {
		return
	}
	a, b := k.domains[0], k.domains[1]
	if m.names.ids[a] > m.names.ids[b] {
		a, b = b, a
	}
	pair := uint64(a)<<32 | uint64(b)
	if hasMail(items, a) && hasMail(items, b) {
		m.records.blocks.add(pair)
	} else {
		m.records.links.add(pair)
	}
}

// hasMail reports whether a record holds an address at a domain.
func hasMail(items []item, domain uint32) bool {
	return slices.ContainsFunc(items, func(it item) bool { return it.kind == exposure.Email && it.name == domain })
}

// speaksForItself reports whether a record is one in which an organisation says who it is: that of a party to
// a document, a closing block, or a row that names it and nobody else. Other rows have numbers of others too, of
// a supplier or of the owner.
func speaksForItself(items []item) bool {
	return exposure.RoleOf(items[0].record) != "" || inBlock(items) || namesOne(items)
}

// namesOne reports whether a record names one company.
func namesOne(items []item) bool {
	one := none
	for i := range items {
		if it := &items[i]; it.kind == exposure.Company {
			if one != none && it.name != one {
				return false
			}
			one = it.name
		}
	}
	return one != none
}

// inBlock reports whether a record is the closing block of a mail or letter.
func inBlock(items []item) bool {
	return slices.ContainsFunc(items, func(it item) bool { return it.closing })
}

// A standing is in how many records a set of names stands with a number.
type standing struct {
	number, set uint32
	name        uint32 // of the set: the one that does so most often
	most, n     uint32
	says        bool // in one of them it says itself that the number is its own
}

// registerEdges join organisations that stand under one number of a register, if each does
// so in at least numberTogether records and with no other number more often, says in one of them who it is, or stands
// with the only other one in a closing block, and no more than
// numberMost do. A number of the owner's or a vendor's stands with those with whom they
// deal, and joins nobody.
func (m *model) registerEdges(ctx context.Context, s sets) (list []edge, err error) {
	all, err := m.registrations(ctx, s)
	if err != nil {
		return nil, err
	}
	foremost := map[uint32]uint32{} // by set: the most records with one number
	for _, x := range all {
		foremost[x.set] = max(foremost[x.set], x.n)
	}
	blocks := map[uint64]bool{}
	m.records.blocks.each(func(key uint64, _ uint32) { blocks[key] = true })
	for from := 0; from < len(all); {
		if err := wanted(ctx, len(list), nil); err != nil {
			return nil, err
		}
		to := from
		for to < len(all) && all[to].number == all[from].number {
			to++
		}
		group := all[from:to]
		if len(group) == 2 && (blocks[uint64(group[0].name)<<32|uint64(group[1].name)] || blocks[uint64(group[1].name)<<32|uint64(group[0].name)]) {
			group[0].says, group[1].says = true, true
		}
		list = append(list, m.sameNumber(group, foremost)...)
		from = to
	}
	return list, nil
}

func (m *model) sameNumber(group []standing, foremost map[uint32]uint32) (list []edge) {
	if len(group) < 2 || len(group) > numberMost {
		return nil
	}
	for _, x := range group {
		if x.n < numberTogether || !x.says || x.n < foremost[x.set] || !m.names.affected(x.name) {
			return nil
		}
	}
	slices.SortFunc(group, func(a, b standing) int {
		return cmp.Or(cmp.Compare(b.n, a.n), strings.Compare(m.names.ids[a.name], m.names.ids[b.name]))
	})
	for _, x := range group[1:] {
		list = append(list, edge{a: group[0].name, b: x.name, rank: byRegister, count: x.n,
			reason: fmt.Sprintf("the same register number, in %d and %d records", group[0].n, x.n)})
	}
	return list
}

// registrations returns which sets stand with which numbers, ascending by number and set.
func (m *model) registrations(ctx context.Context, s sets) ([]standing, error) {
	var list []standing
	says := map[uint64]bool{}
	m.records.declared.each(func(key uint64, _ uint32) { says[key] = true })
	m.records.registered.each(func(key uint64, n uint32) {
		name := uint32(key >> 32)
		list = append(list, standing{number: uint32(key), set: s.find(name), name: name, most: n, n: n, says: says[key]})
	})
	err := sortWanted(ctx, list, func(a, b standing) int {
		return cmp.Or(order(a.number, b.number), order(a.set, b.set), cmp.Compare(b.most, a.most), strings.Compare(m.names.ids[a.name], m.names.ids[b.name]))
	})
	to := 0
	for _, x := range list {
		if to > 0 && list[to-1].number == x.number && list[to-1].set == x.set {
			list[to-1].n += x.n
			list[to-1].says = list[to-1].says || x.says
			continue
		}
		list[to] = x
		to++
	}
	return list[:to], err
}

// blockEdges are between two domains at both of which there are addresses in one closing block, in
// at least blockTogether of them, where neither stands so with another domain as often: that
// of a brand and of who owns it, or of a firm and of its carrier. So they are probable only, unless the domains
// are called alike, as those are of which a block but links to one.
func (m *model) blockEdges(ctx context.Context) ([]edge, error) {
	return m.pairedEdges(ctx, &m.records.blocks, byBlock, "have addresses in one closing block of mail, in %d of them")
}

// calledAlike reports whether two domains have one label, or one of them begins with that of the other
// before a hyphen.
func (m *model) calledAlike(e edge) bool {
	a, b := m.names.ids[e.a], m.names.ids[e.b]
	return label(a) == label(b) || baseLabel(a) == label(b) || label(a) == baseLabel(b)
}

func (m *model) linkEdges(ctx context.Context) ([]edge, error) {
	return m.pairedEdges(ctx, &m.records.links, byLink, "stand together in %d closing blocks of mail")
}

func (m *model) pairedEdges(ctx context.Context, t *tallies, rank int, reason string) (list []edge, err error) {
	most := map[uint32]pairing{} // by domain
	best := func(d uint32, p pairing) {
		switch was, met := most[d]; {
		case !met || p.n > was.n:
			most[d] = p
		case p.n == was.n:
			most[d] = pairing{set: none, domain: none, n: p.n}
		}
	}
	var pairs []pairing
	t.each(func(key uint64, n uint32) {
		p := pairing{uint32(key >> 32), uint32(key), n}
		pairs = append(pairs, p)
		best(p.set, p)
		best(p.domain, p)
	})
	for i, p := range pairs {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		if p.n >= blockTogether && most[p.set] == p && most[p.domain] == p && m.names.affected(p.set) && m.names.affected(p.domain) {
			list = append(list, edge{a: p.set, b: p.domain, rank: rank, count: p.n, reason: fmt.Sprintf(reason, p.n)})
		}
	}
	return list, nil
}
