package gitpack

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

const real = "../../testdata/real/git/"

func data(t testing.TB, name string) []byte {
	p, err := os.ReadFile(real + name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// read reads a pack and checks that each object has the hash of its data.
func read(p []byte, work int64) (pack *Pack, objects map[Hash]Type, err error) {
	if pack, err = Open(bytes.NewReader(p), int64(len(p)), work); err != nil {
		return nil, nil, err
	}
	objects = make(map[Hash]Type)
	for _, blobs := range []bool{false, true} {
		err = pack.Each(func(t Type) bool { return (t == Blob) == blobs }, func(o *Object) error {
			if o.Body == nil && sha1.Sum(append(title(o.Type, o.Size), o.Data...)) != o.Hash {
				return errors.New("an object does not have its hash")
			}
			objects[o.Hash] = o.Type
			return nil
		})
		if err != nil {
			return pack, objects, err
		}
	}
	return pack, objects, pack.Deltas(func([]byte) error { return nil })
}

// TestPacks compares the objects with those that the index of git itself names.
func TestPacks(t *testing.T) {
	pack, objects, err := read(data(t, "main.pack"), 1<<20)
	if err != nil || pack.Cut || pack.Lost+pack.Left() > 0 {
		t.Fatalf("%+v %v", pack, err)
	}
	idx := data(t, "main.idx")
	n := int(idx[8+4*255+2])<<8 | int(idx[8+4*255+3])
	for i := range n {
		h := Hash(idx[8+1024+20*i:])
		if objects[h] == 0 {
			t.Errorf("%s is missing", h)
		}
	}
	if len(objects) != n {
		t.Errorf("%d objects, want %d", len(objects), n)
	}
	_, some, err := read(data(t, "refdelta.pack"), 1<<20)
	if err != nil || len(some) == 0 {
		t.Fatal(err)
	}
	for h, kind := range some {
		if objects[h] != kind {
			t.Errorf("%s %s is not in the other pack", kind, h)
		}
	}
	if pack, _, err := read(data(t, "thin.pack"), 1<<20); err != nil || pack.Left() != 1 {
		t.Errorf("thin pack: %d left, %v, want 1", pack.Left(), err)
	}
	if pack, some, err := read(data(t, "cut.pack"), 1<<20); err != nil || !pack.Cut || len(some) == 0 {
		t.Errorf("cut pack: %d objects, %v", len(some), err)
	}
	if _, _, err := read(data(t, "main.pack"), 1000); !errors.Is(err, ErrWork) {
		t.Errorf("with little work: %v", err)
	}
}

// object packs one object.
func object(header string, data []byte) []byte {
	var b bytes.Buffer
	b.WriteString(header)
	w := zlib.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// TestHostile makes deltas that lead to themselves, backwards, and beyond.
func TestHostile(t *testing.T) {
	head := func(n byte) []byte { return []byte{'P', 'A', 'C', 'K', 0, 0, 0, 2, 0, 0, 0, n} }
	for name, p := range map[string][]byte{
		"a delta upon itself":       append(head(1), object("\x64\x00", []byte("\x04\x04\x04abc"))...),
		"a delta before the pack":   append(head(1), object("\x64\x7f", []byte("\x04\x04\x04abc"))...),
		"a hash that nothing has":   append(head(1), object("\x74aaaaaaaaaaaaaaaaaaaa", []byte("\x04\x04\x04abc"))...),
		"copies beyond its base":    append(append(head(2), object("\x34", []byte("base"))...), object("\x67\x0d", []byte("\x04\x7f\x91\x00\x7f\x00\x00"))...),
		"declares 2^60 bytes":       append(append(head(2), object("\x34", []byte("base"))...), object("\x6a\x0d", []byte("\x04\xff\xff\xff\xff\xff\xff\xff\x7f\x00"))...),
		"four thousand million":     {'P', 'A', 'C', 'K', 0, 0, 0, 2, 255, 255, 255, 255},
		"longer than it says":       append(head(1), object("\x31", []byte("base"))...),
		"a type that there is not":  append(head(1), object("\x54", []byte("base"))...),
		"a header that never ends":  append(head(1), bytes.Repeat([]byte{0xff}, 100)...),
		"an offset that never ends": append(head(1), append([]byte{0x64}, bytes.Repeat([]byte{0xff}, 100)...)...),
	} {
		pack, _, err := read(p, 1<<20)
		if err != nil || !pack.Cut && pack.Lost+pack.Left() == 0 {
			t.Errorf("%s: %v, nothing is missing", name, err)
		}
	}
}

func TestNote(t *testing.T) {
	n, ok := ParseNote([]byte("tree 1234567890123456789012345678901234567890\nparent 1234567890123456789012345678901234567891\nauthor A <B> C <a@b.example> 1659355200 +0200\ncommitter nobody\ngpgsig -----BEGIN\n x\n\nhello\n"))
	if !ok || string(n.Author.Name) != "A <B> C" && string(n.Author.Name) != "A" || len(n.Parents) != 1 || string(n.Message) != "hello\n" || string(n.Committer.Name) != "nobody" {
		t.Errorf("%+v %v", n, ok)
	}
	for p, want := range map[string]Type{"blob 12\x00": Blob, "commit 1\x00": Commit, "blob \x00": 0, "blob 1x\x00": 0, "blob 1": 0, "": 0} {
		if got, _ := Loose([]byte(p)); got != want {
			t.Errorf("%q: %s, want %s", p, got, want)
		}
	}
}

func FuzzPack(f *testing.F) {
	files, _ := filepath.Glob(real + "*.pack")
	for _, file := range files {
		f.Add(data(f, filepath.Base(file)))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		pack, objects, err := read(p, 4<<20)
		if err != nil && !errors.Is(err, ErrWork) && !errors.Is(err, ErrFormat) {
			t.Fatal(err)
		}
		var commits []CommitTime
		for h, kind := range objects {
			if kind == Commit {
				commits = append(commits, CommitTime{Hash: h, Tree: h})
			}
		}
		if pack != nil {
			_, _ = pack.History(commits)
		}
		n, _ := ParseNote(p)
		_ = n
		Entries(p, func(_, _ []byte, _ Hash) {})
	})
}

// TestVersions reads versions of a large object: the memory of one is used for the next.
func TestVersions(t *testing.T) {
	const size = 24 << 20
	header := func(kind byte, n int) string {
		h := []byte{kind<<4 | byte(n&15)}
		for n >>= 4; n > 0; n >>= 7 {
			h[len(h)-1] |= 0x80
			h = append(h, byte(n&0x7f))
		}
		return string(h)
	}
	number := func(n int) (p []byte) {
		for ; n >= 0x80; n >>= 7 {
			p = append(p, byte(n)|0x80)
		}
		return append(p, byte(n))
	}
	pack := append([]byte("PACK\x00\x00\x00\x02\x00\x00\x00\x09"), object(header(3, size), make([]byte, size))...)
	last := 12
	for v := range byte(8) {
		d := append(append(number(size), number(size)...), 1, v)
		for at := 1; at < size; at += min(1<<16, size-at) {
			n := min(1<<16, size-at) & 0xffff
			d = append(d, 0xbf, byte(at), byte(at>>8), byte(at>>16), byte(at>>24), byte(n), byte(n>>8))
		}
		at := len(pack)
		off := at - last
		back := []byte{byte(off & 0x7f)}
		for off >>= 7; off > 0; off >>= 7 {
			off--
			back = append([]byte{byte(off&0x7f) | 0x80}, back...)
		}
		pack, last = append(pack, object(header(6, len(d))+string(back), d)...), at
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p, objects, err := read(pack, 1<<30)
	runtime.ReadMemStats(&after)
	if err != nil || p.Cut || p.Lost > 0 || len(objects) != 8 && len(objects) != 9 {
		t.Fatalf("%d objects, %d lost, %v", len(objects), p.Lost, err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 350<<20 { // the comparison of hashes takes half of it
		t.Errorf("%d MB were taken for versions of %d", n>>20, size>>20)
	}
}
