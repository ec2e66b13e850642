package attribute

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// evidence is what records say of companies and domains.
type evidence struct {
	m         *model
	in        sets         // that the companies are joined to already
	companies []companySet // those that stand with any domain
	called    *calledNames // once it is asked for
	sets      []uint32     // by domain: with so many sets it stands
	foremost  []uint32     // by domain: the one set that stands with it most often, else none
}

// A companySet is a set of names of companies that certainly are one.
type companySet struct {
	set     uint32
	domains []pairing // that it stands with, ascending by ordinal
	records uint32    // that hold it
	shown   uint32    // its company that stands in most records
	paired  bool      // alone with one domain in a row
}

// A pairing is how many records hold both a company of a set and a domain.
type pairing struct{ set, domain, n uint32 }

// gatherEvidence takes the evidence out of the records.
func (m *model) gatherEvidence(ctx context.Context, s sets) (*evidence, error) {
	e := &evidence{m: m, in: s, foremost: make([]uint32, len(m.names.ids)), sets: make([]uint32, len(m.names.ids))}
	pairs, err := m.pairings(ctx, s)
	if err != nil {
		return nil, err
	}
	most := make([]uint32, len(m.names.ids))
	at := make([]uint32, len(m.names.ids)) // by set: its place in companies and 1
	for from := 0; from < len(pairs); {
		if err := wanted(ctx, len(e.companies), nil); err != nil {
			return nil, err
		}
		set, to := pairs[from].set, from
		for ; to < len(pairs) && pairs[to].set == set; to++ {
			e.sets[pairs[to].domain]++
			switch p := pairs[to]; {
			case p.n > most[p.domain]:
				most[p.domain], e.foremost[p.domain] = p.n, set
			case p.n == most[p.domain]:
				e.foremost[p.domain] = none
			}
		}
		e.companies = append(e.companies, companySet{set: set, domains: pairs[from:to:to], shown: none})
		at[set] = uint32(len(e.companies))
		from = to
	}
	for i, c := range m.companyOf {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		if place := at[s.find(c.name)]; place > 0 {
			c := &e.companies[place-1]
			c.records += m.records.alone[i]
			c.paired = c.paired || m.records.paired[i] != 0
			if c.shown == none || m.moreShown(uint32(i), c.shown) {
				c.shown = uint32(i)
			}
		}
	}
	return e, nil
}

// pairings returns what stands together, ascending by set and domain.
func (m *model) pairings(ctx context.Context, s sets) ([]pairing, error) {
	list := make([]pairing, 0, m.records.together.count())
	for i := range m.records.together.parts {
		if err := wanted(ctx, 0, nil); err != nil {
			return nil, err
		}
		m.records.together.parts[i].table.each(func(key uint64, n uint32) {
			list = append(list, pairing{s.find(m.companyOf[key>>32].name), uint32(key), n})
		})
	}
	err := sortWanted(ctx, list, func(a, b pairing) int { return cmp.Or(order(a.set, b.set), order(a.domain, b.domain)) })
	to := 0
	for _, p := range list {
		if to > 0 && list[to-1].set == p.set && list[to-1].domain == p.domain {
			list[to-1].n += p.n
			continue
		}
		list[to] = p
		to++
	}
	return list[:to], err
}

// moreShown compares two companies by records and then by name.
func (m *model) moreShown(i, j uint32) bool {
	if a, b := m.records.alone[i], m.records.alone[j]; a != b {
		return a > b
	}
	return m.names.ids[m.companyOf[i].name] < m.names.ids[m.companyOf[j].name]
}

