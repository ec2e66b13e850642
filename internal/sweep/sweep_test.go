package sweep

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

func options(t testing.TB, format string, out *bytes.Buffer) Options {
	t.Helper()
	e, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	f, err := NewFormat(format, e.Rules(), "test")
	if err != nil {
		t.Fatal(err)
	}
	return Options{Engine: e, Extractor: x, Workers: 1, Format: f, Out: out, Gap: func(g Gap) { t.Errorf("gap: %+v", g) }}
}

func list(paths ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, p := range paths {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func write(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// folder makes files of which it is known what stands in each line.
func folder(t testing.TB) (paths []string, want []string) {
	t.Helper()
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 20 {
		var b strings.Builder
		path := filepath.Join(dir, fmt.Sprintf("%02d.txt", n))
		lines := rng.IntN(3000)
		if n == 7 {
			lines = 120_000 // more output than is held back
		}
		for i := range lines {
			if rng.IntN(4) == 0 || n == 7 {
				fmt.Fprintf(&b, "line %d, write to person%d@contoso.example please\n", i+1, rng.IntN(50))
				want = append(want, fmt.Sprintf("%s:%d", path, i+1))
				continue
			}
			b.WriteString(strings.Repeat("nothing here ", rng.IntN(12)) + "\n")
		}
		paths = append(paths, write(t, path, b.String()))
	}
	return paths, want
}

type finding struct {
	Path, Way, Part, Kind, Rule, Class, Masked, Field, Why string
	Score, Line, Length                                    int
	Offset                                                 int64
	Event, Reason                                          string
	Again                                                  bool
}

// parse leaves out what was not read.
func parse(t *testing.T, out []byte) []finding {
	t.Helper()
	return slices.DeleteFunc(parseAll(t, out), func(f finding) bool { return f.Event != "" })
}

func parseAll(t *testing.T, out []byte) (all []finding) {
	t.Helper()
	for line := range bytes.Lines(out) {
		var f finding
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, f)
	}
	return all
}

// Every finding has the line that it was written to, in the order of the files,
// whatever the number of workers.
func TestFindingsHaveTheirPlaces(t *testing.T) {
	paths, want := folder(t)
	first := ""
	for _, workers := range []int{1, 3, 8} {
		var out bytes.Buffer
		o := options(t, "json", &out)
		o.Workers = workers
		sum, err := Run(t.Context(), o, list(paths...))
		if err != nil {
			t.Fatal(err)
		}
		var have []string
		for _, f := range parse(t, out.Bytes()) {
			if f.Rule != "email" || f.Length < 20 || !strings.HasSuffix(f.Masked, "@contoso.example") || f.Why == "" {
				t.Fatalf("%+v", f)
			}
			have = append(have, fmt.Sprintf("%s:%d", f.Path, f.Line))
		}
		if !slices.Equal(have, want) {
			t.Fatalf("%d workers: %d findings, want %d; the first other one: %s", workers, len(have), len(want), cmp.Diff(want[:min(5, len(want))], have[:min(5, len(have))]))
		}
		if sum.Files != int64(len(paths)) || sum.Findings != int64(len(want)) || sum.Gaps != 0 {
			t.Errorf("summary %+v", sum)
		}
		if first == "" {
			first = out.String()
		} else if out.String() != first {
			t.Errorf("%d workers write other bytes", workers)
		}
	}
}

// zipped writes an archive of members, each a name and its text, and returns its path.
func zipped(t *testing.T, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for m := range slices.Chunk(members, 2) {
		w, err := z.Create(m[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(m[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, filepath.Join(t.TempDir(), "a.zip"), b.String())
}

const twoFound = "name,mail\n\"=1+1\",jane@contoso.example\nx,joe@fabrikam.example\n"

func TestFormats(t *testing.T) {
	path := zipped(t, "in/crm.csv", twoFound)
	run := func(format string) []byte {
		t.Helper()
		var out bytes.Buffer
		o := options(t, format, &out)
		if _, err := Run(t.Context(), o, list(path)); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	if all := parse(t, run("json")); len(all) != 2 || all[0].Way != "!/in/crm.csv" || all[0].Line != 2 || all[1].Line != 3 || all[0].Field != "email" {
		t.Errorf("json: %+v", all)
	}
	text := string(run("text"))
	if strings.Count(text, "\n") != 2 || !strings.Contains(text, "a.zip!/in/crm.csv#table:2: email ") || strings.Contains(text, "jane") {
		t.Errorf("text: %s", text)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(run("csv"), []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 3 || len(rows[0]) != len(rows[1]) || rows[1][1] != "!/in/crm.csv" || rows[2][3] != "3" {
		t.Errorf("csv: %v, %q", err, rows)
	}
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Locations []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
					LogicalLocations []struct{ FullyQualifiedName string }
				}
			}
		}
	}
	if err := json.Unmarshal(run("sarif"), &log); err != nil {
		t.Fatal(err)
	}
	r := log.Runs[0]
	if log.Version != "2.1.0" || len(r.Results) != 2 || r.Tool.Driver.Rules[r.Results[0].RuleIndex].ID != r.Results[0].RuleID ||
		r.Results[0].Locations[0].LogicalLocations[0].FullyQualifiedName != "!/in/crm.csv#table" {
		t.Errorf("sarif: %+v", r)
	}
	if _, err := NewFormat("docx", nil, ""); err == nil {
		t.Error("a format that is none")
	}
}

// An empty result is a whole document all the same.
func TestNothingFound(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "a.txt"), "nothing\n")
	var out bytes.Buffer
	o := options(t, "sarif", &out)
	if _, err := Run(t.Context(), o, list(path)); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(out.Bytes()) {
		t.Errorf("no JSON: %s", out.Bytes())
	}
}

func TestWhatIsNotRead(t *testing.T) {
	dir := t.TempDir()
	good := write(t, filepath.Join(dir, "good.txt"), "jane@contoso.example")
	var gaps []string
	var out bytes.Buffer
	o := options(t, "json", &out)
	o.Gap = func(g Gap) { gaps = append(gaps, filepath.Base(g.Path)+": "+string(g.Reason)+" "+g.Detail) }
	o.Workers = 4
	sum, err := Run(t.Context(), o, func(yield func(string, error) bool) {
		_ = yield(filepath.Join(dir, "none.txt"), nil) && yield(dir, nil) && yield("walked", &os.PathError{Op: "open", Path: "walked", Err: os.ErrPermission}) &&
			yield("odd", &os.PathError{Op: "open", Path: "odd", Err: errors.New("too many open files")}) && yield(good, nil)
	})
	slices.Sort(gaps)
	want := []string{"none.txt: gone no such file or directory", filepath.Base(dir) + ": special no regular file but d---------", "walked: denied permission denied", "odd: failed too many open files"}
	slices.Sort(want)
	if err != nil || sum.Gaps != 4 || sum.Again != 2 || sum.Complete() || sum.Findings != 1 {
		t.Errorf("%+v, %v: %s", sum, err, out.Bytes())
	}
	// Among the findings they stand in the order of the files.
	var have []string
	for _, f := range parseAll(t, out.Bytes()) {
		have = append(have, fmt.Sprint(filepath.Base(f.Path), " ", f.Event, f.Reason, f.Again))
	}
	if want := []string{"none.txt not-readgonefalse", filepath.Base(dir) + " not-readspecialfalse", "walked not-readdeniedtrue", "odd not-readfailedtrue", "good.txt false"}; !slices.Equal(have, want) {
		t.Errorf("events %q", have)
	}
	if diff := cmp.Diff(want, gaps); diff != "" {
		t.Error(diff)
	}
}

func TestStandardInputAndRaw(t *testing.T) {
	var out bytes.Buffer
	o := options(t, "json", &out)
	o.Extractor = nil
	o.Stdin = strings.NewReader("\n\n\x00\xff jane@contoso.example\n")
	if _, err := Run(t.Context(), o, list("-")); err != nil {
		t.Fatal(err)
	}
	if all := parse(t, out.Bytes()); len(all) != 1 || all[0].Line != 3 || all[0].Offset != 5 || all[0].Path != "-" {
		t.Errorf("%+v", all)
	}
}

func TestAllowList(t *testing.T) {
	dir := t.TempDir()
	path := write(t, filepath.Join(dir, "a.txt"), "jane@contoso.example joe@fabrikam.example test-1@contoso.example\n")
	e, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{
		"[[allow]]\nrule = \"email\"\nvalues = [\"jane@contoso.example\"]\nreason = \"r\"": 2,
		"[[allow]]\nform = \"^test-\"\nreason = \"r\"":                                     2,
		"[[allow]]\nrule = \"jwt\"\nform = \".\"\nreason = \"r\"":                          3,
		"[[allow]]\npath = \"" + filepath.ToSlash(dir) + "/*.txt\"\nreason = \"r\"":        0,
		"[[allow]]\npath = \"*.md\"\nform = \".\"\nreason = \"r\"":                         3,
	} {
		allow, err := ParseAllow("allow.toml", []byte(text), e.Rules())
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		o := options(t, "json", &out)
		o.Allow = allow
		if sum, err := Run(t.Context(), o, list(path)); err != nil || int(sum.Findings) != want {
			t.Errorf("%s: %+v, %v, want %d", text, sum, err, want)
		} else if n := len(allow.Unused()); (n == 0) != (want < 3) {
			t.Errorf("%s: %d entries matched nothing", text, n)
		}
	}
	// An entry is used though another one says the same.
	twice, err := ParseAllow("allow.toml", []byte("[[allow]]\nform = \"jane\"\nreason = \"r\"\n[[allow]]\nform = \"@\"\nreason = \"r\"\n[[allow]]\nform = \"^jane@\"\nreason = \"r\"\n[[allow]]\nform = \"nobody\"\nreason = \"r\"\n"), e.Rules())
	if err != nil {
		t.Fatal(err)
	}
	o := options(t, "json", &bytes.Buffer{})
	o.Allow = twice
	if _, err := Run(t.Context(), o, list(path)); err != nil || !slices.Equal(twice.Unused(), []int{4}) {
		t.Errorf("unused %v, %v", twice.Unused(), err)
	}
	if _, err := ParseAllow("allow.toml", []byte("[[allow]]\nform = \"x\"\nreason = \"r\"\n[[allow]]\nrule = \"emial\"\nreason = \"r\""), e.Rules()); err == nil || !strings.Contains(err.Error(), `allow.toml: entry 2: there is no rule "emial"`) {
		t.Errorf("a rule that does not exist: %v", err)
	}
	for _, text := range []string{"[[allow]]\nreason = \"r\"", "[[allow]]\nrule = \"email\"", "[[allow]]\nform = \"(\"\nreason = \"r\"", "[[allow]]\npath = \"[\"\nreason = \"r\"", "[[alow]]\n"} {
		if _, err := ParseAllow("allow.toml", []byte(text), e.Rules()); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// full is a disk that is full after some bytes.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, os.ErrClosed
	}
	return len(p), nil
}

func TestWriteErrorAndCancelEndIt(t *testing.T) {
	paths, _ := folder(t)
	for _, workers := range []int{1, 8} {
		o := options(t, "text", nil)
		o.Out, o.Workers = &full{left: 100_000}, workers
		if _, err := Run(t.Context(), o, list(paths...)); !errors.Is(err, os.ErrClosed) {
			t.Errorf("a full disk: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var out bytes.Buffer
		o = options(t, "text", &out)
		o.Workers = workers
		n := 0
		_, err := Run(ctx, o, func(yield func(string, error) bool) {
			for _, p := range paths {
				if n++; n == 9 {
					cancel()
				}
				if !yield(p, nil) {
					return
				}
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

func TestLines(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var text []byte
	for len(text) < 3<<20 {
		text = append(text, bytes.Repeat([]byte("x"), rng.IntN(300))...)
		text = append(text, '\n')
	}
	var l lines
	for from := 0; from < len(text); {
		to := min(len(text), from+1+rng.IntN(100_000))
		l.add(text[from:to])
		from = to
		for range 20 {
			at := max(0, to-1-rng.IntN(linesKept))
			if have, want := l.at(int64(at)), int64(bytes.Count(text[:at], []byte("\n")))+1; have != want {
				t.Fatalf("offset %d of %d is in line %d, want %d", at, to, have, want)
			}
		}
		if len(l.ends) > 40_000 {
			t.Fatalf("%d ends of lines are kept", len(l.ends))
		}
	}
}

// Whatever a name or a text holds, a line of JSON is JSON and acts on no terminal.
func FuzzJSON(f *testing.F) {
	f.Add("a\x1b[2J\u202e\"\\", "\xff\xfe")
	f.Add("\U000e0001𝄞", "<&>\u2028")
	f.Fuzz(func(t *testing.T, a, b string) {
		line := appendJSON(nil, &Finding{Path: a, Way: b, Masked: b, Why: a, Kind: exposure.Email, Rule: "r"})
		var x finding
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if want := strings.ToValidUTF8(a, "\ufffd"); x.Path != want && !strings.Contains(a, "\ufffd") {
			if len([]rune(x.Path)) < len([]rune(want)) {
				t.Errorf("%q has become %q", a, x.Path)
			}
		}
		for _, r := range string(line[:len(line)-1]) {
			if r < ' ' || r == 0x7f || r == 0x202e || r == 0x9b {
				t.Errorf("%q holds %U", line, r)
			}
		}
	})
}
