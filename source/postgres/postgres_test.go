package postgres

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// program finds a program of PostgreSQL, which Debian keeps out of the way.
func program(name string) string {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(found) > 0 {
		return found[len(found)-1]
	}
	return name
}

// A server is a real one, with an account for each way in which the rules can answer.
type server struct{ address string }

const rules = `host all owner,reader,a,b 127.0.0.1/32 trust
host all locked 127.0.0.1/32 scram-sha-256
hostnossl all plain 127.0.0.1/32 trust
`

func start(t testing.TB) *server {
	initdb := func(t testing.TB, data string) {
		cmd := exec.Command(program("initdb"), "-D", data, "-A", "reject", "-U", "owner", "--no-sync", "--locale=C.UTF-8")
		cmd.Dir = "/"
		probetest.AsNobody(cmd)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("initdb: %v %s", err, out)
		}
	}
	s := &server{}
	s.address = probetest.Start(t, probetest.Program{
		Name: program("postgres"), Package: "postgresql", NotRoot: true,
		Prepare: func(t testing.TB, dir string) {
			data := filepath.Join(dir, "data")
			initdb(t, data)
			cert, key := probetest.Certificate(t, "127.0.0.1")
			for name, text := range map[string]string{"pg_hba.conf": rules, "server.crt": cert, "server.key": key} {
				file := filepath.Join(data, name)
				os.Remove(file)
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				probetest.GiveAway(t, file)
			}
		},
		Answers: func(address string) bool { // it listens before it serves
			return (&server{address}).try("postgres", "SELECT 1") == nil
		},
		Args: func(port int, dir string) []string {
			return []string{"-D", filepath.Join(dir, "data"), "-p", strconv.Itoa(port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off", "-c", "ssl=on"}
		},
	})
	s.do(t, "postgres", "CREATE ROLE reader LOGIN; CREATE ROLE locked LOGIN PASSWORD 'invented'; CREATE ROLE plain LOGIN;")
	return s
}

// psql is found before a test changes PATH.
var psql = program("psql")

// try runs SQL as the server's owner.
func (s *server) try(database, sql string) error {
	host, port, _ := net.SplitHostPort(s.address)
	cmd := exec.Command(psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", host, "-p", port, "-U", "owner", "-d", database, "-f", "-")
	cmd.Env = []string{"PGCLIENTENCODING=UTF8", "PGOPTIONS=-c client_min_messages=warning"}
	cmd.Stdin = strings.NewReader(sql)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("psql: %w %.500s", err, out)
	}
	return nil
}

func (s *server) do(t testing.TB, database, sql string) {
	t.Helper()
	if err := s.try(database, sql); err != nil {
		t.Fatal(err)
	}
}

// open returns a source over what a path names.
func (s *server) open(t testing.TB, path string, o sourcetest.Options, accounts ...string) *Source {
	t.Helper()
	target, err := exposure.ParseTarget("postgres://" + s.address + path)
	if err != nil {
		t.Fatal(err)
	}
	src, err := New(Options{Target: target, Dialer: sourcetest.DialTo(t, s.address, o), Accounts: accounts, PageSize: o.PageSize, PartBytes: 440_000})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// A store is a database of its own.
type store struct {
	*server
	database string
}

var stores atomic.Int64

func (s *server) store(t testing.TB) *store {
	name := fmt.Sprintf("store_%d", stores.Add(1))
	s.do(t, "postgres", "CREATE DATABASE "+name)
	s.do(t, name, "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC")
	return &store{s, name}
}

func (s *store) Put(t testing.TB, table string, rows []sourcetest.Row) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "DROP TABLE IF EXISTS %s;\nCREATE TABLE %[1]s (id int, email text, note text);\nCOPY %[1]s FROM STDIN;\n", quoted(table))
	text := strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
	for _, r := range rows {
		fmt.Fprintf(&b, "%d\t%s\t%s\n", r.ID, text.Replace(r.Email), text.Replace(r.Note))
	}
	s.do(t, s.database, b.String()+"\\.\n")
}

func (s *store) Remove(t testing.TB, table string) { s.do(t, s.database, "DROP TABLE "+quoted(table)) }

func (s *store) Shut(t testing.TB) {
	s.do(t, "postgres", "REVOKE CONNECT ON DATABASE "+s.database+" FROM PUBLIC")
}

func (s *store) Holds(name string) bool { return len(name) < 64 && utf8.ValidString(name) }

func (s *store) Table(object string) string {
	p, _ := parsePlace(object)
	return p.Table
}

func (s *store) Open(t testing.TB, o sourcetest.Options) source.Source {
	return s.open(t, "/"+s.database, o, "reader")
}

func TestSuite(t *testing.T) {
	s := start(t)
	s.do(t, "postgres", "CREATE DATABASE closed")
	s.do(t, "postgres", "REVOKE CONNECT ON DATABASE closed FROM PUBLIC")
	sourcetest.RunTables(t, sourcetest.Tables{
		Store: func(t testing.TB) sourcetest.TableStore { return s.store(t) },
		Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return s.open(t, "/nothing", o, "reader"), nil
		},
		Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return s.open(t, "/closed", o, "reader"), nil
		},
		Decode: sourcetest.CSVRows,
	})
}
