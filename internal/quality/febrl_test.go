package quality

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
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

// TestFebrl measures persons on sets of others: go test -v -run Febrl ./internal/quality -args -febrl DIR
func TestFebrl(t *testing.T) {
	if *febrl == "" {
		t.Skip("the sets are not in the repository: -febrl DIR says where they are")
	}
	sets, err := filepath.Glob(filepath.Join(*febrl, "*.csv"))
	if err != nil || len(sets) == 0 {
		t.Fatalf("no sets in %s: %v", *febrl, err)
	}
	for _, set := range sets {
		table, markers, persons := febrlTruth(t, set)
		for _, basis := range []exposure.Basis{exposure.Owner, exposure.Finder} {
			c := scannedFiles(t, basis, newDrawer([]crowd.File{{Name: "persons.csv", Body: table}}))
			ours := given(t, c, markers)
			places, missing := make([]Place, len(ours)), 0
			for i, at := range ours {
				places[i] = Place{persons[i], at}
				if at == nobody {
					missing++
				}
			}
			var b strings.Builder
			tableOf(&b, []string{string(basis)}, []Clustering{Cluster(places)})
			t.Logf("%s: %d records, %d are no person's\n%s", filepath.Base(set), len(ours), missing, b.String())
		}
	}
}
