package extract_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

func newExtractor(t testing.TB, o extract.Options) *extract.Extractor {
	t.Helper()
	x, err := extract.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestFiles puts each file of testdata/in through the suite, several at once through
// one extractor.
func TestFiles(t *testing.T) { suite(t, "testdata/in/*") }

// TestReal puts the files of testdata/real through the suite: those that real programs
// made, see test/files.
func TestReal(t *testing.T) { suite(t, "testdata/real/*.*") }

func suite(t *testing.T, files string) {
	t.Helper()
	x := newExtractor(t, extract.Options{})
	all, err := filepath.Glob(files)
	if err != nil || len(all) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range all {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			extracttest.Run(t, x, extracttest.Case{Name: filepath.Base(file), Data: data, Golden: goldenFile(file), Slow: len(data) > 20<<10})
		})
	}
}

// TestMade puts what the tests make in code through the suite.
func TestMade(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for name, data := range made(t) {
		t.Run(name, func(t *testing.T) {
			extracttest.Run(t, x, extracttest.Case{Name: name, Data: data, Golden: goldenFile(name), Slow: len(data) > 20<<10})
		})
	}
}

func goldenFile(name string) string {
	return filepath.Join("testdata", "golden", filepath.Base(name)+".golden")
}

// in returns a file of testdata/in.
func in(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "in", name))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Clone(data)
}
