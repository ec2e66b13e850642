package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func says(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}

// What stands under the name of a file stays what it is.
func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, err := range []error{
		os.WriteFile(at("regular"), []byte("old"), 0o644), os.WriteFile(at("target"), []byte("old"), 0o644),
		os.Mkdir(at("sub"), 0o700), os.Mkdir(at("sub/deep"), 0o700),
		os.Symlink("target", at("link")), os.Symlink("../sub/missing", at("sub/dangling")), os.Symlink("link", at("chain")),
		os.Symlink("loop", at("loop")), os.Symlink("sub/deep", at("folder")), os.Symlink("../new", at("sub/deep/up")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ name, file string }{
		{"regular", "regular"}, {"fresh", "fresh"}, {"link", "target"}, {"chain", "target"}, {"sub/dangling", "sub/missing"},
		{"folder/up", "sub/new"}, // of where the link lies, not of how it is named
	} {
		before, _ := os.Lstat(at(c.name))
		recorded := false
		err := writeFile(at(c.name), says("new "+c.name), func() error { recorded = true; return nil })
		got, readErr := os.ReadFile(at(c.file))
		if err != nil || readErr != nil || string(got) != "new "+c.name || !recorded {
			t.Errorf("%s: %v, %v, %q, recorded %t", c.name, err, readErr, got, recorded)
		}
		if after, _ := os.Lstat(at(c.name)); before != nil && after.Mode().Type() != before.Mode().Type() {
			t.Errorf("%s was %v and is %v", c.name, before.Mode(), after.Mode())
		}
	}
	if err := writeFile(at("loop"), says(""), nil); !errors.Is(err, syscall.ELOOP) {
		t.Errorf("a link to itself: %v", err)
	}
	failed := errors.New("no more")
	for _, c := range []struct{ write, record error }{{failed, nil}, {nil, failed}} {
		err := writeFile(at("regular"), func(w io.Writer) error { io.WriteString(w, "half"); return c.write }, func() error { return c.record })
		if got, _ := os.ReadFile(at("regular")); !errors.Is(err, failed) || string(got) != "new regular" {
			t.Errorf("a file that could not be written wholly: %v, %q", err, got)
		}
	}
	if left, _ := filepath.Glob(at(".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWriteFileThroughPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		data, _ := os.ReadFile(pipe)
		got <- string(data)
	}()
	if err := writeFile(pipe, says("through"), nil); err != nil {
		t.Error(err)
	}
	if text := <-got; text != "through" {
		t.Errorf("the reader got %q", text)
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Errorf("the pipe is gone: %v", err)
	}
}

// A device of the test's own, in its folder: full(4).
func TestWriteFileToDevice(t *testing.T) {
	full := filepath.Join(t.TempDir(), "full")
	if err := unix.Mknod(full, unix.S_IFCHR|0o666, int(unix.Mkdev(1, 7))); err != nil {
		t.Skip("this user may make no device: ", err)
	}
	err := writeFile(full, says("lost"), nil)
	if errors.Is(err, fs.ErrPermission) {
		t.Skip("devices of this folder are not opened: ", err)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a full device: %v", err)
	}
	if info, err := os.Lstat(full); err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		t.Errorf("the device is gone: %v", err)
	}
}