// recordEdges join a company to the domain with which it stands most often, if
//
//   - their names are alike, or the domain begins with its first word and stands with no other company
//     as often, and it stands with no other domains as often, or
//   - it does so in more than half of all its records and in at least standsWith,
//     and the domain stands with no other company as often, and no other is called as it is, or
//   - a row has both and no others, nothing contradicts (see [evidence.inOneRow]), and the domain has all words
//     of the name. Without that they are likely one.
//
// A domain of the owner's or of a vendor's must be alike: it stands in the
// records of customers too. beside are the companies that fall short by this alone that the
// domain is another's.
func (e *evidence) recordEdges(ctx context.Context) (list, likely []edge, beside map[uint32]uint32, err error) {
	called, err := e.calledSo(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	beside = map[uint32]uint32{}
	for i := range e.companies {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, nil, nil, err
		}
		c := &e.companies[i]
		best, withAny := e.best(c)
		mostly := 2*best.n > c.records && best.n >= standsWith && e.m.names.affected(best.domain)
		switch {
		case 2*best.n > withAny && e.isCalled(c, best.domain):
		case mostly && called[best.domain]:
			beside[e.m.companyOf[c.shown].name] = best.domain
			continue
		case mostly && e.foremost[best.domain] == c.set && !e.isAnothers(c, best.domain):
		default:
			switch x, ok := e.inOneRow(c); {
			case ok && hasWords(label(e.m.names.ids[x.b]), e.m.names.shown[x.a]):
				list = append(list, x)
			case ok:
				likely = append(likely, x)
			}
			continue
		}
		list = append(list, edge{
			a: e.m.companyOf[c.shown].name, b: best.domain, rank: byRecords, count: best.n,
			reason: fmt.Sprintf("stands with %s in %d of %d records", e.m.names.ids[best.domain], best.n, c.records),
		})
	}
	return list, likely, beside, nil
}

// best returns the domain with which a set stands most often, and how often it stands with any.
func (e *evidence) best(c *companySet) (best pairing, withAny uint32) {
	best = c.domains[0]
	for _, d := range c.domains {
		if d.n > best.n || d.n == best.n && e.m.names.ids[d.domain] < e.m.names.ids[best.domain] {
			best = d
		}
		withAny += d.n
	}
	return best, withAny
}

// isCalled reports whether a domain is called as a company is. By the first word of a name several
// are called alike: the one that stands with the domain most often is meant.
func (e *evidence) isCalled(c *companySet, domain uint32) bool {
	name, label := e.m.names.shown[e.m.companyOf[c.shown].name], label(e.m.names.ids[domain])
	return alike(name, label) || e.foremost[domain] == c.set && beginsWith(label, name)
}

// calledSo returns the domains that a company is called as that mostly stands with them.
// Others who write from there are its daughters and customers.
func (e *evidence) calledSo(ctx context.Context) (map[uint32]bool, error) {
	called := map[uint32]bool{}
	for i := range e.companies {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		c := &e.companies[i]
		if best, withAny := e.best(c); 2*best.n > withAny && e.isCalled(c, best.domain) {
			called[best.domain] = true
		}
	}
	return called, nil
}

// labelEdges join domains of one label under different endings if one company
// stands with both: contoso.de and contoso.fr. So do contoso.de and
// contoso-group.de if the company is called Contoso.
func (e *evidence) labelEdges(ctx context.Context) (list []edge, err error) {
	for i := range e.companies {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		if c := &e.companies[i]; len(c.domains) > 1 { // it takes two to be joined
			list = append(list, e.labelEdgesOf(c)...)
		}
	}
	return list, nil
}

func (e *evidence) labelEdgesOf(c *companySet) (list []edge) {
	company := e.m.names.shown[e.m.companyOf[c.shown].name]
	first, longer := map[string]uint32{}, []pairing(nil)
	slices.SortFunc(c.domains, func(a, b pairing) int { return strings.Compare(e.m.names.ids[a.domain], e.m.names.ids[b.domain]) })
	for _, d := range c.domains {
		l := label(e.m.names.ids[d.domain])
		if l == "" || !e.m.names.affected(d.domain) {
			continue
		}
		if other, ok := first[l]; ok {
			list = append(list, edge{a: other, b: d.domain, rank: byLabelAndCompany, count: d.n,
				reason: "same name under another ending, and " + company + " stands with both"})
			continue
		}
		first[l] = d.domain
		if base := baseLabel(e.m.names.ids[d.domain]); base != "" && alike(company, base) {
			longer = append(longer, d)
		}
	}
	for _, d := range longer {
		if other, ok := first[baseLabel(e.m.names.ids[d.domain])]; ok {
			list = append(list, edge{a: other, b: d.domain, rank: byLabelAndCompany, count: d.n,
				reason: "the same first word in both names, and " + company + ", which is called so, stands with both"})
		}
	}
	return list
}
