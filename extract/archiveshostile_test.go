package extract_test

import (
	"os"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

func archive(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/real/archives/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestArchiveBudgets gives archives whose members exceed what a small budget allows.
func TestArchiveBudgets(t *testing.T) {
	for _, c := range []struct {
		name   string
		budget extract.Budget
		want   exposure.Reason
	}{
		{"lzma2.7z", extract.Budget{Entries: 2}, exposure.NotReadEntries},
		{"lzma2.7z", extract.Budget{Expand: 1000, Ratio: 1}, exposure.NotReadRatio},
		{"stored.7z", extract.Budget{Text: 100}, exposure.NotReadBytes},
	} {
		extracttest.Budgets(t, extract.Options{Budget: c.budget}, extracttest.Case{Name: c.name, Data: archive(t, c.name)}, c.want)
	}
}
