package seal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"github.com/hemostat/hemostat/exposure"
)

func quiet(string) error { return nil }

func countVault(t *testing.T, v *Vault) int {
	t.Helper()
	n := 0
	if err := v.Walk("test", func(exposure.Fingerprint, exposure.Kind, []byte) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestVault(t *testing.T) {
	dir := t.TempDir()
	k := NewKey()
	s := k.Sealer()
	var logged []string
	v, err := k.OpenVault(dir, func(what string) error { logged = append(logged, what); return nil })
	if err != nil {
		t.Fatal(err)
	}
	const n = 5000
	value := func(i int) string { return fmt.Sprintf("canary%d@contoso.example", i) }
	for i := range n {
		if err := v.Put(s.Fingerprint(exposure.Email, value(i)), exposure.Email, value(i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(logged) != 0 {
		t.Errorf("putting was logged as opening: %v", logged)
	}
	kind, got, err := v.Open(s.Fingerprint(exposure.Email, value(n-1))) // not synced yet
	if err != nil || kind != exposure.Email || got != value(n-1) {
		t.Errorf("Open: %s %q, %v", kind, got, err)
	}
	if len(logged) != 1 {
		t.Errorf("logged %v", logged)
	}
	if _, _, err := v.Open(exposure.Fingerprint{1}); !errors.Is(err, ErrNoValue) {
		t.Errorf("unknown fingerprint: %v", err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	v, err = k.OpenVault(dir, quiet)
	if err != nil || countVault(t, v) != n {
		t.Errorf("after reopening: %d, %v", countVault(t, v), err)
	}
	if err := v.Put(exposure.Fingerprint{2}, exposure.User, ""); err != nil || countVault(t, v) != n+1 {
		t.Errorf("a second segment: %v", err)
	}
	v.Close()
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		if b, _ := os.ReadFile(f); bytes.Contains(b, []byte("canary")) {
			t.Errorf("%s holds a value in the clear", f)
		}
	}
	if _, err := NewKey().OpenVault(dir, quiet); !errors.Is(err, ErrWrongKey) {
		t.Errorf("another campaign's key: %v", err)
	}
}

func TestVaultLogsOrStaysShut(t *testing.T) {
	k := NewKey()
	v, err := k.OpenVault(t.TempDir(), func(string) error { return errors.New("disk full") })
	if err != nil {
		t.Fatal(err)
	}
	fp := exposure.Fingerprint{1}
	if err := v.Put(fp, exposure.User, "jdoe"); err != nil {
		t.Fatal(err)
	}
	if _, got, err := v.Open(fp); err == nil || got != "" {
		t.Errorf("opened %q although it could not be logged", got)
	}
}

// A crash can leave any beginning of a segment. Each one opens, gives a
// beginning of what was put, and takes more.
func TestVaultTornTail(t *testing.T) {
	k := NewKey()
	dir := t.TempDir()
	v, err := k.OpenVault(dir, quiet)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		v.Put(exposure.Fingerprint{byte(i)}, exposure.User, fmt.Sprint("user ", i))
		if err := v.Sync(); err != nil { // one frame each
			t.Fatal(err)
		}
	}
	v.Close()
	whole, err := os.ReadFile(filepath.Join(dir, "00000000.vault"))
	if err != nil {
		t.Fatal(err)
	}
	last := -1
	for cut := len(whole); cut >= 0; cut-- {
		torn := filepath.Join(t.TempDir(), "v")
		os.Mkdir(torn, 0o700)
		os.WriteFile(filepath.Join(torn, "00000000.vault"), whole[:cut], 0o600)
		v, err := k.OpenVault(torn, quiet)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		n := countVault(t, v)
		if last >= 0 && n > last || cut == len(whole) && n != 3 {
			t.Fatalf("cut at %d: %d values", cut, n)
		}
		last = n
		if err := v.Put(exposure.Fingerprint{9}, exposure.User, "more"); err != nil || countVault(t, v) != n+1 {
			t.Fatalf("cut at %d: cannot go on: %v", cut, err)
		}
		v.Close()
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-60] ^= 1 // in the frame before the last
	os.WriteFile(filepath.Join(dir, "00000000.vault"), flipped, 0o600)
	if _, err := k.OpenVault(dir, quiet); err == nil {
		t.Error("a frame that was changed in the middle goes unnoticed")
	}
}

// The test vector of the age specification's X25519 identities: what age writes
// is what bech32 writes.
func TestBech32(t *testing.T) {
	k := NewKey()
	id, err := k.identity(purposeVault)
	if err != nil {
		t.Fatal(err)
	}
	again, err := age.ParseX25519Identity(id.String())
	if err != nil || again.Recipient().String() != id.Recipient().String() {
		t.Errorf("identity does not come back: %v", err)
	}
	if got := bech32("a", nil); got != "a12uel5l" { // BIP 173, test vectors
		t.Errorf("bech32 = %q", got)
	}
}

func FuzzVaultSegment(f *testing.F) {
	k := NewKey()
	dir := f.TempDir()
	v, err := k.OpenVault(dir, quiet)
	if err != nil {
		f.Fatal(err)
	}
	v.Put(exposure.Fingerprint{1}, exposure.User, "jdoe")
	v.Close()
	id, _ := k.identity(purposeVault)
	path := filepath.Join(dir, "00000000.vault")
	seed, _ := os.ReadFile(path)
	f.Add(seed)
	f.Add(seed[:len(seed)-3])
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		walkSegment(path, id, func(exposure.Fingerprint, exposure.Kind, []byte) error { return nil })
		walkFrame(b, func(exposure.Fingerprint, exposure.Kind, []byte) error { return nil })
	})
}
