package seal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

type silent struct{}

func (silent) Infof(string, ...any)           {}
func (silent) Errorf(string, ...any)          {}
func (silent) Fatalf(format string, a ...any) { panic(fmt.Sprintf(format, a...)) }

// small makes Pebble rotate, recycle, flush and compact all the time.
func small(fs vfs.FS) *pebble.Options {
	return &pebble.Options{FS: fs, MemTableSize: 16 << 10, L0CompactionThreshold: 2, Logger: silent{}}
}

// TestPebbleSurvivesCrashes commits numbered batches, some synced, and crashes
// in between with any part of what was not synced lost. After each crash
// everything that was synced is there, and what is there has no gaps.
func TestPebbleSurvivesCrashes(t *testing.T) {
	crashes := 150
	if testing.Short() {
		crashes = 30
	}
	r := rand.New(rand.NewPCG(1, 2))
	mem := vfs.NewCrashableMem()
	k := NewKey()
	next, synced := uint64(0), uint64(0)
	for crash := range crashes {
		db, err := pebble.Open("db", small(k.FS(mem)))
		if err != nil {
			t.Fatalf("after crash %d: %v", crash, err)
		}
		next = numbersIn(t, db)
		if next < synced {
			t.Fatalf("after crash %d: %d batches, %d were synced", crash, next, synced)
		}
		for range r.IntN(60) {
			how := pebble.NoSync
			if r.IntN(3) == 0 {
				how = pebble.Sync
			}
			key := binary.BigEndian.AppendUint64(nil, next)
			if err := db.Set(key, bytes.Repeat(key, 1+r.IntN(300)), how); err != nil {
				t.Fatal(err)
			}
			next++
			if how == pebble.Sync {
				synced = next
			}
		}
		mem = mem.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: []int{0, 50, 100}[r.IntN(3)], RNG: rand.New(rand.NewPCG(3, uint64(crash)))})
		db.Close() // of the file system that is gone
	}
	if synced < uint64(crashes) {
		t.Fatalf("the test synced %d batches only", synced)
	}
}

func numbersIn(t *testing.T, db *pebble.DB) uint64 {
	t.Helper()
	it, err := db.NewIter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer it.Close()
	n := uint64(0)
	for it.First(); it.Valid(); it.Next() {
		if got := binary.BigEndian.Uint64(it.Key()); got != n || !bytes.HasPrefix(it.Value(), it.Key()) {
			t.Fatalf("batch %d follows on batch %d", got, n)
		}
		n++
	}
	if err := it.Error(); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPebbleOnDisk(t *testing.T) {
	dir := t.TempDir()
	k := NewKey()
	for round := range 3 {
		db, err := pebble.Open(dir, small(k.FS(vfs.Default)))
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2000 {
			if err := db.Set(fmt.Appendf(nil, "canary %d %d", round, i), fmt.Appendf(nil, "canary value %d", i), pebble.NoSync); err != nil {
				t.Fatal(err)
			}
		}
		if m := db.Metrics(); round == 2 && m.WAL.ObsoleteFiles == 0 && m.Flush.Count == 0 {
			t.Error("nothing was flushed: the test is too small")
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	files := 0
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		if b, _ := os.ReadFile(path); bytes.Contains(b, []byte("canary")) || bytes.Contains(b, []byte("pebble")) {
			t.Errorf("%s holds something in the clear", path)
		}
		return nil
	})
	if files < 4 {
		t.Errorf("%d files only", files)
	}
	if _, err := pebble.Open(dir, small(NewKey().FS(vfs.Default))); !errors.Is(err, ErrWrongKey) {
		t.Errorf("another key: %v", err)
	}
}

// BenchmarkPebble writes batches of 1,000 synced rows of the size of a posting,
// in the clear and encrypted.
func BenchmarkPebble(b *testing.B) {
	for _, c := range []struct {
		name string
		fs   vfs.FS
	}{{"clear", vfs.Default}, {"encrypted", NewKey().FS(vfs.Default)}} {
		b.Run(c.name, func(b *testing.B) {
			db, err := pebble.Open(b.TempDir(), &pebble.Options{FS: c.fs, MemTableSize: 64 << 20, Logger: silent{}})
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			const rows = 1000
			r := rand.NewChaCha8([32]byte{})
			key, value := make([]byte, 49), make([]byte, 24)
			for b.Loop() {
				batch := db.NewBatch()
				for range rows {
					r.Read(key)
					r.Read(value)
					if err := batch.Set(key, value, nil); err != nil {
						b.Fatal(err)
					}
				}
				if err := batch.Commit(pebble.Sync); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
