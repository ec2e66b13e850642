package jet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract/internal/jet/jettest"
)

// gather keeps what it is told.
type gather struct{ strings.Builder }

func (g *gather) Row() error { return nil }
func (g *gather) Value(column int, text []byte) error {
	fmt.Fprintf(g, "%d=%s ", column, text)
	return nil
}
func (g *gather) Binary(column int, p []byte) error { fmt.Fprintf(g, "%d:%x ", column, p); return nil }
func (g *gather) Big(column int, v *Long) error     { fmt.Fprintf(g, "%d is big ", column); return nil }
func (g *gather) RowEnd() error                     { g.WriteByte('\n'); return nil }

func readAll(p []byte) (string, *File, error) {
	g := new(gather)
	f, err := Open(bytes.NewReader(p), int64(len(p)))
	if err != nil {
		return "", nil, err
	}
	tables, err := f.Tables()
	for _, t := range tables {
		if err == nil {
			err = f.Define(&t)
		}
		if err == nil && t.Name != "MSysObjects" {
			fmt.Fprintf(g, "[%s]\n", t.Name)
			err = f.Rows(&t, g)
		}
	}
	return g.String(), f, err
}

func TestRows(t *testing.T) {
	for _, old := range []bool{false, true} {
		m := &jettest.Maker{Old: old}
		name := func(s string) []byte {
			if old {
				return []byte(s)
			}
			return jettest.Wide(s)
		}
		var columns []jettest.Column
		var row [][]byte
		want := "[Wide]\n"
		for i := range 25 { // rows longer than 256 bytes, where Jet 3 has jumps
			columns = append(columns, jettest.Column{Name: fmt.Sprintf("c%d", i), Kind: 10, Size: 100})
			v := strings.Repeat(string(rune('a'+i)), 1+i*31%53)
			row = append(row, name(v))
			want += fmt.Sprintf("%d=%s ", i, v)
		}
		p := m.File(jettest.Table{Name: "Wide", Columns: columns, Rows: [][][]byte{row}})
		got, f, err := readAll(p)
		if got != want+"\n" || err != nil || f.Broken > 0 {
			t.Errorf("old %v: %v, %s, want %s", old, err, got, want)
		}
		// The same under a key that stands in the header.
		size := 4096
		if old {
			size = 2048
		}
		key := []byte{1, 2, 3, 4}
		for i, b := range key {
			p[0x3e+i] ^= b
		}
		for n := 1; n*size < len(p); n++ {
			var k [4]byte
			binary.LittleEndian.PutUint32(k[:], binary.LittleEndian.Uint32(key)^uint32(n))
			crypt(p[n*size:(n+1)*size], k[:])
		}
		if got, _, err := readAll(p); got != want+"\n" || err != nil {
			t.Errorf("old %v, under a key: %v, %s", old, err, got)
		}
	}
}

func TestValues(t *testing.T) {
	f := &File{layout: jet4}
	for _, c := range []struct {
		kind byte
		in   string
		want string
	}{
		{typeText, "\xff\xfeab\x00\x2f\x67\x00cd", "ab术cd"}, {typeText, "\xff\xfe", ""}, {typeText, "\xff", ""}, {typeText, "a\x00b\x00", "ab"}, {typeText, "\xff\xfea\x00\x01", "a"},
		{typeInt16, "\xff\xff", "-1"}, {typeByte, "\xff", "255"}, {typeInt64, "\xff\xff\xff\xff\xff\xff\xff\x7f", "9223372036854775807"}, {typeMoney, "\x10\x27\x00\x00\x00\x00\x00\x00", "1.0000"},
		{typeLongDate, "0000000000000738367:000000043200" + "1234567:7\x00", "2022-08-01T12:00:00.1234567"},
	} {
		if got, ok := f.plain(&Column{kind: c.kind}, []byte(c.in)); !ok || string(got) != c.want {
			t.Errorf("%d %q: %q, %v, want %q", c.kind, c.in, got, ok, c.want)
		}
	}
	for v, want := range map[float64]string{0: "00:00:00", 1.5: "1899-12-31T12:00:00", 44774: "2022-08-01", math.Inf(1): "+Inf"} {
		if got := string(oleDate(v)); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, old := range []bool{false, true} {
		m := &jettest.Maker{Old: old}
		f.Add(m.File(jettest.Table{Name: "T", Columns: []jettest.Column{{Name: "a", Kind: 10, Size: 50}, {Name: "m", Kind: 12}}, Rows: [][][]byte{
			{[]byte("abcd"), m.Long([]byte("a memo in several parts"), 0, 8)}, {[]byte("efgh"), m.Long([]byte("a memo"), 0x40, 0)}}, Moved: map[int]bool{1: true}}))
	}
	f.Fuzz(func(t *testing.T, p []byte) { _, _, _ = readAll(p) })
}
