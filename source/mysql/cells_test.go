package mysql

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

func TestCells(t *testing.T) {
	s := start(t, true)
	at := s.store(t)
	s.do(t, `USE `+at.database+`; SET time_zone = '+09:00';
CREATE TABLE cells (id BIGINT UNSIGNED, email VARCHAR(80), none TEXT, empty TEXT, flag BOOL, price DECIMAL(12,2), near FLOAT, far DOUBLE, padded INT(8) ZEROFILL,
 born DATE, never DATE, seen TIMESTAMP NULL, span TIME, y YEAR, doc JSON, raw BLOB, fixed BINARY(4), bits BIT(12), at POINT, mood ENUM('glad', 'sad'), many SET('a', 'b'), latin VARCHAR(20) CHARACTER SET latin1,
 made BIGINT AS (padded * 2) VIRTUAL, unseen INT INVISIBLE DEFAULT 7, net INET6, k UUID);
SET sql_mode = '';
INSERT INTO cells (id, email, none, empty, flag, price, near, far, padded, born, never, seen, span, y, doc, raw, fixed, bits, at, mood, many, latin, net, k) VALUES
 (18446744073709551615, 'jane.doe@contoso.example', NULL, '', true, 1234.5, 0.1, 1e300, 42, '1985-10-26', '0000-00-00', '2022-09-24 09:30:00', '-02:03:04', 2022,
 '{"phone": "+1 206 555 0100"}', x'6d61696c206a6f6540636f6e746f736f2e6578616d706c6520c3bc00ff5c', x'01', b'101', POINT(13.4, 52.5), 'sad', 'a,b', 'Grüße', '2001:db8::7', '00112233-4455-6677-8899-aabbccddeeff');`)
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	name := at.database + "/cells.csv"
	if got := sourcetest.Listed(t, src); !slices.Equal(got, []string{name}) {
		t.Fatalf("it lists %q", got)
	}
	got := sourcetest.MustRead(t, src, name)
	want := `id,email,none,empty,flag,price,near,far,padded,born,never,seen,span,y,doc,raw,fixed,bits,at,mood,many,latin,made,unseen,net,k
18446744073709551615,jane.doe@contoso.example,,"",1,1234.50,0.1,1e300,00000042,1985-10-26,0000-00-00,2022-09-24 00:30:00,-02:03:04,2022,"{""phone"": ""+1 206 555 0100""}",mail joe@contoso.example ü\000\377\,\001\000\000\000,5,POINT(13.4 52.5),sad,"a,b",Grüße,84,7,2001:db8::7,00112233-4455-6677-8899-aabbccddeeff
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	x, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	text := extracttest.Walk(t, x, "cells.csv", []byte(got)).String()
	for _, cell := range []string{"text/csv", "⟦email 1⟧jane.doe@contoso.example⟦ 1⟧", "⟦price 1⟧1234.50⟦ 1⟧", "⟦raw 1⟧mail joe@contoso.example ü", "⟦mood 1⟧sad⟦ 1⟧"} {
		if !strings.Contains(text, cell) {
			t.Errorf("no %s in\n%s", cell, text)
		}
	}
}

// TestLongCells reads cells that are longer than a packet, with and without an end of one
// where the cell ends, and such as pass by in pieces.
func TestLongCells(t *testing.T) {
	s := start(t, false)
	at := s.store(t)
	s.do(t, `USE `+at.database+`; CREATE TABLE long_ (id INT, note LONGTEXT, raw LONGBLOB, after TEXT); SET max_statement_time = 0;
INSERT INTO long_ VALUES (1, REPEAT('x,"ü', 8 << 20), NULL, 'a'), (2, REPEAT('x', (1 << 24) - 8), NULL, 'b'), (3, '', REPEAT(x'c3bcff', 1 << 20), 'c'), (4, REPEAT('y', 1 << 20), NULL, 'd'), (5, NULL, REPEAT('z', (1 << 20) + 1), NULL);`)
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	rows := sourcetest.CSVCells(t, []byte(sourcetest.MustRead(t, src, at.database+"/long_.csv")))
	want := [][]string{{"id", "note", "raw", "after"}, {"1", strings.Repeat(`x,"ü`, 8<<20), "", "a"}, {"2", strings.Repeat("x", 1<<24-8), "", "b"},
		{"3", "", strings.Repeat(`ü\377`, 1<<20), "c"}, {"4", strings.Repeat("y", 1<<20), "", "d"}, {"5", "", strings.Repeat("z", 1<<20+1), ""}}
	for i := range want {
		if i >= len(rows) || !slices.Equal(rows[i], want[i]) {
			t.Errorf("row %d is not as it was put", i)
		}
	}
	for length := 1<<24 - 12; length < 1<<24-5; length++ { // the row ends around where a packet does
		s.do(t, `USE `+at.database+`; TRUNCATE long_; INSERT INTO long_ (id, note) VALUES (1, REPEAT('x', `+strconv.Itoa(length)+`)), (2, 'last')`)
		if got := sourcetest.MustRead(t, src, at.database+"/long_.csv"); len(got) != len("id,note,raw,after\n1,\"\",,\n2,last,,\n")+length {
			t.Errorf("a cell of %d bytes: %d bytes read", length, len(got))
		}
	}
}

// TestSlow reads a table for longer than a statement may take, and than the server waits
// for those who do not read on.
func TestSlow(t *testing.T) {
	s := start(t, false)
	at := s.store(t)
	s.do(t, `USE `+at.database+`; CREATE TABLE t AS SELECT seq, REPEAT('x', 4000) AS note FROM seq_1_to_20000; SET GLOBAL max_statement_time = 1; SET GLOBAL net_write_timeout = 1;`)
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	r, err := src.Open(t.Context(), source.Object{Name: at.database + "/t.csv"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if _, err := io.ReadFull(r.Body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2500 * time.Millisecond)
	if n, err := io.Copy(io.Discard, r.Body); err != nil || n < 80_000_000 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestLegible(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""}, {"plain\ttext\r\n", "plain\ttext\r\n"}, {"\x00\x1b\x7f\xff", `\000\033\177\377`}, {"Grüße, 日本", "Grüße, 日本"}, {"\xc3", `\303`}, {"\xf0\x9f\xa9", `\360\237\251`}, {"\ufffd", "\ufffd"},
	} {
		if got, _ := legible(nil, []byte(c.in), false); string(got) != c.want {
			t.Errorf("legible(%q) = %q, want %q", c.in, got, c.want)
		}
		for i := range len(c.in) { // in two pieces
			first, rest := legible(nil, []byte(c.in[:i]), true)
			second, _ := legible(nil, append(slices.Clone(rest), c.in[i:]...), false)
			if got := string(first) + string(second); got != c.want {
				t.Errorf("%q, cut at %d: %q, want %q", c.in, i, got, c.want)
			}
		}
	}
}
