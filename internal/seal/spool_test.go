package seal

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
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
	if n, err := second.Write(make([]byte, 1<<20+1)); n != 0 || !errors.Is(err, ErrSpoolFull) {
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

// TestSpoolWaits has readers want more than there is room for, all at a time:
// each holds an archive and then one within it. Each finds room in the end, as
// it would alone.
func TestSpoolWaits(t *testing.T) {
	const quota, page = 1 << 20, 64 << 10
	s := NewSpool(t.TempDir(), quota)
	fill := func(f *SpoolFile) error {
		for range quota * 3 / 4 / page {
			if _, err := f.Write(make([]byte, page)); err != nil {
				return err
			}
			runtime.Gosched()
		}
		return nil
	}
	read := func() error {
		outer, err := s.Create()
		if err != nil {
			return err
		}
		defer outer.Close()
		if err := fill(outer); err != nil {
			return err
		}
		inner, err := s.Create()
		if err != nil {
			return err
		}
		defer inner.Close()
		inner.Within(outer)
		return fill(inner)
	}
	ended := make(chan error)
	for range 8 {
		go func() {
			for range 5 {
				if err := read(); err != nil {
					ended <- err
					return
				}
			}
			ended <- nil
		}()
	}
	for range 8 {
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("readers wait for each other")
		}
	}
	if s.Used() != 0 || len(s.turns) != 0 {
		t.Errorf("%d bytes and %d turns are left", s.Used(), len(s.turns))
	}
}

// TestSpoolDisk tells an error of the disk from a full quota.
func TestSpoolDisk(t *testing.T) {
	s := NewSpool(t.TempDir(), 1<<20)
	f, err := s.Create()
	if err != nil {
		t.Fatal(err)
	}
	f.file.Close()
	if _, err := f.Write(make([]byte, 100)); err == nil || errors.Is(err, ErrSpoolFull) {
		t.Errorf("a broken disk: %v", err)
	}
	f.Close()
	if s.Used() != 0 {
		t.Errorf("%d bytes used", s.Used())
	}
}
