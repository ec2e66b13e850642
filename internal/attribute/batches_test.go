package attribute

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
)

// What begins small grows to what it expects, where it stands if it can, and each
// time it is emptied it is empty.
func TestTableThatExpectsFollowsMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	var table table
	for _, n := range []int{20_000, 500, 100_000, 0, 90_000, 90_000} {
		table.expect(n)
		want := map[uint64]uint32{}
		var keys []uint64
		for range n {
			keys = append(keys, rng.Uint64N(uint64(n)))
		}
		for some := range slices.Chunk(keys, handedOn) {
			table.fetch(some)
			for _, key := range some {
				value, met := table.at(key)
				if _, ok := want[key]; ok != met || *value != want[key] {
					t.Fatalf("key %d of %d: %d, met %v; want %d", key, n, *value, met, want[key])
				}
				*value++
				want[key]++
			}
		}
		if table.n != len(want) {
			t.Errorf("%d keys, want %d", table.n, len(want))
		}
	}
}

func TestTallierCountsAll(t *testing.T) {
	var tallies tallies
	err := inParallel(t.Context(), 8, func(_ context.Context, _, task int) error {
		a := tallier{set: &tallies}
		defer a.end()
		for key := range uint64(10_000) {
			for range key%3 + 1 {
				a.add(key)
			}
		}
		return nil
	})
	if err != nil || tallies.count() != 10_000 {
		t.Fatalf("%d keys (%v)", tallies.count(), err)
	}
	tallies.each(func(key uint64, n uint32) {
		if want := uint32(8 * (key%3 + 1)); n != want {
			t.Errorf("key %d: %d, want %d", key, n, want)
		}
	})
}

// Mentions that stand near to their place are moved, others are sorted; what
// stands at one place keeps its order.
func TestSortItemsIsStable(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for _, far := range []int{1, 3, 40, 5000} {
		var items []item
		for i := range 5000 {
			items = append(items, item{record: uint64(i+rng.IntN(far)) / 8, offset: rng.Uint64N(4), ordinal: uint32(i)})
		}
		want := slices.Clone(items)
		slices.SortStableFunc(want, func(a, b item) int { return inText(&a, &b) })
		if sortItems(items); !slices.Equal(items, want) {
			t.Errorf("items up to %d places away are not in order", far)
		}
	}
}
