package postgres

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

func TestCells(t *testing.T) {
	s := start(t)
	at := s.store(t)
	s.do(t, at.database, `CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE cells (id bigint, email text, none text, empty text, flag bool, price numeric(12,2), near real, far double precision,
 born date, seen timestamptz, span interval, doc jsonb, list text[], raw bytea, at point, net inet, key uuid, mood mood, made bigint GENERATED ALWAYS AS (id * 2) STORED);
SET TimeZone = 'Asia/Tokyo';
INSERT INTO cells VALUES (9007199254740993, 'jane.doe@contoso.example', NULL, '', true, 1234.50, 0.1, 1e300,
 '1985-10-26', '2022-09-24 09:30:00+09', '1 day 02:03:04', '{"phone": "+1 206 555 0100"}', '{"a,b","c\"d"}', 'mail joe@contoso.example \000\303\274', '(1,2)', '192.0.2.7', '00112233-4455-6677-8899-aabbccddeeff', 'sad');
ALTER DATABASE `+at.database+` SET bytea_output = 'hex'; ALTER DATABASE `+at.database+` SET DateStyle = 'German';`)
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	if got := sourcetest.Listed(t, src); !slices.Equal(got, []string{at.database + "/public.cells.csv"}) {
		t.Fatalf("it lists %q", got)
	}
	got := sourcetest.MustRead(t, src, at.database+"/public.cells.csv")
	want := `id,email,none,empty,flag,price,near,far,born,seen,span,doc,list,raw,at,net,key,mood,made
9007199254740993,jane.doe@contoso.example,,"",t,1234.50,0.1,1e+300,1985-10-26,2022-09-24 00:30:00+00,1 day 02:03:04,"{""phone"": ""+1 206 555 0100""}","{""a,b"",""c\""d""}",mail joe@contoso.example \000\303\274,"(1,2)",192.0.2.7,00112233-4455-6677-8899-aabbccddeeff,sad,18014398509481986
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
	for _, cell := range []string{"text/csv", "⟦email 1⟧jane.doe@contoso.example⟦ 1⟧", "⟦price 1⟧1234.50⟦ 1⟧", "⟦raw 1⟧mail joe@contoso.example", "⟦mood 1⟧sad⟦ 1⟧"} {
		if !strings.Contains(text, cell) {
			t.Errorf("no %s in\n%s", cell, text)
		}
	}
}

// TestEncodings reads databases in which texts are of other encodings, or of none.
func TestEncodings(t *testing.T) {
	s := start(t)
	for encoding, want := range map[string]string{"latin1": "id,name\n1,Grüße\n", "sql_ascii": "id,name\n1,Gr\xfc\xdfe\n"} {
		s.do(t, "postgres", "CREATE DATABASE d_"+encoding+" ENCODING '"+encoding+"' LOCALE 'C' TEMPLATE template0")
		s.do(t, "d_"+encoding, `SET client_encoding = '`+encoding+`'; CREATE TABLE t AS SELECT 1 AS id, E'Gr\xfc\xdfe' AS name; GRANT SELECT ON t TO reader`)
		src := s.open(t, "/d_"+encoding, sourcetest.Options{}, "reader")
		if got := sourcetest.MustRead(t, src, sourcetest.Listed(t, src)[0]); got != want {
			t.Errorf("%s: %q, want %q", encoding, got, want)
		}
	}
}

// TestLongCells reads a row that no buffer holds, for longer than a statement there may take.
func TestLongCells(t *testing.T) {
	s := start(t)
	at := s.store(t)
	s.do(t, at.database, "CREATE TABLE long AS SELECT 1 AS id, repeat('x', 100 << 20) AS note; ALTER ROLE reader SET statement_timeout = '50ms'")
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	r, err := src.Open(context.Background(), source.Object{Name: at.database + "/public.long.csv"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if n, err := io.Copy(io.Discard, r.Body); err != nil || n != 100<<20+int64(len("id,note\n1,\n")) {
		t.Errorf("%d bytes, %v", n, err)
	}
}
