package attribute

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// manyNames is a model of so many organisations, each with a domain and a company
// that stands with it, and a record of one person. Half of the companies have the
// stem of another, half of the domains the label of one.
func manyNames(n int) *model {
	m := &model{figures: &Figures{Kinds: make([]KindFigure, len(exposure.Kinds()))}, records: &records{}}
	add := adder[slot]{set: &m.records.slots}
	for i := range uint64(n) {
		domain := m.names.domain(fmt.Sprintf("org%x.%s", mix(i/2), []string{"de", "fr"}[i%2]))
		m.names.flags[domain] |= hasMailbox
		m.companyOf = append(m.companyOf, company{
			name: m.names.company(fmt.Sprintf("Org %x GmbH", mix(i))), stem: mix(i / 2), folded: mix(i / 3), tokens: mix(i / 5),
		})
		m.records.alone = append(m.records.alone, 4)
		m.records.paired = append(m.records.paired, 1)
		for _, with := range []uint64{i, i, i, i * 7 % uint64(n)} {
			m.records.together.add(i<<32 | 2*with)
		}
		m.mailboxOf, m.undotted = append(m.mailboxOf, mix(i)), append(m.undotted, mix(i/2))
		m.sortedOf = append(m.sortedOf, mix(i/3))
		m.traits.titles = append(m.traits.titles, 0)
		add.add(slot{hash: mix(i), person: uint32(i), email: uint32(i), phone: nobody, name: domain})
	}
	add.end()
	m.records.mentions, m.records.roles, m.records.dealt = make([]uint64, len(m.names.ids)), make([]uint32, len(m.names.ids)), make([]dealt, len(m.names.ids))
	return m
}

// An asked is a context that ends when it was asked so often whether it has.
type asked struct {
	context.Context
	mu          sync.Mutex // several may ask at once
	left, times int
}

func (a *asked) Err() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.times++; a.times > a.left {
		return context.Canceled
	}
	return nil
}

// An interrupt ends the work on names and persons at once, wherever that is: more of
// them are asked for more often, so that no stretch is so long as to wait for.
func TestInterruptEndsMerging(t *testing.T) {
	const many, few = 1 << 15, 1 << 11
	const seldom = 256 // for so many names or records it is asked once at least
	for _, step := range []struct {
		name string
		run  func(*model) func(context.Context) error // what goes before, then the step
	}{
		{"merge", func(m *model) func(context.Context) error {
			return func(ctx context.Context) error { _, err := m.merge(ctx); return err }
		}},
		{"probable", func(m *model) func(context.Context) error {
			return func(ctx context.Context) error { _, err := m.probableEdges(ctx); return err }
		}},
		{"certain persons", func(m *model) func(context.Context) error {
			return func(ctx context.Context) error { _, err := m.certainPersons(ctx); return err }
		}},
		{"probable persons", func(m *model) func(context.Context) error {
			r, err := m.certainPersons(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			organisations := newSets(len(m.names.ids)).roots()
			return func(ctx context.Context) error { return m.finishPersons(ctx, r, organisations) }
		}},
		{"entities", func(m *model) func(context.Context) error {
			g := &merging{m: m, sets: newSets(len(m.names.ids))}
			return func(ctx context.Context) error { _, err := m.gatherEntities(ctx, g); return err }
		}},
		{"figures of entities", func(m *model) func(context.Context) error {
			g := &merging{m: m, sets: newSets(len(m.names.ids))}
			e, err := m.gatherEntities(t.Context(), g)
			if err != nil {
				t.Fatal(err)
			}
			return func(ctx context.Context) error { return m.finishEntities(ctx, e, g, nil, &lookalikes{}) }
		}},
	} {
		whole, counted := &asked{Context: t.Context(), left: 1 << 30}, &asked{Context: t.Context(), left: 1 << 30}
		if err := step.run(manyNames(many))(whole); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if err := step.run(manyNames(few))(counted); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if more := whole.times - counted.times; more*seldom < many-few {
			t.Errorf("%s: asked %d times more for %d more", step.name, more, many-few)
		}
		for part := range 8 {
			left := counted.times * part / 8
			if err := step.run(manyNames(few))(&asked{Context: t.Context(), left: left}); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: ended when asked %d of %d times: %v", step.name, left, counted.times, err)
			}
		}
	}
}

// What an interrupt ends gives an error, not the figures of a part.
func TestInterruptGivesNoFigures(t *testing.T) {
	in := newDesk(t, randomPapers(rand.New(rand.NewPCG(1, 9)))...).input()
	m, err := read(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.finish(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("finished after its end: %v", err)
	}
}

// A sort that is wanted is that of slices; one that is not ends, whenever it is that
// nobody wants it any more.
func TestSortWanted(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 11))
	for _, left := range []int{0, 1, 2, 5, 20, 100, 1 << 30} {
		list := make([]int, 200_000)
		for i := range list {
			list[i] = rng.IntN(1000)
		}
		want := slices.Sorted(slices.Values(list))
		err := sortWanted(&asked{Context: t.Context(), left: left}, list, func(a, b int) int { return a - b })
		if left < 1<<30 {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("asked %d times: %v", left, err)
			}
			slices.Sort(list) // nothing is lost, in whatever order
		}
		if !slices.Equal(list, want) {
			t.Errorf("asked %d times: another order, or other values", left)
		}
	}
}
