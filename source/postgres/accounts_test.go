package postgres

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// TestTogether reads what several accounts may read together, each row once.
func TestTogether(t *testing.T) {
	s := start(t)
	for _, name := range []string{"north", "shop", "shut", "zoo"} {
		s.do(t, "postgres", "CREATE DATABASE "+name+"; REVOKE CONNECT ON DATABASE "+name+" FROM PUBLIC")
	}
	s.do(t, "postgres", `CREATE ROLE a LOGIN; CREATE ROLE b LOGIN; GRANT CONNECT ON DATABASE shop TO a, b; GRANT CONNECT ON DATABASE north TO b; GRANT CONNECT ON DATABASE zoo TO a`)
	for _, name := range []string{"north", "zoo", "shut"} {
		s.do(t, name, "CREATE TABLE t AS SELECT 1 AS id; GRANT SELECT ON t TO a, b")
	}
	s.do(t, "shop", `CREATE TABLE a_alone AS SELECT 3 AS id; GRANT SELECT ON a_alone TO a; CREATE TABLE b_alone AS SELECT 4 AS id; GRANT SELECT ON b_alone TO b;
CREATE SCHEMA own; GRANT USAGE ON SCHEMA own TO b; CREATE TABLE own.t AS SELECT 9 AS id; GRANT SELECT ON own.t TO a, b; CREATE TABLE own.crossed AS SELECT 9 AS id; GRANT SELECT ON own.crossed TO a;
CREATE TABLE pair AS SELECT 5 AS id; GRANT SELECT ON pair TO a, b; CREATE TABLE secret AS SELECT 7 AS id;
CREATE TABLE pieces (id int, email text, pin text); INSERT INTO pieces VALUES (6, 'jane@contoso.example', '1234'); GRANT SELECT (id) ON pieces TO a; GRANT SELECT (id, email) ON pieces TO b;
CREATE TABLE ruled (id int, tenant text, more text); INSERT INTO ruled VALUES (1, 'a', '-'), (2, 'b', '-'); GRANT SELECT ON ruled TO a, b; GRANT SELECT (id, tenant) ON ruled TO plain;
ALTER TABLE ruled ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON ruled TO a USING (tenant = 'a');
CREATE TABLE large AS SELECT id, repeat('x', 500) AS note FROM generate_series(1, 5000) id; GRANT SELECT ON large TO b;
CREATE TABLE half_p (id int, y int) PARTITION BY LIST (y); CREATE TABLE half_1 PARTITION OF half_p FOR VALUES IN (1); CREATE TABLE half_2 PARTITION OF half_p FOR VALUES IN (2);
INSERT INTO half_p VALUES (1, 1), (2, 2); GRANT SELECT ON half_1 TO a; GRANT SELECT ON half_2, half_p TO b;
CREATE TABLE all_p (id int, y int) PARTITION BY LIST (y); CREATE TABLE all_1 PARTITION OF all_p FOR VALUES IN (1); CREATE TABLE all_2 PARTITION OF all_p FOR VALUES IN (2);
INSERT INTO all_p VALUES (1, 1), (2, 2); GRANT SELECT ON all_1 TO a; GRANT SELECT ON all_p TO b;
CREATE VIEW same AS SELECT * FROM a_alone; CREATE VIEW shown AS SELECT * FROM secret; GRANT SELECT ON same, shown TO b; ANALYZE`)
	read := func(accounts string, pageSize int) map[string]string {
		t.Helper()
		src := s.open(t, "", sourcetest.Options{PageSize: pageSize}, strings.Fields(accounts)...)
		tables := map[string]string{}
		for _, name := range sourcetest.Listed(t, src) {
			table, part, _ := strings.Cut(strings.TrimSuffix(name, ".csv"), "/blocks=")
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
	together := map[string]string{"north/public.t": "id\n1\n", "zoo/public.t": "id\n1\n", "shut/ denied": "",
		"shop/public.a_alone": "id\n3\n", "shop/public.b_alone": "id\n4\n", "shop/own.t": "id\n9\n", "shop/own.crossed.csv denied": "", "shop/public.pair": "id\n5\n", "shop/public.secret.csv denied": "",
		"shop/public.pieces": "id,email\n6,jane@contoso.example\n", "shop/public.large": "5000", "shop/public.half_1": "id,y\n1,1\n", "shop/public.half_2": "id,y\n2,2\n", "shop/public.all_p": "id,y\n1,1\n2,2\n",
		"shop/public.shown": "id\n7\n"}
	for _, accounts := range []string{"a b", "b a", "ghost a locked b", "b plain a"} {
		for _, size := range []int{0, 1, 2, 5} {
			got := read(accounts, size)
			delete(got, "shop/public.ruled")
			if diff := cmp.Diff(together, got); diff != "" {
				t.Errorf("%s, %d a page: %s", accounts, size, diff)
			}
		}
	}
	s.do(t, "postgres", "ALTER ROLE plain BYPASSRLS; GRANT CONNECT ON DATABASE shop TO plain")
	for accounts, want := range map[string]string{"a": "id,tenant,more\n1,a,-\n", "b": "id,tenant,more\n", "a plain b": "id,tenant\n1,a\n2,b\n", "b owner": "id,tenant,more\n1,a,-\n2,b,-\n"} {
		if got := sourcetest.MustRead(t, s.open(t, "/shop", sourcetest.Options{}, strings.Fields(accounts)...), "shop/public.ruled.csv"); got != want {
			t.Errorf("%s: where a policy hides rows: %q, want %q", accounts, got, want)
		}
	}
	everything := read("a b owner", 0)
	for name := range everything {
		if strings.HasSuffix(name, " denied") || strings.HasSuffix(name, "_p") || name == "shop/public.shown" {
			t.Errorf("with an account that may read everything, there is %s", name)
		}
	}
	if got := everything["shop/public.pieces"]; got != "id,email,pin\n6,jane@contoso.example,1234\n" || everything["shop/public.secret"] != "id\n7\n" || everything["shut/public.t"] != "id\n1\n" {
		t.Errorf("what one account may read alone: %q", everything)
	}
	src := s.open(t, "/shop", sourcetest.Options{}, "a", "b")
	for name, want := range map[string]error{"public.secret": source.ErrDenied, "own.crossed": source.ErrDenied, "public.nothing": source.ErrGone} {
		if _, err := sourcetest.Read(t, src, "shop/"+name+".csv"); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}
