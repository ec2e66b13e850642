package attribute

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/internal/attribute/service"
)

// standsWith is the number of records from which on company and domain are taken
// for one organisation without any likeness between their names.
const standsWith = 3

// An edge says that two names are, certainly or probably, of one organisation.
type edge struct {
	a, b   uint32 // names
	rank   int    // the lower, the stronger
	count  uint32 // records that show it
	reason string
}

// The ranks of edges.
const (
	byDecision = iota
	byStem
	byAbbreviation
	byRecords
	byLabelAndCompany
	byRegister
	byRow
	byBlock
	byLabel
	byLink
	byScript
	byWords
	bySpelling
)

// sortEdges puts the strongest first and leaves nothing to chance.
func (m *model) sortEdges(ctx context.Context, list []edge) error {
	for i := range list {
		if e := &list[i]; m.names.ids[e.a] > m.names.ids[e.b] {
			e.a, e.b = e.b, e.a
		}
	}
	return sortWanted(ctx, list, func(x, y edge) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(y.count, x.count),
			strings.Compare(m.names.ids[x.a], m.names.ids[y.a]), strings.Compare(m.names.ids[x.b], m.names.ids[y.b]),
			strings.Compare(x.reason, y.reason))
	})
}

// merging joins names to organisations.
type merging struct {
	m    *model
	by   *hands
	sets sets
	// apart are, by set, the names that decisions keep out of it.
	apart map[uint32][]uint32
	// beside are, by the name of a company, the domains of others with which it mostly stands.
	beside map[uint32]uint32
	made   []edge // those that joined something, in order
	likely []edge // by single rows: they join nothing
}

// merge joins what certainly is of one organisation. There may be millions of
// names: it looks again and again whether it is still wanted.
func (m *model) merge(ctx context.Context) (*merging, error) { return m.mergeBy(ctx, &m.hands) }

// mergeBy is merge by the splits and merges of other hands. Several may be made at once.
func (m *model) mergeBy(ctx context.Context, by *hands) (*merging, error) {
	g := &merging{m: m, by: by, sets: newSets(len(m.names.ids)), apart: map[uint32][]uint32{}}
	for _, d := range by.splits {
		a, okA := m.names.lookup(d.A)
		b, okB := m.names.lookup(d.B)
		if okA && okB {
			g.apart[a], g.apart[b] = append(g.apart[a], b), append(g.apart[b], a)
		}
	}
	var edges []edge
	for _, d := range by.merges {
		a, okA := m.names.lookup(d.A)
		b, okB := m.names.lookup(d.B)
		if okA && okB {
			edges = append(edges, edge{a: a, b: b, rank: byDecision, reason: decided(d)})
		}
	}
	if err := g.join(ctx, edges); err != nil { // in their order: what came first stands
		return nil, err
	}
	list, err := m.stemEdges(ctx)
	if err := g.apply(ctx, list, err); err != nil {
		return nil, err
	}
	e, err := m.gatherEvidence(ctx, g.sets)
	if err != nil {
		return nil, err
	}
	list, err = e.nameEdges(ctx)
	if err := g.apply(ctx, list, err); err != nil {
		return nil, err
	}
	if len(list) > 0 {
		if e, err = m.gatherEvidence(ctx, g.sets); err != nil {
			return nil, err
		}
	}
	list, g.likely, g.beside, err = e.recordEdges(ctx)
	if err := g.apply(ctx, list, err); err != nil {
		return nil, err
	}
	list, err = e.labelEdges(ctx)
	if err := g.apply(ctx, list, err); err != nil {
		return nil, err
	}
	list, err = m.registerEdges(ctx, g.sets)
	if err := g.apply(ctx, list, err); err != nil {
		return nil, err
	}
	list, err = m.blockEdges(ctx)
	list = slices.DeleteFunc(list, func(e edge) bool { return !m.calledAlike(e) })
	return g, g.apply(ctx, list, err)
}

// apply joins by edges, the strongest first, unless finding them gave an error.
func (g *merging) apply(ctx context.Context, list []edge, err error) error {
	if err == nil {
		err = g.m.sortEdges(ctx, list)
	}
	if err != nil {
		return err
	}
	return g.join(ctx, list)
}

// join joins by edges in their order.
func (g *merging) join(ctx context.Context, list []edge) error {
	for i, e := range list {
		if err := wanted(ctx, i, nil); err != nil {
			return err
		}
		if g.allowed(e.a, e.b) && g.union(e.a, e.b) {
			g.made = append(g.made, e)
		}
	}
	return nil
}

