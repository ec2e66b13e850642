package disclose

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/internal/disclose/law"
)

// A Group is all subjects of one place, for whose law they are told.
type Group struct {
	Country      string            `json:"country"` // "": not known
	Jurisdiction string            `json:"jurisdiction,omitempty"`
	Entities     uint64            `json:"entities"`
	Persons      uint64            `json:"persons"`
	Counts       map[string]uint64 `json:"counts"` // elements by kind, those of several subjects once
	Named        []Count           `json:"named,omitempty"`
	Assessed     string            `json:"assessed"`
	Duties       []law.Duty        `json:"duties,omitempty"`
	Counted      string            `json:"counted"` // what is counted, and how often
}

// groupCounted says in each line how it counts: a table goes on without what says how the list was made.
const groupCounted = "each organisation, person and value once in a country or part; in each of them, where it has several"

// A Count is how many subjects of a group have a combination that a rule names.
type Count struct {
	named
	Entities uint64 `json:"entities"`
	Persons  uint64 `json:"persons"`
}

// Groups gathers subjects by place.
type Groups struct {
	list  *List
	by    map[Site]*Group
	named map[Site]map[named]*Count
	met   map[Site]map[uint64]struct{} // elements, by their hash
}

// NewGroups makes groups of a list that is by jurisdiction.
func NewGroups(l *List) *Groups {
	return &Groups{list: l, by: map[Site]*Group{}, named: map[Site]map[named]*Count{}, met: map[Site]map[uint64]struct{}{}}
}

// Add takes in an entity or a person, once in each of its sites.
func (g *Groups) Add(s *Subject, person bool) {
	sites := s.Sites()
	for i, site := range sites {
		if !slices.Contains(sites[:i], site) {
			g.add(site, s, person)
		}
	}
}

// count counts the elements of a subject that no other in the place had: what is of a person is of its
// organisation too.
func (g *Groups) count(site Site, s *Subject) {
	met, counts := g.met[site], g.by[site].Counts
	for i := range s.Elements {
		e := &s.Elements[i]
		if Evidence(e.Kind) {
			continue
		}
		hash := e.hash()
		if _, again := met[hash]; !again {
			met[hash] = struct{}{}
			counts[e.Kind.String()]++
		}
	}
}

// hash tells elements apart; at 10,000,000 the chance that two share one is 3 in 1,000,000.
func (e *Element) hash() uint64 {
	h := fnv.New64a()
	h.Write([]byte{byte(e.Kind)})
	h.Write([]byte(e.Print))
	return h.Sum64()
}

func (g *Groups) add(site Site, s *Subject, person bool) {
	x := g.by[site]
	if x == nil {
		x = &Group{Country: site.Country, Jurisdiction: site.Part, Counts: map[string]uint64{}, Counted: groupCounted}
		g.by[site], g.named[site], g.met[site] = x, map[named]*Count{}, map[uint64]struct{}{}
	}
	entities, persons := uint64(1), uint64(0)
	if person {
		entities, persons = 0, 1
	}
	x.Entities, x.Persons = x.Entities+entities, x.Persons+persons
	g.count(site, s)
	for _, m := range g.list.found.at(site).Marks(s.Facts()) {
		id := named{m.Combination, m.ID}
		g.list.used[m.ID+" "+m.Combination] = m
		c := g.named[site][id]
		if c == nil {
			c = &Count{named: id}
			g.named[site][id] = c
		}
		c.Entities, c.Persons = c.Entities+entities, c.Persons+persons
	}
}

// End writes the groups, those of most subjects first, and what comes after the last line.
func (g *Groups) End() error {
	all := slices.SortedFunc(maps.Values(g.by), func(a, b *Group) int {
		return cmp.Or(cmp.Compare(b.Entities+b.Persons, a.Entities+a.Persons), strings.Compare(a.Country, b.Country), strings.Compare(a.Jurisdiction, b.Jurisdiction))
	})
	for _, x := range all {
		site := Site{x.Country, x.Jurisdiction}
		for _, c := range g.named[site] {
			x.Named = append(x.Named, *c)
		}
		slices.SortFunc(x.Named, func(a, b Count) int {
			return cmp.Or(strings.Compare(a.Rule, b.Rule), strings.Compare(a.Combination, b.Combination))
		})
		at := g.list.found.at(site)
		x.Duties, x.Assessed = at.Duties, at.Unnamed
		if len(x.Named) > 0 {
			x.Assessed = namedByLaw
		}
		if err := g.list.out.line(x, g.cells(x)); err != nil {
			return err
		}
	}
	return g.list.End()
}

var groupColumns = slices.Concat([]string{"country", "part", "entities", "persons", "assessed", "combinations that laws name", "duties: a starting point, no legal advice", "exposure"}, kindColumns(), []string{"counted"})

func kindColumns() (names []string) {
	for _, kind := range countedKinds {
		names = append(names, kind.String())
	}
	return names
}

func (g *Groups) cells(x *Group) []any {
	var combinations, duties []string
	for _, c := range x.Named {
		m := g.list.used[c.Rule+" "+c.Combination]
		combinations = append(combinations, fmt.Sprintf("%s (%d entities, %d persons)", m.Text(), c.Entities, c.Persons))
	}
	for _, d := range x.Duties {
		duties = append(duties, dutyText(d))
	}
	cells := []any{cmp.Or(x.Country, "not known"), x.Jurisdiction, x.Entities, x.Persons, x.Assessed, strings.Join(combinations, "; "), strings.Join(duties, "; "), g.list.about.WindowWords}
	for _, kind := range countedKinds {
		cells = append(cells, x.Counts[kind.String()])
	}
	return append(cells, x.Counted)
}

// dutyText says a duty in one line.
func dutyText(d law.Duty) string {
	text := d.Regime + ": " + d.Recipient
	if d.Deadline != "" {
		text += ", " + d.Deadline
	}
	if d.Start != "" {
		text += " from: " + d.Start
	}
	text += " (" + d.Citation + ") [" + string(d.Confidence)
	if d.Flag != "" {
		text += ", " + d.Flag
	}
	return text + "]"
}
