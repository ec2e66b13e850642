package cabinet

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"testing"
)

const real = "../../testdata/real/archives/"

func data(t testing.TB, name string) []byte {
	p, err := os.ReadFile(real + name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// read reads all files of a cabinet.
func read(p []byte) (map[string]string, error) {
	c, err := Open(bytes.NewReader(p), int64(len(p)))
	if err != nil {
		return nil, err
	}
	got := make(map[string]string)
	for i := range c.folders {
		r, err := c.Folder(i)
		if err != nil {
			return got, err
		}
		all, err := io.ReadAll(io.LimitReader(r, 1<<20))
		for _, f := range c.Files {
			if f.Folder == i && f.Offset <= int64(len(all)) && f.Size <= int64(len(all))-f.Offset {
				got[string(f.Name)] = string(all[f.Offset:][:f.Size])
			}
		}
		if err != nil {
			return got, err
		}
	}
	return got, nil
}

func TestRead(t *testing.T) {
	stored, err := read(data(t, "stored.cab"))
	if err != nil || len(stored) != 2 {
		t.Fatalf("%d files, %v", len(stored), err)
	}
	for name, files := range map[string]int{"mszip.cab": 3, "blocks.cab": 2} {
		got, err := read(data(t, name))
		if err != nil || len(got) != files {
			t.Errorf("%s: %d files, %v, want %d", name, len(got), err, files)
		}
		const file = `records\customers.csv`
		if got[file] != stored[file] || len(got[file]) != 203 {
			t.Errorf("%s: %d bytes of %s, want %d", name, len(got[file]), file, len(stored[file]))
		}
	}
}

// TestMethod makes a folder one of LZX, and another the place of its blocks.
func TestMethod(t *testing.T) {
	p := data(t, "mszip.cab")
	at := int(headerLen)
	lzx := bytes.Clone(p)
	lzx[at+6] = 3
	if _, err := read(lzx); err != ErrMethod {
		t.Errorf("LZX: %v, want %v", err, ErrMethod)
	}
	away := bytes.Clone(p)
	binary.LittleEndian.PutUint32(away[at:], 1<<31)
	if _, err := read(away); err != ErrFormat {
		t.Errorf("blocks beyond the end: %v, want %v", err, ErrFormat)
	}
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"mszip.cab", "stored.cab"} {
		f.Add(data(f, "../tiny/"+name))
	}
	f.Fuzz(func(t *testing.T, p []byte) { _, _ = read(p) })
}
