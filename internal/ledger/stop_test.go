package ledger

import (
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/hemostat/hemostat/exposure"
)

// full fails every write from the nth on, as a full disk does.
type full struct {
	left atomic.Int64
}

func (*full) String() string { return "full disk" }

func (f *full) MaybeError(op errorfs.Op) error {
	switch op.Kind {
	case errorfs.OpFileWrite, errorfs.OpFileWriteAt, errorfs.OpCreate, errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpFileSyncTo:
		if f.left.Add(-1) < 0 {
			return syscall.ENOSPC
		}
	}
	return nil
}

// fillUp commits one unit after another until an error comes, and returns how
// many stood.
func fillUp(t *testing.T, l *Ledger, units int) (int, error) {
	t.Helper()
	b := l.NewBatch()
	rng := rand.New(rand.NewPCG(1, 1))
	for n := range units {
		b.Begin(exposure.Unit{byte(n >> 8), byte(n)})
		for i := range 3000 {
			id := person(0)
			for j := range id.Fingerprint {
				id.Fingerprint[j] = byte(rng.Uint32())
			}
			b.Add(id, exposure.Mention{Record: uint64(i), Rule: "email"})
		}
		b.Finish()
		done := make(chan error, 1)
		go func() { done <- l.Commit(b) }()
		select {
		case err := <-done:
			if err != nil {
				return n, err
			}
		case <-time.After(time.Minute):
			t.Fatal("a commit hangs")
		}
	}
	return units, nil
}

// Wherever the disk fills up, Commit says so, nothing is written after that and
// what stood before stands after reopening.
func TestFullDisk(t *testing.T) {
	all := []int64{0, 1, 3, 10, 40, 100, 200, 400, 800, 1600}
	if testing.Short() {
		all = all[3:6]
	}
	for _, room := range all {
		mem := vfs.NewCrashableMem()
		disk := &full{}
		disk.left.Store(1 << 40)
		l := mustOpen(t, errorfs.Wrap(mem, disk), "ledger", Options{Digest: "d"})
		disk.left.Store(room)
		stood, err := fillUp(t, l, 200)
		if !errors.Is(err, ErrStopped) || !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("room for %d writes: Commit returned %v", room, err)
		}
		if err := l.Commit(l.NewBatch()); !errors.Is(err, ErrStopped) {
			t.Errorf("a stopped store commits: %v", err)
		}
		if err := l.Settle(exposure.Unit{}); !errors.Is(err, ErrStopped) {
			t.Errorf("a stopped store settles: %v", err)
		}
		if err := l.Close(); !errors.Is(err, ErrStopped) {
			t.Errorf("Close = %v", err)
		}
		checkStood(t, mem.CrashClone(vfs.CrashCloneCfg{}), stood)
	}
}

// checkStood wants the first units whole, and at most one more, whole as well.
func checkStood(t *testing.T, mem *vfs.MemFS, stood int) {
	t.Helper()
	l := mustOpen(t, mem, "ledger", Options{Digest: "d"})
	defer mustClose(t, l)
	units, uses := 0, 0
	for s, err := range l.Summaries() {
		if err != nil {
			t.Fatal(err)
		}
		if n := s.Kinds[0].Tallies.From(0); n != 3000 {
			t.Errorf("a unit with %d mentions", n)
		}
		units++
	}
	for c, err := range l.Counts(0, 0, Part{}) {
		if err != nil {
			t.Fatal(err)
		}
		uses += len(c.Identities)
		for _, id := range c.Identities {
			if _, ok, err := l.Lookup(id.Kind, id.Fingerprint); err != nil || !ok {
				t.Fatalf("an identity that is mentioned is not described: %v", err)
			}
		}
	}
	if units < stood || units > stood+1 || uses != 3000*units {
		t.Errorf("%d units and %d uses stand; %d commits had succeeded", units, uses, stood)
	}
}

func TestFullDiskAtOpen(t *testing.T) {
	for room := range int64(12) {
		disk := &full{}
		disk.left.Store(room)
		l, err := Open(errorfs.Wrap(vfs.NewMem(), disk), "ledger", Options{Digest: "d"})
		if err == nil {
			err = errors.Join(l.Commit(func() *Batch { b := l.NewBatch(); b.Begin(exposure.Unit{}); b.Finish(); return b }()), l.Close())
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("room for %d writes: %v", room, err)
		}
	}
}

// What fails before the store is reached stops it too: the identities that were to
// be written first have been taken.
func TestFailureOnTheWayStops(t *testing.T) {
	mem := vfs.NewMem()
	l := mustOpen(t, mem, "ledger", Options{Digest: "d"})
	b := l.NewBatch()
	b.Begin(exposure.Unit{1})
	b.Add(person(1), exposure.Mention{Rule: "email"})
	b.Finish()
	broken := errors.New("broken")
	if err := l.write(0, pebble.Sync, func(*pebble.Batch) error { return broken }); !errors.Is(err, ErrStopped) || !errors.Is(err, broken) {
		t.Errorf("write = %v", err)
	}
	if err := l.Commit(b); !errors.Is(err, ErrStopped) {
		t.Errorf("mentions are committed without their identities: %v", err)
	}
	if err := l.Close(); !errors.Is(err, ErrStopped) {
		t.Errorf("Close = %v", err)
	}
	l = mustOpen(t, mem, "ledger", Options{Digest: "d"})
	defer mustClose(t, l)
	if n, err := l.CountIdentities(); err != nil || n != 0 {
		t.Errorf("%d identities stand, %v", n, err)
	}
}
