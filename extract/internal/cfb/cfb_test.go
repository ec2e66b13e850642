package cfb

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// render lists what a file holds: names, sizes and the first bytes.
func render(t testing.TB, data []byte) string {
	t.Helper()
	f, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	var list func(e *Entry, depth int)
	list = func(e *Entry, depth int) {
		p, err := io.ReadAll(e.Open())
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for i, c := range p {
			sum += (i%251 + 1) * int(c)
		}
		fmt.Fprintf(&b, "%s%q %d %d\n", strings.Repeat(" ", depth), e.Name, len(p), sum)
		for _, c := range e.Children {
			list(c, depth+1)
		}
	}
	list(f.Root(), 0)
	return b.String()
}

// node makes a stream of n bytes.
func node(name string, n int) *Node {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*7 + n)
	}
	return &Node{Name: name, Data: bytes.NewReader(p), Size: int64(n)}
}

func file(t testing.TB, n *Node) []byte {
	t.Helper()
	p, err := io.ReadAll(Make(n))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What is made is read again, and what is read can be made: small streams, large
// ones, and so many that the table needs a list of its own.
func TestMade(t *testing.T) {
	for name, top := range map[string]*Node{
		"empty": {},
		"small": {Children: []*Node{node("b", 1), node("a", 64), node("ccc", 4095)}},
		"both":  {Children: []*Node{node("small", 100), node("large", 4096), node("larger", 100_000), {Name: "storage", Children: []*Node{node("within", 5000), node("empty", 0)}}}},
		"long":  {Children: []*Node{node("long", 8<<20), node("other", 700)}},
	} {
		t.Run(name, func(t *testing.T) {
			data := file(t, top)
			one := render(t, data)
			if n := strings.Count(one, "\n"); n != 1+count(top) {
				t.Errorf("%d entries, want %d:\n%s", n, 1+count(top), one)
			}
			f, err := Open(bytes.NewReader(data), int64(len(data)))
			if err != nil || f.Broken {
				t.Fatalf("broken %v, %v", f.Broken, err)
			}
			again := f.Root().Node()
			if two := render(t, file(t, again)); one != two {
				t.Errorf("made again it holds something else:\n%s\n%s", one, two)
			}
		})
	}
}

func count(n *Node) int {
	k := len(n.Children)
	for _, c := range n.Children {
		k += count(c)
	}
	return k
}

// Chains that come back, entries that lead to themselves, and sizes beyond the file
// end.
func TestHostile(t *testing.T) {
	base := file(t, &Node{Children: []*Node{node("small", 100), node("large", 40_000), {Name: "s", Children: []*Node{node("x", 10)}}}})
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		p := bytes.Clone(base)
		for range 1 + rnd.IntN(6) {
			i := rnd.IntN(len(p)/4) * 4
			if rnd.IntN(2) == 0 { // header, directory
				i = rnd.IntN(300) * 4
			}
			v := []uint32{0, 1, 2, 3, 0xfffffffe, 0xffffffff, 0x7fffffff, uint32(rnd.IntN(100))}[rnd.IntN(8)]
			p[i], p[i+1], p[i+2], p[i+3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
		}
		if s := render(t, p); len(s) > 10_000 {
			t.Errorf("%d bytes of entries", len(s))
		}
		render(t, p[:rnd.IntN(len(p))])
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(file(f, &Node{Children: []*Node{node("small", 100), node("large", 4100), {Name: "s", Children: []*Node{node("x", 10)}}}}))
	f.Add(file(f, &Node{Children: []*Node{node("small", 100), {Name: "s", Children: []*Node{node("x", 10), node("y", 70)}}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		one := render(t, data)
		if total := len(one); total > 200*maxEntries {
			t.Errorf("%d bytes of entries", total)
		}
		fl, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		n, err := io.Copy(io.Discard, Make(fl.Root().Node()))
		if err != nil || n > 20*int64(len(data))+1<<20 {
			t.Errorf("made %d bytes of %d, %v", n, len(data), err)
		}
	})
}
