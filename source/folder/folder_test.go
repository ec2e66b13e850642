package folder_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/folder"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// store is a temporary folder.
type store struct{ dir string }

func (s store) Put(t testing.TB, name string, data []byte) {
	path := s.dir + "/" + name
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s store) Remove(t testing.TB, name string) {
	if err := os.Remove(s.dir + "/" + name); err != nil {
		t.Fatal(err)
	}
}

// Shut makes the folder unreadable. The superuser reads it all the same: see
// TestAsOrdinaryUser.
func (s store) Shut(t testing.TB) {
	if os.Getuid() == 0 {
		t.Skip("the superuser may read every folder")
	}
	if err := os.Chmod(s.dir, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(s.dir, 0o700) })
}

// Holds says what a path cannot be.
func (s store) Holds(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." || len(part) > 255 {
			return false
		}
	}
	return true
}

func (s store) Open(t testing.TB, o sourcetest.Options) source.Source {
	src, err := openFolder(t, s.dir, o)
	if err != nil && !errors.Is(err, source.ErrDenied) {
		t.Fatal(err)
	}
	return src
}

func openFolder(t testing.TB, dir string, o sourcetest.Options) (source.Source, error) {
	src, err := folder.New(folder.Options{Target: exposure.Target{Provider: exposure.Folder, Path: dir}, PageSize: o.PageSize})
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { src.Close() })
	return src, nil
}

func TestSuite(t *testing.T) {
	sourcetest.Run(t, sourcetest.Provider{
		Store: func(t testing.TB) sourcetest.Store { return store{t.TempDir()} },
		Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return openFolder(t, filepath.Join(t.TempDir(), "missing"), o)
		},
		Ordered: true,
	})
}

// TestAsOrdinaryUser runs what the superuser cannot be refused as nobody.
func TestAsOrdinaryUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("this is an ordinary user")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "ordinary")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	copied := filepath.Join(dir, "folder.test")
	if err := os.WriteFile(copied, data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(copied, "-test.v", "-test.run", "^(TestDenied|TestSuite)$/^(Shut)?$")
	cmd.Dir = dir
	cmd.Env = []string{"TMPDIR=" + dir, "HOME=" + dir, "PATH=" + os.Getenv("PATH")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestDenied")) || !bytes.Contains(out, []byte("--- PASS: TestSuite/Shut")) {
		t.Errorf("as nobody: %v\n%s", err, out)
	}
}

func TestDenied(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("see TestAsOrdinaryUser")
	}
	s := store{t.TempDir()}
	s.Put(t, "a/open.txt", []byte("x"))
	s.Put(t, "b/locked.txt", []byte("x"))
	s.Put(t, "c/file.txt", []byte("x"))
	for name, mode := range map[string]os.FileMode{"b": 0, "c/file.txt": 0} {
		if err := os.Chmod(s.dir+"/"+name, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(s.dir+"/"+name, 0o700) })
	}
	for _, size := range []int{1, 2, 100} {
		objects := all(t, s.Open(t, sourcetest.Options{PageSize: size}))
		if len(objects) != 3 || objects[1].Name != "b/" || objects[1].Unreadable != exposure.NotReadDenied {
			t.Errorf("pages of %d: %+v", size, objects)
		}
	}
	src := s.Open(t, sourcetest.Options{})
	for _, name := range []string{"c/file.txt", "b/locked.txt"} {
		if _, err := src.Open(t.Context(), source.Object{Name: name}, 0); !errors.Is(err, source.ErrDenied) {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(err.Error(), "file.txt") {
			t.Errorf("the error quotes the name: %v", err)
		}
	}
}

