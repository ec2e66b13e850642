package folder

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

func open(t *testing.T, dir string) *Source {
	t.Helper()
	s, err := New(Options{Target: exposure.Target{Provider: exposure.Folder, Path: dir}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, s *Source, name string) string {
	t.Helper()
	r, err := s.Open(t.Context(), source.Object{Name: name}, 0)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// TestFolderComesAnew puts another folder where one is kept open.
func TestFolderComesAnew(t *testing.T) {
	at := t.TempDir()
	put(t, filepath.Join(at, "sub/a"), "old")
	s := open(t, at)
	if got := read(t, s, "sub/a"); got != "old" {
		t.Fatalf("sub/a is %q", got)
	}
	if err := os.Rename(filepath.Join(at, "sub"), filepath.Join(at, "away")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(at, "sub/b"), "new")
	if got := read(t, s, "sub/b"); got != "new" {
		t.Errorf("sub/b is %q", got)
	}
}

// TestManyFoldersAtOnce reads from more folders than are kept, at once, and counts what stays open.
func TestManyFoldersAtOnce(t *testing.T) {
	at := t.TempDir()
	for i := range 3 * dirsKept {
		put(t, filepath.Join(at, fmt.Sprintf("d%d/e", i)), fmt.Sprint(i))
	}
	s := open(t, at)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 9 * dirsKept {
				i = (i*(w+1) + w) % (3 * dirsKept)
				if got := read(t, s, fmt.Sprintf("d%d/e", i)); got != fmt.Sprint(i) {
					t.Errorf("d%d/e is %q", i, got)
				}
			}
		})
	}
	wg.Wait()
	of := &s.dirs
	if n := len(of.kept); n != dirsKept {
		t.Errorf("%d folders are kept, want %d", n, dirsKept)
	}
	for _, d := range of.kept {
		if d.uses != 1 {
			t.Errorf("%s is used %d times when all is read", d.path, d.uses)
		}
	}
	kept := of.kept[0]
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Lstat("e"); err == nil {
		t.Error("a folder is open after the source was closed")
	}
}
