package doc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// A trace writes down what a handler is told.
type trace struct {
	strings.Builder
	n int
}

func (x *trace) say(format string, args ...any) error {
	x.n++
	fmt.Fprintf(x, format, args...)
	return nil
}
func (x *trace) Text(w Where, table, hidden bool, p []byte) error {
	return x.say("%d%s ", w, p)
}
func (x *trace) Break(w Where, table bool, b Break) error { return x.say("|%d ", b) }
func (x *trace) Code(w Where, table bool, p []byte) error { return x.say("{%s} ", p) }
func (x *trace) People(list []string) error               { return x.say("%q ", list) }

func decode(page int, p []byte) []byte {
	enc := charmap.Windows1252
	if page == 1251 {
		enc = charmap.Windows1251
	}
	out, _ := enc.NewDecoder().Bytes(p)
	return out
}

// made makes the streams of a document out of pieces: those with a letter beyond
// Latin lie as UTF-16.
func made(counts []int, pieces ...string) (text, table []byte) {
	le := binary.LittleEndian
	text = make([]byte, 0x400)
	le.PutUint16(text, 0xa5ec)
	le.PutUint16(text[2:], 0xc1)
	for i, n := range counts {
		le.PutUint32(text[atCounts+4*i:], uint32(n))
	}
	cps, pcds := []uint32{0}, []byte(nil)
	cp := 0
	for _, p := range pieces {
		pcd := make([]byte, 8)
		latin := []byte(nil)
		for _, r := range p {
			latin = append(latin, byte(r))
			if r > 0xff {
				latin = nil
				break
			}
		}
		if latin != nil {
			le.PutUint32(pcd[2:], uint32(len(text)*2)|compressed)
			text = append(text, latin...)
		} else {
			le.PutUint32(pcd[2:], uint32(len(text)))
			for _, r := range p {
				text = le.AppendUint16(text, uint16(r))
			}
		}
		cp += len([]rune(p))
		cps, pcds = append(cps, uint32(cp)), append(pcds, pcd...)
	}
	table = append(table, 1, 2, 0, 9, 9, 2)
	table = le.AppendUint32(table, uint32(4*len(cps)+len(pcds)))
	for _, v := range cps {
		table = le.AppendUint32(table, v)
	}
	table = append(table, pcds...)
	le.PutUint32(text[atClx+4:], uint32(len(table)))
	table = append([]byte(nil), table...)
	return text, table
}

func read(text, table []byte) (string, error) {
	var x trace
	src := func(p []byte) Source { return Source{bytes.NewReader(p), int64(len(p))} }
	err := Read(src(text), src(table), Options{Decode: decode}, &x)
	return x.String(), err
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int
		pieces []string
		want   string
	}{
		"pieces":  {[]int{12}, []string{"Hello ", "мир\r", "ü\r"}, "0Hello  0мир |0 0ü |0 |0 "},
		"parts":   {[]int{5, 5, 0, 0, 5}, []string{"main\rfoot\rnote\r"}, "0main |0 |0 1foot |0 |0 4note |0 |0 "},
		"fields":  {[]int{30}, []string{"a\x13 LINK \"b\x13x\x15\" \x14 c\x15d\r"}, `0a {x} { LINK "b" } 0 cd |0 |0 `},
		"breaks":  {[]int{12}, []string{"a\x07b\x07\x07c\x0bd\x1ee\x1ff"}, "0a |2 0b |2 |3 0c |1 0d-ef |0 "},
		"no more": {[]int{900}, []string{"abc"}, "0abc |0 "},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(made(c.counts, c.pieces...))
			if err != nil || got != c.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

// A document of Word 6: text in one run, in the code page of its language.
func TestOld(t *testing.T) {
	text := make([]byte, 0x300)
	le := binary.LittleEndian
	le.PutUint16(text, 0xa5dc)
	le.PutUint16(text[2:], 101)
	le.PutUint16(text[6:], 0x419)
	le.PutUint32(text[atFirst:], 0x300)
	text = append(text, "\xcf\xf0\xe8\rx\x07y\x07\x07"...)
	le.PutUint32(text[atFirst+4:], uint32(len(text)))
	le.PutUint32(text[oldCounts:], 9)
	got, err := read(text, nil)
	if want := "0При |0 0x |2 0y |2 |3 |0 "; err != nil || got != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

func TestBroken(t *testing.T) {
	locked, table := made([]int{3}, "abc")
	binary.LittleEndian.PutUint16(locked[atFlags:], flagLocked)
	if _, err := read(locked, table); !errors.Is(err, ErrEncrypted) {
		t.Errorf("got %v, want %v", err, ErrEncrypted)
	}
	text, _ := made([]int{3}, "abc")
	for _, table := range [][]byte{nil, {2}, {2, 255, 255, 255, 255}} {
		if _, err := read(text, table); !errors.Is(err, ErrFormat) {
			t.Errorf("got %v, want %v", err, ErrFormat)
		}
	}
}

func FuzzRead(f *testing.F) {
	text, table := made([]int{5, 5, 0, 0, 5}, "main\rfoot\rnote\r")
	f.Add(text, table)
	text, table = made([]int{30}, "a\x13 LINK \"b\x13x\x15\" \x14 c\x15d\r", "мир\x07\x07")
	f.Add(text, table)
	f.Fuzz(func(t *testing.T, text, table []byte) {
		if got, _ := read(text, table); len(got) > 64*(len(text)+len(table))+4096 {
			t.Errorf("%d bytes of %d and %d", len(got), len(text), len(table))
		}
	})
}

// TestMagics knows the first bytes that the versions of Word write.
func TestMagics(t *testing.T) {
	for magic, want := range map[uint16]error{0xa5ec: nil, 0xa5dc: nil, 0xa697: nil, 0xa699: nil, 0xcfd0: ErrFormat, 0: ErrFormat} {
		p := make([]byte, 64)
		binary.LittleEndian.PutUint16(p, magic)
		if _, err := Table(bytes.NewReader(p)); err != want {
			t.Errorf("%#x: %v, want %v", magic, err, want)
		}
	}
}
