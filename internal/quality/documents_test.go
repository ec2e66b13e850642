package quality

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

var wrong = flag.Bool("wrong", false, "show each document that is taken for another kind, with the reasons")

// A labelled document was written by hand, before the rules and without looking at
// them; see testdata/documents/README.
type labelled struct {
	name string // "invoice/de-1.txt"
	kind exposure.DocumentKind
	text []byte
}

func labelledDocuments(t *testing.T, dir string) (all []labelled) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata/documents", dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents in %s: %v", dir, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		label := strings.TrimSuffix(filepath.Base(file), ".txtar")
		for _, f := range txtar.Parse(data).Files {
			all = append(all, labelled{label + "/" + f.Name, kindOf(label), f.Data})
		}
	}
	return all
}

// kindOf is what a label means; of what is none of the kinds nothing is wanted.
func kindOf(label string) exposure.DocumentKind {
	if label == "other" {
		return exposure.DocumentUnknown
	}
	return exposure.DocumentKind(label)
}

// told is a sink that has a document classified as a scan does.
type told struct {
	c *detect.Classifier
}

func (s told) Begin(*extract.Content) (bool, error) { return true, nil }
func (s told) End(*extract.Content) error           { return nil }
func (s told) NotRead(string, exposure.Reason, int64, string) error {
	return nil
}
func (s told) Segment(seg *exposure.Segment) error {
	s.c.Add(detect.Segment{Way: seg.Way, Media: seg.Media, Part: seg.Part}, seg.Text)
	return nil
}

// A confusion counts what documents of a kind were taken for.
type confusion map[exposure.DocumentKind]map[exposure.DocumentKind]int

func (c confusion) add(want, got exposure.DocumentKind) {
	if c[want] == nil {
		c[want] = make(map[exposure.DocumentKind]int)
	}
	c[want][got]++
}

// rates are precision and recall of a kind, in percent.
func (c confusion) rates(kind exposure.DocumentKind) (precision, recall float64) {
	right, taken, there := c[kind][kind], 0, 0
	for want, row := range c {
		taken += row[kind]
		if want == kind {
			for _, n := range row {
				there += n
			}
		}
	}
	return 100 * float64(right) / float64(max(taken, 1)), 100 * float64(right) / float64(max(there, 1))
}

// sums counts all documents, and those that were told right.
func (c confusion) sums() (all, right int) {
	for want, row := range c {
		right += row[want]
		for _, n := range row {
			all += n
		}
	}
	return all, right
}

func (c confusion) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "kind\tdocuments\tprecision\trecall\ttaken for")
	for _, kind := range slices.Sorted(maps.Keys(c)) {
		n := 0
		var others []string
		for _, got := range slices.SortedFunc(maps.Keys(c[kind]), func(x, y exposure.DocumentKind) int {
			return cmp.Or(c[kind][y]-c[kind][x], strings.Compare(string(x), string(y)))
		}) {
			if n += c[kind][got]; got != kind {
				others = append(others, fmt.Sprintf("%s %d", named(got), c[kind][got]))
			}
		}
		p, r := c.rates(kind)
		fmt.Fprintf(w, "%s\t%d\t%.0f %%\t%.0f %%\t%s\n", named(kind), n, p, r, strings.Join(others, ", "))
	}
	w.Flush()
	all, right := c.sums()
	fmt.Fprintf(&b, "%d of %d right, %.1f %%\n", right, all, 100*float64(right)/float64(all))
	return b.String()
}

func named(k exposure.DocumentKind) string {
	if k == exposure.DocumentUnknown {
		return "(none)"
	}
	return string(k)
}

// TestDocumentKinds prints the confusion over labelled documents of real offices'
// habits in ten languages: two thirds that the rules were made with, and a third that
// was not looked at until they were done.
func TestDocumentKindsTruth(t *testing.T) {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	extractor, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for dir, least := range map[string]float64{"seen": 85, "unseen": 77} {
		c := confusion{}
		for _, d := range labelledDocuments(t, dir) {
			k := engine.Classify()
			in := extract.Input{Name: d.name, Size: int64(len(d.text)), Body: bytes.NewReader(d.text)}
			if err := extractor.Walk(t.Context(), in, told{k}); err != nil {
				t.Fatal(err)
			}
			got, score, reasons := k.Kind()
			if c.add(d.kind, got); got != d.kind && *wrong && dir == "seen" {
				t.Logf("%s is taken for %s (%d): %s", d.name, named(got), score, strings.Join(reasons, ", "))
			}
		}
		t.Logf("%s:\n%s", dir, c)
		if all, right := c.sums(); 100*float64(right) < least*float64(all) {
			t.Errorf("%s: %d of %d are right, want %.0f %%", dir, right, all, least)
		}
	}
}
