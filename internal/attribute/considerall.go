package attribute

import (
	"context"
	"fmt"
	"slices"
)

// A Replayed says what decisions that come from elsewhere would do here.
type Replayed struct {
	Largest uint64 `json:"largest"` // the most organisations that would be one, by hand
	Of      uint64 `json:"of"`      // of so many
	Nobody  uint64 `json:"nobody"`  // decisions about a name that nobody bears here: they wait for it
}

// ConsiderAll looks at decisions that are to be added to those of in, and refuses, by a
// [*Refusal] beside the answer, what [Consider] would refuse for its size.
func ConsiderAll(ctx context.Context, in Input, list []Decision) (*Replayed, error) {
	in.Decisions = append(slices.Clone(in.Decisions), list...)
	m, err := readOrganisations(ctx, in, false)
	if err != nil {
		return nil, err
	}
	alone, together, err := m.mergeTwice(ctx, m.hands.merges)
	if err != nil {
		return nil, err
	}
	out := &Replayed{Nobody: m.aboutNobody(list)}
	var largest string
	if out.Of, out.Largest, largest, err = m.joinedBy(ctx, alone, together); err != nil {
		return nil, err
	}
	if out.Largest > joinedFew && out.Largest > out.Of/joinedShare {
		return out, &Refusal{Large: true, Why: fmt.Sprintf("%d of %d organisations would be one, with %s among them", out.Largest, out.Of, largest)}
	}
	if err := m.joinsEverybodys(m.hands.merges, list); err != nil {
		return out, err
	}
	return out, considerPersons(ctx, in, list, out)
}

// considerPersons looks at the decisions about persons of a list, which are among those of in already.
func considerPersons(ctx context.Context, in Input, list []Decision, out *Replayed) error {
	list = slices.DeleteFunc(slices.Clone(list), func(d Decision) bool { return d.Op != OpMergePerson && d.Op != OpSplitPerson })
	if len(list) == 0 {
		return nil
	}
	x, err := newResolvable(ctx, in)
	if err != nil {
		return err
	}
	if err := x.finish(ctx); err != nil {
		return err
	}
	out.Nobody += uint64(len(list) - len(x.certain.slots.pairs(list)))
	most := x.joinedByHand(Decision{})
	return joinsPersons(most, x.m.figures.Persons.Resolved.High+max(most, 1)-1)
}

// joinsPersons refuses that so many persons of so many become one by hand.
func joinsPersons(most, of uint64) error {
	if most > joinedFew && most > of/joinedShare {
		return &Refusal{Large: true, Why: fmt.Sprintf("%d of %d persons would be one, by hand", most, of)}
	}
	return nil
}

// joinedBy counts the organisations that evidence alone gives, and how many of them are one
// at most by hand, and names one of these.
func (m *model) joinedBy(ctx context.Context, alone, together *merging) (all, most uint64, name string, err error) {
	parts := map[uint32]uint64{} // by set of together
	counted := map[uint32]bool{}
	for i := range m.names.ids {
		if err := wanted(ctx, i, nil); err != nil {
			return 0, 0, "", err
		}
		if set := alone.sets.find(uint32(i)); m.names.affected(uint32(i)) && !counted[set] {
			counted[set] = true
			parts[together.sets.find(uint32(i))]++
		}
	}
	for set, n := range parts {
		if id := m.names.ids[set]; n > most || n == most && id < name {
			most, name = n, id
		}
	}
	return uint64(len(counted)), most, name, nil
}

// aboutNobody counts the decisions of a list that are about a name of an organisation that is not met.
func (m *model) aboutNobody(list []Decision) (n uint64) {
	for _, d := range list {
		if d.Op == OpMergePerson || d.Op == OpSplitPerson { // see considerPersons
			continue
		}
		_, okA := m.names.lookup(d.A)
		okB := true
		if d.Op == OpMerge || d.Op == OpSplit {
			_, okB = m.names.lookup(d.B)
		}
		if !okA || !okB {
			n++
		}
	}
	return n
}

// joinsEverybodys refuses the first merge of a list, of those that stand, that would give to
// an organisation what is everybody's.
func (m *model) joinsEverybodys(standing, list []Decision) error {
	stands := make(map[Decision]bool, len(standing))
	for _, d := range standing {
		stands[d] = true
	}
	for _, d := range list {
		a, okA := m.names.lookup(d.A)
		b, okB := m.names.lookup(d.B)
		if d.Op != OpMerge || !okA || !okB || !stands[d] {
			continue
		}
		if x, y := m.whyApart(a), m.whyApart(b); (x == "") != (y == "") {
			return &Refusal{Large: true, Why: fmt.Sprintf("%s and %s would be one, and one of them is of the sort %s%s", d.A, d.B, x, y)}
		}
	}
	return nil
}
