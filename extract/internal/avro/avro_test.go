package avro

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// gather keeps what it is told, a line each.
type gather struct {
	lines []string
	size  int
}

func (g *gather) add(s string) error {
	if g.size += len(s); g.size > 8<<20 {
		return errors.New("enough")
	}
	g.lines = append(g.lines, s)
	return nil
}

func (g *gather) Datum() error                       { return g.add("-") }
func (g *gather) Value(name string, v []byte) error  { return g.add(name + "=" + string(v)) }
func (g *gather) Binary(name string, v []byte) error { return g.add(name + " is binary") }
func (g *gather) Big(name string, size int64, r io.Reader) error {
	return g.add(name + " is big")
}

func plain(codec string, r io.Reader) (io.Reader, error) {
	if codec != "null" {
		return nil, ErrCodec
	}
	return r, nil
}

func readAll(p []byte) (*gather, *File, error) {
	g := &gather{}
	f, err := Open(bytes.NewReader(p), plain)
	if err == nil {
		err = f.Read(g)
	}
	return g, f, err
}

func long(v int64) string { return string(binary.AppendVarint(nil, v)) }

func text(s string) string { return long(int64(len(s))) + s }

const mark = "0123456789abcdef"

// file makes a file of a schema and blocks, each a count and data.
func file(schema string, blocks ...any) []byte {
	s := Magic + long(1) + text("avro.schema") + text(schema) + long(0) + mark
	for i := 0; i < len(blocks); i += 2 {
		s += long(int64(blocks[i].(int))) + text(blocks[i+1].(string)) + mark
	}
	return []byte(s)
}

