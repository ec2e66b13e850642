package quality

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/leak"
)

// The figures are those of a drawing on paper: three true groups {a b c} {d e} {f}, ours are
// {a b} {c d e} {f}.
func TestClusterCountsPairsAndGroups(t *testing.T) {
	places := []Place{{1, 10}, {1, 10}, {1, 11}, {2, 11}, {2, 11}, {3, 12}}
	want := Clustering{Things: 6, TruePairs: 3 + 1, OurPairs: 1 + 3, RightPairs: 1 + 1, TrueGroups: 3, OurGroups: 3, RightGroups: 1, SplitGroups: 1, BadGroups: 1}
	c := Cluster(places)
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
	if c.PairPrecision() != 50_000 || c.PairRecall() != 50_000 || c.GroupPrecision() != 33_333 {
		t.Errorf("pairs %d and %d, groups %d", c.PairPrecision(), c.PairRecall(), c.GroupPrecision())
	}
	if c := Cluster(nil); c.PairRecall() != 100_000 || c.GroupRecall() != 100_000 {
		t.Errorf("nothing is not wrong: %+v", c)
	}
}

// Each sort of error is made once, by hand.
func TestErrorsHaveCauses(t *testing.T) {
	truth := &leak.Truth{Entities: []leak.Entity{
		{Name: "Bodakure GmbH", Names: []string{"Bodakure GmbH", "Bodakure"}, NameSorts: []leak.NameSort{leak.NameUsual, leak.NameNoForm},
			Domains: []string{"bodakure.de"}, DomainSorts: []leak.NameSort{leak.NameDomain}, Country: "DE"},
		{Name: "Kumazore Ltd", Names: []string{"Kumazore Ltd"}, NameSorts: []leak.NameSort{leak.NameUsual}, Country: "GB", Snare: leak.SnareSlip, Trap: 3},
		{Name: "Pelidaro Ltd", Names: []string{"Pelidaro Ltd"}, NameSorts: []leak.NameSort{leak.NameUsual}, Country: "IE", Snare: leak.SnareSlip, Trap: 3},
		{Name: "Norivaso Ltd", Names: []string{"Norivaso Ltd"}, NameSorts: []leak.NameSort{leak.NameUsual}, Country: "IE"},
		{Name: "Norivaso Ltd", Names: []string{"Norivaso Ltd"}, NameSorts: []leak.NameSort{leak.NameUsual}, Country: "GB"},
		{Name: "Zuvelita Ltd", Names: []string{"Zuvelita Ltd"}, NameSorts: []leak.NameSort{leak.NameUsual}, Country: "IE"},
	}}
	f := &attribute.Figures{Entities: attribute.EntityFigure{List: []attribute.Entity{
		{ID: "bodakure.de", Country: "AT"}, {ID: "company:bodakure", Probable: "bodakure.de"}, {ID: "company:kumazore ltd", Country: "GB"}, {ID: "company:norivaso ltd"}, {ID: "gone.de"}}}}
	r := CompareEntities(truth, f, []attribute.Member{
		{Name: "bodakure.de", Entity: "bodakure.de"}, {Name: "Bodakure GmbH", Company: true, Entity: "bodakure.de"}, {Name: "Bodakure", Company: true, Entity: "company:bodakure"},
		{Name: "Kumazore Ltd", Company: true, Entity: "company:kumazore ltd"}, {Name: "Pelidaro Ltd", Company: true, Entity: "company:kumazore ltd"},
		{Name: "Norivaso Ltd", Company: true, Entity: "company:norivaso ltd"}, {Name: "gone.de", Entity: "gone.de"}})
	counts := func(list []Cause) map[string]int {
		out := map[string]int{}
		for _, c := range list {
			out[c.Sort] = c.N
		}
		return out
	}
	want := map[string]int{"split: no legal form": 1, "joined: slip": 1, "found: no company's": 1, "not found: usual name": 1}
	if diff := cmp.Diff(want, counts(r.Errors)); diff != "" {
		t.Error(diff)
	}
	if r.Shared != 1 || r.High.RightGroups != 0 || r.Low.RightGroups != 1 || r.High.TrueGroups != 4 || r.High.OurGroups != 4 {
		t.Errorf("%+v", r)
	}
	want = map[string]int{"wrong: name and domain": 1, "wrong: only a name (slip)": 1, "unknown: only a name": 3}
	if diff := cmp.Diff(want, counts(r.Countries.Causes)); diff != "" {
		t.Error(diff)
	}
}
