package campaign

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/seal"
)

func create(t *testing.T, dir string, key *seal.Key, basis exposure.Basis) {
	t.Helper()
	c, err := Create(t.Context(), dir, "case", key, Properties{Label: "case", Basis: basis, Depth: exposure.Read, Digest: "d1", Created: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if (c.Vault != nil) != (basis == exposure.Owner) {
		t.Errorf("basis %s has a vault: %t", basis, c.Vault != nil)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpen(t *testing.T) {
	dir, key := t.TempDir(), seal.NewKey()
	if _, err := Open(t.Context(), dir, "case", key, ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
	// Killed while it was made: it is made again.
	if err := os.MkdirAll(Dir(dir, "case"), 0o700); err != nil {
		t.Fatal(err)
	}
	half, err := catalog.Open(t.Context(), filepath.Join(Dir(dir, "case"), catalogFile), key.CatalogKey())
	if err != nil {
		t.Fatal(err)
	}
	half.Close()
	if _, err := Open(t.Context(), dir, "case", key, ""); !errors.Is(err, ErrUnfinished) {
		t.Errorf("made by half: %v", err)
	}
	create(t, dir, key, exposure.Owner)
	if _, err := Open(t.Context(), dir, "case", seal.NewKey(), ""); !errors.Is(err, catalog.ErrWrongKey) {
		t.Errorf("another key: %v", err)
	}
	var other *ledger.OtherDigestError
	if _, err := Open(t.Context(), dir, "case", key, "d2"); !errors.As(err, &other) {
		t.Errorf("other rules: %v", err)
	}
	c, err := Open(t.Context(), dir, "case", key, "d1")
	if err != nil {
		t.Fatal(err)
	}
	if c.Properties.Label != "case" || c.Properties.Basis != exposure.Owner || c.Vault == nil {
		t.Errorf("properties %+v", c.Properties)
	}
	if _, err := Open(t.Context(), dir, "case", key, "d1"); !errors.Is(err, ErrBusy) {
		t.Errorf("twice at a time: %v", err)
	}
	if err := Remove(Dir(dir, "case"), func() error { return nil }); !errors.Is(err, ErrBusy) {
		t.Errorf("removed under somebody's hands: %v", err)
	}
	if err := Hold(c.Dir, true); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Remove(Dir(dir, "case"), func() error { return nil }); !errors.Is(err, ErrHeld) {
		t.Errorf("a hold does not block: %v", err)
	}
	if err := os.Remove(filepath.Join(Dir(dir, "case"), holdFile)); err != nil {
		t.Fatal(err)
	}
	if err := Remove(Dir(dir, "case"), func() error { return nil }); err != nil {
		t.Error(err)
	}
	if there, err := Exists(dir, "case"); there || err != nil {
		t.Errorf("still there: %t, %v", there, err)
	}
}

// What a crash left: units that the catalog has stay, all others go.
func TestRecover(t *testing.T) {
	dir, key := t.TempDir(), seal.NewKey()
	create(t, dir, key, exposure.Finder)
	c, err := Open(t.Context(), dir, "case", key, "d1")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	published, lost := exposure.Unit{1}, exposure.Unit{2}
	b := c.Ledger.NewBatch()
	id := key.Sealer().Seal(exposure.Email, []byte("kanarie@contoso-kanarie.example"), "")
	for _, u := range []exposure.Unit{published, lost} {
		b.Begin(u)
		b.Add(&id, exposure.Mention{Rule: "email", Score: 90})
		b.Finish()
	}
	if err := c.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Catalog.Publish(t.Context(), &catalog.Publication{Contents: []catalog.Content{{Unit: published}}}); err != nil {
		t.Fatal(err)
	}
	if err := c.Kept.Write("names", func(w io.Writer) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := c.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.Kept.Read("names", func(io.Reader) error { return nil }); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was kept of another ledger is there: %v", err)
	}
	for unit, want := range map[exposure.Unit]bool{published: true, lost: false} {
		if has, err := c.Ledger.Has(unit); has != want || err != nil {
			t.Errorf("unit %s is there: %t, %v; want %t", unit, has, err, want)
		}
	}
	if left, err := c.Ledger.Unsettled(); len(left) > 0 || err != nil {
		t.Errorf("unsettled %v, %v", left, err)
	}
}
