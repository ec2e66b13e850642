package ledger

import (
	"encoding/binary"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/seal"
)

// benchIdentity makes the nth identity. Fingerprints spread as keyed hashes do.
func benchIdentity(n uint64) *exposure.Identity {
	id := &exposure.Identity{Kind: exposure.Kind(1 + n%6), Mask: "j•••@contoso.example", Clear: "contoso.example",
		Features: []exposure.Feature{{Of: exposure.FeatureMailbox, Hash: n}, {Of: exposure.FeatureLocal, Hash: n / 3}}}
	binary.LittleEndian.PutUint64(id.Fingerprint[:8], mix(n))
	binary.LittleEndian.PutUint64(id.Fingerprint[8:], mix(n+1<<40))
	return id
}

// mix is the finaliser of SplitMix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// fillBench writes mentions of so many identities in units of 500 mentions, as
// workers do: batches of 8 MiB, each committed by itself.
func fillBench(b *testing.B, l *Ledger, mentions, identities, workers int) {
	b.Helper()
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			batch := l.NewBatch()
			for unit := w; unit < mentions/500; unit += workers {
				var u exposure.Unit
				binary.LittleEndian.PutUint64(u[:], mix(uint64(unit)))
				batch.Begin(u)
				for i := range 500 {
					n := mix(uint64(unit*500+i)) % uint64(identities)
					batch.Add(benchIdentity(n), exposure.Mention{
						Offset: uint64(i * 100), Length: 20, Record: uint64(i / 5), Field: exposure.FieldEmail, Rule: "email", Score: 90})
				}
				batch.Finish()
				if batch.Size() >= 8<<20 {
					if err := l.Commit(batch); err != nil {
						b.Error(err)
						return
					}
				}
			}
			if err := l.Commit(batch); err != nil {
				b.Error(err)
			}
		})
	}
	wg.Wait()
}

func benchFS() map[string]vfs.FS {
	return map[string]vfs.FS{"plain": vfs.Default, "encrypted": seal.NewKey().FS(vfs.Default)}
}

// BenchmarkCommit writes 2,000,000 synced postings with 2 workers: 400,000
// identities, so that four of five mentions are of one already met.
func BenchmarkCommit(b *testing.B) {
	for name, fsys := range benchFS() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				l := mustOpen(b, fsys, b.TempDir(), Options{Digest: "d"})
				b.StartTimer()
				fillBench(b, l, 2_000_000, 400_000, 2)
				b.StopTimer()
				mustClose(b, l)
				b.StartTimer()
			}
			b.ReportMetric(2_000_000*float64(b.N)/b.Elapsed().Seconds(), "postings/s")
		})
	}
}

// BenchmarkDistinct counts distinct identities and mentions over 10,000,000
// mentions of 2,000,000 identities.
func BenchmarkDistinct(b *testing.B) {
	const mentions = 10_000_000
	for name, fsys := range benchFS() {
		b.Run(name, func(b *testing.B) {
			l := mustOpen(b, fsys, b.TempDir(), Options{Digest: "d"})
			fillBench(b, l, mentions, 2_000_000, 2)
			for b.Loop() {
				distinct, total := map[IdentityRef]struct{}{}, uint64(0)
				for c, err := range l.Counts(0, 0, Part{}) {
					if err != nil {
						b.Fatal(err)
					}
					for i, id := range c.Identities {
						distinct[id] = struct{}{}
						total += uint64(c.Mentions[i])
					}
				}
				if total != mentions {
					b.Fatalf("%d mentions of %d identities", total, len(distinct))
				}
			}
			b.ReportMetric(mentions*float64(b.N)/b.Elapsed().Seconds(), "mentions/s")
			mustClose(b, l)
		})
	}
}
