package quality

import (
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/leak"
)

var (
	objects  = flag.Int("objects", 2000, "objects of the leak")
	entities = flag.Int("entities", 500, "companies in it")
	seed     = flag.Uint64("seed", 2022, "its seed")
	examples = flag.Int("examples", 0, "differences shown of each kind")
	only     = flag.String("only", "", "show differences of this kind alone")
)

func newLeak(t testing.TB) *leak.Leak {
	t.Helper()
	l, err := leak.New(leak.Options{Seed: *seed, Objects: *objects, Entities: *entities})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTruthOfMentions(t *testing.T) {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	extractor, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer extractor.Close()
	r, err := Measure(t.Context(), newLeak(t), engine, extractor)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := r.Table(&table); err != nil {
		t.Fatal(err)
	}
	t.Logf("precision and recall:\n%s", table.String())
	floors(t, r)
	for _, k := range append(r.Kinds, r.Documents, r.Types, r.NotRead) {
		if *examples > 0 && (*only == "" || *only == k.Name) {
			show(t, k.Name+" missing", k.Missing)
			show(t, k.Name+" extra", k.Extra)
		}
	}
}

// What stands in snares is found as it is elsewhere, so that entities fail for what they are.
func TestTruthOfSnares(t *testing.T) {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	extractor, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer extractor.Close()
	l, err := leak.New(leak.Options{Seed: *seed, Objects: 50, Entities: 20, Snares: 300})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Measure(t.Context(), l, engine, extractor)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := r.Table(&table); err != nil {
		t.Fatal(err)
	}
	t.Logf("in snares:\n%s", table.String())
	// In a signature stand brands and names in other scripts without a label, and in quoted
	// history signatures without the line of dashes that begins one.
	for kind, recall := range map[exposure.Kind]int{exposure.Email: 1000, exposure.Company: 970, exposure.Register: 1000, exposure.Phone: 1000, exposure.Person: 930} {
		k := r.Kind(kind)
		if k.Precision() < 1000 || k.Recall() < recall {
			t.Errorf("%s: precision %s, recall %s", k.Name, share(k.Precision()), share(k.Recall()))
		}
		if *examples > 0 {
			show(t, k.Name+" missing", k.Missing)
			show(t, k.Name+" extra", k.Extra)
		}
	}
}

// floors holds what was reached, in per mille of precision and recall. Kinds
// that are not named must be exact.
func floors(t *testing.T, r *Result) {
	atLeast := map[string][2]int{"person": {998, 996}, "company": {998, 996}, "secret": {995, 990}, "document type": {940, 940}}
	for _, k := range append(slices.Clone(r.Kinds), r.Documents, r.Types, r.NotRead) {
		want, ok := atLeast[k.Name]
		if !ok {
			want = [2]int{1000, 1000}
		}
		if k.Precision() < want[0] || k.Recall() < want[1] || want[0] == 1000 && (k.Found != k.Right || k.Truth != k.Right) {
			t.Errorf("%s: precision %s, recall %s; want at least %s and %s", k.Name, share(k.Precision()), share(k.Recall()), share(want[0]), share(want[1]))
		}
	}
}

func show(t *testing.T, what string, list []Difference) {
	draw := rand.New(rand.NewPCG(1, 2))
	draw.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for _, d := range list[:min(*examples, len(list))] {
		t.Logf("%s: %s %s: %q (%s)", what, d.Object, d.Way, d.Value, d.Detail)
	}
}

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(m.Run())
}
