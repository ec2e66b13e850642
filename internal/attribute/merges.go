package attribute

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
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
	byRecords
	byLabelAndCompany
	byLabel
	byWords
	bySpelling
)

// sortEdges puts the strongest first and leaves nothing to chance.
func (m *model) sortEdges(list []edge) {
	for i := range list {
		if e := &list[i]; m.names.ids[e.a] > m.names.ids[e.b] {
			e.a, e.b = e.b, e.a
		}
	}
	slices.SortFunc(list, func(x, y edge) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(y.count, x.count),
			strings.Compare(m.names.ids[x.a], m.names.ids[y.a]), strings.Compare(m.names.ids[x.b], m.names.ids[y.b]),
			strings.Compare(x.reason, y.reason))
	})
}

// merging joins names to organisations.
type merging struct {
	m      *model
	sets   sets
	splits [][2]uint32
	made   []edge // those that joined something, in order
}

func (m *model) merge() *merging {
	g := &merging{m: m, sets: newSets(len(m.names.ids))}
	for _, d := range m.hands.splits {
		a, okA := m.names.lookup(d.A)
		b, okB := m.names.lookup(d.B)
		if okA && okB {
			g.splits = append(g.splits, [2]uint32{a, b})
		}
	}
	var edges []edge
	for _, d := range m.hands.merges {
		a, okA := m.names.lookup(d.A)
		b, okB := m.names.lookup(d.B)
		if okA && okB {
			edges = append(edges, edge{a: a, b: b, rank: byDecision, reason: "decided: " + d.Reason})
		}
	}
	g.apply(edges)
	g.apply(m.stemEdges())
	e := m.gather(g.sets)
	g.apply(e.recordEdges())
	g.apply(e.labelEdges())
	return g
}

func (g *merging) apply(list []edge) {
	g.m.sortEdges(list)
	for _, e := range list {
		if g.allowed(e.a, e.b) && g.sets.union(e.a, e.b) {
			g.made = append(g.made, e)
		}
	}
}

// allowed reports whether joining two names keeps apart what was split.
func (g *merging) allowed(a, b uint32) bool {
	a, b = g.sets.find(a), g.sets.find(b)
	for _, s := range g.splits {
		x, y := g.sets.find(s[0]), g.sets.find(s[1])
		if x == a && y == b || x == b && y == a {
			return false
		}
	}
	return true
}

// stemEdges join names of companies that differ in their legal form alone.
func (m *model) stemEdges() []edge {
	var list []edge
	for _, group := range m.sameCompanies(func(c *company) uint64 { return c.stem }) {
		for _, other := range group[1:] {
			list = append(list, edge{a: group[0], b: other, rank: byStem, reason: "same name but for the legal form"})
		}
	}
	return list
}

// sameCompanies returns the names of companies by equal keys, each group in the
// order of names, so that no key decides what an edge says.
func (m *model) sameCompanies(key func(*company) uint64) [][]uint32 {
	list := groups(len(m.companyOf), func(i uint32) uint64 { return key(&m.companyOf[i]) })
	for _, group := range list {
		for i, at := range group {
			group[i] = m.companyOf[at].name
		}
		slices.SortFunc(group, func(a, b uint32) int { return strings.Compare(m.names.ids[a], m.names.ids[b]) })
	}
	return list
}

// evidence is what records say of companies and domains, by set of names.
type evidence struct {
	m       *model
	sets    sets
	records map[uint32]uint32    // company set → records that hold it
	pairs   map[[2]uint32]uint32 // company set, domain → records that hold both
	of      map[uint32][]uint32  // company set → domains, ascending by name
	with    map[uint32][]uint32  // domain → company sets
	shown   map[uint32]uint32    // company set → its company that stands in most records
}

