package postgres

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// TestRights holds a listing to what an account may read, each row once.
func TestRights(t *testing.T) {
	s := start(t)
	s.do(t, "postgres", "CREATE DATABASE shop")
	s.do(t, "shop", `CREATE SCHEMA own; CREATE SCHEMA shut; GRANT USAGE ON SCHEMA own TO reader;
CREATE TABLE own.secret AS SELECT 1 AS id, 'closed' AS note;
CREATE TABLE own.some (id int, email text, pin text); INSERT INTO own.some VALUES (1, 'jane@contoso.example', '1234'); GRANT SELECT (id, email) ON own.some TO reader;
CREATE TABLE shut.away AS SELECT 1 AS id; GRANT SELECT ON shut.away TO reader;
CREATE TABLE parent (id int); CREATE TABLE child (more int) INHERITS (parent); INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 3); GRANT SELECT ON parent, child TO reader;
CREATE VIEW same AS SELECT * FROM parent; CREATE VIEW shown AS SELECT * FROM own.secret; CREATE VIEW beyond AS SELECT * FROM shown; GRANT SELECT ON same, shown TO reader;
CREATE MATERIALIZED VIEW kept AS SELECT 7 AS id; GRANT SELECT ON kept TO reader;
CREATE TABLE open_p (id int, y int) PARTITION BY LIST (y); CREATE TABLE open_1 PARTITION OF open_p FOR VALUES IN (1); CREATE TABLE open_2 PARTITION OF open_p FOR VALUES IN (2);
INSERT INTO open_p VALUES (1, 1), (2, 2); GRANT SELECT ON open_p, open_1, open_2 TO reader;
CREATE TABLE half_p (id int, y int) PARTITION BY LIST (y); CREATE TABLE half_1 PARTITION OF half_p FOR VALUES IN (1); CREATE TABLE half_2 PARTITION OF half_p FOR VALUES IN (2) PARTITION BY LIST (id);
CREATE TABLE half_3 PARTITION OF half_2 DEFAULT; INSERT INTO half_p VALUES (1, 1), (2, 2); GRANT SELECT ON half_p, half_1 TO reader;
CREATE FOREIGN DATA WRAPPER none; CREATE SERVER far FOREIGN DATA WRAPPER none; CREATE FOREIGN TABLE elsewhere (id int) SERVER far; GRANT SELECT ON elsewhere TO reader;
CREATE VIEW through AS SELECT e.id FROM elsewhere e, own.secret; GRANT SELECT ON through TO reader;
CREATE UNLOGGED TABLE unlogged AS SELECT 1 AS id; CREATE TABLE bare (); INSERT INTO bare DEFAULT VALUES; GRANT SELECT ON unlogged, bare TO reader; CREATE SEQUENCE counter; GRANT SELECT ON counter TO reader;
SELECT lo_from_bytea(0, 'invented');`)
	src := s.open(t, "/shop", sourcetest.Options{}, "reader")
	want := strings.Fields(`shop/own.secret.csv_denied shop/own.some.csv shop/public.bare.csv shop/public.child.csv shop/public.elsewhere.csv_special shop/public.half_p.csv
shop/public.kept.csv shop/public.open_1.csv shop/public.open_2.csv shop/public.parent.csv shop/public.shown.csv shop/public.unlogged.csv shop/shut.away.csv_denied`)
	for i := range want {
		want[i] = strings.Replace(want[i], "_denied", " denied", 1)
		want[i] = strings.Replace(want[i], "_special", " special", 1)
	}
	want = append(want, "shop/large objects unsupported")
	if diff := cmp.Diff(want, sourcetest.Listed(t, src)); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{
		"own.some": "id,email\n1,jane@contoso.example\n", "public.parent": "id\n1\n", "public.child": "id,more\n2,3\n", "public.half_p": "id,y\n1,1\n2,2\n",
		"public.shown": "id,note\n1,closed\n", "public.kept": "id\n7\n", "public.bare": "\n\n",
	} {
		if got := sourcetest.MustRead(t, src, "shop/"+name+".csv"); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]error{
		"own.secret": source.ErrDenied, "shut.away": source.ErrDenied, "public.nothing": source.ErrGone, "nothing.some": source.ErrGone, "public.elsewhere": source.ErrGone, "public.counter": source.ErrGone,
	} {
		if _, err := sourcetest.Read(t, src, "shop/"+name+".csv"); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	for _, name := range []string{"", "shop", "shop/", "shop/x", "shop/own.some", "other/own.some.csv", "shop/own.some/blocks=0..1.csv", "shop/own.some/blocks=start..-1.csv", "shop/own.some/id=start..5.csv"} {
		if _, err := sourcetest.Read(t, src, name); !errors.Is(err, source.ErrGone) && name != "shop/own.some/blocks=0..1.csv" {
			t.Errorf("%q: %v, want ErrGone", name, err)
		}
	}
	if _, err := src.Open(t.Context(), source.Object{Name: "shop/own.some.csv"}, 5); !errors.Is(err, source.ErrChanged) {
		t.Errorf("from the middle: %v", err)
	}
	some := s.open(t, "/shop/public.open", sourcetest.Options{}, "reader")
	if got := sourcetest.Listed(t, some); !slices.Equal(got, []string{"shop/public.open_1.csv", "shop/public.open_2.csv"}) {
		t.Errorf("by a prefix: %q", got)
	}
	if _, err := sourcetest.Read(t, some, "shop/own.some.csv"); !errors.Is(err, source.ErrGone) {
		t.Errorf("beside the prefix: %v", err)
	}
	if got := sourcetest.Listed(t, s.open(t, "/shop/pg_catalog.pg_cl", sourcetest.Options{}, "reader")); !slices.Equal(got, []string{"shop/pg_catalog.pg_class.csv"}) {
		t.Errorf("the catalog itself: %q", got)
	}
}

// TestDatabases goes through all databases of a server, one of them shut, and goes on from
// each marker as after a restart.
func TestDatabases(t *testing.T) {
	s := start(t)
	for _, name := range []string{`"a/b"`, `".."`, "shut", "zoo"} {
		s.do(t, "postgres", "CREATE DATABASE "+name)
	}
	for _, at := range []string{"a/b", "..", "shut", "zoo"} {
		s.do(t, at, "CREATE TABLE t AS SELECT 1 AS id; CREATE TABLE u AS SELECT 1 AS id; GRANT SELECT ON t, u TO reader")
	}
	s.do(t, "postgres", "REVOKE CONNECT ON DATABASE shut FROM PUBLIC")
	want := []string{"%2E%2E/public.t.csv", "%2E%2E/public.u.csv", "a%2Fb/public.t.csv", "a%2Fb/public.u.csv", "shut/ denied", "zoo/public.t.csv", "zoo/public.u.csv"}
	type stop struct {
		next string
		seen int // objects before it
	}
	list := func(marker string) (got []string, stops []stop) {
		err := source.Walk(t.Context(), s.open(t, "", sourcetest.Options{PageSize: 1}, "reader"), marker, func(p source.Page) error {
			got = append(got, sourcetest.NamesIn(p)...)
			stops = append(stops, stop{p.Next, len(got)})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return got, stops
	}
	got, stops := list("")
	if !slices.Equal(got, want) {
		t.Fatalf("it lists %q, want %q", got, want)
	}
	for _, at := range stops[:len(stops)-1] {
		if rest, _ := list(at.next); !slices.Equal(rest, want[at.seen:]) {
			t.Errorf("from the marker %q: %q, want %q", at.next, rest, want[at.seen:])
		}
	}
	src := s.open(t, "", sourcetest.Options{}, "reader")
	if got := sourcetest.MustRead(t, src, want[0]); got != "id\n1\n" {
		t.Errorf("%q", got)
	}
	if _, err := sourcetest.Read(t, src, "shut/public.t.csv"); !errors.Is(err, source.ErrDenied) || source.ReasonOf(err) != exposure.NotReadDenied {
		t.Errorf("a shut database: %v", err)
	}
	if _, err := sourcetest.Read(t, src, "gone/public.t.csv"); !errors.Is(err, source.ErrGone) {
		t.Errorf("a database that is not there: %v", err)
	}
	if rest, _ := list("gone/public.t.csv"); !slices.Equal(rest, want[4:]) {
		t.Errorf("from a marker in a database that was dropped: %q", rest)
	}
	for _, marker := range []string{"x", "/", "a/public.t", "zoo/public.t.csv#5", "zoo/public.t/blocks=0..5.csv", "%/"} {
		if _, err := src.List(t.Context(), marker); !errors.Is(err, source.ErrRequest) {
			t.Errorf("marker %q: %v", marker, err)
		}
	}
}

func TestAccounts(t *testing.T) {
	s := start(t)
	s.do(t, "postgres", "CREATE DATABASE shop")
	s.do(t, "shop", "CREATE TABLE t AS SELECT 1 AS id; GRANT SELECT ON t TO PUBLIC")
	for _, c := range []struct {
		accounts string
		want     error
	}{
		{"reader", nil}, {"locked reader", nil}, {"ghost locked reader plain", nil}, {"plain", nil}, // without TLS alone
		{"locked", source.ErrDenied}, {"ghost", source.ErrDenied}, {"locked ghost", source.ErrDenied}, {"", source.ErrDenied},
	} {
		src := s.open(t, "/shop", sourcetest.Options{}, strings.Fields(c.accounts)...)
		page, err := src.List(t.Context(), "")
		if !errors.Is(err, c.want) || err == nil && len(page.Objects) != 1 {
			t.Errorf("accounts %q: %v, %v", c.accounts, page, err)
			continue
		}
		_, opened := sourcetest.Read(t, src, "shop/public.t.csv")
		if !errors.Is(opened, c.want) {
			t.Errorf("accounts %q: %v", c.accounts, opened)
		}
		if err != nil && (!strings.Contains(err.Error(), "grant") || !strings.Contains(opened.Error(), "grant") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("accounts %q: the error does not tell what to do: %v", c.accounts, err)
		}
	}
	src := s.open(t, "/shop", sourcetest.Options{}, "locked")
	if _, err := src.List(t.Context(), "shop/public.t.csv"); !errors.Is(err, source.ErrClosedMidway) {
		t.Errorf("a listing that goes on where it is closed by now: %v", err)
	}
}

// TestLocked lists while a table's form is being changed, and does not wait to read it.
func TestLocked(t *testing.T) {
	s := start(t)
	at := s.store(t)
	s.do(t, at.database, "CREATE TABLE t AS SELECT id, repeat('x', 500) AS note FROM generate_series(1, 5000) id; ANALYZE")
	src := s.open(t, "/"+at.database, sourcetest.Options{}, "reader")
	before := sourcetest.Listed(t, src)
	go s.try(at.database, "BEGIN; LOCK TABLE t; SELECT pg_sleep(300)")
	for s.try(at.database, "SET lock_timeout = '10ms'; SELECT count(*) FROM t") == nil {
		time.Sleep(10 * time.Millisecond)
	}
	if got := sourcetest.Listed(t, src); !slices.Equal(got, before) || len(got) < 3 {
		t.Errorf("it lists %q, want %q", got, before)
	}
	if _, err := sourcetest.Read(t, src, before[0]); !errors.Is(err, source.ErrThrottled) {
		t.Errorf("reading it: %v", err)
	}
}

// TestParts looks at what parts of a table cost the server.
func TestParts(t *testing.T) {
	s := start(t)
	at := s.store(t)
	s.do(t, at.database, "CREATE TABLE t AS SELECT id, repeat('x', 500) AS note FROM generate_series(1, 5000) id; CREATE TABLE apart AS SELECT id, repeat(md5(id::text), 2000) AS note FROM generate_series(1, 50) id; ALTER TABLE apart ALTER note SET STORAGE EXTERNAL; UPDATE apart SET note = note || '.'; VACUUM FULL apart")
	parts := sourcetest.Listed(t, s.open(t, "/"+at.database, sourcetest.Options{PageSize: 2}, "reader"))
	for size := range 6 {
		if got := sourcetest.Listed(t, s.open(t, "/"+at.database, sourcetest.Options{PageSize: size}, "reader")); !slices.Equal(got, parts) {
			t.Errorf("%d a page: %q, want %q", size, got, parts)
		}
	}
	p, ok := parsePlace(parts[len(parts)-2])
	if !ok || p.Table != "t" || p.Part == nil || p.Part.Start || p.Part.End || len(parts) < 6 {
		t.Fatalf("parts %q", parts)
	}
	out, err := exec.Command(psql, "-X", "-A", "-t", "-h", "127.0.0.1", "-p", s.address[len("127.0.0.1:"):], "-U", "reader", "-d", at.database, "-c", "EXPLAIN "+rowsOf(p, "r", "*")).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Tid Range Scan") {
		t.Errorf("a part is read by %s, %v", out, err)
	}
	row := []string{"s", "t", "r", "t", "170000", "heap", "1000", "9000000"}
	for version, want := range map[string]int64{"170000": 1000, "140000": 1000, "130023": 0} {
		row[4] = version
		if r, ok := readRelation("d", row); !ok || r.pages != want {
			t.Errorf("of version %s a table is told to have %d blocks that can be asked for", version, r.pages)
		}
	}
}

// TestSizes takes no size at its word: one that is none, below 0 or beyond all numbers divides
// no table by 0, and leaves a width of at least one block.
func TestSizes(t *testing.T) {
	for _, pages := range []string{"", "-1", "0", "1000", "9223372036854775807"} {
		for _, bytes := range []string{"", "-1", "-67108864", "-9223372036854775808", "9223372036854775807", "99999999999999999999"} {
			r, ok := readRelation("d", []string{"s", "t", "r", "t", "170000", "heap", pages, bytes})
			if !ok || r.pages < 0 || r.bytes < 0 {
				t.Errorf("%s blocks, %s bytes: %d, %d", pages, bytes, r.pages, r.bytes)
			}
			for _, part := range []int64{1, 400_000, 64 << 20} {
				if width := r.width(part); width < 1 {
					t.Errorf("%s blocks, %s bytes, parts of %d: a width of %d", pages, bytes, part, width)
				}
			}
		}
	}
}