func all(t *testing.T, src source.Source) (objects []source.Object) {
	t.Helper()
	err := source.Walk(t.Context(), src, "", func(p source.Page) error {
		objects = append(objects, p.Objects...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// TestSpecialFiles: links, pipes, sockets and devices are listed, and neither
// followed nor opened: opening the pipe would wait for ever.
func TestSpecialFiles(t *testing.T) {
	outside := store{t.TempDir()}
	outside.Put(t, "secret.txt", []byte("outside"))
	s := store{t.TempDir()}
	s.Put(t, "in/real.txt", []byte("real"))
	link := func(to, name string) {
		if err := os.Symlink(to, s.dir+"/"+name); err != nil {
			t.Fatal(err)
		}
	}
	link(outside.dir, "out-folder")
	link(outside.dir+"/secret.txt", "out-file")
	link("../../../../../../etc", "up")
	link("in", "in-folder")
	link("in/real.txt", "in-file")
	link("loop", "loop")
	link("nowhere", "dangling")
	if err := syscall.Mkfifo(s.dir+"/pipe", 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", s.dir+"/socket")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	src := s.Open(t, sourcetest.Options{PageSize: 2})
	var special []string
	for _, o := range all(t, src) {
		if o.Unreadable == exposure.NotReadSpecial {
			special = append(special, o.Name)
		} else if o.Name != "in/real.txt" {
			t.Errorf("listed as readable: %+v", o)
		}
		if _, err := src.Open(t.Context(), o, 0); o.Unreadable != "" && !errors.Is(err, source.ErrSpecial) {
			t.Errorf("open %s: %v, want ErrSpecial", o.Name, err)
		}
	}
	want := []string{"dangling", "in-file", "in-folder", "loop", "out-file", "out-folder", "pipe", "socket", "up"}
	if !slices.Equal(special, want) {
		t.Errorf("special: %q, want %q", special, want)
	}
	for _, name := range []string{"out-folder/secret.txt", "../" + filepath.Base(outside.dir) + "/secret.txt", outside.dir + "/secret.txt", "up/passwd"} {
		if r, err := src.Open(t.Context(), source.Object{Name: name}, 0); err == nil {
			r.Body.Close()
			t.Errorf("%s was opened", name)
		}
	}
}

// TestSwapped puts a link and a pipe in a file's place after it was listed.
func TestSwapped(t *testing.T) {
	s := store{t.TempDir()}
	s.Put(t, "a.txt", []byte("same length"))
	s.Put(t, "b.txt", []byte("same length"))
	src := s.Open(t, sourcetest.Options{})
	o := all(t, src)[0]
	s.Remove(t, "a.txt")
	if err := os.Symlink("b.txt", s.dir+"/a.txt"); err != nil {
		t.Fatal(err)
	}
	if _, err := src.Open(t.Context(), o, 0); !errors.Is(err, source.ErrSpecial) && !errors.Is(err, source.ErrChanged) {
		t.Errorf("a link in its place: %v", err)
	}
	s.Remove(t, "a.txt")
	if err := syscall.Mkfifo(s.dir+"/a.txt", 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := src.Open(t.Context(), o, 0); !errors.Is(err, source.ErrSpecial) {
		t.Errorf("a pipe in its place: %v", err)
	}
}

func TestChangedWhileRead(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(path string) error
	}{
		{"grown", func(path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteString("more")
			return err
		}},
		{"shrunk", func(path string) error { return os.Truncate(path, 10) }},
		{"rewritten", func(path string) error { return os.WriteFile(path, make([]byte, 100000), 0o600) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := store{t.TempDir()}
			s.Put(t, "log.txt", bytes.Repeat([]byte("x"), 100000))
			src := s.Open(t, sourcetest.Options{})
			body, err := source.Stream(t.Context(), src, all(t, src)[0], source.RetryPolicy{})
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			if _, err := io.ReadFull(body, make([]byte, 50)); err != nil {
				t.Fatal(err)
			}
			if err := c.change(s.dir + "/log.txt"); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, body); !errors.Is(err, source.ErrChanged) {
				t.Errorf("%v, want ErrChanged", err)
			}
		})
	}
}

// TestOrder: the order is that of the bytes of whole paths, whatever the pages.
func TestOrder(t *testing.T) {
	s := store{t.TempDir()}
	want := []string{"a b", "a!/z", "a-", "a.txt", "a/0", "a/b.c", "a/b/c", "a/b0", "a0", "b/", "é"}
	for _, name := range want {
		if name == "b/" {
			if err := os.Mkdir(s.dir+"/b", 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		s.Put(t, name, nil)
	}
	want = slices.DeleteFunc(want, func(n string) bool { return n == "b/" }) // an empty folder holds no object
	slices.Sort(want)
	for size := 1; size <= len(want)+1; size++ {
		var got []string
		for _, o := range all(t, s.Open(t, sourcetest.Options{PageSize: size})) {
			got = append(got, o.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("pages of %d: %q, want %q", size, got, want)
		}
	}
}

func TestListIsCancelledInAHugeFolder(t *testing.T) {
	s := store{t.TempDir()}
	for _, name := range sourcetest.Numbered(9000) {
		s.Put(t, "one/"+filepath.Base(name), nil)
	}
	ctx, cancel := context.WithCancel(t.Context())
	src := s.Open(t, sourcetest.Options{PageSize: 10})
	page, err := src.List(ctx, "")
	if err != nil || len(page.Objects) != 10 {
		t.Fatal(len(page.Objects), err)
	}
	cancel()
	if _, err := src.List(ctx, page.Next); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
	// What was interrupted goes on from its marker.
	if page, err = src.List(t.Context(), page.Next); err != nil || len(page.Objects) != 10 || page.Objects[0].Name != "one/object-000010.txt" {
		t.Errorf("%v, %v", page.Objects, err)
	}
}
