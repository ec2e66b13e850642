package attribute

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

func rolled(t testing.TB, in Input, of Roster) (list []*Subject) {
	t.Helper()
	for s, err := range Roll(t.Context(), in, of) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

var (
	spring = time.Date(2021, 3, 1, 9, 0, 0, 0, time.UTC)
	autumn = time.Date(2022, 9, 24, 9, 0, 0, 0, time.UTC)
)

func TestRollTellsWhatStandsThere(t *testing.T) {
	in := newDesk(t,
		paper{ways: 2, rows: []row{{"person Jane Doe", "email jane@contoso.test", "iban DE02120300000000202051"}, {"person Bob Roe", "email bob@fabrikam.test"}},
			content: Content{Modified: autumn, Document: exposure.DocumentInvoice}},
		paper{rows: []row{{"email jane@contoso.test", "email jane@contoso.test"}}, content: Content{Modified: spring}},
		paper{rows: []row{{"email jane@contoso.test"}}}, // of no date
		paper{rows: []row{{"email bob@fabrikam.test", "phone +44 7700 900123"}}, hidden: true},
	).input()
	list := rolled(t, in, Roster{Contents: true})
	if len(list) != 2 || list[0].ID != "contoso.test" || list[1].ID != "fabrikam.test" {
		t.Fatalf("%+v", list)
	}
	contoso := list[0]
	var got []string
	for _, e := range contoso.Elements {
		got = append(got, fmt.Sprintf("%s %s: %d in %d, %s to %s", e.Kind, e.Mask, e.Mentions, e.Contents, e.First.Format(time.DateOnly), e.Last.Format(time.DateOnly)))
	}
	want := []string{
		"email j•••@contoso.test: 5 in 3, 2021-03-01 to 2022-09-24",
		"person J••• D•••: 2 in 1, 2022-09-24 to 2022-09-24",
		"iban DE••• 51: 2 in 1, 2022-09-24 to 2022-09-24",
	}
	if !slices.Equal(got, want) {
		t.Errorf("elements:\n%q\nwant\n%q", got, want)
	}
	if contoso.First != spring || contoso.Last != autumn || contoso.Contents != 3 || len(contoso.Touched) != 3 {
		t.Errorf("%+v", contoso)
	}
	if i := slices.IndexFunc(contoso.Touched, func(x Touched) bool { return x.Unit == unitOf(0) }); i < 0 ||
		contoso.Touched[i] != (Touched{Unit: unitOf(0), Document: exposure.DocumentInvoice, Leaf: true, Modified: autumn, Ways: 2, Mentions: 6}) {
		t.Errorf("contents %+v", contoso.Touched)
	}
	if e := list[1].Elements; len(e) != 2 || e[0].Kind != exposure.Email || e[1].Kind != exposure.Person {
		t.Errorf("what was never published is told: %+v", e)
	}
	one := rolled(t, in, Roster{Entities: []string{"fabrikam.test"}})
	if len(one) != 1 || one[0].Touched != nil || !reflect.DeepEqual(one[0].Elements, list[1].Elements) {
		t.Errorf("alone: %+v, among others %+v", one, list[1])
	}
	for _, err := range Roll(t.Context(), in, Roster{Entities: []string{"northwind.test"}}) {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("a name that nobody has: %v", err)
		}
	}
}

// What a roll says agrees with the figures, which count otherwise, however much is in
// memory at once, in whatever order contents were written and on however many processors.
func TestRollAgreesWithFigures(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(6, seed))
		d := newDesk(t, randomPapers(rng)...)
		for i := range d.papers {
			if rng.IntN(3) > 0 {
				d.papers[i].content.Modified = spring.AddDate(0, 0, rng.IntN(500))
			}
		}
		in := d.input(rng.Perm(len(d.papers))...)
		in.MinScore, in.Own = 50, []string{"own.example"}
		in.Decisions = []Decision{{Op: "merge", A: "fabrikam.com", B: "contoso.fr"}}
		f, list := compute(t, in), rolled(t, in, Roster{Contents: true})
		if len(list) != len(f.Entities.List) {
			t.Fatalf("seed %d: %d subjects, %d entities", seed, len(list), len(f.Entities.List))
		}
		for i, e := range f.Entities.List {
			agrees(t, e, list[i])
		}
		few := sharedRoll(t, in, 3)
		if !reflect.DeepEqual(few, list) {
			t.Errorf("seed %d: how much is in memory shows", seed)
		}
	}
}

func agrees(t *testing.T, e Entity, s *Subject) {
	t.Helper()
	kinds, mentions := map[string]uint64{}, uint64(0)
	for _, x := range s.Elements {
		kinds[x.Kind.String()]++
		mentions += x.Mentions
		if x.Mask == "" || x.Contents == 0 || x.Contents > s.Contents {
			t.Errorf("%s: element %+v of %d contents", s.ID, x, s.Contents)
		}
	}
	if e.ID != s.ID || !reflect.DeepEqual(kinds, e.Kinds) || mentions != e.Mentions || s.Contents != e.Contents || uint64(len(s.Touched)) != e.Contents {
		t.Errorf("%s: %v, %d mentions in %d contents (%d listed); the figures have %v, %d in %d", s.ID, kinds, mentions, s.Contents, len(s.Touched), e.Kinds, e.Mentions, e.Contents)
	}
	if !slices.IsSortedFunc(s.Elements, compareElements) {
		t.Errorf("%s: elements are not in order", s.ID)
	}
}

// sharedRoll is a roll with room for so many elements at once.
func sharedRoll(t *testing.T, in Input, atOnce int) (list []*Subject) {
	t.Helper()
	r, err := newRoll(t.Context(), in, Roster{Contents: true})
	if err != nil {
		t.Fatal(err)
	}
	r.atOnce = atOnce
	for from := 0; from < len(r.owners); {
		to := r.share(from)
		if _, err := r.gather(context.Background(), from, to, func(s *Subject) bool { list = append(list, s); return true }); err != nil {
			t.Fatal(err)
		}
		from = to
	}
	return list
}

// BenchmarkRoll makes the roll of 65,000 organisations with 1,065,000 identities in
// 10,000,000 mentions.
func BenchmarkRoll(b *testing.B) {
	l, err := ledger.Open(vfs.Default, b.TempDir(), ledger.Options{Digest: "d"})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	contents := fillBench(b, l, 10_000_000, 250_000, 65_000)
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(400 << 20))
	var peak uint64
	for b.Loop() {
		stop := watchHeap(&peak)
		elements := 0
		for s, err := range Roll(b.Context(), Input{Ledger: l, Contents: contents}, Roster{Contents: true}) {
			if err != nil {
				b.Fatal(err)
			}
			elements += len(s.Elements)
		}
		stop()
		b.ReportMetric(float64(elements), "elements")
	}
	b.ReportMetric(float64(peak>>20), "MB-heap")
}
