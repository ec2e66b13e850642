package quality

import (
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/detect"
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
	for _, k := range append(r.Kinds, r.Documents, r.Types, r.NotRead) {
		if *examples > 0 && (*only == "" || *only == k.Name) {
			show(t, k.Name+" missing", k.Missing)
			show(t, k.Name+" extra", k.Extra)
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
