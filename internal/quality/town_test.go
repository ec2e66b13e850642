package quality

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/leak/crowd"
)

// TestTruthOfTown measures persons where all live in one town: what many have there says nothing.
func TestTruthOfTown(t *testing.T) {
	var names []string
	var list []Clustering
	for _, c := range []crowd.Town{{Seed: *seed, People: 60, Again: 20}, {Seed: *seed, People: 600, Again: 150}, {Seed: *seed, People: 2000, Again: 500}, {Seed: *seed + 1, People: 8000, Again: 2000}, {Seed: *seed + 2, People: 10000, Again: 2000, Towns: 20}} {
		x := newMarked(crowd.TownHead)
		for row := range c.Rows() {
			x.add(row.Person, row.Cells)
		}
		table, markers, persons := x.finish(t)
		for _, basis := range []exposure.Basis{exposure.Owner, exposure.Finder} {
			names = append(names, fmt.Sprintf("%d people in %d, %s", c.People, max(1, c.Towns), basis))
			list = append(list, measureTable(t, basis, table, markers, persons))
		}
	}
	reached(t, names, list, 99_500, slices.Repeat([]int{94_500}, len(list)))
}
