package ledger

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/hemostat/hemostat/exposure"
)

// Parts, however many, give what the whole gives, in the same order.
func TestPartsAreTheWhole(t *testing.T) {
	l := mustOpen(t, vfs.NewMem(), "ledger", Options{Digest: "d"})
	defer mustClose(t, l)
	rng := rand.New(rand.NewPCG(1, 1))
	b := l.NewBatch()
	for range 300 {
		var unit exposure.Unit
		unit[0], unit[1], unit[2] = byte(rng.Uint32()), byte(rng.Uint32()), byte(rng.Uint32())
		b.Begin(unit)
		for range 5 {
			id := person(byte(rng.Uint32()))
			id.Fingerprint[1] = byte(rng.Uint32N(3)) * 0x7f
			b.Add(id, exposure.Mention{Rule: "r", Score: 80})
		}
		b.Finish()
	}
	if err := l.Commit(b); err != nil {
		t.Fatal(err)
	}
	read := func(parts int) (units []exposure.Unit, prints []exposure.Fingerprint) {
		for n := range parts {
			for b, err := range l.BlocksOf(Part{n, parts}) {
				if err != nil {
					t.Fatal(err)
				}
				units = append(units, b.Unit)
			}
			for id, err := range l.Identities(exposure.Email, Part{n, parts}) {
				if err != nil {
					t.Fatal(err)
				}
				prints = append(prints, id.Fingerprint)
				for other := range parts {
					if in := (Part{other, parts}).Has(id.Fingerprint); in != (other == n) {
						t.Fatalf("part %d of %d: Has is %v for a fingerprint of part %d", other, parts, in, n)
					}
				}
			}
		}
		return units, prints
	}
	units, prints := read(1)
	if len(units) == 0 || len(prints) < 100 {
		t.Fatalf("%d units, %d identities", len(units), len(prints))
	}
	for _, parts := range []int{2, 3, 16, 64, 257} {
		u, p := read(parts)
		if !slices.Equal(u, units) || !slices.Equal(p, prints) {
			t.Errorf("%d parts: %d of %d units and %d of %d identities, or others", parts, len(u), len(units), len(p), len(prints))
		}
	}
	for range l.Identities(exposure.Message, Part{}) {
		t.Error("an identity of another kind")
	}
	if n, err := l.CountIdentities(); err != nil || n != len(prints) {
		t.Errorf("CountIdentities = %d, %v, want %d", n, err, len(prints))
	}
}
