package attribute

import (
	"context"
	"fmt"

	"github.com/hemostat/hemostat/internal/linkage"
)

// What a person's hand decides about persons. They are named by their identifiers, see
// [PersonOf], or by that of any record of theirs.
const (
	OpMergePerson = "merge-person" // A and B are one human being, whatever speaks against it
	OpSplitPerson = "split-person" // they are not: the record that B names stands apart from A
)

// A pairing of persons is two records that a decision is about.
type recordPair struct{ a, b uint32 } // slots

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
	for _, pair := range list {
		set := r.sets.find(pair.a)
		if set != r.sets.find(pair.b) {
			continue
		}
		hash := r.slots.at(pair.b).hash
		with, without := none, none // the first slot of either
		for i := range uint32(r.slots.n) {
			if err := wanted(ctx, int(i), nil); err != nil {
				return err
			}
			if r.sets.find(i) != set {
				continue
			}
			first := &without
			if r.slots.at(i).hash == hash {
				first = &with
			}
			*first = min(*first, i)
		}
		r.sets.part(set, with, without, func(i uint32) bool { return r.slots.at(i).hash == hash })
	}
	return nil
}

// part makes two sets of one: that of what belongs to the first, and all else. Both stand for
// themselves already or become so.
func (s *sets) part(set, first, rest uint32, belongs func(i uint32) bool) {
	if first == none || rest == none {
		return
	}
	var members []uint32
	for i := range uint32(len(s.parent)) {
		if s.find(i) == set {
			members = append(members, i)
		}
	}
	for _, i := range members {
		if belongs(i) {
			s.parent[i] = first
		} else {
			s.parent[i] = rest
		}
	}
}

// decide puts the decisions about persons on top of what is certain.
func (p *profiles) decide(r *resolving, resolution *linkage.Resolution, merges, splits []recordPair) {
	for _, pair := range merges {
		resolution.Force(p.profile(r, pair.a), p.profile(r, pair.b))
	}
	for _, pair := range splits {
		resolution.Apart(p.profile(r, pair.a), p.profile(r, pair.b))
	}
}

// considerPerson looks at a decision about persons.
func considerPerson(ctx context.Context, in Input, d Decision) (*Considered, error) {
	c, err := newCrowd(ctx, in, Crowd{})
	if err != nil {
		return nil, err
	}
	var owners [2]uint32
	for i, id := range []string{d.A, d.B} {
		n, err := parsePerson(id)
		if err != nil {
			return nil, err
		}
		slot, ok := c.persons.slots.find(n)
		if !ok {
			return nil, fmt.Errorf("%w: no record of a person with a name is called %s", ErrNotFound, id)
		}
		owners[i] = c.owners[c.persons.of[slot]]
	}
	switch {
	case d.Op == OpMergePerson && owners[0] == owners[1]:
		return nil, &Refusal{Why: d.A + " and " + d.B + " are one person already"}
	case d.Op == OpSplitPerson && owners[0] != owners[1]:
		return nil, &Refusal{Why: d.A + " and " + d.B + " are two persons already"}
	case d.A == d.B:
		return nil, &Refusal{Why: "both are the same record: hemostat explain CAMPAIGN person " + d.A + " lists the records of a person"}
	}
	return &Considered{Decision: d, About: []Entity{}, Parts: 2, Of: c.m.figures.Persons.Resolved.High, Notes: []string{}}, nil
}
