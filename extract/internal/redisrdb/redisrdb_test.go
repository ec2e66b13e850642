package redisrdb

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
)

const real = "../../testdata/real/databases/"

// gather keeps what it is told, a line each.
type gather struct{ lines []string }

func (g *gather) Key(name []byte) error {
	g.lines = append(g.lines, "key "+string(name))
	return nil
}

func (g *gather) Entry(number []byte) error {
	g.lines = append(g.lines, "entry "+string(number))
	return nil
}

func (g *gather) Value(field, value []byte) error {
	g.lines = append(g.lines, string(field)+"="+string(value))
	return nil
}

func (g *gather) Note(string, []byte) error { return nil }

func (g *gather) Unpacked(int) error { return nil }

func TestRead(t *testing.T) {
	p, err := os.ReadFile(real + "dump.rdb")
	if err != nil {
		t.Fatal(err)
	}
	g := &gather{}
	if err := Read(bytes.NewReader(p), g); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(g.lines, "\n") + "\n"
	for _, want := range []string{
		"key user:1:email\n=jane.doe@contoso.example\n", "key counter\n=4711\n", "key user:2\nname=Ana Núñez\nemail=ana@tailspin.example\n",
		"field40=value40-", "=70000\n=-12\n", "=entry60-of-user60@fabrikam.example", "=5000000000\n", "=member140@fabrikam.example\n",
		"=max@fabrikam.example\n", "=player140@fabrikam.example\n", "entry 1-1\nkind=login\nwho=max@fabrikam.example\nentry 1-2\nkind=logout\nwho=max@fabrikam.example\n=readers\n=anna\n", "key other:name\n=Jane Miller\n",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if n := strings.Count("\n"+all, "\nkey "); n != 16 {
		t.Errorf("%d keys, want 16", n)
	}
}

// joined lists the entries of a packed list.
func joined(l packed) string {
	var all [][]byte
	for v, ok := l.next(); ok; v, ok = l.next() {
		all = append(all, v)
	}
	return string(bytes.Join(all, []byte(",")))
}

// TestPacked reads each coding of an entry of a ziplist and of a listpack.
func TestPacked(t *testing.T) {
	zip := "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" + "\x00\x02ab" + "\x04\xf1" + "\x02\xfe\xff" + "\x03\xc0\x00\x01" + "\x04\xf0\xff\xff\xff" + "\x05\x40\x01c" + "\xff"
	if got := joined(ziplist([]byte(zip))); got != "ab,0,-1,256,-1,c" {
		t.Errorf("ziplist: %s", got)
	}
	list := "\x00\x00\x00\x00\x00\x00" + "\x82ab\x03" + "\x05\x01" + "\xdf\xff\x02" + "\xf1\x00\x01\x03" + "\xf4\x01\x00\x00\x00\x00\x00\x00\x00\x09" + "\xe0\x01c\x03" + "\xff"
	if got := joined(listpack([]byte(list))); got != "ab,5,-1,256,1,c" {
		t.Errorf("listpack: %s", got)
	}
	if got, ok := lzf([]byte("\x01ab\x20\x01"), 5); !ok || string(got) != "ababa" {
		t.Errorf("lzf: %q %v", got, ok)
	}
}

func TestHostile(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"a string of 2^64":     {"\x00\x81\xff\xff\xff\xff\xff\xff\xff\xff", ErrLarge},
		"a list that ends":     {"\x01\x01k\x80\xff\xff\xff\xff", ErrFormat},
		"a type there is none": {"\x63\x01k", ErrType},
		"lzf before its start": {"\x00\x01k\xc3\x02\x05\x20\x01", ErrFormat},
	} {
		if err := Read(strings.NewReader("REDIS0011"+c.body), &gather{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	p, err := os.ReadFile(real + "../tiny/dump.rdb")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(p)
	f.Fuzz(func(t *testing.T, p []byte) { _ = Read(bytes.NewReader(p), &gather{}) })
}
