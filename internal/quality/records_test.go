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
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/leak/crowd"
	"github.com/hemostat/hemostat/internal/scan"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/source"
)

// A drawer lists and opens files in memory, in the order of names.
type drawer []crowd.File

func newDrawer(files []crowd.File) drawer {
	slices.SortFunc(files, func(a, b crowd.File) int { return strings.Compare(a.Name, b.Name) })
	return files
}

func (d drawer) List(_ context.Context, marker string) (p source.Page, err error) {
	for _, f := range d {
		if f.Name >= marker {
			if len(p.Objects) == 1000 {
				p.Next = f.Name
				break
			}
			p.Objects = append(p.Objects, source.Object{Name: f.Name, Size: int64(len(f.Body)), ETag: "1", Current: true})
		}
	}
	return p, nil
}

func (d drawer) Open(_ context.Context, o source.Object, at int64) (*source.Reading, error) {
	i, ok := slices.BinarySearchFunc(d, o.Name, func(f crowd.File, name string) int { return strings.Compare(f.Name, name) })
	if !ok {
		return nil, fmt.Errorf("open %q: no such file", o.Name)
	}
	return &source.Reading{Body: io.NopCloser(bytes.NewReader(d[i].Body[at:])), ETag: "1", Size: int64(len(d[i].Body)), Access: source.AccessAnonymous}, nil
}

// scannedFiles reads files into a campaign on a basis.
func scannedFiles(t testing.TB, basis exposure.Basis, d drawer) *campaign.Campaign {
	t.Helper()
	engine, err := detect.New(detect.Options{Own: []string{"corvanta.example"}})
	if err != nil {
		t.Fatal(err)
	}
	extractor, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { extractor.Close() })
	ctx := t.Context()
	c, err := campaign.Create(ctx, t.TempDir(), "quality", seal.NewKey(), campaign.Properties{
		Label: "quality", Basis: basis, Depth: exposure.Read, Digest: "quality", Created: time.Now(), Own: []string{"corvanta.example"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	target := scan.Target{Target: exposure.Target{Provider: exposure.Folder, Path: "/crowd"}, Source: d, Depth: exposure.Read}
	r, err := scan.Run(ctx, ctx, scan.Options{Campaign: c, Targets: []scan.Target{target}, Engine: engine, Extractor: extractor})
	if err != nil || !r.Complete() {
		t.Fatalf("the scan did not complete: %+v, %v", r.Progress, err)
	}
	return c
}

// markerOf is the fingerprint of a record's number.
func markerOf(s *seal.Sealer, marker string) exposure.Fingerprint {
	return s.Fingerprint(exposure.User, seal.Canonical(exposure.User, marker))
}

// A standing is what stands in one record of the ledger.
type standing struct {
	kinds  map[exposure.Kind]bool
	prints []exposure.Fingerprint
}

// standings says of each number of a record what stands with it.
func standings(t testing.TB, c *campaign.Campaign) map[exposure.Fingerprint]standing {
	t.Helper()
	out := map[exposure.Fingerprint]standing{}
	for s, err := range c.Ledger.Summaries() {
		if err != nil {
			t.Fatal(err)
		}
		type place struct {
			part   uint32
			record uint64
		}
		kinds, markers, prints := map[place]map[exposure.Kind]bool{}, map[place][]exposure.Fingerprint{}, map[place][]exposure.Fingerprint{}
		for m, err := range c.Ledger.Mentions(s.Unit) {
			if err != nil {
				t.Fatal(err)
			}
			if at := (place{m.Part, m.Record}); m.Record != 0 {
				if kinds[at] == nil {
					kinds[at] = map[exposure.Kind]bool{}
				}
				kinds[at][m.Kind] = true
				prints[at] = append(prints[at], m.Identity)
				if m.Kind == exposure.User {
					markers[at] = append(markers[at], m.Identity)
				}
			}
		}
		for at, list := range markers {
			slices.SortFunc(list, func(a, b exposure.Fingerprint) int { return bytes.Compare(a[:], b[:]) })
			if list = slices.Compact(list); len(list) > 1 { // several rows are one record: none of them is found
				continue
			}
			out[list[0]] = standing{kinds[at], prints[at]}
		}
	}
	return out
}

// What a desk writes of somebody is one record, in each form in which systems export.
func TestTruthOfRecords(t *testing.T) {
	crowded, err := crowd.New(crowd.Options{Seed: *seed, People: 2000, Again: 40})
	if err != nil {
		t.Fatal(err)
	}
	files := slices.Collect(crowded.Files())
	c := scannedFiles(t, exposure.Finder, newDrawer(slices.Clone(files)))
	stands, sealer := standings(t, c), c.Key.Sealer()
	folder := map[string]string{}
	for _, f := range files {
		name, _, _ := strings.Cut(f.Name, "/")
		for _, m := range f.Markers {
			folder[m] = name
		}
	}
	type count struct{ has, found int }
	names := []exposure.Kind{exposure.User, exposure.Person, exposure.Email, exposure.Phone, exposure.Birth, exposure.Address}
	table := map[string]map[exposure.Kind]*count{}
	for x := range crowded.Records() {
		f := folder[x.Marker]
		if table[f] == nil {
			table[f] = map[exposure.Kind]*count{}
			for _, k := range names {
				table[f][k] = &count{}
			}
		}
		got := stands[markerOf(sealer, x.Marker)]
		value := func(k exposure.Kind, v string) bool {
			return slices.Contains(got.prints, sealer.Fingerprint(k, seal.Canonical(k, v)))
		}
		for k, has := range map[exposure.Kind]bool{exposure.User: true, exposure.Person: true, exposure.Email: x.Mail != "", exposure.Phone: x.Phone != "",
			exposure.Birth: x.Birth != "", exposure.Address: x.Street != ""} {
			if has {
				table[f][k].has++
				right := got.kinds[k]
				switch k {
				case exposure.Email:
					right = value(k, x.Mail)
				case exposure.Birth:
					right = value(k, x.Birth)
				}
				if right {
					table[f][k].found++
				} else if *examples > 0 {
					t.Logf("%s: no %s of %+v", f, k, x)
				}
			}
		}
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\trecords\tnumber\tname\tmail\ttelephone\tbirth\taddress\t")
	folders := []string{}
	for f := range table {
		folders = append(folders, f)
	}
	slices.Sort(folders)
	for _, f := range folders {
		fmt.Fprintf(w, "%s\t%d\t", f, table[f][exposure.User].has)
		for _, k := range names {
			n := table[f][k]
			fmt.Fprintf(w, "%s\t", share(perMille(n.found, n.has)))
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	t.Logf("what stands with the number of a record, in records that have it:\n%s", b.String())
	for f, kinds := range table {
		for k, n := range kinds {
			if perMille(n.found, n.has) < 995 {
				t.Errorf("%s: %d of %d records have their %s", f, n.found, n.has, k)
			}
		}
	}
}
