package extracttest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

var update = flag.Bool("update", false, "rewrite the golden files of extracttest")

// A Case is one content whose reading is held to a golden file.
type Case struct {
	Name string // of the object, with what a user would name it; also names the golden file
	Data []byte
	// Golden is the file that holds the rendering; -update rewrites it.
	Golden string
	// Slow cases are cut and flipped in fewer places.
	Slow bool
}

// Run puts a format through the whole suite.
func Run(t *testing.T, x *extract.Extractor, c Case) {
	t.Helper()
	whole := render(t, x, extract.Input{Name: c.Name, Size: int64(len(c.Data)), Body: bytes.NewReader(c.Data)}, false)
	golden(t, c.Golden, whole)
	bare := render(t, x, extract.Input{Name: c.Name, Size: int64(len(c.Data)), Body: bytes.NewReader(c.Data)}, true)
	t.Run("reads", func(t *testing.T) { reads(t, x, c, bare) })
	t.Run("truncated", func(t *testing.T) { truncated(t, x, c) })
	t.Run("flipped", func(t *testing.T) { flipped(t, x, c) })
	t.Run("cancelled", func(t *testing.T) { cancelled(t, x, c) })
	t.Run("sink", func(t *testing.T) { sinkErrors(t, x, c) })
	t.Run("input", func(t *testing.T) { inputErrors(t, x, c) })
	t.Run("goroutines", func(t *testing.T) { goroutines(t, x, c) })
}

// Golden holds a content to its golden file alone.
func Golden(t *testing.T, x *extract.Extractor, c Case) {
	t.Helper()
	golden(t, c.Golden, render(t, x, extract.Input{Name: c.Name, Size: int64(len(c.Data)), Body: bytes.NewReader(c.Data)}, false))
}

// Budgets checks that a content that exhausts a budget says so, with the reason
// want, and says the same each time.
func Budgets(t *testing.T, o extract.Options, c Case, want exposure.Reason) {
	t.Helper()
	x, err := extract.New(o)
	if err != nil {
		t.Fatal(err)
	}
	in := func() extract.Input {
		return extract.Input{Name: c.Name, Size: int64(len(c.Data)), Body: bytes.NewReader(c.Data)}
	}
	rec := &Recorder{Bare: true}
	walk(t, x, in(), rec)
	found := false
	for _, r := range rec.NotReads {
		found = found || r == want
	}
	if !found {
		t.Errorf("%s: not read: %v, want %s among them", c.Name, rec.NotReads, want)
	}
	in2 := in()
	in2.Body = &slowReader{r: in2.Body, n: 7}
	if diff := cmp.Diff(rec.String(), render(t, x, in2, true)); diff != "" {
		t.Errorf("%s: small reads yield something else:\n%s", c.Name, diff)
	}
}

// Walk reads data and returns what was recorded, checking the contract.
func Walk(t testing.TB, x *extract.Extractor, name string, data []byte) *Recorder {
	t.Helper()
	rec := &Recorder{}
	walk(t, x, extract.Input{Name: name, Size: int64(len(data)), Body: bytes.NewReader(data)}, rec)
	return rec
}

func walk(t testing.TB, x *extract.Extractor, in extract.Input, rec *Recorder) {
	t.Helper()
	if err := x.Walk(context.Background(), in, rec); err != nil {
		t.Fatalf("Walk(%q): %v", in.Name, err)
	}
	if !rec.Closed() {
		t.Errorf("Walk(%q) left a content open", in.Name)
	}
	for i, f := range rec.Faults {
		if i < 5 {
			t.Errorf("Walk(%q): %s", in.Name, f)
		}
	}
}

func render(t testing.TB, x *extract.Extractor, in extract.Input, bare bool) string {
	t.Helper()
	rec := &Recorder{Bare: bare}
	walk(t, x, in, rec)
	return rec.String()
}

// golden compares got with a file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run the test with -update to make it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// reads checks that neither the size of reads, nor random access, nor the name
// changes anything.
func reads(t *testing.T, x *extract.Extractor, c Case, want string) {
	size := int64(len(c.Data))
	inputs := map[string]extract.Input{
		"size unknown":  {Name: c.Name, Size: -1, Body: bytes.NewReader(c.Data)},
		"random access": {Name: c.Name, Size: size, Body: bytes.NewReader(c.Data), At: bytes.NewReader(c.Data)},
	}
	for _, name := range []string{"x", "x.csv", "x.bin", "x.zip", "x.eml"} {
		inputs["name "+name] = extract.Input{Name: name, Size: size, Body: bytes.NewReader(c.Data)}
	}
	for _, n := range []int{1, 7, 4096} {
		inputs[fmt.Sprintf("reads of %d", n)] = extract.Input{Name: c.Name, Size: size, Body: &slowReader{bytes.NewReader(c.Data), n}}
	}
	for what, in := range inputs {
		if diff := cmp.Diff(want, render(t, x, in, true)); diff != "" {
			t.Errorf("%s yields something else:\n%s", what, diff)
		}
	}
}

// slowReader returns at most n bytes at a time.
type slowReader struct {
	r io.Reader
	n int
}

func (s *slowReader) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), s.n)]) }

