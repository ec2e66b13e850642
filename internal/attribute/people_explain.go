package attribute

import (
	"context"
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/exposure"
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

	Of          string         `json:"of,omitempty"` // the person, where one record was asked for: all else is that record's
	Records     []PersonRecord `json:"records"`      // that name it, at most [ExplainLimit]
	RecordCount uint64         `json:"recordCount"`
	Keyed       []KeyedRows    `json:"keyed,omitempty"`
	Decisions   []Decision     `json:"decisions"` // of a hand that stand about its records
	// Certain counts the persons of which each record has the same words for a name and the same mailbox or telephone: what
	// was joined beyond that stands in Joined, the strongest first.
	Certain uint64       `json:"certain"`
	Joined  []PersonEdge `json:"joined"`
	Apart   []PersonEdge `json:"apart"`  // what may be the same person, and is not taken for it
	Needed  float64      `json:"needed"` // bits that a pair needs here to be joined
	By      string       `json:"by"`     // "letters" or "fingerprints": what names were compared by
}

// KeyedRows are rows of one table that name nobody, and are the person's by a key that another table defines: at most
// [ExplainLimit] such are told.
type KeyedRows struct {
	Key     string        `json:"key"`     // what the column holds: "customer id"
	Rows    uint64        `json:"rows"`    // without the ways that lead to them
	In      exposure.Unit `json:"in"`      // the content with the rows
	Defined exposure.Unit `json:"defined"` // and the one that says whose the key is
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
	why := c.newWhy()
	why.Name, why.Sort, why.Entity, why.Country, why.Jurisdiction, why.Elements = s.Name, s.Sort, s.Entity, s.Country, s.Jurisdiction, elementsOf(s)
	found, err := c.findings(ctx, x, owner, id)
	if err != nil {
		return err
	}
	if err := c.see(ctx, owner, found.take); err != nil {
		return err
	}
	if err := found.finish(in, why); err != nil {
		return err
	}
	if int(owner) < len(c.slots) {
		c.explain(owner, why, found.asked)
	}
	x.out.Person, x.out.ID = why, s.ID
	if found.asked != 0 {
		x.out.ID, why.Of = PersonOf(found.asked), s.ID
	}
	return x.finish(in)
}

// newWhy says what does not depend on who is asked for.
func (c *crowd) newWhy() *PersonWhy {
	return &PersonWhy{Elements: []ElementsOfKind{}, Records: []PersonRecord{}, Decisions: []Decision{}, Joined: []PersonEdge{}, Apart: []PersonEdge{},
		Needed: linkage.Likely(c.persons.profiles.population.Len()).Bits(), By: namesBy(c.m.in)}
}

// explain fills in edges and decisions: of a person, or of one record of it.
func (c *crowd) explain(owner uint32, why *PersonWhy, record uint64) {
	of := func(profile uint32) bool { return c.persons.personOf(profile) == c.slots[owner] }
	within := of
	if slot, ok := c.persons.slots.find(record); ok && record != 0 {
		its := c.persons.profileOf(slot)
		within = func(profile uint32) bool { return profile == its }
	}
	for i := range c.persons.profiles.slots {
		if of(uint32(i)) {
			why.Certain++
		}
	}
	for _, e := range c.persons.made {
		if within(e.A) || within(e.B) {
			why.Joined = append(why.Joined, c.edge(e, ""))
		}
	}
	for _, e := range c.persons.links {
		if len(why.Apart) < apartAtMost && of(e.A) != of(e.B) && (within(e.A) || within(e.B)) {
			why.Apart = append(why.Apart, c.edge(e, c.whyNot(e)))
		}
	}
	why.Decisions = c.decided(c.slots[owner], record)
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
	for _, d := range c.m.hands.personSplits {
		if a, b, ok := c.persons.about(d); ok && a != b && (a == c.persons.personOf(e.A) && b == c.persons.personOf(e.B) || b == c.persons.personOf(e.A) && a == c.persons.personOf(e.B)) {
			return decided(d)
		}
	}
	switch compared := c.persons.profiles.population.Compare(e.A, e.B); {
	case compared.Wed:
		return wed
	case e.Alone:
		return "a name and an organisation, or what a family shares, are all that speaks for it"
	case e.Weight < linkage.Likely(c.persons.profiles.population.Len()):
		return "it is probable, and not certain enough"
	case e.Vague:
		return "an initial or half a name is all that names one of them, and others fit it as well"
	}
	return "what is known of others of them contradicts it, or it would join too many"
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

// ExplainPerson says why records are one person; see [Explain].
func ExplainPerson(ctx context.Context, in Input, id string) (*Explanation, error) {
	x := &explainer{out: Explanation{What: exposure.Person.String(), ID: id}, units: map[exposure.Unit]*UnitMentions{}}
	if err := x.person(ctx, in, id); err != nil {
		return nil, fmt.Errorf("explain a person: %w", err)
	}
	return &x.out, nil
}
