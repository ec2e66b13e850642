package quality

import (
	"context"
	"flag"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/seal"
)

var companies = flag.Int("companies", 3000, "companies of the leak in which entities are compared, a twenty-fifth of them in snares besides")

// input is the committed campaign as attribution takes it.
func input(ctx context.Context, t testing.TB, c *campaign.Campaign) attribute.Input {
	t.Helper()
	view, err := c.Catalog.View(ctx, 8)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { view.Close() })
	contents := func() iter.Seq2[attribute.Content, error] {
		return func(yield func(attribute.Content, error) bool) {
			for x, err := range view.Contents(ctx) {
				if !yield(attribute.Content{Unit: x.Unit, Ways: x.Ways, Objects: x.Objects, Document: x.Document, Media: x.Media, Size: x.Size,
					Modified: x.Dated, Leaf: x.Leaf, Name: x.Name, Sketch: x.Sketch}, err) || err != nil {
					return
				}
			}
		}
	}
	placed := func(ctx context.Context) iter.Seq2[attribute.Placed, error] {
		return func(yield func(attribute.Placed, error) bool) {
			for p, err := range view.Placed(ctx) {
				if !yield(attribute.Placed{Unit: p.Unit, Within: p.Within, Folder: p.Folder, Of: p.Of, Words: p.Words, Scattered: p.Scattered, Inside: p.Inside}, err) || err != nil {
					return
				}
			}
		}
	}
	in := attribute.Input{Ledger: c.Ledger, Contents: contents, Placed: placed, Own: c.Properties.Own}
	if c.Vault != nil {
		in.Values = func(_ context.Context, word func(uint64, string)) error { return openWords(c, word) }
	}
	return in
}

// openWords opens the words of names in the vault.
func openWords(c *campaign.Campaign, word func(id uint64, letters string)) error {
	sealer := c.Key.Sealer()
	return c.Vault.Walk("the names of persons, to measure", func(_ exposure.Fingerprint, kind exposure.Kind, value []byte) error {
		if kind == exposure.Person {
			canonical := seal.Canonical(kind, string(value))
			written := seal.WrittenWords(canonical)
			for i, w := range seal.NameWords(canonical) {
				word(sealer.WordHash(written[i]), w)
			}
		}
		return nil
	})
}

func TestTruthOfEntities(t *testing.T) {
	engine, err := detect.New(detect.Options{Own: []string{leak.OwnerDomain}})
	if err != nil {
		t.Fatal(err)
	}
	extractor, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer extractor.Close()
	l, err := leak.New(leak.Options{Seed: *seed, Entities: *companies, Objects: max(300, *companies/8), Snares: *companies / 25})
	if err != nil {
		t.Fatal(err)
	}
	truth := l.Truth()
	start := time.Now()
	c := scanned(t, l, engine, extractor)
	took := time.Since(start)
	start = time.Now()
	f, members, err := attribute.Members(t.Context(), input(t.Context(), t, c))
	if err != nil {
		t.Fatal(err)
	}
	r := CompareEntities(truth, f, members)
	t.Logf("%d companies in %d countries, %d objects (%d MB); scanned in %.1f s, attributed in %.1f s\n%s", len(truth.Entities), len(truth.Countries),
		truth.Objects, truth.Bytes>>20, took.Seconds(), time.Since(start).Seconds(), r)
	duplicates(t, truth, f)
	r.hold(t)
}

// duplicates counts the sorts of duplicates, and what figures say of them.
func duplicates(t *testing.T, truth *leak.Truth, f *attribute.Figures) {
	t.Helper()
	d, g := truth.Duplicates, f.Duplicates
	t.Logf(`duplicates                                          truth  figures
same bytes: objects beyond the first             %8d %8d
same content in another container: further ways  %8d %8d
quoted history: mentions                         %8d
other spelling: forms beyond the first           %8d %8d
other names and domains of one company           %8d %8d
same person: names and mailboxes beyond one      %8d`, d.SameBytesObjects, g.SameBytesObjects, d.SameContentWays, g.SameContentWays,
		d.QuotedHistory, d.OtherSpelling, g.OtherSpelling, d.EntityOtherNames, g.EntityOtherNames, d.SamePerson)
	if d.SameBytesObjects == 0 || d.SameContentWays == 0 || d.QuotedHistory == 0 || d.OtherSpelling == 0 || d.SamePerson == 0 {
		t.Errorf("a sort of duplicates is missing: %+v", d)
	}
	if g.SameBytesObjects != d.SameBytesObjects {
		t.Errorf("%d objects with the bytes of another one, want %d", g.SameBytesObjects, d.SameBytesObjects)
	}
}

// hold asserts what was reached, at any size.
func (r *Entities) hold(t *testing.T) {
	t.Helper()
	if r.High.PairPrecision() < 99_800 || r.High.PairRecall() < 98_900 || r.High.GroupPrecision() < 98_500 || r.High.GroupRecall() < 99_000 {
		t.Errorf("entities are worse than they were: %+v", r.High)
	}
	if n := r.Countries.Right + r.Countries.Wrong + r.Countries.Unknown; r.Countries.Wrong*1000 > 5*n || r.Countries.Right*1000 < 991*n {
		t.Errorf("countries are worse than they were: %+v", r.Countries)
	}
}

// String is a table of clusters, and lists of causes.
func (r *Entities) String() string {
	var b strings.Builder
	tableOf(&b, []string{"high", "low"}, []Clustering{r.High, r.Low})
	fmt.Fprintf(&b, "%d names are of several companies\n", r.Shared)
	list := func(title string, all []Cause) {
		fmt.Fprintf(&b, "%s\n", title)
		for _, c := range all {
			fmt.Fprintf(&b, "%8d  %s\n", c.N, c.Sort)
			for _, x := range c.Examples[:min(*examples, len(c.Examples))] {
				fmt.Fprintf(&b, "            %s\n", x)
			}
		}
	}
	list("errors of high:", r.Errors)
	list("where low differs:", r.Probable)
	list(fmt.Sprintf("countries: %d right, %d wrong, %d unknown", r.Countries.Right, r.Countries.Wrong, r.Countries.Unknown), r.Countries.Causes)
	return b.String()
}

// tableOf writes clusterings side by side.
func tableOf(out io.Writer, names []string, list []Clustering) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tthings\ttrue groups\tours\texactly right\tpair precision\tpair recall\tgroup precision\tgroup recall\t")
	for i, c := range list {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t\n", names[i], c.Things, c.TrueGroups, c.OurGroups, c.RightGroups,
			thousandths(c.PairPrecision()), thousandths(c.PairRecall()), thousandths(c.GroupPrecision()), thousandths(c.GroupRecall()))
	}
	w.Flush()
}

func thousandths(n int) string { return fmt.Sprintf("%d.%03d %%", n/1000, n%1000) }