// union joins the sets of two names, and what is kept out of them.
func (g *merging) union(a, b uint32) bool {
	a, b = g.sets.find(a), g.sets.find(b)
	if !g.sets.union(a, b) {
		return false
	}
	from, to := g.apart[a], g.apart[b]
	if len(from)+len(to) > 0 {
		delete(g.apart, a)
		delete(g.apart, b)
		g.apart[g.sets.find(a)] = append(to, from...)
	}
	return true
}

// allowed reports whether joining two names keeps apart what was split.
func (g *merging) allowed(a, b uint32) bool {
	a, b = g.sets.find(a), g.sets.find(b)
	if len(g.apart[b]) < len(g.apart[a]) {
		a, b = b, a
	}
	for _, other := range g.apart[a] {
		if g.sets.find(other) == b {
			return false
		}
	}
	return true
}

// split returns the decision that keeps two names apart, false where there is none.
func (g *merging) split(a, b uint32) (Decision, bool) {
	if a, b = g.sets.find(a), g.sets.find(b); a == b {
		return Decision{}, false
	}
	for _, d := range g.by.splits {
		x, okX := g.m.names.lookup(d.A)
		y, okY := g.m.names.lookup(d.B)
		if !okX || !okY {
			continue
		}
		if x, y = g.sets.find(x), g.sets.find(y); x == a && y == b || x == b && y == a {
			return d, true
		}
	}
	return Decision{}, false
}

// sameEdges adds edges that join the companies of equal keys.
func (m *model) sameEdges(ctx context.Context, list []edge, rank int, reason string, key func(*company) uint64) ([]edge, error) {
	same, err := m.sameCompanies(ctx, key)
	for _, group := range same {
		for _, other := range group[1:] {
			list = append(list, edge{a: group[0], b: other, rank: rank, reason: reason})
		}
	}
	return list, err
}

// sameCompanies returns the names of companies by equal keys, each group in the
// order of names, so that no key decides what an edge says.
func (m *model) sameCompanies(ctx context.Context, key func(*company) uint64) ([][]uint32, error) {
	list, err := groups(ctx, len(m.companyOf), func(i uint32) uint64 { return key(&m.companyOf[i]) })
	for n, group := range list {
		if err := wanted(ctx, n, nil); err != nil {
			return nil, err
		}
		for i, at := range group {
			group[i] = m.companyOf[at].name
		}
		slices.SortFunc(group, func(a, b uint32) int { return strings.Compare(m.names.ids[a], m.names.ids[b]) })
	}
	return list, err
}

// probableEdges are what only Low takes for the same, beside [merging].likely.
func (m *model) probableEdges(ctx context.Context) ([]edge, error) {
	list, err := m.sameLabels(ctx)
	if err == nil {
		var links []edge
		links, err = m.linkEdges(ctx)
		list = append(list, links...)
	}
	if err == nil {
		var blocks []edge
		blocks, err = m.blockEdges(ctx)
		list = append(list, blocks...)
	}
	if err == nil {
		var sounds []edge
		sounds, err = m.scriptEdges(ctx)
		list = append(list, sounds...)
	}
	if err == nil {
		list, err = m.sameEdges(ctx, list, byWords, sameButForm, func(c *company) uint64 { return c.stem })
	}
	if err == nil {
		list, err = m.sameEdges(ctx, list, byWords, "same words in another order", func(c *company) uint64 { return c.tokens })
	}
	if err == nil {
		list, err = m.sameEdges(ctx, list, bySpelling, "same letters, other separators or accents", func(c *company) uint64 { return c.folded })
	}
	if err == nil {
		err = m.sortEdges(ctx, list)
	}
	return list, err
}

// sameLabels are edges between domains of one label under different endings.
func (m *model) sameLabels(ctx context.Context) (list []edge, err error) {
	byLabels := map[string]uint32{}
	order := make([]uint32, 0, len(m.names.ids))
	for i := range m.names.ids {
		if !m.names.isCompany(uint32(i)) && m.names.affected(uint32(i)) {
			order = append(order, uint32(i))
		}
	}
	err = sortWanted(ctx, order, func(a, b uint32) int { return strings.Compare(m.names.ids[a], m.names.ids[b]) })
	for i, d := range order {
		if err := wanted(ctx, i, err); err != nil {
			return nil, err
		}
		l := label(m.names.ids[d])
		// Short names are registered by different people under each ending, and under the
		// suffix of somebody who hosts anybody takes any name.
		if len(l) < 4 || service.Hosted(m.names.ids[d]) {
			continue
		}
		if other, ok := byLabels[l]; ok {
			list = append(list, edge{a: other, b: d, rank: byLabel, reason: "same name under another ending"})
		} else {
			byLabels[l] = d
		}
	}
	return list, err
}
