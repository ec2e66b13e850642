package attribute

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// An undo takes back the latest decision that stands about what it names: by looking through all of
// them it comes to the same.
func TestStandingIsTheLatest(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 2))
	names := []string{"a.example", "B.example", "company:b.example", "c", " C ", "d"}
	ops := []string{OpMerge, OpSplit, OpRename, SortOwn, OpMergePerson, OpUndo, OpUndo}
	undone := 0
	for range 300 {
		var all []Decision
		for range 40 {
			d := Decision{Op: ops[rnd.IntN(len(ops))], A: names[rnd.IntN(len(names))], B: names[rnd.IntN(len(names))]}
			if d.Op == SortOwn || d.Op == OpUndo && rnd.IntN(2) == 0 {
				d.B = ""
			}
			all = append(all, d)
		}
		want := make([]bool, len(all))
		for i, d := range all {
			if want[i] = d.Op != OpUndo; want[i] {
				continue
			}
			for at := i - 1; at >= 0; at-- {
				if want[at] && isAbout(all[at], d) {
					want[at] = false
					undone++
					break
				}
			}
		}
		if have := Standing(all); !slices.Equal(have, want) {
			t.Fatalf("%v\n%v, want %v", all, have, want)
		}
	}
	if undone < 1000 {
		t.Errorf("only %d were taken back", undone)
	}
}

func isAbout(d, undo Decision) bool {
	same := func(a, b string) bool { return bare(a) == bare(b) }
	if undo.B == "" {
		return same(d.A, undo.A) || d.Op != OpRename && d.B != "" && same(d.B, undo.A)
	}
	return same(d.A, undo.A) && same(d.B, undo.B) || same(d.A, undo.B) && same(d.B, undo.A)
}

// A log that only grows is replayed by every command: 200,000 decisions, half of them taken back,
// would take a quarter of an hour if each were looked for among all.
func TestManyDecisionsStand(t *testing.T) {
	var all []Decision
	for i := range 100_000 {
		a, b := fmt.Sprintf("a%d.example", i), fmt.Sprintf("b%d.example", i)
		all = append(all, Decision{Op: OpMerge, A: a, B: b}, Decision{Op: OpMerge, A: "hub.example", B: b})
	}
	for i := range 100_000 {
		all = append(all, Decision{Op: OpUndo, A: fmt.Sprintf("a%d.example", i)})
	}
	standing := 0
	for _, stands := range Standing(all) {
		if stands {
			standing++
		}
	}
	if standing != 100_000 {
		t.Errorf("%d stand", standing)
	}
}
