package seal

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func kept(t *testing.T, k *Key, dir string) *Kept {
	t.Helper()
	keeps, err := k.Kept(dir)
	if err != nil {
		t.Fatal(err)
	}
	return keeps
}

// What is kept comes back whole and under the same key alone, and tells nothing on the disk.
func TestKept(t *testing.T) {
	key, dir := NewKey(), filepath.Join(t.TempDir(), "kept")
	k, text := kept(t, key, dir), bytes.Repeat([]byte("contoso.example "), 10_000)
	all := func(r io.Reader) error {
		got, err := io.ReadAll(r)
		if err == nil && !bytes.Equal(got, text) {
			err = errors.New("other bytes came back")
		}
		return err
	}
	if err := k.Read("names", all); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing was kept: %v", err)
	}
	write := func(w io.Writer) error { _, err := w.Write(text); return err }
	if err := k.Write("names", write); err != nil {
		t.Fatal(err)
	}
	if err := kept(t, key, dir).Read("names", all); err != nil {
		t.Error(err)
	}
	if kept(t, NewKey(), dir).Read("names", all) == nil {
		t.Error("another key reads it")
	}
	if k.Read("names", func(r io.Reader) error { _, err := io.ReadFull(r, make([]byte, 10)); return err }) == nil {
		t.Error("a part is taken for all")
	}
	path := filepath.Join(dir, "names.kept")
	whole, err := os.ReadFile(path)
	if err != nil || bytes.Contains(whole, []byte("contoso")) {
		t.Errorf("it is told on the disk, or %v", err)
	}
	for _, bad := range [][]byte{whole[:len(whole)-1], whole[:len(whole)/2], append(bytes.Clone(whole), 0), flipped(whole, len(whole)/2), nil} {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if k.Read("names", all) == nil {
			t.Errorf("%d bytes that were changed are taken for %d", len(bad), len(whole))
		}
	}
}

func flipped(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

// What could not be written leaves what was there, and no piece of itself.
func TestKeptStaysWhereWritingFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	k := kept(t, NewKey(), dir)
	if err := k.Write("names", func(w io.Writer) error { _, err := io.WriteString(w, "old"); return err }); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := k.Write("names", func(w io.Writer) error { io.WriteString(w, "new"); return broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	var got []byte
	if err := k.Read("names", func(r io.Reader) (err error) { got, err = io.ReadAll(r); return err }); err != nil || string(got) != "old" {
		t.Errorf("%q, %v", got, err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
	if err := k.Forget(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was forgotten is there: %v", err)
	}
}
