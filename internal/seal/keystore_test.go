package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

func TestKeyPrintsNothing(t *testing.T) {
	k := NewKey()
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		fmt.Fprintf(&b, verb+" "+verb+" ", k, *k)
	}
	fmt.Fprintln(&b, struct{ K *Key }{k}, []Key{*k}, k.String(), k.GoString())
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "key", k, "value", *k)
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "key", k, "in", struct{ K Key }{*k})
	j, err := json.Marshal(k)
	if err == nil {
		t.Errorf("a key was marshalled: %s", j)
	}
	for _, form := range []string{fmt.Sprintf("%x", k.bytes[:4]), fmt.Sprint(k.bytes[:4])[1:8], string(k.bytes[:4])} {
		if strings.Contains(strings.ToLower(b.String()), form) {
			t.Errorf("output holds the key as %q", form)
		}
	}
	if !strings.Contains(b.String(), redacted) {
		t.Error("nothing says that it is redacted")
	}
}

func TestKeyWiped(t *testing.T) {
	k := NewKey()
	s := k.Sealer()
	want := s.Fingerprint(1, "x")
	k.Wipe()
	if s.Fingerprint(1, "x") != want {
		t.Error("a sealer stops working when its key is wiped")
	}
	defer func() {
		if recover() == nil {
			t.Error("a wiped key still yields subkeys")
		}
	}()
	k.CatalogKey()
}

func TestKeyStore(t *testing.T) {
	s := Keys{Dir: filepath.Join(t.TempDir(), "ke[y]s*"), workFactor: 10}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, _ := age.GenerateX25519Identity()
	with := func(pass string, ids ...age.Identity) Unlock {
		return func(prompt string) ([]byte, []age.Identity, error) {
			if !strings.Contains(prompt, "campaign") {
				t.Errorf("prompt %q", prompt)
			}
			return []byte(pass), ids, nil
		}
	}
	for _, c := range []struct {
		label     string
		protect   Protection
		right     Unlock
		wrong     Unlock
		wantWrong error
	}{
		{"plain", Protection{}, nil, nil, nil},
		{"passphrase", Protection{Passphrase: []byte("correct horse")}, with("correct horse"), with("wrong"), ErrWrongPassphrase},
		{"empty passphrase", Protection{Passphrase: []byte("correct horse")}, with("correct horse"), with(""), ErrWrongPassphrase},
		{"nobody to ask", Protection{Passphrase: []byte("correct horse")}, with("correct horse"), nil, ErrKeyLocked},
		{"recipients", Protection{Recipients: []age.Recipient{identity.Recipient()}}, with("", identity), with("", other), ErrWrongIdentity},
		{"no identity", Protection{Recipients: []age.Recipient{identity.Recipient()}}, with("", identity), with(""), ErrWrongIdentity},
	} {
		t.Run(c.label, func(t *testing.T) {
			id, key, err := s.Create(c.label, c.protect)
			if err != nil {
				t.Fatal(err)
			}
			opened, err := s.Open(id, c.right)
			if err != nil || opened.bytes != key.bytes {
				t.Fatalf("opens as another key, %v", err)
			}
			if c.wantWrong != nil {
				if _, err := s.Open(id, c.wrong); !errors.Is(err, c.wantWrong) {
					t.Errorf("wrong unlock: %v, want %v", err, c.wantWrong)
				}
			}
			if e, err := s.Find(c.label); err != nil || e.ID != id || e.Fingerprint != key.Fingerprint() {
				t.Errorf("Find by label: %+v, %v", e, err)
			}
			if e, err := s.Find(id); err != nil || e.Label != c.label {
				t.Errorf("Find by identifier: %+v, %v", e, err)
			}
			if _, _, err := s.Create(c.label, Protection{}); !errors.Is(err, ErrKeyExists) {
				t.Errorf("a second campaign of that name: %v", err)
			}
		})
	}
	if list, err := s.List(); err != nil || len(list) != 6 || list[0].Label != "empty passphrase" {
		t.Errorf("List: %d, %v", len(list), err)
	}
}

func TestKeyFileModes(t *testing.T) {
	s := Keys{Dir: filepath.Join(t.TempDir(), "keys")}
	id, _, err := s.Create("x", Protection{})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{s.Dir: 0o700, s.path(id): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v (%v)", path, info.Mode().Perm(), want, err)
		}
	}
	if err := os.Chmod(s.path(id), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(id, nil); !errors.Is(err, ErrKeyReadable) || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others may read: %v", err)
	}
}

func TestKeyMissing(t *testing.T) {
	s := Keys{Dir: filepath.Join(t.TempDir(), "none")}
	for _, name := range []string{"nothing", "aaaaaaaaaa", "../../etc/passwd", ""} {
		if _, err := s.Find(name); !errors.Is(err, ErrNoKey) {
			t.Errorf("Find(%q): %v", name, err)
		}
		if _, err := s.Open(name, nil); !errors.Is(err, ErrNoKey) {
			t.Errorf("Open(%q): %v", name, err)
		}
		if _, err := s.Destroy(name); !errors.Is(err, ErrNoKey) {
			t.Errorf("Destroy(%q): %v", name, err)
		}
	}
}

