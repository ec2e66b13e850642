package attribute

import (
	"context"
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/internal/linkage"
)

// What a person's hand decides about persons. They are named by their identifiers, see
// [PersonOf], or by that of any record of theirs.
const (
	OpMergePerson = "merge-person" // A and B are one human being, whatever speaks against it
	OpSplitPerson = "split-person" // they are not: the record that B names stands apart from A
)

// A recordPair is two records that a decision is about, by their first slots.
type recordPair struct{ a, b uint32 }

// pairs returns the records of decisions that are there.
func (l *slotList) pairs(list []Decision) (out []recordPair) {
	for _, d := range list {
		a, errA := parsePerson(d.A)
		b, errB := parsePerson(d.B)
		if errA != nil || errB != nil {
			continue
		}
		x, okA := l.find(a)
		y, okB := l.find(b)
		if okA && okB {
			out = append(out, recordPair{x, y})
		}
	}
	return out
}

// splitRecords takes the second record of each pair out of the person that both were found to be for certain.
func (r *resolving) splitRecords(ctx context.Context, list []recordPair) error {
	apart := map[uint32]map[uint64]bool{} // by set: the records that leave it
	for _, pair := range list {
		set := r.sets.find(pair.a)
		if set != r.sets.find(pair.b) {
			continue
		}
		if apart[set] == nil {
			apart[set] = map[uint64]bool{}
		}
		apart[set][r.slots.at(pair.b).hash] = true
	}
	if len(apart) == 0 {
		return nil
	}
	type part struct {
		set  uint32
		hash uint64 // 0 for all that stays together
	}
	sets, first := r.sets.roots(), map[part]uint32{}
	return r.slots.each(ctx, func(i uint32, x *slot) {
		leaves, torn := apart[sets[i]]
		if !torn {
			return
		}
		of := part{set: sets[i]}
		if leaves[x.hash] {
			of.hash = x.hash
		}
		if _, ok := first[of]; !ok {
			first[of] = i
		}
		r.sets.parent[i] = first[of]
	})
}

// decide puts the decisions about persons on top of what is certain. Who is kept apart stays so,
// whoever else is merged with either of them.
func (p *profiles) decide(r *resolving, resolution *linkage.Resolution, merges, splits []recordPair) {
	for _, pair := range splits {
		resolution.Apart(p.profile(r, pair.a), p.profile(r, pair.b))
	}
	for _, pair := range merges {
		resolution.Force(p.profile(r, pair.a), p.profile(r, pair.b))
	}
}

// considerPerson looks at a decision about persons: who is who without it, and then with it.
func considerPerson(ctx context.Context, in Input, d Decision) (*Considered, error) {
	x, err := newResolvable(ctx, in)
	if err != nil {
		return nil, err
	}
	before, err := x.resolve(ctx, d)
	if err != nil {
		return nil, err
	}
	high := x.m.figures.Persons.Resolved.High
	switch {
	case d.Op == OpMergePerson && before[0] == before[1]:
		return nil, &Refusal{Why: d.A + " and " + d.B + " are one person already"}
	case d.Op == OpSplitPerson && before[0] != before[1]:
		return nil, &Refusal{Why: d.A + " and " + d.B + " are two persons already"}
	case d.A == d.B:
		return nil, &Refusal{Why: "both are the same record: hemostat explain CAMPAIGN person " + d.A + " lists the records of a person"}
	}
	in.Decisions = append(slices.Clone(in.Decisions), d)
	x.m.hands = newHands(in)
	after, err := x.resolve(ctx, d)
	if err != nil {
		return nil, err
	}
	if one := after[0] == after[1]; one != (d.Op == OpMergePerson) {
		return nil, &Refusal{Why: "it would change nothing: an earlier decision about them says otherwise, undo that first (hemostat entity log lists them)"}
	}
	c := &Considered{Decision: d, About: []Entity{}, Parts: 2, Of: high, Notes: []string{}}
	if d.Op != OpMergePerson {
		return c, nil
	}
	c.Parts = x.joinedByHand(d)
	c.Of += c.Parts - min(c.Parts, 2) // those that hands made one before
	return c, joinsPersons(c.Parts, c.Of)
}

// joinedByHand returns how many persons, as evidence that is certain tells them, merges by hand make
// one with those of a decision; of the most where that is about nobody who is there.
func (x *resolvable) joinedByHand(d Decision) (most uint64) {
	together, sizes := map[uint32]uint32{}, map[uint32]uint64{}
	find := func(slot uint32) uint32 {
		at := x.certain.sets.find(slot)
		if _, ok := sizes[at]; !ok && together[at] == 0 {
			sizes[at] = 1
		}
		for together[at] != 0 {
			at = together[at] - 1
		}
		return at
	}
	for _, pair := range x.certain.slots.pairs(x.m.hands.personMerges) {
		a, b := find(pair.a), find(pair.b)
		if a == b {
			continue
		}
		if sizes[a] < sizes[b] {
			a, b = b, a
		}
		together[b] = a + 1
		sizes[a] += sizes[b]
		delete(sizes, b)
	}
	for _, pair := range x.certain.slots.pairs([]Decision{d}) {
		return sizes[find(pair.a)]
	}
	for _, n := range sizes {
		most = max(most, n)
	}
	return most
}

// A resolvable is what was read, of which persons can be resolved more than once, by other decisions
// about persons.
type resolvable struct {
	crowd
	certain       *resolving
	organisations []uint32 // by name
	traits        traits
}

func newResolvable(ctx context.Context, in Input) (*resolvable, error) {
	m, err := read(ctx, in)
	if err != nil {
		return nil, err
	}
	m.keepPersons = true
	x := &resolvable{crowd: crowd{m: m}, traits: m.traits}
	x.certain, x.organisations, err = x.settle(ctx)
	return x, err
}

// finish resolves by the decisions that stand.
func (x *resolvable) finish(ctx context.Context) error {
	r := *x.certain
	r.sets = sets{slices.Clone(r.sets.parent)}
	x.m.traits = x.traits
	return x.m.finishPersons(ctx, &r, x.organisations)
}

// resolve resolves, and returns the slots that stand for the persons of the two records of a decision.
func (x *resolvable) resolve(ctx context.Context, d Decision) (of [2]uint32, err error) {
	if err := x.finish(ctx); err != nil {
		return of, err
	}
	for i, id := range []string{d.A, d.B} {
		n, err := parsePerson(id)
		if err != nil {
			return of, err
		}
		slot, ok := x.m.people.find(n)
		if !ok {
			return of, fmt.Errorf("%w: no record of a person with a name is called %s", ErrNotFound, id)
		}
		of[i] = slot
	}
	return of, nil
}
