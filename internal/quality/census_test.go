package quality

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/leak/crowd"
)

// The sets are from outside of the project and not in the repository: BSD-3-Clause, as the Python
// Record Linkage Toolkit ships them.
var febrl = flag.String("febrl", "", "folder with sets of the Febrl generator, to measure persons on them")

// febrlTruth reads a set: the table as it stands but for the column that tells the truth, in whose
// place a number stands that says nothing; and the person of each row.
func febrlTruth(t *testing.T, path string) (table []byte, markers []string, persons []uint32) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows[0][0] = "customer_no"
	for i, row := range rows {
		if i > 0 {
			var n uint32
			if _, err := fmt.Sscanf(row[0], "rec-%d-", &n); err != nil {
				t.Fatalf("%s, row %d: %v", path, i, err)
			}
			row[0] = fmt.Sprintf("KD%08d", 10_000_000+i*7919%1_000_003)
			markers, persons = append(markers, row[0]), append(persons, n)
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return out.Bytes(), markers, persons
}

// measureTable scans a table of persons, whose rows have numbers, and puts it beside the truth.
func measureTable(t *testing.T, basis exposure.Basis, table []byte, markers []string, persons []uint32) Clustering {
	t.Helper()
	ours, _ := given(t, scannedFiles(t, basis, newDrawer([]crowd.File{{Name: "persons.csv", Body: table}})), markers)
	places := make([]Place, len(ours))
	for i, at := range ours {
		places[i] = Place{persons[i], at}
	}
	return Cluster(places)
}

// TestFebrl measures persons on sets of others: go test -v -run Febrl ./internal/quality -args -febrl DIR
func TestFebrl(t *testing.T) {
	if *febrl == "" {
		t.Skip("the sets are not in the repository: -febrl DIR says where they are")
	}
	sets, err := filepath.Glob(filepath.Join(*febrl, "*.csv"))
	if err != nil || len(sets) == 0 {
		t.Fatalf("no sets in %s: %v", *febrl, err)
	}
	var names []string
	var list []Clustering
	for _, set := range sets {
		table, markers, persons := febrlTruth(t, set)
		for _, basis := range []exposure.Basis{exposure.Owner, exposure.Finder} {
			names = append(names, filepath.Base(set)+", "+string(basis))
			list = append(list, measureTable(t, basis, table, markers, persons))
		}
	}
	reached(t, names, list, 99_500, slices.Repeat([]int{94_500}, len(list)))
}

// reached prints clusterings, and holds each to precision and recall of pairs.
func reached(t *testing.T, names []string, list []Clustering, precision int, recall []int) {
	t.Helper()
	var b strings.Builder
	tableOf(&b, names, list)
	t.Logf("persons:\n%s", b.String())
	for i, c := range list {
		if c.PairPrecision() < precision || c.PairRecall() < recall[i] {
			t.Errorf("%s: precision %s, recall %s", names[i], thousandths(c.PairPrecision()), thousandths(c.PairRecall()))
		}
	}
}

// TestTruthOfCensus measures persons on tables with errors of the same kind, which nobody tuned anything to.
func TestTruthOfCensus(t *testing.T) {
	var names []string
	var list []Clustering
	for _, set := range []struct {
		name string
		crowd.Census
	}{
		{"few again", crowd.Census{Seed: *seed, Originals: 4000, Again: 1000, Most: 5, PerField: 1, PerRow: 3}},
		{"once again", crowd.Census{Seed: *seed + 1, Originals: 5000, Again: 5000, Most: 1, PerField: 1, PerRow: 4}},
		{"often again", crowd.Census{Seed: *seed + 2, Originals: 2000, Again: 3000, Most: 5, PerField: 2, PerRow: 6}},
	} {
		table, markers, persons := censusTable(t, set.Census)
		for _, basis := range []exposure.Basis{exposure.Owner, exposure.Finder} {
			names = append(names, set.name+", "+string(basis))
			list = append(list, measureTable(t, basis, table, markers, persons))
		}
	}
	reached(t, names, list, 99_500, []int{96_000, 96_000, 96_000, 96_000, 82_000, 80_500})
}

// censusTable writes a census as [febrlTruth] reads a set.
func censusTable(t *testing.T, c crowd.Census) ([]byte, []string, []uint32) {
	x := newMarked(crowd.CensusHead)
	for row := range c.Rows() {
		x.add(row.Person, row.Cells)
	}
	return x.finish(t)
}

// A marked is a table of persons that is being written: each row has a number, which says nothing.
type marked struct {
	rows    [][]string
	markers []string
	persons []uint32
}

func newMarked(head []string) *marked {
	return &marked{rows: [][]string{append([]string{"customer_no"}, head...)}}
}

func (x *marked) add(person int, cells []string) {
	marker := fmt.Sprintf("KD%08d", 10_000_000+len(x.markers))
	x.markers, x.persons = append(x.markers, marker), append(x.persons, uint32(person))
	x.rows = append(x.rows, append([]string{marker}, cells...))
}

func (x *marked) finish(t *testing.T) (table []byte, markers []string, persons []uint32) {
	t.Helper()
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(x.rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), x.markers, x.persons
}
