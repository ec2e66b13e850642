package ledger

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

func mustOpen(t testing.TB, fsys vfs.FS, dir string, o Options) *Ledger {
	t.Helper()
	l, err := Open(fsys, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func mustClose(t testing.TB, l *Ledger) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func person(n byte) *exposure.Identity {
	return &exposure.Identity{
		Kind: exposure.Email, Fingerprint: exposure.Fingerprint{n, 15: n}, Mask: "j•••@contoso.example", Clear: "contoso.example",
		Class:    exposure.ClassRole,
		Features: []exposure.Feature{{Of: exposure.FeatureMailbox, Hash: uint64(n)}, {Of: exposure.FeatureLocal, Hash: 1 << 63}},
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	mem := vfs.NewMem()
	l := mustOpen(t, mem, "ledger", Options{Digest: "d1"})
	unit := exposure.Unit{7}
	want := []exposure.Mention{
		{Kind: exposure.Email, Identity: person(1).Fingerprint, Part: 0, Offset: 17, Length: 20, Record: 1, Field: exposure.FieldEmail, Rule: "email", Score: 90},
		{Kind: exposure.Email, Identity: person(2).Fingerprint, Part: 0, Offset: 3, Length: 1 << 31, Record: 1, Rule: "email", Score: 100},
		{Kind: exposure.Email, Identity: person(1).Fingerprint, Part: 1<<32 - 1, Offset: 1<<64 - 1, Record: 1<<64 - 1, Field: exposure.FieldFrom, Rule: "email-header", Score: 0},
	}
	b := l.NewBatch()
	b.Begin(unit)
	for _, m := range want {
		b.Add(person(m.Identity[0]), m)
	}
	b.Finish()
	if err := l.Commit(b); err != nil {
		t.Fatal(err)
	}
	if b.Size() != 0 {
		t.Errorf("a committed batch holds %d bytes", b.Size())
	}
	mustClose(t, l)

	l = mustOpen(t, mem, "ledger", Options{Digest: "d1", ReadOnly: true})
	defer mustClose(t, l)
	var got []exposure.Mention
	for m, err := range l.Mentions(unit) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, m)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	id, ok, err := l.Lookup(exposure.Email, person(2).Fingerprint)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if diff := cmp.Diff(*person(2), id); diff != "" {
		t.Error(diff)
	}
	if ok, err := l.Has(unit); !ok || err != nil {
		t.Errorf("Has = %v, %v", ok, err)
	}
	if units, err := l.Unsettled(); err != nil || len(units) != 1 || units[0] != unit {
		t.Errorf("Unsettled = %v, %v", units, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	mem := vfs.NewMem()
	if _, err := Open(mem, "ledger", Options{ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing store opened for reading: %v", err)
	}
	l := mustOpen(t, mem, "ledger", Options{Digest: "d1"})
	if _, err := Open(mem, "ledger", Options{Digest: "d1"}); !errors.Is(err, ErrLocked) {
		t.Errorf("a second writer: %v", err)
	}
	if _, err := Open(mem, "ledger", Options{ReadOnly: true}); !errors.Is(err, ErrLocked) {
		t.Errorf("a reader beside the writer: %v", err)
	}
	mustClose(t, l)
	if _, err := l.Unsettled(); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed store answers: %v", err)
	}

	var other *OtherDigestError
	if _, err := Open(mem, "ledger", Options{Digest: "d2"}); !errors.As(err, &other) || other.Have != "d1" || other.Want != "d2" {
		t.Errorf("other rules: %v", err)
	}
	l = mustOpen(t, mem, "ledger", Options{})
	if l.Digest() != "d1" {
		t.Errorf("Digest = %q", l.Digest())
	}
	b := l.db.NewBatch()
	if err := errors.Join(b.Set(metaKey("version"), []byte{0, 0, 0, Version + 1}, nil), l.apply(b, nil)); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	var newer *OtherVersionError
	if _, err := Open(mem, "ledger", Options{Digest: "d1"}); !errors.As(err, &newer) || newer.Have != Version+1 {
		t.Errorf("a newer store: %v", err)
	}
}

func TestLockOnDisk(t *testing.T) {
	dir := t.TempDir()
	l := mustOpen(t, vfs.Default, dir, Options{})
	defer mustClose(t, l)
	if _, err := Open(vfs.Default, dir, Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("a second writer: %v", err)
	}
}

// What was abandoned leaves no mention. Identities that it alone described stay
// and are mentioned nowhere.
func TestAbandon(t *testing.T) {
	l := mustOpen(t, vfs.NewMem(), "ledger", Options{})
	defer mustClose(t, l)
	b := l.NewBatch()
	b.limit = 2
	write := func(unit byte, ids ...byte) {
		b.Begin(exposure.Unit{unit})
		for _, n := range ids {
			b.Add(person(n), exposure.Mention{Rule: "email"})
		}
	}
	write(1, 1, 2, 3)
	b.Finish()
	size := b.Size()
	write(2, 1, 4, 4, 5, 6)
	if b.Abandon(); b.Size() != size {
		t.Errorf("an abandoned unit leaves %d bytes", b.Size()-size)
	}
	write(3, 4, 2)
	b.Finish()
	if err := l.Commit(b); err != nil {
		t.Fatal(err)
	}
	units, err := l.Unsettled()
	if diff := cmp.Diff([]exposure.Unit{{1}, {3}}, units); diff != "" || err != nil {
		t.Error(diff, err)
	}
	seen := map[byte]bool{}
	for c, err := range l.Counts(0, 0, Part{}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range c.Identities {
			seen[id.Fingerprint[0]] = true
		}
	}
	if diff := cmp.Diff(map[byte]bool{1: true, 2: true, 3: true, 4: true}, seen); diff != "" {
		t.Error(diff)
	}
	b.Abandon()
	write(4, 7, 8, 9)
	if err := l.Commit(b); err != nil {
		t.Fatal(err)
	}
	b.Abandon()
	if err := l.Drop(exposure.Unit{4}); err != nil {
		t.Fatal(err)
	}
	for bl, err := range l.UnitBlocks(exposure.Unit{4}) {
		t.Errorf("a dropped unit has a block %d, %v", bl.Ordinal, err)
	}
}
