package leak

import "testing"

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
