package extract

import (
	"bytes"
	"strings"
	"testing"
)

// TestWindows compares the windows of a text in memory with those of the same
// text as a stream, for many sizes and places of its first byte beyond ASCII.
func TestWindows(t *testing.T) {
	c := &content{w: &walk{x: &Extractor{}}, whole: true}
	enough := MaxPiece / pageSize // pages of a window
	var sizes []int
	some := []int{0, 1, enough - 1, enough, enough + 1, 2 * enough}
	if testing.Short() {
		some = some[:2] // one goroutine: the race detector takes its time and finds nothing
	}
	for _, pages := range some {
		for _, n := range []int{-decideSize, -2, -1, 0, 1, 2, decideSize - 1, decideSize, decideSize + 1} {
			if n += pages * pageSize; n >= 0 {
				sizes = append(sizes, n)
			}
		}
	}
	steps := [][]int{{1 << 30}, {pageSize}, {MaxPiece - 1}, {1, pageSize - 1, 40000}, {decideSize}, {MaxPiece - decideSize + 1, 100}}
	for _, size := range sizes {
		for _, first := range firsts(size) {
			for _, mark := range []string{"", "\xef\xbb\xbf"} {
				data := append([]byte(mark), textOf(size-len(mark), first)...)
				for _, by := range steps {
					compareWindows(t, c, data, by)
					if t.Failed() {
						t.Fatalf("%d bytes, the first beyond ASCII at %d, a mark of %d, taken by %v", size, first, len(mark), by)
					}
				}
			}
		}
	}
}

// firsts are places of a first byte beyond ASCII in a text of so many bytes: about
// the ends of pages, and so far before them as decides on an encoding.
func firsts(size int) []int {
	all := []int{0, size} // none at size
	for end := size; end > 0; end = (end - 1) / pageSize * pageSize {
		if end > size-2*pageSize || end <= MaxPiece+pageSize && end >= MaxPiece {
			for _, back := range []int{1, 2, 3, 1000, decideSize - 1, decideSize, decideSize + 1, pageSize - 1} {
				all = append(all, max(0, end-back))
			}
		}
	}
	return all
}

// textOf is text of about so many bytes with runes of three bytes from a place on.
func textOf(size, first int) []byte {
	size = max(0, size)
	first = min(first, size)
	b := bytes.Repeat([]byte("a"), first)
	b = append(b, bytes.Repeat([]byte("€"), (size-first)/3)...)
	return append(b, "bb"[:max(0, size-len(b))]...)
}

func compareWindows(t *testing.T, c *content, data []byte, by []int) {
	t.Helper()
	e := guess(data[:min(len(data), sampleSize)], len(data) <= sampleSize)
	c.head = data
	plain := c.plainText(0, e)
	if plain == nil {
		t.Fatalf("text is not read as it stands")
	}
	stream := c.newText(bytes.NewReader(data), e)
	defer stream.close()
	for i := 0; ; i++ {
		p, last, _ := plain.window()
		q, lastOf, err := stream.window()
		if last != lastOf || !bytes.Equal(p, q) {
			t.Errorf("window %d has %d bytes, last %v; that of the stream %d, %v", i, len(p), last, len(q), lastOf)
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(p) == 0 {
			return
		}
		n := min(len(p), by[i%len(by)])
		plain.consume(n)
		stream.consume(n)
	}
}

// Whether text in memory is read as it stands is told as for a stream, which looks
// at what the content declares.
func TestPlainTextDeclared(t *testing.T) {
	x, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "a", "é", "a é", "a é a", "Ѩ", "5 Ѩ, 7", "é é", "·", "a · b", strings.Repeat("a", 100) + "Ѩ" + strings.Repeat("b", decideSize-2) + "Ѩ", "Ѩ" + strings.Repeat("b", decideSize-3) + "Ѩ"} {
		for _, name := range []string{"", "us-ascii", "windows-1251", "koi8-r", "gbk", "shift_jis", "utf-16", "iso-8859-8-i"} {
			c := &content{w: &walk{x: x}, head: []byte(text)}
			e := encoding{kind: encASCII}.withCharset(name)
			stream := c.newText(strings.NewReader(text), e)
			p, _, err := stream.window()
			if err != nil {
				t.Fatal(err)
			}
			if plain := c.plainText(0, e) != nil; plain != (string(p) == text) {
				t.Errorf("%.40q, declared %q: as it stands %v, in a stream %.40q", text, name, plain, p)
			}
			stream.close()
		}
	}
}
