package mysql

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/internal/tables"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// TestRights holds a listing to what an account may read, each row once.
func TestRights(t *testing.T) {
	s := start(t, true)
	s.do(t, `CREATE DATABASE shop; USE shop; CREATE USER some@127.0.0.1; CREATE USER views@127.0.0.1; CREATE USER role_user@127.0.0.1;
CREATE TABLE secret (id INT, note TEXT) AS SELECT 1 AS id, 'closed' AS note; GRANT INSERT ON secret TO some@127.0.0.1;
CREATE TABLE part (id INT, email TEXT, pin TEXT); INSERT INTO part VALUES (1, 'jane@contoso.example', '1234'); GRANT SELECT (id, email) ON part TO some@127.0.0.1;
CREATE TABLE unseen AS SELECT 1 AS id; CREATE VIEW same AS SELECT * FROM part; CREATE VIEW shown AS SELECT * FROM secret; GRANT SELECT ON same TO some@127.0.0.1; GRANT SELECT ON shown TO views@127.0.0.1;
CREATE TABLE split (id INT PRIMARY KEY, y INT) PARTITION BY HASH (id) PARTITIONS 4; INSERT INTO split SELECT seq, seq FROM seq_1_to_3; GRANT SELECT ON split TO some@127.0.0.1;
CREATE TABLE old (id INT, note TEXT) WITH SYSTEM VERSIONING; INSERT INTO old VALUES (1, 'was'), (2, 'is'); DELETE FROM old WHERE id = 1; GRANT SELECT ON old TO some@127.0.0.1;
CREATE TABLE m1 (id INT) ENGINE=MyISAM; CREATE TABLE m2 (id INT) ENGINE=MyISAM; INSERT INTO m1 VALUES (1); CREATE TABLE merged (id INT) ENGINE=MERGE UNION=(m1, m2); GRANT SELECT ON m1 TO some@127.0.0.1; GRANT SELECT ON merged TO some@127.0.0.1;
CREATE SEQUENCE counter; GRANT SELECT ON counter TO some@127.0.0.1; CREATE DATABASE Shop; CREATE TABLE Shop.other AS SELECT 1 AS id;
CREATE TABLE mem (id INT) ENGINE=MEMORY; INSERT INTO mem VALUES (7); GRANT SELECT ON mem TO some@127.0.0.1;`)
	src := s.open(t, "/shop", sourcetest.Options{}, "some")
	want := []string{"shop/m1.csv", "shop/mem.csv", "shop/old.csv", "shop/part.csv", "shop/same.csv", "shop/secret.csv denied", "shop/split.csv"}
	if diff := cmp.Diff(want, sourcetest.Listed(t, src)); diff != "" {
		t.Error(diff)
	}
	for size := range 4 {
		if diff := cmp.Diff(want, sourcetest.Listed(t, s.open(t, "", sourcetest.Options{PageSize: size}, "some"))); diff != "" {
			t.Errorf("%d a page: %s", size, diff)
		}
	}
	for name, want := range map[string]string{
		"part": "id,email\n1,jane@contoso.example\n", "m1": "id\n1\n", "mem": "id\n7\n", "old": "id,note\n2,is\n1,was\n", "split": "id,y\n1,1\n2,2\n3,3\n",
	} {
		got := strings.SplitAfter(sourcetest.MustRead(t, src, "shop/"+name+".csv"), "\n")
		slices.Sort(got)
		all := strings.SplitAfter(want, "\n")
		slices.Sort(all)
		if !slices.Equal(got, all) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]error{
		"shop/secret.csv": source.ErrDenied, "shop/unseen.csv": source.ErrDenied, "shop/part/pin=0..5.csv": source.ErrDenied, "shop/": source.ErrGone, "shop": source.ErrGone, "": source.ErrGone,
		"other/t.csv": source.ErrGone, "shop/part": source.ErrGone, "shop/part/id=x..y.csv": source.ErrGone,
	} {
		if _, err := sourcetest.Read(t, src, name); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
	}
	if _, err := sourcetest.Read(t, s.open(t, "/shop", sourcetest.Options{}, "owner"), "shop/nothing.csv"); !errors.Is(err, source.ErrGone) {
		t.Errorf("a table that is not there: %v", err)
	}
	if _, err := src.Open(t.Context(), source.Object{Name: "shop/part.csv"}, 5); !errors.Is(err, source.ErrChanged) {
		t.Errorf("from the middle: %v", err)
	}
	views := s.open(t, "/shop", sourcetest.Options{}, "views")
	if got := sourcetest.Listed(t, views); !slices.Equal(got, []string{"shop/shown.csv"}) {
		t.Errorf("where only a view is open: %q", got)
	}
	if got := sourcetest.MustRead(t, views, "shop/shown.csv"); got != "id,note\n1,closed\n" {
		t.Errorf("%q", got)
	}
	all := s.open(t, "", sourcetest.Options{PageSize: 1}, "owner")
	if diff := cmp.Diff([]string{"Shop/other.csv", "shop/m1.csv", "shop/m2.csv", "shop/mem.csv", "shop/old.csv", "shop/part.csv", "shop/secret.csv", "shop/split.csv", "shop/unseen.csv"}, sourcetest.Listed(t, all)); diff != "" {
		t.Error(diff)
	}
	if got := sourcetest.Listed(t, s.open(t, "/shop/m", sourcetest.Options{}, "some")); !slices.Equal(got, []string{"shop/m1.csv", "shop/mem.csv"}) {
		t.Errorf("by a prefix: %q", got)
	}
	if got := sourcetest.Listed(t, s.open(t, "/mysql/db", sourcetest.Options{}, "owner")); !slices.Equal(got, []string{"mysql/db.csv"}) {
		t.Errorf("the server's own: %q", got)
	}
	for _, marker := range []string{"x", "/", "shop/part", "shop/part.csv#5", "shop/part/id=0..5.csv", "%/"} {
		if _, err := src.List(t.Context(), marker); !errors.Is(err, source.ErrRequest) {
			t.Errorf("marker %q: %v", marker, err)
		}
	}
}

