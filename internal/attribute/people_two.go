package attribute

import (
	"context"
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/linkage"
)

// comparedAtMost is how many profiles of each of two persons are compared to say why they are two.
const comparedAtMost = 32

// ExplainTwo says what speaks for and against two persons being one, by their two records or
// identifiers that are most alike: what is joined, or why it is not. Of two records of one person it says how
// they became one.
func ExplainTwo(ctx context.Context, in Input, a, b string) (*Explanation, error) {
	c, err := newCrowd(ctx, in, Crowd{why: true})
	if err != nil {
		return nil, fmt.Errorf("explain two persons: %w", err)
	}
	var records, persons [2]uint32
	for i, id := range []string{a, b} {
		n, err := parsePerson(id)
		if err != nil {
			return nil, err
		}
		slot, ok := c.persons.slots.find(n)
		if !ok {
			return nil, fmt.Errorf("%w: no record of a person with a name is called %s", ErrNotFound, id)
		}
		records[i], persons[i] = slot, c.persons.of[slot]
	}
	why := c.newWhy()
	if persons[0] == persons[1] {
		why.Joined = append(why.Joined, c.howOne(records, a, b))
	} else {
		best, compared := c.mostAlike(persons)
		why.Apart = append(why.Apart, c.edge(best, whyTwo(&compared, c.whyNot(best))))
	}
	for _, d := range c.m.hands.ofPersons() {
		if x, y, ok := c.persons.about(d); ok && (persons[0] == persons[1] && x == persons[0] && y == persons[0] || x != y && slices.Contains(persons[:], x) && slices.Contains(persons[:], y)) {
			why.Decisions = append(why.Decisions, d)
		}
	}
	return &Explanation{What: exposure.Person.String(), ID: a + " " + b, Person: why, Units: []UnitMentions{}}, nil
}

// howOne says how two records of one person became one: what speaks for it between them, and what else
// leads from one to the other.
func (c *crowd) howOne(records [2]uint32, a, b string) PersonEdge {
	x, y := c.persons.profileOf(records[0]), c.persons.profileOf(records[1])
	if x == y {
		return PersonEdge{A: a, B: b, Parts: []PersonPart{}, Why: "certain: the same name and the same mailbox or telephone, by themselves or by other records of it"}
	}
	compared := c.persons.profiles.population.Compare(min(x, y), max(x, y))
	e := c.edge(linkage.Edge{A: min(x, y), B: max(x, y), Weight: compared.Weight}, "by other records of theirs: hemostat explain CAMPAIGN person "+a+" shows them")
	if slices.ContainsFunc(c.persons.made, func(m linkage.Edge) bool { return m.A == min(x, y) && m.B == max(x, y) }) {
		e.Why = ""
	}
	for _, d := range c.m.hands.personMerges {
		if p, ok := c.persons.profilesOf(d); ok && (p == [2]uint32{x, y} || p == [2]uint32{y, x}) {
			e.Why = decided(d)
		}
	}
	return e
}

// wed is why two that differ in the family name alone are not taken for one.
const wed = "the family names differ, as after a wedding, and all else agrees: it is probable, and not certain enough"

// whyTwo says in words what forbids that two are one, or why what speaks for it is not enough.
func whyTwo(c *linkage.Comparison, otherwise string) string {
	switch {
	case c.Forbidden && c.Veto == linkage.Name:
		return "their names contradict each other"
	case c.Forbidden && c.Veto == linkage.Birth:
		return "two dates of birth, of which neither is the other mistyped"
	case c.Forbidden && c.Veto == linkage.Title:
		return "one is said with a man's title and one with a woman's"
	case c.Forbidden:
		return "two numbers of one sort, each of a valid form"
	case c.Wed:
		return wed
	case c.Doubt:
		return "a given name may be another one, or a father's or a son's, and what else is the same a family shares"
	case c.Others:
		return "each has a mailbox, a telephone or an account for payments of their own, and nothing that is one person's is the same"
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
				best, compared, first = linkage.Edge{A: a, B: b, Weight: x.Weight, Alone: x.Unlikely(), Vague: x.Initial || x.Half}, x, false
			}
		}
	}
	return best, compared
}
