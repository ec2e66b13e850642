package mssql

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// gather keeps what it is told.
type gather struct{ strings.Builder }

func (g *gather) Row(fixed []byte, variable [][]byte) error {
	fmt.Fprintf(g, "row %q %q\n", fixed, variable)
	return nil
}
func (g *gather) Part(p []byte) error  { fmt.Fprintf(g, "part %q\n", p); return nil }
func (g *gather) Other(p []byte) error { fmt.Fprintf(g, "other %d\n", len(p)); return nil }
func (g *gather) Cut() error           { return nil }

// pageOf makes a page of records.
func pageOf(kind byte, number uint32, records ...string) []byte {
	le := binary.LittleEndian
	p := make([]byte, PageSize)
	p[0], p[1] = 1, kind
	le.PutUint32(p[32:], number)
	le.PutUint16(p[36:], 1)
	at := headSize
	for i, r := range records {
		le.PutUint16(p[PageSize-2-2*i:], uint16(at))
		at += copy(p[at:], r)
	}
	le.PutUint16(p[22:], uint16(len(records)))
	le.PutUint16(p[28:], uint16(PageSize-at-2*len(records)))
	le.PutUint16(p[30:], uint16(at))
	return p
}

// row makes a record of columns of fixed and of variable length; a value that begins
// with "@" stands elsewhere.
func row(fixed string, variable ...string) string {
	le := binary.LittleEndian
	p := le.AppendUint16([]byte{hasNulls | hasVariable, 0}, uint16(4+len(fixed)))
	p = append(p, fixed...)
	n := 1 + len(variable)
	p = append(le.AppendUint16(p, uint16(n)), make([]byte, (n+7)/8)...)
	p = le.AppendUint16(p, uint16(len(variable)))
	end := len(p) + 2*len(variable)
	for _, v := range variable {
		end += len(v)
		flag := 0
		if strings.HasPrefix(v, "@") {
			flag = elsewhere
		}
		p = le.AppendUint16(p, uint16(end|flag))
	}
	return string(p) + strings.Join(variable, "")
}

func TestRead(t *testing.T) {
	blob := "\x08\x00\x16\x00" + strings.Repeat("\x00", 8) + "\x03\x00" + "the text"
	var in []byte
	in = append(in, "a header of the tape  "...)
	in = append(in, pageOf(pageData, 7, row("\x01\x00\x00\x00", "jane", "@pointer", "a mail"), row("abcd"), "\x04\x00\x04\x00")...)
	in = append(in, strings.Repeat("between", 3000)...)
	in = append(in, pageOf(pageTextMix, 8, blob)...)
	in = append(in, pageOf(pageIndex, 9, row("", "no row"))...)
	in = append(in, pageOf(pageData, 9, row("", "last"), "\x30\x00\xff\xff", "\x30\x00\x04\x00\xff\xff")...)
	in = append(in, "the end"...)
	for i := range 2 {
		g := new(gather)
		var src = bytes.NewReader(in[2*i*11:])
		n, err := Read(src, g)
		if n != 4 || err != nil {
			t.Errorf("%d pages, %v", n, err)
		}
		for _, want := range []string{`row "\x01\x00\x00\x00" ["jane" "a mail"]`, `row "abcd" []`, `part "the text"`, `row "" ["last"]`, "other 7"} {
			if !strings.Contains(g.String(), want) {
				t.Errorf("%s is missing in %s", want, g)
			}
		}
		if strings.Contains(g.String(), "no row") {
			t.Error("what an index repeats is given")
		}
	}
	file := append(pageOf(pageHead, 0, row("", "a database")), pageOf(11, 1)...)
	if !Begins(file) || Begins(in) {
		t.Error("a database is not told")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(string(pageOf(pageData, 1, row("ab", "text"))[:200]), row("ab", "text", "@p"))
	f.Fuzz(func(t *testing.T, a, r string) {
		if len(r) < PageSize-headSize-10 {
			_, _ = Read(bytes.NewReader(append([]byte(a), pageOf(pageData, 1, r, r[len(r)/2:])...)), new(gather))
		}
		p := append([]byte(a), make([]byte, 2*PageSize)...)
		_, _ = Read(bytes.NewReader(p), new(gather))
		Begins(p)
		IsTape(p)
	})
}
