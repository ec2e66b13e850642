package folder_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// BenchmarkList lists one folder of many files, 100,000 or HEMOSTAT_BENCH_FILES,
// by pages of 5,000, and reports the memory that is live in the middle of it.
func BenchmarkList(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("HEMOSTAT_BENCH_FILES"))
	if err != nil {
		n = 100000
	}
	s := store{b.TempDir()}
	for i := range n {
		f, err := os.Create(fmt.Sprintf("%s/customer-export-%07d.csv", s.dir, i))
		if err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
	var live uint64
	for b.Loop() {
		src := s.Open(b, sourcetest.Options{})
		listed := 0
		err := source.Walk(b.Context(), src, "", func(p source.Page) error {
			if listed += len(p.Objects); listed == n/2 {
				b.StopTimer()
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				live = m.HeapAlloc
				b.StartTimer()
			}
			return nil
		})
		if err != nil || listed != n {
			b.Fatal(listed, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "objects/s")
	b.ReportMetric(float64(live)/1e6, "MB-live")
}
