package extract_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// microsoftFiles are the files of testdata/real/microsoft that match: those that
// test/files/office.sh and test/files/msg.mjs make.
func microsoftFiles(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/real/microsoft/" + pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files, %v; test/files/office.sh and msg.mjs make them", err)
	}
	return files
}

// TestRealMicrosoft puts messages and office documents that real programs made
// through the suite.
func TestRealMicrosoft(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for _, file := range microsoftFiles(t, "*") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "golden", "microsoft", filepath.Base(file)+".golden")
			extracttest.Run(t, x, extracttest.Case{Name: filepath.Base(file), Data: data, Golden: golden, Slow: len(data) > 20<<10})
		})
	}
}
