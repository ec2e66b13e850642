package bson

import (
	"bufio"
	"bytes"
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
