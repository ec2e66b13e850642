package pgdump

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
)

const real = "../../testdata/real/databases/"

func data(t testing.TB, name string) []byte {
	p, err := os.ReadFile(real + name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// read reads all of an archive: its entries, and the data of each block.
func read(p []byte) (entries []string, blocks []string, err error) {
	a, err := Open(bytes.NewReader(p))
	if err != nil {
		return nil, nil, err
	}
	if err := a.Contents(func(e *Entry) error {
		entries = append(entries, e.Kind+" "+e.Name)
		return nil
	}); err != nil {
		return entries, nil, err
	}
	take := func(r io.Reader) error {
		b, err := io.ReadAll(io.LimitReader(r, 1<<20))
		blocks = append(blocks, string(b))
		return err
	}
	for {
		_, body, blobs, err := a.Next()
		if err == io.EOF {
			return entries, blocks, nil
		}
		if err != nil {
			return entries, blocks, err
		}
		for !blobs {
			if err := take(body); err != nil {
				return entries, blocks, err
			}
			break
		}
		for blobs {
			_, body, err := a.Blob()
			if err == io.EOF {
				break
			}
			if err == nil {
				err = take(body)
			}
			if err != nil {
				return entries, blocks, err
			}
		}
	}
}

// TestRead reads the same database packed and stored.
func TestRead(t *testing.T) {
	entries, want, err := read(data(t, "stored.dump"))
	if err != nil || len(want) < 4 || !strings.Contains(strings.Join(entries, "\n"), "TABLE DATA customers") {
		t.Fatalf("%q, %d blocks, %v", entries, len(want), err)
	}
	_, got, err := read(data(t, "zlib.dump"))
	if err != nil || strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("packed: %d blocks, %v, want %d", len(got), err, len(want))
	}
	for _, name := range []string{"schema.dump", "toc.dat"} {
		if entries, blocks, err := read(data(t, name)); err != nil || len(entries) < 5 || len(blocks) > 0 {
			t.Errorf("%s: %q, %d blocks, %v", name, entries, len(blocks), err)
		}
	}
}

// TestCut cuts an archive at each byte.
func TestCut(t *testing.T) {
	p := data(t, "zlib.dump")
	_, want, err := read(p)
	if err != nil {
		t.Fatal(err)
	}
	for n := range p {
		_, got, err := read(p[:n])
		if err == nil && len(got) == len(want) {
			t.Fatalf("cut at %d it is whole", n)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"zlib.dump", "stored.dump", "inserts.dump"} {
		f.Add(data(f, "../tiny/"+name))
	}
	f.Fuzz(func(t *testing.T, p []byte) { _, _, _ = read(p) })
}
