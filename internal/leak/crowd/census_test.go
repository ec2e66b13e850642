package crowd

import (
	"slices"
	"strings"
	"testing"
)

func TestCensusHasErrorsOnlyAgain(t *testing.T) {
	c := Census{Seed: 2, Originals: 500, Again: 400, Most: 3, PerField: 2, PerRow: 5}
	first, times, changed := map[int][]string{}, map[int]int{}, make([]int, len(CensusHead))
	for x := range c.Rows() {
		if len(x.Cells) != len(CensusHead) {
			t.Fatalf("%q", x.Cells)
		}
		if times[x.Person]++; times[x.Person] == 1 {
			first[x.Person] = x.Cells
			continue
		}
		n := 0
		for i := range x.Cells {
			if x.Cells[i] != first[x.Person][i] {
				changed[i]++
				n++
			}
		}
		if n > 2*c.PerRow { // two change places in one error
			t.Errorf("%d cells differ:\n%q\n%q", n, first[x.Person], x.Cells)
		}
	}
	sum := 0
	for p, n := range times {
		if sum += n; n > 1+c.Most {
			t.Errorf("%d stands %d times", p, n)
		}
	}
	if len(times) != 500 || sum != 900 || slices.Min(changed) < 20 {
		t.Errorf("%d people, %d rows, cells changed %v", len(times), sum, changed)
	}
	rows := func() (s string) {
		for x := range c.Rows() {
			s += strings.Join(x.Cells, ",") + "\n"
		}
		return s
	}
	once := rows()
	if again := rows(); again != once {
		t.Error("two of one seed differ")
	}
}