func TestAccounts(t *testing.T) {
	s := start(t, true)
	s.do(t, `CREATE DATABASE shop; CREATE TABLE shop.t AS SELECT 1 AS id; GRANT SELECT ON shop.* TO reader@127.0.0.1, locked@127.0.0.1, socket@127.0.0.1;
CREATE USER safe@127.0.0.1 REQUIRE SSL; GRANT SELECT ON shop.* TO safe@127.0.0.1; CREATE USER shut@127.0.0.1 ACCOUNT LOCK; INSTALL SONAME 'auth_ed25519'; CREATE USER signs@127.0.0.1 IDENTIFIED VIA ed25519 USING PASSWORD('')`)
	for _, c := range []struct {
		accounts string
		want     error
	}{
		{"reader", nil}, {"locked reader", nil}, {"ghost locked socket reader", nil}, {"safe", nil}, // by TLS alone
		{"locked", source.ErrDenied}, {"ghost", source.ErrDenied}, {"socket", source.ErrDenied}, {"shut", source.ErrDenied}, {"signs", source.ErrDenied}, {"", source.ErrDenied},
	} {
		src := s.open(t, "/shop", sourcetest.Options{}, strings.Fields(c.accounts)...)
		page, err := src.List(t.Context(), "")
		if !errors.Is(err, c.want) || err == nil && len(page.Objects) != 1 {
			t.Errorf("accounts %q: %v, %v", c.accounts, page, err)
			continue
		}
		_, opened := sourcetest.Read(t, src, "shop/t.csv")
		if !errors.Is(opened, c.want) {
			t.Errorf("accounts %q: %v", c.accounts, opened)
		}
		if err != nil && (!strings.Contains(err.Error(), "grant") || !strings.Contains(opened.Error(), "grant") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("accounts %q: the error does not tell what to do: %v", c.accounts, err)
		}
	}
	src := s.open(t, "/shop", sourcetest.Options{}, "locked")
	if _, err := src.List(t.Context(), "shop/t.csv"); !errors.Is(err, source.ErrClosedMidway) {
		t.Errorf("a listing that goes on where it is closed by now: %v", err)
	}
}