func TestRead(t *testing.T) {
	record := func(fields string) string { return `{"type":"record","name":"r","fields":[` + fields + `]}` }
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"plain":         {file(`"string"`, 2, text("a")+text("b")), "- =a - =b"},
		"two blocks":    {file(`"int"`, 1, long(-7), 1, long(1<<31)), "- =-7 - =2147483648"},
		"nothing":       {file(`"null"`, 1<<40, ""), ""},
		"enum":          {file(`{"type":"enum","name":"e","symbols":["A","B"]}`, 2, long(1)+long(0)), "- =B - =A"},
		"fixed decimal": {file(`{"type":"fixed","name":"f","size":2,"logicalType":"decimal","precision":4,"scale":2}`, 1, "\xff\x9c"), "- =-1.00"},
		"big decimal":   {file(`{"type":"bytes","logicalType":"big-decimal"}`, 1, text(text("\x30\x39")+long(3))), "- =12.345"},
		"fixed uuid":    {file(`{"type":"fixed","name":"f","size":16,"logicalType":"uuid"}`, 1, mark), "- =30313233-3435-3637-3839-616263646566"},
		"duration":      {file(`{"type":"fixed","name":"f","size":12,"logicalType":"duration"}`, 1, "\x01\x00\x00\x00\x02\x00\x00\x00\xb8\x0b\x00\x00"), "- =P1M2DT3S"},
		"times": {file(record(`{"name":"a","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"b","type":{"type":"long","logicalType":"local-timestamp-nanos"}},
			{"name":"c","type":{"type":"long","logicalType":"time-micros"}}`), 1, long(-1)+long(1)+long(86399999999)), "- a=1969-12-31T23:59:59.999Z b=1970-01-01T00:00:00.000000001 c=23:59:59.999999"},
		"nested":      {file(record(`{"name":"a","type":{"type":"array","items":{"type":"map","values":["null","r"]}}}`), 1, long(1)+long(1)+text("k")+long(1)+long(0)+long(0)+long(0)), "-"},
		"sized array": {file(record(`{"name":"a","type":{"type":"array","items":"string"}}`), 1, long(-2)+long(4)+text("x")+text("y")+long(0)), "- a=x a=y"},
		"map":         {file(record(`{"name":"a","type":{"type":"map","values":"int"}}`), 1, long(1)+text("k")+long(5)+long(0)), "- a.k=5"},
		"list":        {file(record(`{"name":"v","type":"int"},{"name":"next","type":["null","r"]}`), 1, long(1)+long(1)+long(2)+long(0)), "- v=1 next.v=2"},
		"names":       {file(`{"type":"record","name":"a.b.r","fields":[{"name":"x","type":{"type":"fixed","name":"f","size":1}},{"name":"y","type":"f"},{"name":"z","type":"a.b.f"}]}`, 1, "\x01\x02\x03"), "- x is binary y is binary z is binary"},
		"wide union":  {file(`["null","double","float"]`, 2, long(1)+"\x00\x00\x00\x00\x00\x00\xf8\x3f"+long(2)+"\x00\x00\x00\xbf"), "- =1.5 - =-0.5"},
	} {
		g, f, err := readAll(c.data)
		if err != nil || f.Broken > 0 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := strings.Join(g.lines, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// A block that is broken costs what is behind the fault in it, and no other.
func TestBroken(t *testing.T) {
	good := string(file(`"string"`, 2, text("one")+"\x7f", 1, text("two")))
	for name, p := range map[string]string{
		"a value beyond its block": good,
		"a count below zero":       strings.Replace(good, mark+"\x04", mark+"\x05", 1),
		"a size beyond the file":   string(file(`"string"`, 1, text("one"))) + long(1) + long(1<<50) + text("two") + mark,
		"no marker behind":         string(file(`"string"`, 1, text("one"))) + long(1) + long(4) + text("two"),
	} {
		g, f, err := readAll([]byte(p))
		if err != nil || f.Broken != 1 || !strings.Contains(strings.Join(g.lines, " "), "=two") {
			t.Errorf("%s: %q, %v", name, g.lines, err)
		}
	}
}

func TestHostile(t *testing.T) {
	deep := strings.Repeat(`{"type":"array","items":`, 2000) + `"int"` + strings.Repeat("}", 2000)
	self := `{"type":"record","name":"r","fields":[{"name":"r","type":"r"}]}`
	for name, c := range map[string]struct {
		data []byte
		open error
		bad  int
	}{
		"a deep schema":         {file(deep), ErrLarge, 0},
		"a record of itself":    {file(self, 1, "x"), nil, 1},
		"many of nothing":       {file(`{"type":"array","items":"null"}`, 1<<30, long(1<<60)+long(0)), nil, 1},
		"an unknown type":       {file(`"later"`), ErrFormat, 0},
		"no schema":             {[]byte(Magic + long(0) + mark), ErrFormat, 0},
		"metadata of any size":  {[]byte(Magic + long(1<<60) + long(1<<60)), ErrLarge, 0},
		"a count of no sense":   {[]byte(Magic + long(-1<<63) + mark + mark), ErrFormat, 0},
		"a varint without end":  {[]byte(Magic + strings.Repeat("\xff", 40)), ErrFormat, 0},
		"a text of any size":    {file(`"string"`, 1, long(1<<62)+"text"), nil, 1},
		"a text below zero":     {file(`"string"`, 1, long(-4)+"text"), nil, 1},
		"a branch there is not": {file(`["null"]`, 1, long(7)), nil, 1},
		"a symbol there is not": {file(`{"type":"enum","name":"e","symbols":[]}`, 1, long(0)), nil, 1},
		"a fixed of any size":   {file(`{"type":"fixed","name":"f","size":1099511627776}`, 1, "ab"), nil, 1},
	} {
		_, f, err := readAll(c.data)
		if !errors.Is(err, c.open) {
			t.Errorf("%s: %v, want %v", name, err, c.open)
		} else if c.open == nil && f.Broken != c.bad {
			t.Errorf("%s: %d broken, want %d", name, f.Broken, c.bad)
		}
	}
}

func FuzzRead(f *testing.F) {
	p, err := os.ReadFile("../../testdata/real/data/null.avro")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(p)
	f.Add(file(`{"type":"record","name":"r","fields":[{"name":"a","type":{"type":"array","items":"r"}}]}`, 1, long(2)+long(0)+long(0)+long(0)))
	f.Fuzz(func(t *testing.T, p []byte) { _, _, _ = readAll(p) })
}