func (m *model) gather(s sets) *evidence {
	e := &evidence{
		m: m, sets: s, records: map[uint32]uint32{}, pairs: map[[2]uint32]uint32{},
		of: map[uint32][]uint32{}, with: map[uint32][]uint32{}, shown: map[uint32]uint32{},
	}
	m.records.together.each(func(key uint64, n uint32) {
		set, domain := s.find(m.companyOf[key>>32].name), uint32(key)
		if e.pairs[[2]uint32{set, domain}] == 0 {
			e.of[set] = append(e.of[set], domain)
			e.with[domain] = append(e.with[domain], set)
		}
		e.pairs[[2]uint32{set, domain}] += n
	})
	for i, c := range m.companyOf {
		set := s.find(c.name)
		if _, ok := e.of[set]; !ok {
			continue
		}
		e.records[set] += m.records.alone[i]
		best, ok := e.shown[set]
		if !ok || m.moreShown(uint32(i), best) {
			e.shown[set] = uint32(i)
		}
	}
	return e
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
//   - their names are alike, and it stands with no other domains as often, or
//   - it does so in more than half of all its records and in at least standsWith,
//     and the domain stands with no other company as often.
//
// A domain of the owner's or of a vendor's must be alike: it stands in the
// records of customers too.
func (e *evidence) recordEdges() []edge {
	var list []edge
	for set, domains := range e.of {
		best, withAny := domains[0], uint32(0)
		for _, d := range domains {
			n, most := e.pairs[[2]uint32{set, d}], e.pairs[[2]uint32{set, best}]
			if n > most || n == most && e.m.names.ids[d] < e.m.names.ids[best] {
				best = d
			}
			withAny += n
		}
		n, all := e.pairs[[2]uint32{set, best}], e.records[set]
		company := e.m.companyOf[e.shown[set]].name
		domain := e.m.names.ids[best]
		switch {
		case alike(e.m.names.shown[company], label(domain)) && 2*n > withAny:
		case 2*n > all && n >= standsWith && e.m.names.affected(best) && e.foremost(set, best):
		default:
			continue
		}
		list = append(list, edge{
			a: company, b: best, rank: byRecords, count: n, reason: fmt.Sprintf("stands with %s in %d of %d records", domain, n, all),
		})
	}
	return list
}

// foremost reports whether no other company stands with the domain as often.
func (e *evidence) foremost(set, domain uint32) bool {
	for _, other := range e.with[domain] {
		if other != set && e.pairs[[2]uint32{other, domain}] >= e.pairs[[2]uint32{set, domain}] {
			return false
		}
	}
	return true
}

// labelEdges join domains of one label under different endings if one company
// stands with both: contoso.de and contoso.fr. So do contoso.de and
// contoso-group.de if the company is called Contoso.
func (e *evidence) labelEdges() []edge {
	var list []edge
	for set, domains := range e.of {
		company := e.m.names.shown[e.m.companyOf[e.shown[set]].name]
		first, longer := map[string]uint32{}, []uint32(nil)
		slices.SortFunc(domains, func(a, b uint32) int { return strings.Compare(e.m.names.ids[a], e.m.names.ids[b]) })
		for _, d := range domains {
			l := label(e.m.names.ids[d])
			if l == "" || !e.m.names.affected(d) {
				continue
			}
			if other, ok := first[l]; ok {
				list = append(list, edge{a: other, b: d, rank: byLabelAndCompany, count: e.pairs[[2]uint32{set, d}],
					reason: "same name under another ending, and " + company + " stands with both"})
				continue
			}
			first[l] = d
			if base := baseLabel(e.m.names.ids[d]); base != "" && alike(company, base) {
				longer = append(longer, d)
			}
		}
		for _, d := range longer {
			if other, ok := first[baseLabel(e.m.names.ids[d])]; ok {
				list = append(list, edge{a: other, b: d, rank: byLabelAndCompany, count: e.pairs[[2]uint32{set, d}],
					reason: "the same first word in both names, and " + company + ", which is called so, stands with both"})
			}
		}
	}
	return list
}

// probableEdges are what only Low takes for the same.
func (m *model) probableEdges() []edge {
	var list []edge
	byLabels := map[string]uint32{}
	order := make([]uint32, 0, len(m.names.ids))
	for i := range m.names.ids {
		if !m.names.isCompany(uint32(i)) && m.names.affected(uint32(i)) {
			order = append(order, uint32(i))
		}
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(m.names.ids[a], m.names.ids[b]) })
	for _, d := range order {
		l := label(m.names.ids[d])
		if len(l) < 4 { // short names are registered by different people under each ending
			continue
		}
		if other, ok := byLabels[l]; ok {
			list = append(list, edge{a: other, b: d, rank: byLabel, reason: "same name under another ending"})
		} else {
			byLabels[l] = d
		}
	}
	add := func(rank int, reason string, key func(*company) uint64) {
		for _, group := range m.sameCompanies(key) {
			for _, other := range group[1:] {
				list = append(list, edge{a: group[0], b: other, rank: rank, reason: reason})
			}
		}
	}
	add(byWords, "same words in another order", func(c *company) uint64 { return c.tokens })
	add(bySpelling, "same letters, other separators or accents", func(c *company) uint64 { return c.folded })
	m.sortEdges(list)
	return list
}

// alike reports whether a company's name and a domain's label begin with each
// other, over at least four letters.
func alike(name, label string) bool {
	n, l := letters(name), letters(label)
	short := min(len(n), len(l))
	return short >= 4 && n[:short] == l[:short] && (short == len(l) || short == len(n))
}

// letters keeps small letters and digits, without accents.
func letters(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
