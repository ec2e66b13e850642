package leak

import (
	"runtime"
	"testing"
)

// What listing costs: each object is written once.
func BenchmarkObjects(b *testing.B) {
	l := newLeak(b, Options{Seed: 1, Objects: 1_000_000, Entities: 65_000})
	b.ReportAllocs()
	size := int64(0)
	for n := range b.N {
		size += int64(len(l.object(n*7919%l.Len(), nil)))
	}
	b.SetBytes(size / int64(b.N))
}

func BenchmarkCorpus(b *testing.B) {
	c := NewCorpus(1, 100<<20)
	size := int64(0)
	for n := range b.N {
		size += int64(len(c.bytes(n % c.n)))
	}
	b.SetBytes(size / int64(b.N))
}

// Streaming takes no memory but what is remembered of each object: MB in use
// at the end, 24 bytes an object of it.
func BenchmarkStream(b *testing.B) {
	for b.Loop() {
		l := newLeak(b, Options{Seed: 1, Objects: 200_000, Entities: 65_000})
		n, size, peak := 0, int64(0), uint64(0)
		var m runtime.MemStats
		for o := range l.Objects() {
			n, size = n+1, size+o.Size
			if n%20_000 == 0 {
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		}
		b.SetBytes(size)
		b.ReportMetric(float64(peak)/1e6, "peak-MB")
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "objects/s")
		runtime.KeepAlive(l)
	}
}

// The leak of the incident's size.
func BenchmarkTruth(b *testing.B) {
	for b.Loop() {
		truth := newLeak(b, Options{Seed: 1, Objects: 20_000, Entities: 65_000, Countries: MaxCountries}).Truth()
		if len(truth.Entities) != 65_000 || len(truth.Countries) != MaxCountries {
			b.Fatalf("%d entities in %d countries", len(truth.Entities), len(truth.Countries))
		}
		b.SetBytes(int64(truth.Bytes))
	}
}
