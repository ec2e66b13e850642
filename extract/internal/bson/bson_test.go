package bson

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// gather keeps what it is told, a line each.
type gather struct{ lines []string }

func (g *gather) Value(name, value []byte) error {
	g.lines = append(g.lines, string(name)+"="+string(value))
	return nil
}

func (g *gather) Binary(name, value []byte) error {
	g.lines = append(g.lines, string(name)+" is binary")
	return nil
}

func data(t testing.TB) []byte {
	p, err := os.ReadFile("../../testdata/real/databases/customers.bson")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func readAll(p []byte, g *gather) (n int, err error) {
	br := bufio.NewReader(bytes.NewReader(p))
	for {
		doc, err := Next(br)
		if err == nil {
			err = Read(doc, g)
		}
		if err != nil {
			return n, err
		}
		n++
	}
}

func TestRead(t *testing.T) {
	g := &gather{}
	if n, err := readAll(data(t), g); n != 3 || err != io.EOF {
		t.Errorf("%d documents, %v", n, err)
	}
	all := strings.Join(g.lines, "\n")
	for _, want := range []string{"_id=62e7c0c00000000000000001", "name=Jane Doe", "email=jane.doe@contoso.example", "phones=+1 555 0100\nphones=+1 555 0101",
		"age=41", "balance=12.5", "active=true", "since=2022-08-01T12:00:00Z", "big=5000000000", "re=^a.*@contoso", "Mongo-code-secret-4711", "file is binary", "no=A-2\nmail=second@fabrikam.example"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in\n%s", want, all)
		}
	}
	if !Likely(data(t)) || Likely([]byte("\x10\x00\x00\x00 this is no document")) {
		t.Error("a document is not told")
	}
}

func TestHostile(t *testing.T) {
	deep := []byte("\x05\x00\x00\x00\x00")
	for range 300 {
		n := len(deep) + 8
		deep = append(append([]byte{byte(n), byte(n >> 8), 0, 0, typeDocument, 'a', 0}, deep...), 0)
	}
	for name, p := range map[string]string{
		"nested deeply":           string(deep),
		"longer than there is":    "\xff\x00\x00\x00\x02a\x00",
		"a string beyond the end": "\x10\x00\x00\x00\x02a\x00\xff\xff\xff\x7fbcd\x00\x00",
		"a document of no size":   "\x10\x00\x00\x00\x03a\x00\x00\x00\x00\x00bcde\x00",
		"a name without an end":   "\x08\x00\x00\x00\x02aa\x00"[:8],
	} {
		if _, err := readAll([]byte(p), &gather{}); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(data(f))
	f.Fuzz(func(t *testing.T, p []byte) {
		_, _ = readAll(p, &gather{})
		Likely(p)
	})
}

// TestDecimal has numbers of the tests of the specification (decimal128-1.json …).
func TestDecimal(t *testing.T) {
	for p, want := range map[string]string{
		"0000000000000000000000000000007c": "NaN",
		"00000000000000000000000000000078": "Infinity",
		"000000000000000000000000000000f8": "-Infinity",
		"00000000000000000000000000004030": "0",
		"d2040000000000000000000000003430": "0.001234",
		"40e20100000000000000000000003e30": "12345.6",
		"01000000000000000000000000000000": "1E-6176",
		"ffffffff638e8d37c087adbe09edff5f": "9.999999999999999999999999999999999E+6144",
		"010000000000000000000000000040b0": "-1",
		"0100000000000000000000000000e630": "1E+83",
		"0f0000000000000000000000000030b0": "-1.5E-7",
	} {
		b, err := hex.DecodeString(p)
		if err != nil {
			t.Fatal(p)
		}
		if got := string(appendDecimal(nil, b)); got != want {
			t.Errorf("%s: %s, want %s", p, got, want)
		}
	}
	doc := append([]byte("\x18\x00\x00\x00\x13n\x00"), "\xd2\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x3e\x30\x00"...)
	var got taken
	if err := Read(doc, &got); err != nil || string(got) != "n=123.4\n" {
		t.Errorf("%q %v", got, err)
	}
}

type taken []byte

func (t *taken) Value(name, value []byte) error {
	*t = append(append(append(append(*t, name...), '='), value...), '\n')
	return nil
}

func (t *taken) Binary(_, _ []byte) error { return nil }
