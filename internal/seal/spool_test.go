package seal

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

func randomBytes(seed uint64, n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}).Read(b)
	return b
}

func TestSpool(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spool")
	s := NewSpool(dir, 1<<20)
	f, err := s.Create()
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("the file has a name: %v", left)
	}
	want := randomBytes(1, 200_001)
	for rest := want; len(rest) > 0; {
		n := min(len(rest), 1+len(rest)/3)
		if _, err := f.Write(rest[:n]); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	if f.Size() != int64(len(want)) || s.Used() != f.Size() {
		t.Errorf("size %d, used %d", f.Size(), s.Used())
	}
	for _, c := range [][2]int{{0, len(want)}, {1, 17}, {15, 16}, {16, 1}, {199_999, 2}, {65_535, 70_000}} {
		got := make([]byte, c[1])
		if _, err := f.ReadAt(got, int64(c[0])); err != nil || !bytes.Equal(got, want[c[0]:c[0]+c[1]]) {
			t.Errorf("ReadAt %v: %v", c, err)
		}
	}
	if n, err := f.ReadAt(make([]byte, 10), int64(len(want))-3); n != 3 || err != io.EOF {
		t.Errorf("at the end: %d, %v", n, err)
	}
	raw := make([]byte, len(want))
	f.file.ReadAt(raw, 0)
	if bytes.Contains(raw, want[1000:1016]) {
		t.Error("the disk holds the contents in the clear")
	}
	second, err := s.Create()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := second.Write(make([]byte, 1<<20)); n != 0 || !errors.Is(err, ErrSpoolFull) {
		t.Errorf("beyond the quota: %d, %v", n, err)
	}
	f.Close()
	f.Close()
	if s.Used() != 0 {
		t.Errorf("%d bytes used after Close", s.Used())
	}
	if _, err := second.Write(make([]byte, 1<<20)); err != nil {
		t.Errorf("within the quota again: %v", err)
	}
	second.Close()
}
