package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/leak"
)

// BenchmarkWay takes mixed text the whole way: it is scanned and counted, and looked
// through without a campaign. `make profile` makes of it what `make build` optimises by.
func BenchmarkWay(b *testing.B) {
	dir := b.TempDir()
	corpus := filepath.Join(dir, "corpus")
	const size = 300e6
	if err := leak.NewCorpus(1, size).WriteDir(corpus); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	n := 0
	for b.Loop() {
		n++
		data := filepath.Join(dir, strings.Repeat("x", n))
		for _, args := range [][]string{
			{"--json", "--quiet", "--data-dir", data, "--key-dir", data + "-keys", "scan", "file://" + corpus, "--basis", "finder"},
			{"--json", "--quiet", "detect", corpus},
		} {
			var errs bytes.Buffer
			if code := newApp(strings.NewReader(""), io.Discard, &errs).run(b.Context(), args); code != exitFindings {
				b.Fatalf("%v: code %d\n%s", args, code, errs.String())
			}
		}
	}
}
