package ledger

import (
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/hemostat/hemostat/exposure"
)

func someKeys(n int) []exposure.Key {
	list := make([]exposure.Key, n)
	for i := range list {
		list[i] = exposure.Key{Record: uint64(1 + i/2 - i%7*(i/100%2)), Part: uint32(i / 5000), Column: exposure.KeyColumnOf(exposure.KeyOf(i%9), exposure.AsID, i%3 == 0),
			Lead: i%2 == 0, Hash: uint64(i) * 0x9E3779B97F4A7C15}
	}
	return list
}

func keysIn(t *testing.T, l *Ledger, unit exposure.Unit) (all []exposure.Key) {
	t.Helper()
	for list, err := range l.Keys(unit) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, list...)
	}
	return all
}

// Keys come back as they were added; those of a unit that is dropped or abandoned are gone.
func TestKeys(t *testing.T) {
	l := mustOpen(t, vfs.NewMem(), "ledger", Options{Digest: "d"})
	defer l.Close()
	want := someKeys(2*KeysInRow + 17)
	b := l.NewBatch()
	for _, u := range []exposure.Unit{{1}, {2}, {0xff, 0xff}} {
		b.Begin(u)
		for i, k := range want {
			b.Key(k)
			if i == 5000 {
				if err := l.Commit(b); err != nil {
					t.Fatal(err)
				}
			}
		}
		b.Finish()
	}
	b.Begin(exposure.Unit{3})
	b.Key(want[0])
	b.Abandon()
	b.Begin(exposure.Unit{4})
	b.Finish()
	if err := l.Commit(b); err != nil {
		t.Fatal(err)
	}
	if err := l.Drop(exposure.Unit{2}); err != nil {
		t.Fatal(err)
	}
	for unit, n := range map[exposure.Unit]int{{1}: len(want), {2}: 0, {0xff, 0xff}: len(want), {3}: 0, {4}: 0} {
		if got := keysIn(t, l, unit); !slices.Equal(got, want[:n]) {
			t.Errorf("unit %s has %d keys, or others, want %d", unit, len(got), n)
		}
	}
	if units, err := l.Unsettled(); err != nil || len(units) != 3 {
		t.Errorf("open marks: %v, %v; want those of the units that were finished", units, err)
	}
	for range l.Keys(exposure.Unit{1}) {
		break // a reader may have had enough
	}
}

func FuzzKeys(f *testing.F) {
	f.Add(appendKeys(nil, someKeys(50)))
	f.Add([]byte{keysFormat, 1})
	f.Fuzz(func(t *testing.T, src []byte) {
		list, err := decodeKeys(nil, src)
		if err != nil {
			return
		}
		again, err := decodeKeys(nil, appendKeys(nil, list))
		if err != nil || !slices.Equal(list, again) {
			t.Fatalf("%v became %v, %v", list, again, err)
		}
	})
}