// truncated reads every tenth front part. What was read twice must be the same.
func truncated(t *testing.T, x *extract.Extractor, c Case) {
	step := 10
	if c.Slow || len(c.Data)/step > 300 {
		step = max(10, len(c.Data)/20)
	}
	for n := 0; n < len(c.Data); n += step {
		in := func() extract.Input {
			return extract.Input{Name: c.Name, Size: int64(n), Body: bytes.NewReader(c.Data[:n])}
		}
		one := render(t, x, in(), true)
		if two := render(t, x, in(), true); one != two {
			t.Fatalf("cut at %d it yields one thing, then another:\n%s", n, cmp.Diff(one, two))
		}
	}
}

// flipped flips bits. Nothing worse than "not read" may come of it.
func flipped(t *testing.T, x *extract.Extractor, c Case) {
	if len(c.Data) == 0 {
		return
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	rounds := 200
	if c.Slow {
		rounds = 10
	}
	for range rounds {
		data := bytes.Clone(c.Data)
		for range 1 + rnd.IntN(4) {
			data[rnd.IntN(len(data))] ^= 1 << rnd.IntN(8)
		}
		one := render(t, x, extract.Input{Name: c.Name, Size: -1, Body: bytes.NewReader(data)}, true)
		two := render(t, x, extract.Input{Name: c.Name, Size: -1, Body: &slowReader{bytes.NewReader(data), 13}}, true)
		if one != two {
			t.Fatalf("flipped bits yield one thing, then another:\n%s", cmp.Diff(one, two))
		}
		if strings.Contains(one, ": fault,") {
			t.Errorf("a reader panicked:\n%s", one)
		}
	}
}

// What a walk may still do when its context has ended: hand on the few pieces of text
// that it has at hand, and take the page of input that it asked for.
const (
	lateEvents = 8
	lateBytes  = 256 << 10
)

// cancelled ends the context at each of the first events. How late the walk ends is
// counted in what it does from then on, not in milliseconds: on a machine that has
// much else to do, or under the race detector, a walk that ends at once may take long.
// One that does not end at all runs into the time limit of the test.
func cancelled(t *testing.T, x *extract.Extractor, c Case) {
	for at := range 12 {
		ctx, cancel := context.WithCancel(context.Background())
		n := 0
		body := &counting{r: bytes.NewReader(c.Data)}
		rec := &Recorder{OnEvent: func() error {
			if n == at {
				cancel()
				body.n = 0
			}
			n++
			return nil
		}}
		err := x.Walk(ctx, extract.Input{Name: c.Name, Size: -1, Body: body}, rec)
		ended := n > at
		cancel()
		if !ended {
			return
		}
		if late := n - at - 1; late > lateEvents {
			t.Errorf("%d events after its context had ended", late)
		}
		if body.n > lateBytes {
			t.Errorf("read %d bytes after its context had ended", body.n)
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("after event %d: %v, want context.Canceled", at, err)
		}
	}
}

// counting counts the bytes that are read.
type counting struct {
	r io.Reader
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// sinkErrors checks that an error of the sink ends the walk and comes back.
func sinkErrors(t *testing.T, x *extract.Extractor, c Case) {
	mine := errors.New("the sink's own")
	for at := range 12 {
		n, hit := 0, false
		rec := &Recorder{OnEvent: func() error {
			n++
			if hit {
				t.Errorf("the walk went on after the sink's error at event %d", at)
			}
			if n == at+1 {
				hit = true
				return mine
			}
			return nil
		}}
		err := x.Walk(context.Background(), extract.Input{Name: c.Name, Size: -1, Body: bytes.NewReader(c.Data)}, rec)
		if hit && !errors.Is(err, mine) {
			t.Errorf("after event %d: %v, want the sink's error", at, err)
		}
	}
}

// inputErrors checks that an error of the input ends the walk and comes back.
func inputErrors(t *testing.T, x *extract.Extractor, c Case) {
	mine := errors.New("the network's own")
	for _, n := range []int{0, len(c.Data) / 2, len(c.Data)} {
		body := io.MultiReader(bytes.NewReader(c.Data[:n]), failing{mine})
		err := x.Walk(context.Background(), extract.Input{Name: c.Name, Size: -1, Body: body}, &Recorder{})
		if !errors.Is(err, mine) {
			t.Errorf("input that fails after %d bytes: %v, want its error", n, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// goroutines checks that a walk leaves none behind. Those that it starts inherit its label,
// by which they are told from those of other tests.
func goroutines(t *testing.T, x *extract.Extractor, c Case) {
	label := fmt.Sprintf("%s, walk %d", c.Name, walks.Add(1))
	pprof.Do(context.Background(), pprof.Labels("walk", label), func(context.Context) {
		for range 3 {
			render(t, x, extract.Input{Name: c.Name, Size: -1, Body: bytes.NewReader(c.Data)}, true)
		}
	})
	left := ""
	for range 50 {
		var all strings.Builder
		if err := pprof.Lookup("goroutine").WriteTo(&all, 1); err != nil {
			t.Fatal(err)
		}
		if left = all.String(); !strings.Contains(left, fmt.Sprintf("%q", label)) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("goroutines of %s are left:\n%s", label, left)
}

// walks numbers the walks whose goroutines are looked for.
var walks atomic.Int64