func TestKeyFileDamaged(t *testing.T) {
	s := Keys{Dir: t.TempDir()}
	id, _, err := s.Create("x", Protection{})
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := os.ReadFile(s.path(id))
	other := NewKey()
	for name, broken := range map[string]string{
		"cut":            string(whole[:len(whole)/2]),
		"empty":          "",
		"unknown entry":  string(whole) + "extra = 1\n",
		"other key":      strings.Replace(string(whole), `key = '`, `key = '`+encodeKey(other)[:4], 1),
		"other identity": strings.Replace(string(whole), id, "aaaaaaaaaa", 1),
		"no protection":  strings.Replace(string(whole), `'none'`, `'rot13'`, 1),
	} {
		if err := os.WriteFile(s.path(id), []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := s.Open(id, nil)
		if !errors.Is(err, ErrKeyDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "key = ") {
			t.Errorf("%s: the error quotes the file: %v", name, err)
		}
	}
	newer := strings.Replace(string(whole), "version = 1", "version = 2", 1)
	os.WriteFile(s.path(id), []byte(newer), 0o600)
	if _, err := s.Open(id, nil); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("a newer format: %v", err)
	}
}

func TestKeyExportImportDestroy(t *testing.T) {
	s := Keys{Dir: t.TempDir()}
	id, key, err := s.Create("moving", Protection{})
	if err != nil {
		t.Fatal(err)
	}
	file, err := s.Export(id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Import(file); !errors.Is(err, ErrKeyExists) {
		t.Errorf("importing what is there: %v", err)
	}
	gone, err := s.Destroy(id)
	if err != nil || gone.Fingerprint != key.Fingerprint() || gone.Path != s.path(id) {
		t.Errorf("Destroy says %+v, %v", gone, err)
	}
	if left, _ := os.ReadDir(s.Dir); len(left) != 0 {
		t.Errorf("%d files left", len(left))
	}
	if _, err := s.Open(id, nil); !errors.Is(err, ErrNoKey) {
		t.Errorf("after Destroy: %v", err)
	}
	if e, err := s.Import(file); err != nil || e.ID != id {
		t.Fatalf("Import: %+v, %v", e, err)
	}
	if k, err := s.Open(id, nil); err != nil || k.bytes != key.bytes {
		t.Errorf("after Import: %v", err)
	}
	if _, err := s.Import([]byte("not a key")); !errors.Is(err, ErrKeyDamaged) {
		t.Errorf("importing nonsense: %v", err)
	}
}

func FuzzKeyFile(f *testing.F) {
	s := Keys{Dir: f.TempDir()}
	id, _, err := s.Create("seed", Protection{})
	if err != nil {
		f.Fatal(err)
	}
	seed, _ := os.ReadFile(s.path(id))
	f.Add(seed)
	f.Fuzz(func(t *testing.T, b []byte) {
		if file, err := parseKeyFile("x", b); err == nil && file.Protection == ProtectNone {
			file.unwrap("x", nil)
		}
	})
}

// A key is put under another protection and stays the same key; whoever cannot open it changes
// nothing.
func TestProtect(t *testing.T) {
	s := Keys{Dir: t.TempDir(), workFactor: 10}
	pass := func(text string) Unlock {
		return func(string) ([]byte, []age.Identity, error) { return []byte(text), nil, nil }
	}
	id, key, err := s.Create("register", Protection{})
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range []struct {
		unlock Unlock
		to     Protection
		is     string // afterwards
		err    error
	}{
		{nil, Protection{Passphrase: []byte("correct horse")}, ProtectPassphrase, nil},
		{pass("wrong"), Protection{}, ProtectPassphrase, ErrWrongPassphrase},
		{nil, Protection{}, ProtectPassphrase, ErrKeyLocked},
		{pass("correct horse"), Protection{Passphrase: []byte("battery")}, ProtectPassphrase, nil},
		{pass("correct horse"), Protection{}, ProtectPassphrase, ErrWrongPassphrase},
		{pass("battery"), Protection{}, ProtectNone, nil},
	} {
		_, err := s.Protect(id, step.unlock, step.to)
		if !errors.Is(err, step.err) {
			t.Errorf("step %d: %v, want %v", i, err, step.err)
		}
		if e, err := s.Find("register"); err != nil || e.Protection != step.is || e.Fingerprint != key.Fingerprint() {
			t.Errorf("step %d: %+v, %v", i, e, err)
		}
	}
	if got, err := s.Open(id, nil); err != nil || got.bytes != key.bytes {
		t.Errorf("another key, %v", err)
	}
}
