package attribute

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Roster says who is wanted on a roll, and with what.
type Roster struct {
	Entities []string // IDs, domains or names of entities; none: all of them
	Contents bool     // fill in [Subject.Touched]
}

// heldAtOnce is about how many elements and contents of entities are in memory at
// once, at some 150 bytes each with what describes them. Where there are more, the
// blocks are passed over again for the next entities.
const heldAtOnce = 1 << 20

// Roll yields entities with all that stands there of theirs, in the order of
// [EntityFigure.List]. It passes over the ledger as [Organisations] does, and once more for
// each million of elements. A name that no entity has is [ErrNotFound].
//
// What an entity and its people have is told apart by whole fingerprints. A subject
// may be kept.
func Roll(ctx context.Context, in Input, of Roster) iter.Seq2[*Subject, error] {
	return func(yield func(*Subject, error) bool) {
		r, err := newRoll(ctx, in, of)
		if err != nil {
			yield(nil, err)
			return
		}
		for from := 0; from < len(r.owners); {
			to := r.share(from)
			more, err := r.gather(ctx, from, to, func(s *Subject) bool { return yield(s, nil) })
			if err != nil {
				yield(nil, err)
			}
			if err != nil || !more {
				return
			}
			from = to
		}
	}
}

// A roll knows the entities and the contents.
type roll struct {
	m      *model
	with   Roster
	atOnce int
	owners []*organisation // that are wanted
	of     []uint32        // by name: ordinal in owners, or none
	facts  []contentFact   // by content
}

// A contentFact is what a roll keeps of a content.
type contentFact struct {
	dated    int64 // Unix nanoseconds, 0 unknown
	document exposure.DocumentKind
	leaf     bool
}

func newRoll(ctx context.Context, in Input, of Roster) (*roll, error) {
	m, err := readOrganisations(ctx, in, true)
	if err != nil {
		return nil, err
	}
	e, err := m.onlyEntities(ctx)
	if err != nil {
		return nil, err
	}
	r := &roll{m: m, with: of, atOnce: heldAtOnce}
	if r.owners, err = m.wantedOwners(e, of.Entities); err != nil {
		return nil, err
	}
	m.records, m.figures = nil, nil // walkers that show what they meet need none
	for _, o := range r.owners {
		o.votes, o.parts, o.Kinds, o.Merges = nil, nil, nil, nil // nor is anybody told of these
	}
	r.of = make([]uint32, len(m.names.ids))
	for i := range r.of {
		r.of[i] = none
	}
	for at, o := range r.owners {
		for _, name := range o.names {
			r.of[name] = uint32(at)
		}
	}
	return r, r.readFacts(ctx)
}

// wantedOwners returns the affected entities of those names in the order of the list, or all.
func (m *model) wantedOwners(e *entities, names []string) ([]*organisation, error) {
	all := slices.SortedFunc(slices.Values(e.list[:e.affected]), (*organisation).compare)
	if len(names) == 0 {
		return all, nil
	}
	chosen := map[*organisation]bool{}
	for _, id := range names {
		name, err := m.search(id, e)
		if err != nil {
			return nil, err
		}
		at := e.of[name]
		if at == none || int(at) >= e.affected {
			return nil, fmt.Errorf("%w: what is called so is no affected entity: %s", ErrNotFound, e.whyApart(m, name))
		}
		chosen[e.list[at]] = true
	}
	return slices.DeleteFunc(all, func(o *organisation) bool { return !chosen[o] }), nil
}

// readFacts passes over the contents again, which come in the order of units.
func (r *roll) readFacts(ctx context.Context) error {
	r.facts = make([]contentFact, 0, r.m.units.count())
	for c, err := range r.m.in.Contents() {
		if err := wanted(ctx, len(r.facts), err); err != nil {
			return err
		}
		f := contentFact{document: c.Document, leaf: c.Leaf && !c.Name}
		if !c.Modified.IsZero() {
			f.dated = c.Modified.UnixNano()
		}
		r.facts = append(r.facts, f)
	}
	return nil
}

// share returns the end of the entities from one on that are gathered together: one
// at least.
func (r *roll) share(from int) (to int) {
	room := uint64(r.atOnce)
	for to = from; to < len(r.owners); to++ {
		need := r.owners[to].size(r.with.Contents)
		if to > from && need > room {
			return to
		}
		room -= min(need, room)
	}
	return to
}

// size is about how many elements, and contents where they are asked for, an entity has.
func (o *organisation) size(contents bool) (n uint64) {
	for _, held := range o.held {
		n += uint64(held)
	}
	if contents {
		n += o.Contents
	}
	return n
}

// subject is an entity as it stands on the roll, without its elements.
func (o *organisation) subject() *Subject {
	s := &Subject{ID: o.ID, Name: o.Name, Sort: o.Sort, Country: o.Country, Mentions: o.Mentions, Contents: o.Contents}
	if parts := o.Jurisdictions; len(parts) > 0 {
		s.Jurisdiction, s.Further = parts[0], slices.Clone(parts[1:])
	}
	for _, c := range o.Countries {
		if c.Country != o.Country {
			s.Further = append(s.Further, c.Country)
		}
	}
	return s
}

// moment is a file date, zero where there is none.
func moment(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}

// within widens the time between two file dates, of which zero is none.
func within(first, last *time.Time, at time.Time) {
	if at.IsZero() {
		return
	}
	if first.IsZero() || at.Before(*first) {
		*first = at
	}
	if at.After(*last) {
		*last = at
	}
}

// compareElements orders the elements of a subject.
func compareElements(a, b Element) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Contents, a.Contents), slices.Compare(a.Print[:], b.Print[:]))
}
