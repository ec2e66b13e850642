package quality

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/seal"
)

// Entities is what was made of the companies of a leak, beside the truth.
//
// What is put together are names: registrable domains and names of companies. A name that several
// companies have cannot be whose it is: it is counted in Shared, and no pair.
type Entities struct {
	High, Low Clustering // by what is certain alone, and by what is probable too
	Shared    int        // names that several companies truly have
	Errors    []Cause    // of High, the most frequent first
	Probable  []Cause    // those that Low makes, or mends, beside
	Countries Countries
}

// A Cause counts errors of one sort, with some of them.
type Cause struct {
	Sort     string // of a closed list: "split: ", "joined: " or "not found: " and a sort of name or snare
	N        int
	Examples []string
}

// Countries are true companies by the country that was told.
type Countries struct {
	Right, Wrong, Unknown int
	Causes                []Cause
}

// mostExamples bounds what is kept of each cause.
const mostExamples = 12

type causes map[string]*Cause

func (c causes) add(sort, example string) {
	x := c[sort]
	if x == nil {
		x = &Cause{Sort: sort}
		c[sort] = x
	}
	if x.N++; len(x.Examples) < mostExamples {
		x.Examples = append(x.Examples, example)
	}
}

// list has the most frequent first.
func (c causes) list() []Cause {
	out := make([]Cause, 0, len(c))
	for _, x := range c {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b Cause) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Sort, b.Sort)) })
	return out
}

// A naming is one name that stands in the leak.
type naming struct {
	shown string
	sort  leak.NameSort
	of    uint32 // ordinal of the company; of one that several have, the first
	many  bool
	met   bool // it was found
}

// namings gathers what the companies are called.
func namings(truth *leak.Truth) map[string]*naming {
	all := map[string]*naming{}
	add := func(key, shown string, sort leak.NameSort, of int) {
		if n := all[key]; n != nil {
			n.many = n.many || n.of != uint32(of)
			return
		}
		all[key] = &naming{shown: shown, sort: sort, of: uint32(of)}
	}
	for i, e := range truth.Entities {
		for k, n := range e.Names {
			add(companyKey(n), n, e.NameSorts[k], i)
		}
		for k, d := range e.Domains {
			add(d, d, e.DomainSorts[k], i)
		}
	}
	return all
}

// companyKey tells a company's name from a domain. Attribution shows legal forms without dots.
func companyKey(name string) string {
	return "company:" + strings.ReplaceAll(seal.Canonical(exposure.Company, name), ".", "")
}

// CompareEntities puts names beside the truth.
func CompareEntities(truth *leak.Truth, f *attribute.Figures, members []attribute.Member) *Entities {
	c := newComparison(truth, f, members)
	r := &Entities{Shared: c.shared, High: Cluster(c.places(false)), Low: Cluster(c.places(true))}
	high, low := c.errors(false), c.errors(true)
	r.Errors = high.list()
	for sort, x := range low {
		if high[sort] == nil || high[sort].N != x.N {
			r.Probable = append(r.Probable, *x)
		}
	}
	slices.SortFunc(r.Probable, func(a, b Cause) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Sort, b.Sort)) })
	r.Countries = c.countries()
	return r
}

// A comparison holds names by where they belong and where they were put.
type comparison struct {
	truth    *leak.Truth
	entities []attribute.Entity
	probable []uint32   // by entity: the one that stands for it in Low
	names    []*naming  // that were found, and those of nobody, with their places
	at       []uint32   // as names: the entity
	missing  []*naming  // that were not found
	pieces   [][]uint32 // by true company: its names among names
	shared   int
}

func newComparison(truth *leak.Truth, f *attribute.Figures, members []attribute.Member) *comparison {
	c := &comparison{truth: truth, entities: f.Entities.List, pieces: make([][]uint32, len(truth.Entities))}
	ordinal := map[string]uint32{}
	for i, e := range c.entities {
		ordinal[e.ID] = uint32(i)
	}
	c.probable = make([]uint32, len(c.entities))
	for i, e := range c.entities {
		c.probable[i] = uint32(i)
		if at, ok := ordinal[e.Probable]; ok && e.Probable != "" {
			c.probable[i] = at
		}
	}
	all := namings(truth)
	for _, m := range members {
		key := m.Name
		if m.Company {
			key = companyKey(m.Name)
		}
		n := all[key]
		if n == nil {
			n = &naming{shown: m.Name, of: nobody}
		}
		n.met = true
		c.take(n, ordinal[m.Entity])
	}
	for _, n := range all {
		if !n.met {
			c.take(n, nobody)
		}
	}
	c.sort()
	return c
}

// take puts in one name. Those of several companies are counted alone.
func (c *comparison) take(n *naming, at uint32) {
	switch {
	case n.many:
		c.shared++
	case at == nobody:
		c.missing = append(c.missing, n)
	default:
		c.names, c.at = append(c.names, n), append(c.at, at)
	}
}

// sort leaves no order to chance, and gathers the names of each company.
func (c *comparison) sort() {
	order := make([]int, len(c.names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.names[a].shown, c.names[b].shown), cmp.Compare(c.at[a], c.at[b]))
	})
	names, at := make([]*naming, len(order)), make([]uint32, len(order))
	for to, from := range order {
		names[to], at[to] = c.names[from], c.at[from]
	}
	c.names, c.at = names, at
	slices.SortFunc(c.missing, func(a, b *naming) int { return cmp.Compare(a.shown, b.shown) })
	for i, n := range c.names {
		if n.of != nobody {
			c.pieces[n.of] = append(c.pieces[n.of], uint32(i))
		}
	}
}

// group is where a name was put.
func (c *comparison) group(name uint32, low bool) uint32 {
	at := c.at[name]
	for low && c.probable[at] != at {
		at = c.probable[at]
	}
	return at
}

// places has every name, found or not.
func (c *comparison) places(low bool) []Place {
	list := make([]Place, 0, len(c.names)+len(c.missing))
	for i, n := range c.names {
		list = append(list, Place{n.of, c.group(uint32(i), low)})
	}
	for _, n := range c.missing {
		list = append(list, Place{n.of, nobody})
	}
	return list
}
