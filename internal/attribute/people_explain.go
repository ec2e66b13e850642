package attribute

import (
	"context"
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/linkage"
)

// A PersonWhy says why records are one person, and why others are not.
type PersonWhy struct {
	Name         string           `json:"name"` // masked, as all else
	Sort         string           `json:"sort"`
	Entity       string           `json:"entity,omitempty"`
	Country      string           `json:"country,omitempty"`
	Jurisdiction string           `json:"jurisdiction,omitempty"`
	Elements     []ElementsOfKind `json:"elements"`

	Records []string `json:"records"` // identifiers of its records, at most [ExplainLimit]
	// Certain counts the persons of which each record has the same words for a name and the same mailbox or telephone: what
	// was joined beyond that stands in Joined, the strongest first.
	Certain uint64       `json:"certain"`
	Joined  []PersonEdge `json:"joined"`
	Apart   []PersonEdge `json:"apart"`  // what may be the same person, and is not taken for it
	Needed  float64      `json:"needed"` // bits that a pair needs here to be joined
	By      string       `json:"by"`     // "letters" or "fingerprints": what names were compared by
}

// ElementsOfKind are what a person has of one kind, masked, those of most contents first.
type ElementsOfKind struct {
	Kind exposure.Kind `json:"kind"`
	List []Listed      `json:"list"`
}

func elementsOf(s *Subject) []ElementsOfKind {
	list := []ElementsOfKind{}
	for _, e := range s.Elements {
		if len(list) == 0 || list[len(list)-1].Kind != e.Kind {
			list = append(list, ElementsOfKind{Kind: e.Kind})
		}
		of := &list[len(list)-1]
		of.List = append(of.List, Listed{Print: e.Print.String(), Mask: e.Mask, Class: e.Class, Mentions: e.Mentions, Contents: e.Contents})
	}
	return list
}

// A PersonEdge is what speaks for two records being of one person.
type PersonEdge struct {
	A     string       `json:"a"`
	B     string       `json:"b"`
	Bits  float64      `json:"bits"` // log2 of how much more likely it is
	Parts []PersonPart `json:"parts"`
	Why   string       `json:"why,omitempty"` // it is not joined
}

// A PersonPart is what one sort of evidence weighs in bits; what speaks against is negative.
type PersonPart struct {
	Of   string  `json:"of"`
	Bits float64 `json:"bits"`
}

// apartAtMost is how many persons are shown that may be the same.
const apartAtMost = 20

// person explains one person: its elements, records and merges, and where each mention stands.
func (x *explainer) person(ctx context.Context, in Input, id string) error {
	c, err := newCrowd(ctx, in, Crowd{IDs: []string{id}, Others: true, why: true})
	if err != nil {
		return err
	}
	owner := c.wanted[0]
	var s *Subject
	if _, err := c.gather(ctx, c.wanted[:1], func(of *Subject) bool { s = of; return true }); err != nil {
		return err
	}
	why := &PersonWhy{Name: s.Name, Sort: s.Sort, Entity: s.Entity, Country: s.Country, Jurisdiction: s.Jurisdiction, Elements: elementsOf(s), Records: []string{}, Joined: []PersonEdge{}, Apart: []PersonEdge{},
		Needed: linkage.Likely(c.persons.profiles.population.Len()).Bits(), By: namesBy(in)}
	if int(owner) < len(c.slots) {
		if err := c.explain(ctx, owner, why); err != nil {
			return err
		}
	}
	x.out.Person, x.out.ID = why, s.ID
	if err := x.seePerson(ctx, c, owner); err != nil {
		return err
	}
	return x.finish(in)
}

// explain fills in records and edges.
func (c *crowd) explain(ctx context.Context, owner uint32, why *PersonWhy) error {
	last := uint64(0)
	err := c.persons.slots.each(ctx, func(i uint32, x *slot) {
		if c.persons.of[i] == c.slots[owner] && x.hash != last && len(why.Records) < ExplainLimit {
			why.Records, last = append(why.Records, PersonOf(x.hash)), x.hash
		}
	})
	of := func(profile uint32) bool { return c.persons.personOf(profile) == c.slots[owner] }
	for i := range c.persons.profiles.slots {
		if of(uint32(i)) {
			why.Certain++
		}
	}
	for _, e := range c.persons.made {
		if of(e.A) {
			why.Joined = append(why.Joined, c.edge(e, ""))
		}
	}
	for _, e := range c.persons.links {
		if len(why.Apart) < apartAtMost && of(e.A) != of(e.B) {
			why.Apart = append(why.Apart, c.edge(e, c.whyNot(e)))
		}
	}
	return err
}

// comparedAtMost is how many profiles of each of two persons are compared to say why they are two.
const comparedAtMost = 32

