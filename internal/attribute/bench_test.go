package attribute

import (
	"bytes"
	"context"
	"encoding/binary"
	"iter"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// benchIdentity makes the nth identity of a kind without sealing it.
func benchIdentity(id *exposure.Identity, kind exposure.Kind, n uint64, clear string) *exposure.Identity {
	*id = exposure.Identity{Kind: kind, Mask: clear, Clear: clear, Features: append(id.Features[:0],
		exposure.Feature{Of: exposure.FeatureMailbox, Hash: mix(n / 2)}, exposure.Feature{Of: exposure.FeatureMailboxDot, Hash: mix(n / 4)},
		exposure.Feature{Of: exposure.FeatureSorted, Hash: mix(n / 3)}, exposure.Feature{Of: exposure.FeatureStem, Hash: mix(n / 2)},
		exposure.Feature{Of: exposure.FeatureSubscriber, Hash: mix(n)}, exposure.Feature{Of: exposure.FeatureFolded, Hash: mix(n / 2)})}
	binary.BigEndian.PutUint64(id.Fingerprint[:8], mix(n)^mix(uint64(kind)))
	binary.BigEndian.PutUint64(id.Fingerprint[8:], mix(n+1<<50))
	return id
}

// fillBench writes records of five mentions: a person, an address, a telephone,
// a login and a company, of people spread over so many organisations.
func fillBench(b *testing.B, l *ledger.Ledger, mentions, people, organisations int) func() iter.Seq2[Content, error] {
	b.Helper()
	batch := l.NewBatch()
	var id exposure.Identity
	units := make([]exposure.Unit, 0, mentions/500)
	for u := range mentions / 500 {
		unit := unitOf(u)
		units = append(units, unit)
		batch.Begin(unit)
		for r := range 100 {
			p := mix(uint64(u*100+r)) % uint64(people)
			org := p % uint64(organisations)
			add := func(kind exposure.Kind, n uint64, clear string) {
				batch.Add(benchIdentity(&id, kind, n, clear), exposure.Mention{Record: uint64(r + 1), Offset: uint64(r * 80), Length: 12, Rule: "bench", Score: 80})
			}
			domain := "org-" + strconv.FormatUint(org, 36) + ".de"
			add(exposure.Person, p, "J••• D•••")
			add(exposure.Email, p, domain)
			add(exposure.Phone, p, "+49 ••• •••")
			add(exposure.User, p, "j•••")
			add(exposure.Company, org, "Org "+strconv.FormatUint(org, 36)+" GmbH")
		}
		batch.Finish()
		if batch.Size() > 8<<20 {
			if err := l.Commit(batch); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := l.Commit(batch); err != nil {
		b.Fatal(err)
	}
	slices.SortFunc(units, func(x, y exposure.Unit) int { return bytes.Compare(x[:], y[:]) })
	return func() iter.Seq2[Content, error] {
		return func(yield func(Content, error) bool) {
			for _, u := range units {
				if !yield(Content{Unit: u, Ways: 1 + uint64(u[0]&1), Objects: 1, Leaf: true}, nil) {
					return
				}
			}
		}
	}
}

// BenchmarkCompute makes figures of 2,000,000 mentions of 126,000 identities, of
// 10,000,000 of 1,065,000 in 2,000,000 records of 250,000 people in 65,000
// organisations, and of so many people that nearly every mention is an identity
// of its own.
func BenchmarkCompute(b *testing.B) {
	b.Run("mentions=2M", func(b *testing.B) { benchCompute(b, 2_000_000, 25_000, 25_000) })
	b.Run("mentions=10M/identities=1M", func(b *testing.B) { benchCompute(b, 10_000_000, 250_000, 65_000) })
	b.Run("mentions=10M/identities=7M", func(b *testing.B) { benchCompute(b, 10_000_000, 10_000_000, 65_000) })
}

func benchCompute(b *testing.B, mentions, people, organisations int) {
	l, err := ledger.Open(vfs.Default, b.TempDir(), ledger.Options{Digest: "d"})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	contents := fillBench(b, l, mentions, people, organisations)
	// What a process under a memory limit would do, so that the figure is near
	// to what is in use and not to what happens to be garbage.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(400 << 20))
	var peak uint64
	b.ReportAllocs()
	for b.Loop() {
		stop := watchHeap(&peak)
		f, err := Compute(context.Background(), Input{Ledger: l, Contents: contents})
		stop()
		if err != nil {
			b.Fatal(err)
		}
		var distinct uint64
		for _, k := range f.Kinds {
			distinct += k.Distinct
		}
		b.ReportMetric(float64(distinct), "identities")
		if f.Persons.Distinct == 0 || len(f.Entities.List) == 0 {
			b.Fatal("nothing counted")
		}
	}
	b.ReportMetric(float64(peak>>20), "MB-heap")
	b.ReportMetric(float64(mentions)*float64(b.N)/b.Elapsed().Seconds(), "mentions/s")
}

// watchHeap notes the largest heap, garbage included, until stop.
func watchHeap(peak *uint64) (stop func()) {
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			*peak = max(*peak, s.HeapAlloc)
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() { close(done); <-ended }
}
