package sealedzip

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var at = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// archive writes files under a passphrase.
func archive(t testing.TB, passphrase string, files map[string][]byte) string {
	t.Helper()
	var out bytes.Buffer
	w, err := New(&out, passphrase, at)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if err := w.Add(name, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "pack.zip")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// program returns a program of Debian's that the test needs.
func program(t testing.TB, name, pkg string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: apt-get install %s (sh test/need.sh installs all)", name, pkg)
	}
	return path
}

// Other programs read what is written, byte for byte, and nothing without the passphrase.
func TestOthersReadIt(t *testing.T) {
	random := make([]byte, 100_001)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(rng.Uint32())
	}
	files := map[string][]byte{"summary.html": []byte(strings.Repeat("<p>Zusammenfassung</p>", 1000)), "empty.csv": nil, "random.bin": random, "one": {7}}
	passphrase := Passphrase()
	path := archive(t, passphrase, files)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("Zusammen")) {
		t.Error("a text stands there in the clear")
	}
	for _, tool := range []struct {
		name, pkg string
		args      func(passphrase, name string) []string
	}{
		{"7z", "p7zip-full", func(p, name string) []string { return []string{"e", "-so", "-p" + p, path, name} }},
		{"bsdtar", "libarchive-tools", func(p, name string) []string { return []string{"--passphrase", p, "-xOf", path, name} }},
	} {
		bin := program(t, tool.name, tool.pkg)
		for name, want := range files {
			got, err := exec.Command(bin, tool.args(passphrase, name)...).Output()
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s reads %d bytes of %s (%v), want %d", tool.name, len(got), name, err, len(want))
			}
			if got, err := exec.Command(bin, tool.args(Passphrase(), name)...).Output(); len(want) > 0 && (err == nil || bytes.Equal(got, want)) {
				t.Errorf("%s reads %s by another passphrase", tool.name, name)
			}
		}
	}
	out, err := exec.Command(program(t, "7z", "p7zip-full"), "l", "-slt", "-p"+passphrase, path).CombinedOutput()
	if err != nil || strings.Count(string(out), "AES-256") < len(files) {
		t.Errorf("7z sees another encryption (%v):\n%.2000s", err, out)
	}
}

// What was changed by somebody is not taken for what was written.
func TestChangesShow(t *testing.T) {
	passphrase := Passphrase()
	path := archive(t, passphrase, map[string][]byte{"a.csv": []byte(strings.Repeat("x", 5000))})
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	offset, err := r.File[0].DataOffset()
	if err != nil {
		t.Fatal(err)
	}
	raw[offset+saltLen+verifierLen+3] ^= 1
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(program(t, "7z", "p7zip-full"), "t", "-p"+passphrase, path).CombinedOutput(); err == nil {
		t.Errorf("a change does not show:\n%s", out)
	}
}

func TestPassphrases(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		p := Passphrase()
		if seen[p] || len(p) != 29 || Strong(p) != nil {
			t.Fatalf("made: %q", p)
		}
		seen[p] = true
	}
	for p, want := range map[string]bool{
		"": false, "short": false, "correct horse battery staple": true, "a b c d e f": false, strings.Repeat("a", 40): false,
		"one two three four five six": true, "nineteen characters": false, "two lines of some\nlength that is enough": false, "пароль из двадцати букв": true,
	} {
		if got := Strong(p) == nil; got != want {
			t.Errorf("%q is strong: %v", p, got)
		}
	}
	if _, err := New(io.Discard, "short", at); !errors.Is(err, ErrWeak) {
		t.Errorf("%v", err)
	}
}
