package quality

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/scan"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/source"
)

// A store lists and opens the objects of a leak without a network.
type store struct{ *leak.Leak }

func (s store) List(_ context.Context, marker string) (source.Page, error) {
	var p source.Page
	for o := range s.From(marker) {
		if len(p.Objects) == 1000 {
			p.Next = o.Name
			break
		}
		p.Objects = append(p.Objects, source.Object{Name: o.Name, Size: o.Size, ETag: o.ETag, Modified: o.Modified, Current: true})
	}
	return p, nil
}

func (s store) Open(_ context.Context, o source.Object, at int64) (*source.Reading, error) {
	object, body, err := s.Leak.Open(o.Name)
	if err != nil {
		return nil, err
	}
	return &source.Reading{Body: io.NopCloser(bytes.NewReader(body[at:])), ETag: object.ETag, Size: object.Size, Modified: object.Modified, Access: source.AccessAnonymous}, nil
}

// scanned reads a leak into a campaign, which is closed when the test ends.
func scanned(t *testing.T, l *leak.Leak, engine *detect.Engine, extractor *extract.Extractor) *campaign.Campaign {
	t.Helper()
	ctx := t.Context()
	c, err := campaign.Create(ctx, t.TempDir(), "quality", seal.NewKey(), campaign.Properties{
		Label: "quality", Basis: exposure.Finder, Depth: exposure.Read, Digest: "quality", Created: time.Now(), Own: []string{leak.OwnerDomain}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	target := scan.Target{Target: exposure.Target{Provider: exposure.Folder, Path: "/leak"}, Source: store{l}, Depth: exposure.Read}
	r, err := scan.Run(ctx, ctx, scan.Options{Campaign: c, Targets: []scan.Target{target}, Engine: engine, Extractor: extractor})
	if err != nil || !r.Complete() {
		t.Fatalf("the scan did not complete: %+v, %v", r.Progress, err)
	}
	return c
}

// figures scans a leak and counts it.
func figures(t *testing.T, l *leak.Leak, engine *detect.Engine, extractor *extract.Extractor) *attribute.Figures {
	t.Helper()
	f, err := inquiry.New(scanned(t, l, engine, extractor), nil).Figures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A row is one figure beside the truth.
type row struct {
	name                       string
	mentions, distinct         uint64
	resolved                   attribute.Range
	trueMentions, trueDistinct uint64
	trueResolved               uint64
}

func rows(f *attribute.Figures, truth *leak.Truth) []row {
	var list []row
	for _, k := range f.Kinds {
		t := truth.Kind(k.Kind)
		list = append(list, row{k.Kind.String(), k.Mentions, k.Distinct, k.Resolved, t.Mentions, t.Distinct, t.Resolved})
	}
	countries := uint64(0)
	for _, c := range f.Countries {
		if c.Country != "" && c.Entities > 0 {
			countries++
		}
	}
	return append(list,
		row{"persons", f.Persons.Mentions, f.Persons.Distinct, f.Persons.Resolved, truth.Persons.Mentions, truth.Persons.Records, truth.Persons.Resolved},
		row{"entities", 0, f.Entities.Distinct, f.Entities.Resolved, 0, truth.Claim.Entities, uint64(len(truth.Entities))},
		row{"countries", 0, countries, attribute.Range{Low: countries, High: countries}, 0, uint64(len(truth.Countries)), uint64(len(truth.Countries))},
		row{"documents", f.Documents.Ways, f.Documents.Distinct, f.Documents.Resolved, truth.Documents.Ways, truth.Documents.Distinct, truth.Documents.Distinct})
}

func TestTruthOfFigures(t *testing.T) {
	engine, err := detect.New(detect.Options{Own: []string{leak.OwnerDomain}})
	if err != nil {
		t.Fatal(err)
	}
	extractor, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer extractor.Close()
	l := newLeak(t)
	truth, f := l.Truth(), figures(t, l, engine, extractor)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tmentions\tdistinct\tresolved\ttruth: mentions\tdistinct\tresolved\t")
	for _, r := range rows(f, truth) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d–%d\t%d\t%d\t%d\t\n", r.name, r.mentions, r.distinct, r.resolved.Low, r.resolved.High, r.trueMentions, r.trueDistinct, r.trueResolved)
	}
	w.Flush()
	t.Logf("figures beside the truth:\n%s", table.String())
	for _, r := range rows(f, truth) {
		r.hold(t)
	}
	if *examples > 0 {
		showEntities(t, f, truth)
	}
}

// hold asserts that distinct values are right, and that what they come to
// lies in the range, as far as contents can tell: see docs/quality.md.
func (r row) hold(t *testing.T) {
	t.Helper()
	distinct, slack := r.trueDistinct, r.trueResolved/50
	switch r.name {
	case "phone": // written without a country they stand apart
		distinct = r.distinct
	case "person": // what a name alone refers to stands nowhere
		slack = r.trueResolved
	case "persons": // the truth counts records at each way, not different ones
		distinct = r.distinct
	}
	if r.distinct*100 < distinct*99 || r.distinct*100 > distinct*101 {
		t.Errorf("%s: %d distinct, want %d", r.name, r.distinct, distinct)
	}
	if r.trueResolved+slack < r.resolved.Low || r.trueResolved > r.resolved.High+slack {
		t.Errorf("%s: resolved %d to %d, which leaves out %d", r.name, r.resolved.Low, r.resolved.High, r.trueResolved)
	}
}

// showEntities lists entities that are no true one, or one of several found for
// the same true one.
func showEntities(t *testing.T, f *attribute.Figures, truth *leak.Truth) {
	of := map[string]*leak.Entity{}
	for i := range truth.Entities {
		e := &truth.Entities[i]
		for _, d := range e.Domains {
			of[d] = e
		}
		for _, n := range e.Names {
			of[seal.Canonical(exposure.Company, n)] = e
		}
	}
	found := map[*leak.Entity][]attribute.Entity{}
	var strange []attribute.Entity
	for _, e := range f.Entities.List {
		names := append(slices.Clone(e.Domains), seal.Canonical(exposure.Company, e.Name), strings.TrimPrefix(e.ID, "company:"))
		i := slices.IndexFunc(names, func(n string) bool { return of[n] != nil })
		if i < 0 {
			strange = append(strange, e)
			continue
		}
		x := of[names[i]]
		found[x] = append(found[x], e)
	}
	for i, e := range strange[:min(len(strange), *examples)] {
		t.Logf("strange %d of %d: %s %q %v %d mentions, probably %s", i+1, len(strange), e.ID, e.Name, e.Domains, e.Mentions, e.Probable)
	}
	n, twice := 0, 0
	for i := range truth.Entities {
		x := &truth.Entities[i]
		switch list := found[x]; {
		case len(list) == 0:
			t.Logf("not found: %+v", *x)
		case len(list) > 1:
			twice += len(list) - 1
			if n++; n <= *examples {
				for _, e := range list {
					t.Logf("twice: %q %v: %s %q %v %d mentions, probably %s", x.Names, x.Domains, e.ID, e.Name, e.Domains, e.Mentions, e.Probable)
				}
			}
		}
	}
	t.Logf("%d entities are no true one, %d are another of the same", len(strange), twice)
}