// TestParts divides tables by their keys, whatever values these have, and reads each row
// once, from wherever a listing went on.
func TestParts(t *testing.T) {
	s := start(t, false)
	at := s.store(t)
	s.do(t, `USE `+at.database+`; SET SESSION sql_mode = '';
CREATE TABLE negative (id BIGINT PRIMARY KEY, note TEXT) AS SELECT CAST(seq AS SIGNED) * 1000003 - 5000000000 AS id, REPEAT('x', 200) AS note FROM seq_1_to_10000;
CREATE TABLE wide (id BIGINT PRIMARY KEY, note TEXT); INSERT INTO wide VALUES (-9223372036854775808, 'least'), (9223372036854775807, 'most'); INSERT INTO wide SELECT seq, REPEAT('x', 200) FROM seq_1_to_10000;
CREATE TABLE beyond (id BIGINT UNSIGNED PRIMARY KEY, note TEXT); INSERT INTO beyond VALUES (18446744073709551615, 'most'); INSERT INTO beyond SELECT seq, REPEAT('x', 200) FROM seq_1_to_10000;
CREATE TABLE two (`+"`a=b/c`"+` INT, id INT, note TEXT, PRIMARY KEY (`+"`a=b/c`"+`, id)) AS SELECT seq DIV 10 AS `+"`a=b/c`"+`, seq AS id, REPEAT('x', 200) AS note FROM seq_1_to_10000;
CREATE TABLE words (id VARCHAR(20) PRIMARY KEY, note TEXT) AS SELECT CONCAT('k', seq) AS id, REPEAT('x', 200) AS note FROM seq_1_to_10000;
CREATE TABLE bare (id INT, note TEXT) AS SELECT seq AS id, REPEAT('x', 200) AS note FROM seq_1_to_10000;
CREATE TABLE locks (id INT PRIMARY KEY, note TEXT) ENGINE=MyISAM AS SELECT seq AS id, REPEAT('x', 200) AS note FROM seq_1_to_10000;
ANALYZE TABLE negative, wide, beyond, two, words, bare, locks;`)
	src := s.open(t, "/"+at.database, sourcetest.Options{PageSize: 3}, "reader")
	var names []string
	markers := map[string]int{}
	err := source.Walk(t.Context(), src, "", func(p source.Page) error {
		names = append(names, sourcetest.NamesIn(p)...)
		markers[p.Next] = len(names)
		return nil
	})
	if err != nil {
		t.Fatalf("%v after %q, %v", err, names, markers)
	}
	parts, seen := map[string]int{}, map[string]int{}
	for _, name := range names {
		p, ok := tables.ParsePlace(name, false)
		if !ok {
			t.Fatalf("%q", name)
		}
		parts[p.Table]++
		seen[p.Table] += len(sourcetest.CSVCells(t, []byte(sourcetest.MustRead(t, src, name)))) - 1
	}
	want := map[string]int{"negative": 10_000, "wide": 10_002, "beyond": 10_001, "two": 10_000, "words": 10_000, "bare": 10_000, "locks": 10_000}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("rows: %s", diff)
	}
	t.Log(parts)
	for table, more := range map[string]bool{"negative": true, "wide": true, "beyond": false, "two": true, "words": false, "bare": false, "locks": false} {
		if parts[table] > 4 != more {
			t.Errorf("%s is %d objects", table, parts[table])
		}
	}
	delete(markers, "")
	for marker, n := range markers {
		var rest []string
		err := source.Walk(t.Context(), s.open(t, "/"+at.database, sourcetest.Options{PageSize: 5}, "reader"), marker, func(p source.Page) error {
			rest = append(rest, sourcetest.NamesIn(p)...)
			return nil
		})
		if err != nil || !slices.Equal(rest, names[n:]) {
			t.Errorf("from %q: %q, %v, want %q", marker, rest, err, names[n:])
		}
	}
}

