package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

func writeFile(t testing.TB, fs vfs.FS, name string, data []byte) {
	t.Helper()
	f, err := fs.Create(name, vfs.WriteCategoryUnspecified)
	if err != nil {
		t.Fatal(err)
	}
	for rest := bytes.Clone(data); len(rest) > 0; { // Write may change it
		n := min(len(rest), 1+len(rest)/3)
		if _, err := f.Write(rest[:n]); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func readFile(t testing.TB, fs vfs.FS, name string) []byte {
	t.Helper()
	f, err := fs.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFS(t *testing.T) {
	for name, inner := range map[string]vfs.FS{"disk": vfs.Default, "memory": vfs.NewMem()} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			inner.MkdirAll(dir, 0o700)
			path := filepath.Join(dir, "f")
			k := NewKey()
			fs := k.FS(inner)
			want := randomBytes(7, 100_003)
			writeFile(t, fs, path, want)

			if got := readFile(t, fs, path); !bytes.Equal(got, want) {
				t.Fatal("reads back something else")
			}
			if raw := readFile(t, inner, path); len(raw) != len(want)+headerSize || bytes.Contains(raw, want[5000:5016]) {
				t.Errorf("below, %d bytes, perhaps in the clear", len(raw))
			}
			if info, err := fs.Stat(path); err != nil || info.Size() != int64(len(want)) {
				t.Errorf("Stat: %d, %v", info.Size(), err)
			}
			testReadAt(t, fs, path, want)
			testReuse(t, fs, inner, path, want)
			testWriteAt(t, fs, path+".rw")
			if _, err := NewKey().FS(inner).Open(path + ".rw"); !errors.Is(err, ErrWrongKey) {
				t.Errorf("another key: %v", err)
			}
			if d, err := fs.OpenDir(dir); err != nil || d.Sync() != nil || d.Close() != nil {
				t.Errorf("OpenDir: %v", err)
			}
			lock, err := fs.Lock(filepath.Join(dir, "LOCK"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := fs.Lock(filepath.Join(dir, "LOCK")); err == nil {
				t.Error("locked twice")
			}
			if err := lock.Close(); err != nil {
				t.Error(err)
			}
			if vfs.Root(fs) != inner {
				t.Error("Unwrap leads elsewhere")
			}
		})
	}
}

func testReadAt(t *testing.T, fs vfs.FS, path string, want []byte) {
	f, err := fs.Open(path, vfs.SequentialReadsOption)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Size() != int64(len(want)) {
		t.Errorf("Stat of the file: %v", err)
	}
	f.Prefetch(0, 4096) // on Linux, Pebble's own returns errno 0 as an error
	for range 500 {
		off := rand.IntN(len(want))
		n := 1 + rand.IntN(min(len(want)-off, 10_000))
		got := make([]byte, n)
		if _, err := f.ReadAt(got, int64(off)); err != nil || !bytes.Equal(got, want[off:off+n]) {
			t.Fatalf("ReadAt %d bytes at %d: %v", n, off, err)
		}
	}
	if n, err := f.ReadAt(make([]byte, 100), int64(len(want)-3)); n != 3 || err != io.EOF {
		t.Errorf("at the end: %d, %v", n, err)
	}
}

// A file that is used again must not show what stood in it, and must not be
// encrypted with the same stream.
func testReuse(t *testing.T, fs, inner vfs.FS, path string, old []byte) {
	before := readFile(t, inner, path)
	f, err := fs.ReuseForWrite(path, path+".rw", vfs.WriteCategoryUnspecified)
	if err != nil {
		t.Fatal(err)
	}
	half := bytes.Clone(old[:len(old)/2])
	if err := f.Preallocate(0, int64(len(old))); err != nil {
		t.Error(err)
	}
	if _, err := f.Write(half); err != nil {
		t.Fatal(err)
	}
	if _, err := f.SyncTo(int64(len(half))); err != nil {
		t.Error(err)
	}
	if err := errors.Join(f.SyncData(), f.Close()); err != nil {
		t.Fatal(err)
	}
	after := readFile(t, inner, path+".rw")
	if bytes.Equal(before[headerSize:headerSize+64], after[headerSize:headerSize+64]) {
		t.Error("the same contents are encrypted alike in a file that is used again")
	}
	got := readFile(t, fs, path+".rw")
	if !bytes.Equal(got[:len(old)/2], old[:len(old)/2]) || bytes.Contains(got, old[len(old)/2+100:len(old)/2+116]) {
		t.Error("the old contents can still be read, or the new ones cannot")
	}
}

func testWriteAt(t *testing.T, fs vfs.FS, path string) {
	model := readFile(t, fs, path)
	f, err := fs.OpenReadWrite(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		off, piece := rand.IntN(len(model)), randomBytes(uint64(i), 1+rand.IntN(500))
		given := bytes.Clone(piece)
		if _, err := f.WriteAt(given, int64(off)); err != nil || !bytes.Equal(given, piece) {
			t.Fatalf("WriteAt: %v, or it changed what it was given", err)
		}
		if end := off + len(piece); end > len(model) {
			model = append(model, make([]byte, end-len(model))...)
		}
		copy(model[off:], piece)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(readFile(t, fs, path), model) {
		t.Error("WriteAt wrote something else")
	}
}

func TestFSNewFileByOpenReadWrite(t *testing.T) {
	fs := NewKey().FS(vfs.NewMem())
	for _, text := range []string{"one", "ONE"} {
		f, err := fs.OpenReadWrite("x", vfs.WriteCategoryUnspecified)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		f.Close()
		if got := readFile(t, fs, "x"); string(got) != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
}

// A crash can cut a header short, or leave a hole in its place.
func TestFSHeaders(t *testing.T) {
	inner := vfs.NewMem()
	fs := NewKey().FS(inner)
	writeFile(t, fs, "whole", []byte("contents"))
	whole := readFile(t, inner, "whole")
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"nothing": {nil, nil}, "one byte": {whole[:1], nil}, "cut": {whole[:headerSize-1], nil}, "hole": {make([]byte, headerSize+20), nil},
		"other magic":   {append([]byte("x"), whole[1:]...), ErrHeaderDamaged},
		"nonce changed": {flip(whole, nonceAt), ErrHeaderDamaged},
		"check changed": {flip(whole, checkAt), ErrWrongKey},
	} {
		writeFile(t, inner, name, c.raw)
		f, err := fs.Open(name)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
			continue
		}
		if err == nil {
			b, err := io.ReadAll(f)
			info, serr := f.Stat()
			if len(c.raw) < headerSize && (len(b) != 0 || err != nil || serr != nil || info.Size() != 0) {
				t.Errorf("%s: %d bytes, %v", name, len(b), err)
			}
			f.Close()
		}
	}
	if _, err := fs.Open("absent"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
	writeFile(t, inner, "newer", flip(whole, versionAt))
	if _, err := fs.Open("newer"); err == nil || errors.Is(err, ErrWrongKey) {
		t.Errorf("newer: %v", err)
	}
}

func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 0x80
	return b
}

func TestFSKeysAndNoncesDiffer(t *testing.T) {
	inner := vfs.NewMem()
	k := NewKey()
	for i, fs := range []vfs.FS{k.FS(inner), k.FS(inner), NewKey().FS(inner)} {
		writeFile(t, fs, fmt.Sprint(i), make([]byte, 64))
	}
	seen := map[string]bool{}
	for i := range 3 {
		stream := string(readFile(t, inner, fmt.Sprint(i))[headerSize:])
		if seen[stream] {
			t.Error("two files are encrypted with one stream")
		}
		seen[stream] = true
	}
}
