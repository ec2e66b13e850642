package leak

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"testing"
)

func TestCorpus(t *testing.T) {
	const want = 8 << 20
	c := NewCorpus(1, want)
	again := NewCorpus(1, want)
	seen, size, last := map[[32]byte]bool{}, int64(0), ""
	for o := range c.Objects() {
		body := o.Bytes()
		if int64(len(body)) != o.Size || o.Name <= last || bytes.Contains(body, []byte(free)) {
			t.Fatalf("%s: %d bytes, announced %d, after %q", o.Name, len(body), o.Size, last)
		}
		_, other, err := again.Open(o.Name)
		if err != nil || !bytes.Equal(body, other) {
			t.Fatalf("%s: differs between two of one seed (%v)", o.Name, err)
		}
		if filepath.Ext(o.Name) == ".eml" {
			if m, err := mail.ReadMessage(bytes.NewReader(body)); err != nil || m.Header.Get("From") == "" {
				t.Fatalf("%s is no mail: %v", o.Name, err)
			}
		}
		seen[sha256.Sum256(body)], last = true, o.Name
		size += o.Size
	}
	if len(seen) != c.Len() {
		t.Errorf("%d different objects of %d", len(seen), c.Len())
	}
	if size < want*8/10 || size > want*12/10 {
		t.Errorf("%d bytes, asked for %d", size, want)
	}
	if _, _, err := c.Open("corpus/99999999.eml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an object that does not exist opens: %v", err)
	}
}

func TestWriteDir(t *testing.T) {
	dir := t.TempDir()
	l := newLeak(t, Options{Seed: 1, Objects: 60, Entities: 20})
	if err := l.WriteDir(dir); err != nil {
		t.Fatal(err)
	}
	for o := range l.Objects() {
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(o.Name)))
		if err != nil || !bytes.Equal(got, o.Bytes()) {
			t.Errorf("%s: not on disk as it is (%v)", o.Name, err)
		}
	}
}