// ExplainTwo says what speaks for and against two persons being one, by their two records or
// identifiers that are most alike: what is joined, or why it is not.
func ExplainTwo(ctx context.Context, in Input, a, b string) (*Explanation, error) {
	c, err := newCrowd(ctx, in, Crowd{why: true})
	if err != nil {
		return nil, fmt.Errorf("explain two persons: %w", err)
	}
	var slots [2]uint32
	for i, id := range []string{a, b} {
		n, err := parsePerson(id)
		if err != nil {
			return nil, err
		}
		found := false
		if slots[i], found = c.persons.find(n); !found {
			return nil, fmt.Errorf("%w: no record of a person with a name is called %s", ErrNotFound, id)
		}
	}
	why := &PersonWhy{Records: []string{}, Joined: []PersonEdge{}, Apart: []PersonEdge{}, Elements: []ElementsOfKind{}, Needed: linkage.Likely(c.persons.profiles.population.Len()).Bits(), By: namesBy(in)}
	best, compared := c.mostAlike(slots)
	switch {
	case slots[0] == slots[1]:
		why.Joined = append(why.Joined, PersonEdge{A: a, B: b, Parts: []PersonPart{}, Why: "both are records of one person: hemostat explain CAMPAIGN person " + a + " says why"})
	default:
		why.Apart = append(why.Apart, c.edge(best, whyTwo(&compared, best, c.whyNot(best))))
	}
	return &Explanation{What: exposure.Person.String(), ID: a + " " + b, Person: why, Units: []UnitMentions{}}, nil
}

// whyTwo says in words what forbids that two are one, or why what speaks for it is not enough.
func whyTwo(c *linkage.Comparison, e linkage.Edge, otherwise string) string {
	switch {
	case c.Forbidden && c.Veto == linkage.Name:
		return "their names contradict each other"
	case c.Forbidden && c.Veto == linkage.Birth:
		return "two dates of birth, of which neither is the other mistyped"
	case c.Forbidden && c.Veto == linkage.Title:
		return "one is said with a man's title and one with a woman's"
	case c.Forbidden:
		return "two numbers of one sort, both with a right check digit"
	case c.Doubt:
		return "a given name may be another one, or a father's or a son's, and what else is the same a family shares"
	case c.Alone && c.Parts[linkage.Organisation] <= 0:
		return "a name is all that speaks for it"
	}
	return otherwise
}

// mostAlike returns the two profiles of two persons for which most speaks.
func (c *crowd) mostAlike(slots [2]uint32) (best linkage.Edge, compared linkage.Comparison) {
	p := c.persons.profiles
	var lists [2][]uint32
	for profile := range uint32(len(p.slots)) {
		for i, slot := range slots {
			if c.persons.personOf(profile) == slot && len(lists[i]) < comparedAtMost {
				lists[i] = append(lists[i], profile)
			}
		}
	}
	first := true
	for _, a := range lists[0] {
		for _, b := range lists[1] {
			x := p.population.Compare(min(a, b), max(a, b))
			if first || !x.Forbidden && compared.Forbidden || x.Forbidden == compared.Forbidden && x.Weight > compared.Weight {
				best, compared, first = linkage.Edge{A: a, B: b, Weight: x.Weight, Alone: x.Alone || x.Doubt, Vague: x.Initial || x.Half}, x, false
			}
		}
	}
	return best, compared
}

// namesBy says by what names were compared.
func namesBy(in Input) string {
	if in.Values != nil {
		return "letters"
	}
	return "fingerprints"
}

// whyNot says why two that may be one person are not taken for it.
func (c *crowd) whyNot(e linkage.Edge) string {
	switch {
	case e.Alone:
		return "a name and an organisation, or what a family shares, are all that speaks for it"
	case e.Weight < linkage.Likely(c.persons.profiles.population.Len()):
		return "it is probable, and not certain enough"
	}
	return "what is known of others of them contradicts it, it was decided so, or it would join too many"
}

func (c *crowd) edge(e linkage.Edge, why string) PersonEdge {
	p := c.persons.profiles
	out := PersonEdge{A: PersonOf(c.persons.slots.at(p.slots[e.A]).hash), B: PersonOf(c.persons.slots.at(p.slots[e.B]).hash), Bits: e.Weight.Bits(), Why: why, Parts: []PersonPart{}}
	for sort, w := range p.population.Compare(e.A, e.B).Parts {
		if w != 0 {
			out.Parts = append(out.Parts, PersonPart{linkage.Sort(sort).String(), w.Bits()})
		}
	}
	slices.SortStableFunc(out.Parts, func(a, b PersonPart) int {
		switch {
		case a.Bits > b.Bits:
			return -1
		case a.Bits < b.Bits:
			return 1
		}
		return 0
	})
	return out
}

// seePerson shows each mention that belongs to an owner.
func (x *explainer) seePerson(ctx context.Context, c *crowd, owner uint32) error {
	h := &harvest{c: c, at: map[uint32]uint32{owner: 0}}
	r := h.newReaper()
	r.walker.watch = func(*sighting) {} // so that mentions are kept beside the items
	r.see = func(it *item) {
		mention := r.walker.alone
		if mention == nil {
			mention = &r.walker.shown[it.shown]
		}
		x.see(&sighting{r.walker.unit, r.walker.ways, none, mention})
	}
	return r.walker.walk(ctx, ledger.Part{})
}

// ExplainPerson says why records are one person; see [Explain].
func ExplainPerson(ctx context.Context, in Input, id string) (*Explanation, error) {
	x := &explainer{out: Explanation{What: exposure.Person.String(), ID: id}, units: map[exposure.Unit]*UnitMentions{}}
	if err := x.person(ctx, in, id); err != nil {
		return nil, fmt.Errorf("explain a person: %w", err)
	}
	return &x.out, nil
}
