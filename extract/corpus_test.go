package extract_test

import (
	"bytes"
	"context"
	"path"
	"syscall"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/leak"
)

// BenchmarkCorpus reads what most stores hold, as objects of 32 to 256 KiB: all
// sorts together, then each alone.
func BenchmarkCorpus(b *testing.B) {
	sorts := map[string][]leak.Object{}
	for o := range leak.NewCorpus(1, 4<<20).Objects() {
		sorts["all"] = append(sorts["all"], o)
		sorts[path.Ext(o.Name)[1:]] = append(sorts[path.Ext(o.Name)[1:]], o)
	}
	for _, sort := range []string{"all", "eml", "go", "csv", "ndjson", "sql"} {
		b.Run(sort, func(b *testing.B) { walkObjects(b, sorts[sort]) })
	}
}

// walkObjects reads all objects in turn, and says how fast in processor time: on
// a busy machine that says more than the clock.
func walkObjects(b *testing.B, objects []leak.Object) {
	x := newExtractor(b, extract.Options{})
	var bodies [][]byte
	total := 0
	for _, o := range objects {
		bodies = append(bodies, o.Bytes())
		total += len(o.Bytes())
	}
	b.SetBytes(int64(total))
	b.ReportAllocs()
	before := cpuSeconds()
	for b.Loop() {
		for i, body := range bodies {
			in := extract.Input{Name: objects[i].Name, Size: int64(len(body)), Body: bytes.NewReader(body)}
			if err := x.Walk(context.Background(), in, discard{}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric((cpuSeconds()-before)*1e3/(float64(total)*float64(b.N)/1e6), "cpu-ms/MB")
}

// cpuSeconds returns the processor time of this process so far.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
