package mysql

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// TestTogether reads what several accounts may read together, each row of a table once, with an
// anonymous user who lets in any name and may read nothing.
func TestTogether(t *testing.T) {
	s := start(t, true)
	s.do(t, `CREATE USER ''@127.0.0.1; CREATE USER a@127.0.0.1; CREATE USER b@127.0.0.1; CREATE USER all_of_it@127.0.0.1; CREATE USER looks@127.0.0.1;
CREATE USER expired@127.0.0.1 PASSWORD EXPIRE; GRANT SELECT ON *.* TO all_of_it@127.0.0.1, expired@127.0.0.1;
CREATE DATABASE north; CREATE DATABASE shop; CREATE DATABASE zoo; GRANT SELECT ON north.* TO b@127.0.0.1; GRANT SELECT ON zoo.* TO a@127.0.0.1;
CREATE TABLE north.t AS SELECT 1 AS id; CREATE TABLE zoo.t AS SELECT 2 AS id; USE shop;
CREATE TABLE a_alone AS SELECT 3 AS id; GRANT SELECT ON a_alone TO a@127.0.0.1; GRANT INSERT ON a_alone TO b@127.0.0.1;
CREATE TABLE b_alone AS SELECT 4 AS id; GRANT SELECT ON b_alone TO b@127.0.0.1;
CREATE TABLE pair AS SELECT 5 AS id; GRANT SELECT ON pair TO a@127.0.0.1, b@127.0.0.1;
CREATE TABLE some (id INT, email TEXT, pin TEXT); INSERT INTO some VALUES (6, 'jane@contoso.example', '1234'); GRANT SELECT (id) ON some TO a@127.0.0.1; GRANT SELECT (id, email) ON some TO b@127.0.0.1;
CREATE TABLE large (id INT PRIMARY KEY, note TEXT) AS SELECT seq AS id, REPEAT('x', 200) AS note FROM seq_1_to_10000; GRANT SELECT (note) ON large TO a@127.0.0.1; GRANT SELECT ON large TO b@127.0.0.1;
CREATE TABLE secret AS SELECT 7 AS id; GRANT INSERT ON secret TO a@127.0.0.1;
CREATE VIEW same AS SELECT * FROM pair; GRANT SELECT ON same TO a@127.0.0.1; CREATE VIEW shown AS SELECT * FROM secret; GRANT SELECT ON shown TO looks@127.0.0.1; ANALYZE TABLE large`)
	read := func(accounts string, pageSize int) map[string]string {
		t.Helper()
		src := s.open(t, "", sourcetest.Options{PageSize: pageSize}, strings.Fields(accounts)...)
		tables := map[string]string{}
		for _, name := range sourcetest.Listed(t, src) {
			table, part, _ := strings.Cut(strings.TrimSuffix(name, ".csv"), "/id=")
			if strings.HasSuffix(name, " denied") {
				tables[name] = ""
				continue
			}
			got := sourcetest.MustRead(t, src, name)
			if part != "" { // rows alone are counted
				before, _ := strconv.Atoi(tables[table])
				got = strconv.Itoa(before + strings.Count(got, "\n") - 1)
			} else if _, twice := tables[table]; twice {
				t.Errorf("%s: %s twice", accounts, name)
			}
			tables[table] = got
		}
		return tables
	}
	everything := map[string]string{"north/t": "id\n1\n", "zoo/t": "id\n2\n", "shop/a_alone": "id\n3\n", "shop/b_alone": "id\n4\n", "shop/pair": "id\n5\n",
		"shop/some": "id,email\n6,jane@contoso.example\n", "shop/large": "10000", "shop/same": "id\n5\n", "shop/secret.csv denied": ""}
	for _, accounts := range []string{"a b", "b a", "nobody a b", "b locked nobody a", "a expired b"} {
		for _, size := range []int{0, 1, 2, 3} {
			if diff := cmp.Diff(everything, read(accounts, size)); diff != "" {
				t.Errorf("%s, %d a page: %s", accounts, size, diff)
			}
		}
	}
	delete(everything, "shop/secret.csv denied")
	delete(everything, "shop/same")
	everything["shop/secret"], everything["shop/some"] = "id\n7\n", "id,email,pin\n6,jane@contoso.example,1234\n"
	for _, accounts := range []string{"nobody all_of_it", "a b all_of_it looks", "looks all_of_it"} {
		if diff := cmp.Diff(everything, read(accounts, 0)); diff != "" {
			t.Errorf("%s: %s", accounts, diff)
		}
	}
	if got := read("a looks", 0); got["shop/shown"] != "id\n7\n" {
		t.Errorf("a view of one account that may read no table: %.500q", got)
	}
	if page, err := s.open(t, "", sourcetest.Options{}, "nobody", "nobody_else").List(t.Context(), ""); !errors.Is(err, source.ErrDenied) {
		t.Errorf("the anonymous user is shown %v, %v", page, err)
	}
	s.do(t, "DROP DATABASE north; DROP DATABASE shop; DROP DATABASE zoo")
	if got := read("nobody all_of_it", 0); len(got) != 0 {
		t.Errorf("a server without a database has %q", got)
	}
}

// TestTogetherWithin is the same of one database, which some of the accounts may not enter.
func TestTogetherWithin(t *testing.T) {
	s := start(t, false)
	s.do(t, `CREATE USER ''@127.0.0.1; CREATE DATABASE shop; CREATE TABLE shop.t AS SELECT 1 AS id; CREATE TABLE shop.u AS SELECT 1 AS id; GRANT SELECT ON shop.t TO reader@127.0.0.1`)
	src := s.open(t, "/shop", sourcetest.Options{PageSize: 1}, "nobody", "reader", "owner")
	want := []string{"shop/t.csv", "shop/u.csv"}
	if got := sourcetest.Listed(t, src); !slices.Equal(got, want) {
		t.Errorf("it lists %q, want %q", got, want)
	}
	for range 2 { // whoever read last
		for _, name := range want {
			if got := sourcetest.MustRead(t, src, name); got != "id\n1\n" {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
	if _, err := sourcetest.Read(t, src, "shop/nothing.csv"); !errors.Is(err, source.ErrGone) {
		t.Errorf("a table that is not there: %v", err)
	}
	for accounts, want := range map[string]error{"nobody": source.ErrDenied, "nobody owner": source.ErrNotFound} {
		if _, err := s.open(t, "/nothing", sourcetest.Options{}, strings.Fields(accounts)...).List(t.Context(), ""); !errors.Is(err, want) {
			t.Errorf("%s, no such database: %v, want %v", accounts, err, want)
		}
	}
	if _, err := sourcetest.Read(t, s.open(t, "/shop", sourcetest.Options{}, "nobody", "reader"), "shop/u.csv"); !errors.Is(err, source.ErrDenied) {
		t.Errorf("what no account may read: %v", err)
	}
}
