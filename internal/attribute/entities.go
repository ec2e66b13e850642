package attribute

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// An organisation is an entity on its way to the figures.
type organisation struct {
	Entity
	names []uint32
	votes ballot
}

// entities are the organisations that are affected.
type entities struct {
	list []*organisation
	of   []uint32 // by name: ordinal in list, or none
}

func (m *model) finishEntities(g *merging) *entities {
	e := m.gatherEntities(g)
	e.countHoldings(m)
	e.countContents(m)
	e.vote(m)
	for _, made := range g.made {
		if at := e.of[made.a]; at != none {
			o := e.list[at]
			o.Merges = append(o.Merges, m.mergeOf(o, made))
		}
	}
	low := e.probable(m, g)
	f := &m.figures.Entities
	*f = EntityFigure{Apart: m.countApart(), List: []Entity{}, Resolved: Range{Low: low, High: uint64(len(e.list))}}
	slices.SortFunc(e.list, (*organisation).compare)
	for _, o := range e.list {
		f.Mentions += o.Mentions
		f.Distinct += uint64(len(o.names))
		f.List = append(f.List, o.Entity)
	}
	m.figures.Duplicates.EntityOtherNames = f.Distinct - f.Resolved.High
	m.figures.Countries = countCountries(e.list)
	return e
}

func (o *organisation) compare(p *organisation) int {
	return cmp.Or(cmp.Compare(p.Mentions, o.Mentions), strings.Compare(o.Name, p.Name), strings.Compare(o.ID, p.ID))
}

// gatherEntities makes one entity of each set of names. A set that holds a
// domain of the owner's or a vendor's is not affected.
func (m *model) gatherEntities(g *merging) *entities {
	e := &entities{of: make([]uint32, len(m.names.ids))}
	apartSets := map[uint32]bool{}
	for i := range m.names.ids {
		e.of[i] = none
		if m.names.flags[i]&(apartOwn|apartVendor) != 0 {
			apartSets[g.sets.find(uint32(i))] = true
		}
	}
	bySet := map[uint32]uint32{}
	for i := range m.names.ids {
		set := g.sets.find(uint32(i))
		if !m.names.affected(uint32(i)) || apartSets[set] {
			continue
		}
		at, ok := bySet[set]
		if !ok {
			at = uint32(len(e.list))
			bySet[set] = at
			e.list = append(e.list, &organisation{Entity: Entity{Kinds: map[string]uint64{}, Domains: []string{}}})
		}
		o := e.list[at]
		o.names = append(o.names, uint32(i))
		o.Mentions += m.records.mentions[i]
		e.of[i] = at
	}
	for _, o := range e.list {
		o.title(m)
	}
	return e
}

// title finds ID, name and domains: of the names of each sort the one that is
// mentioned most, then the first by name.
func (o *organisation) title(m *model) {
	slices.SortFunc(o.names, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(m.records.mentions[b], m.records.mentions[a]), strings.Compare(m.names.ids[a], m.names.ids[b]))
	})
	for _, n := range o.names {
		switch {
		case !m.names.isCompany(n):
			o.Domains = append(o.Domains, m.names.ids[n])
		case o.Name == "":
			o.Name = m.names.shown[n]
		}
	}
	switch {
	case len(o.Domains) > 0:
		o.ID = o.Domains[0]
	default:
		o.ID = m.names.ids[o.names[0]]
	}
	if o.Name == "" {
		o.Name = o.ID
	}
	slices.Sort(o.Domains)
}

// mergeOf names the side of a merge that is not the entity's own name.
func (m *model) mergeOf(o *organisation, made edge) Merge {
	other := made.b
	if m.names.ids[other] == o.ID || m.names.shown[other] == o.Name && m.names.ids[made.a] != o.ID {
		other = made.a
	}
	if shown := m.names.shown[other]; shown != "" {
		return Merge{Other: shown, Reason: made.reason}
	}
	return Merge{Other: m.names.ids[other], Reason: made.reason}
}

// countHoldings counts distinct identities by kind.
func (e *entities) countHoldings(m *model) {
	for _, n := range m.emailName {
		e.count(n, exposure.Email, 1)
	}
	for _, n := range m.domainName {
		e.count(n, exposure.Domain, 1)
	}
	for _, c := range m.companyOf {
		e.count(c.name, exposure.Company, 1)
	}
	h := &m.records.holdings
	h.compact()
	h.reown(func(name uint32) uint32 { return e.of[name] })
	for _, x := range h.list {
		if x.owner != none {
			e.list[x.owner].Kinds[exposure.Kind(x.lo&kindMask).String()]++
		}
	}
}

func (e *entities) count(name uint32, kind exposure.Kind, n uint64) {
	if at := e.of[name]; at != none {
		e.list[at].Kinds[kind.String()] += n
	}
}

// countContents counts the distinct contents that touch each entity.
func (e *entities) countContents(m *model) {
	pairs := m.records.contents
	for i, p := range pairs {
		pairs[i] = uint64(e.of[p>>32])<<32 | p&(1<<32-1)
	}
	slices.Sort(pairs)
	for i, p := range pairs {
		if at := uint32(p >> 32); at != none && (i == 0 || pairs[i-1] != p) {
			e.list[at].Contents++
		}
	}
}

// probable marks entities that are probably another one, and returns how many
// are left. The one with more evidence stands for both.
func (e *entities) probable(m *model, g *merging) uint64 {
	s := newSets(len(e.list))
	best := make([]*organisation, len(e.list)) // by set
	copy(best, e.list)
	for _, x := range m.probableEdges() {
		a, b := e.of[x.a], e.of[x.b]
		if a == none || b == none || !g.allowed(x.a, x.b) {
			continue
		}
		more, less := best[s.find(a)], best[s.find(b)]
		if !s.union(a, b) {
			continue
		}
		if less.compare(more) < 0 {
			more, less = less, more
		}
		less.Probable, less.ProbableCause = more.ID, x.reason
		best[s.find(a)] = more
	}
	return s.count()
}

// countApart counts the domains that are no affected entity, by why.
func (m *model) countApart() map[string]uint64 {
	out := map[string]uint64{}
	for i, flags := range m.names.flags {
		if m.names.isCompany(uint32(i)) {
			continue
		}
		for _, a := range aparts {
			if flags&a.flag != 0 {
				out[a.why]++
				break
			}
		}
	}
	return out
}
