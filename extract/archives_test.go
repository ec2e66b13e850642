package extract_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// realArchives are the files that test/files/archives.sh makes.
func realArchives(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/real/archives/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files, %v; test/files/archives.sh makes them", err)
	}
	return files
}

// TestRealArchives puts archives that real programs made through the suite.
func TestRealArchives(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for _, file := range realArchives(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "golden", "archives", filepath.Base(file)+".golden")
			extracttest.Run(t, x, extracttest.Case{Name: filepath.Base(file), Data: data, Golden: golden, Slow: len(data) > 20<<10})
		})
	}
}

// seedArchives gives a fuzz target the real archives whose names match.
func seedArchives(f *testing.F, pattern string) {
	files, err := filepath.Glob("testdata/real/archives/" + pattern)
	if err != nil || len(files) == 0 {
		f.Fatalf("no files match %s: %v", pattern, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	fuzz(f)
}

func Fuzz7z(f *testing.F) { seedArchives(f, "*.7z*") }