// TestHinders reads tables while others write into them and change their form.
func TestHinders(t *testing.T) {
	s := start(t, false)
	at := s.store(t)
	s.do(t, `USE `+at.database+`; CREATE TABLE locks (id INT, note TEXT) ENGINE=MyISAM AS SELECT seq AS id, REPEAT('x', 4000) AS note FROM seq_1_to_10000; CREATE TABLE t AS SELECT 1 AS id;`)
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	r, err := src.Open(t.Context(), source.Object{Name: at.database + "/locks.csv"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	s.do(t, `SET lock_wait_timeout = 5; SET max_statement_time = 5; UPDATE `+at.database+`.locks SET id = 0 WHERE id = 1`) // not while we sleep
	r.Body.Close()
	go s.try(`LOCK TABLE ` + at.database + `.t WRITE; SELECT SLEEP(300)`)
	for s.try(`SET lock_wait_timeout = 0; SELECT * FROM `+at.database+`.t`) == nil {
		time.Sleep(10 * time.Millisecond)
	}
	if got := sourcetest.Listed(t, src); len(got) != 2 {
		t.Errorf("it lists %q", got)
	}
	if _, err := sourcetest.Read(t, src, at.database+"/t.csv"); !errors.Is(err, source.ErrThrottled) {
		t.Errorf("reading a table that is locked: %v", err)
	}
}

// TestViews lists views over tables that are closed, or may be: only who may read all of a server
// reads all that they show in tables.
func TestViews(t *testing.T) {
	s := start(t, false)
	s.do(t, `CREATE DATABASE crm; USE crm; CREATE USER web@127.0.0.1, OWNER@127.0.0.1, 'a@b'@127.0.0.1;
CREATE TABLE customers AS SELECT 1 AS id, 'jane@contoso.example' AS email; CREATE TABLE lookup AS SELECT 7 AS id; CREATE VIEW public_customers AS SELECT * FROM customers;
GRANT SELECT ON lookup TO web@127.0.0.1; GRANT SELECT ON public_customers TO web@127.0.0.1;
GRANT SELECT ON crm.* TO OWNER@127.0.0.1; GRANT SELECT ON mysql.* TO OWNER@127.0.0.1; GRANT SELECT ON *.* TO 'a@b'@127.0.0.1`)
	tables, all := []string{"crm/customers.csv", "crm/lookup.csv"}, []string{"crm/customers.csv", "crm/lookup.csv", "crm/public_customers.csv"}
	for _, c := range []struct {
		path, accounts string
		want           []string
	}{
		{"/crm", "web", all[1:]},
		{"", "web", all[1:]},
		{"", "OWNER", all}, // it sees what owner may
		{"", "owner", tables},
		{"", "a@b", tables},
		{"", "web owner", tables},
		{"/crm", "owner", all}, // a view may show another database
	} {
		src := s.open(t, c.path, sourcetest.Options{}, strings.Fields(c.accounts)...)
		if diff := cmp.Diff(c.want, sourcetest.Listed(t, src)); diff != "" {
			t.Errorf("%q as %s: %s", c.path, c.accounts, diff)
		}
	}
	if got := sourcetest.MustRead(t, s.open(t, "/crm", sourcetest.Options{}, "web"), "crm/public_customers.csv"); got != "id,email\n1,jane@contoso.example\n" {
		t.Errorf("%q", got)
	}
}

// TestVersioned reads tables with system versioning of engines whose tables are locked whole.
func TestVersioned(t *testing.T) {
	s := start(t, false)
	at := s.store(t)
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	for _, engine := range []string{"Aria", "MyISAM", "MEMORY"} {
		s.do(t, "USE "+at.database+"; CREATE TABLE old (id INT, note VARCHAR(20)) ENGINE="+engine+" WITH SYSTEM VERSIONING; INSERT INTO old VALUES (1, 'was'), (2, 'is'); DELETE FROM old WHERE id = 1")
		got := strings.SplitAfter(sourcetest.MustRead(t, src, at.database+"/old.csv"), "\n")
		slices.Sort(got)
		if !slices.Equal(got, []string{"", "1,was\n", "2,is\n", "id,note\n"}) {
			t.Errorf("%s: %q", engine, got)
		}
		at.Remove(t, "old")
	}
}

// TestSizes takes no size at its word: one that is none, below 0 or beyond all numbers divides
// no table by 0.
func TestSizes(t *testing.T) {
	for _, bytes := range []string{"", "-1", "-400000", "-9223372036854775808", "9223372036854775807", "18446744073709551615"} {
		table := readTable("d", []string{"t", "BASE TABLE", "InnoDB", bytes})
		for _, part := range []int64{1, 400_000, 64 << 20} {
			if width := step(0, 1000, table.bytes/part+1); table.bytes < 0 || width < 1 {
				t.Errorf("%s bytes, parts of %d: a width of %d", bytes, part, width)
			}
		}
	}
}
