package detecttest

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// alarmScore is from which score on a secret in text without any counts.
const alarmScore = 50

// TestFalseAlarms counts secrets in text that holds none but those of its own
// tests: Go's sources, licences of modules, JavaScript of npm packages without their
// folders of tests, where secrets stand that are meant as such.
// ALARMS=1 prints each.
func TestFalseAlarms(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a few hundred megabytes")
	}
	e, err := detect.New(detect.Options{Kinds: []exposure.Kind{exposure.Secret}, MinScore: alarmScore})
	if err != nil {
		t.Fatal(err)
	}
	goTool := func(args ...string) string {
		out, err := exec.Command("go", args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	for _, c := range []struct {
		name  string
		dirs  []string
		most  float64 // hits in 100 MB
		match func(path string) bool
	}{
		{"Go's sources", []string{filepath.Join(goTool("env", "GOROOT"), "src")}, 35, func(p string) bool { return strings.HasSuffix(p, ".go") }},
		{"licences", moduleDirs(goTool("list", "-deps", "-f", "{{with .Module}}{{.Dir}}{{end}}", "../../cmd/...")), 5, func(p string) bool {
			name := strings.ToUpper(filepath.Base(p))
			return strings.HasPrefix(name, "LICENSE") || strings.HasPrefix(name, "COPYING") || strings.HasPrefix(name, "NOTICE")
		}},
		{"JavaScript", []string{nodeModules()}, 5, func(p string) bool {
			return (strings.HasSuffix(p, ".js") || strings.HasSuffix(p, ".mjs")) && !strings.Contains(p, "/test/") && !strings.Contains(p, "/tests/")
		}},
	} {
		hits, size := 0, int64(0)
		for _, dir := range c.dirs {
			n, read := countAlarms(t, e, dir, c.match)
			hits, size = hits+n, size+read
		}
		if size == 0 {
			t.Logf("%s: nothing to read in %s", c.name, c.dirs)
			continue
		}
		rate := float64(hits) * 100e6 / float64(size)
		t.Logf("%s: %d hits in %.1f MB, %.1f in 100 MB", c.name, hits, float64(size)/1e6, rate)
		if rate > c.most && size > 10e6 {
			t.Errorf("%s: more than %.0f", c.name, c.most)
		}
	}
}

func countAlarms(t *testing.T, e *detect.Engine, dir string, match func(string) bool) (hits int, size int64) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !match(strings.TrimPrefix(path, dir)) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		size += int64(len(text))
		err = e.Scan(t.Context(), bytes.NewReader(text), detect.Segment{}, func(m detect.Mention) error {
			if m.Class == exposure.ClassExample || m.Class == exposure.ClassTest {
				return nil
			}
			if hits++; os.Getenv("ALARMS") != "" {
				from, to := max(0, int(m.Offset)-40), min(len(text), int(m.Offset)+min(m.Length, 80)+20)
				t.Logf("%s %d %s: %q", m.Rule, m.Score, strings.TrimPrefix(path, dir), text[from:to])
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		return nil
	})
	return hits, size
}

// nodeModules returns where npm has put the packages that the tests need.
func nodeModules() string {
	if dir := os.Getenv("NODE_MODULES"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "test", "servers", "node_modules")
}

// moduleDirs returns the folders of the modules that the program is built of.
func moduleDirs(list string) []string {
	dirs := strings.Fields(list)
	slices.Sort(dirs)
	return slices.DeleteFunc(slices.Compact(dirs), func(dir string) bool { return !strings.Contains(dir, "@") })
}
