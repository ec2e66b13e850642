package mysql

import (
	"encoding/hex"
	"errors"
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
	"github.com/hemostat/hemostat/source/internal/tables"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// A server is a real MariaDB, with accounts with a password, without, and without rights.
type server struct{ address string }

const users = `CREATE USER owner@127.0.0.1;
GRANT ALL ON *.* TO owner@127.0.0.1 WITH GRANT OPTION;
CREATE USER reader@127.0.0.1;
CREATE USER locked@127.0.0.1 IDENTIFIED BY 'invented';
CREATE USER socket@127.0.0.1 IDENTIFIED VIA unix_socket;
`

func start(t testing.TB, tls bool) *server {
	return &server{probetest.Start(t, probetest.Program{
		Name: "mariadbd", Package: "mariadb-server-core", NotRoot: true,
		Prepare: func(t testing.TB, dir string) {
			install := exec.Command("mariadb-install-db", "--no-defaults", "--skip-test-db", "--auth-root-authentication-method=socket", "--datadir="+filepath.Join(dir, "data"), "--tmpdir="+dir)
			install.Dir = dir
			probetest.AsNobody(install)
			if out, err := install.CombinedOutput(); err != nil {
				t.Fatalf("%v %s", err, out)
			}
			cert, key := probetest.Certificate(t, "127.0.0.1")
			for name, text := range map[string]string{"users.sql": users, "cert.pem": cert, "key.pem": key} {
				file := filepath.Join(dir, name)
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				probetest.GiveAway(t, file)
			}
		},
		Args: func(port int, dir string) []string {
			args := []string{"--no-defaults", "--datadir=" + filepath.Join(dir, "data"), "--port=" + strconv.Itoa(port), "--bind-address=127.0.0.1", "--tmpdir=" + dir,
				"--socket=" + filepath.Join(dir, "s"), "--pid-file=" + filepath.Join(dir, "pid"), "--init-file=" + filepath.Join(dir, "users.sql"),
				"--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", "--skip-name-resolve", "--max-allowed-packet=128M", "--character-set-server=utf8mb4"}
			if tls {
				return append(args, "--ssl-cert="+filepath.Join(dir, "cert.pem"), "--ssl-key="+filepath.Join(dir, "key.pem"))
			}
			return append(args, "--skip-ssl")
		},
	})}
}

// client is found before a test changes PATH.
var client, _ = exec.LookPath("mariadb")

// try runs SQL as the server's owner.
func (s *server) try(sql string) error {
	if client == "" {
		return errors.New("mariadb is not installed: sh test/apt.sh mariadb-client-core")
	}
	host, port, _ := net.SplitHostPort(s.address)
	cmd := exec.Command(client, "--no-defaults", "--batch", "--binary-mode", "--default-character-set=utf8mb4", "--max-allowed-packet=128M", "--skip-ssl", "-h", host, "-P", port, "-u", "owner")
	cmd.Env = []string{}
	cmd.Stdin = strings.NewReader(sql)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("mariadb: %w %.500s", err, out)
	}
	return nil
}

func (s *server) do(t testing.TB, sql string) {
	t.Helper()
	if err := s.try(sql); err != nil {
		t.Fatal(err)
	}
}

// open returns a source over what a path names.
func (s *server) open(t testing.TB, path string, o sourcetest.Options, accounts ...string) *Source {
	t.Helper()
	target, err := exposure.ParseTarget("mysql://" + s.address + path)
	if err != nil {
		t.Fatal(err)
	}
	src, err := New(Options{Target: target, Dialer: sourcetest.DialTo(t, s.address, o), Accounts: accounts, PageSize: o.PageSize, PartBytes: 400_000})
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
	s.do(t, "CREATE DATABASE "+name+"; GRANT SELECT ON "+name+".* TO reader@127.0.0.1")
	return &store{s, name}
}

func (s *store) table(name string) string {
	return qualified(tables.Place{Database: s.database, Table: name})
}

func (s *store) Put(t testing.TB, table string, rows []sourcetest.Row) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "DROP TABLE IF EXISTS %s;\nCREATE TABLE %[1]s (id INT PRIMARY KEY, email TEXT, note LONGTEXT);\n", s.table(table))
	text := func(s string) string { return "CONVERT(x'" + hex.EncodeToString([]byte(s)) + "' USING utf8mb4)" }
	for i, r := range rows {
		switch {
		case i%500 == 0:
			fmt.Fprintf(&b, "INSERT INTO %s VALUES ", s.table(table))
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "(%d, %s, %s)", r.ID, text(r.Email), text(r.Note))
		if i%500 == 499 || i == len(rows)-1 {
			b.WriteString(";\n")
		}
	}
	s.do(t, b.String()+"ANALYZE TABLE "+s.table(table)+";\n")
}

func (s *store) Remove(t testing.TB, table string) { s.do(t, "DROP TABLE "+s.table(table)) }

func (s *store) Shut(t testing.TB) {
	s.do(t, "REVOKE SELECT ON "+s.database+".* FROM reader@127.0.0.1")
}

// Holds knows what MariaDB refuses in names of tables: more than 64 letters, what is
// beyond the first 65,536 of Unicode, and a space at the end.
func (s *store) Holds(name string) bool {
	for _, r := range name {
		if r > 0xffff || r == 0 {
			return false
		}
	}
	return utf8.ValidString(name) && utf8.RuneCountInString(name) <= 64 && len(name) < 200 && !strings.HasSuffix(name, " ")
}

func (s *store) Table(object string) string {
	p, _ := tables.ParsePlace(object, false)
	return p.Table
}

func (s *store) Open(t testing.TB, o sourcetest.Options) source.Source {
	return s.open(t, "/"+s.database, o, "reader")
}

func TestSuite(t *testing.T) {
	for name, tls := range map[string]bool{"TLS": true, "plain": false} {
		t.Run(name, func(t *testing.T) {
			s := start(t, tls)
			s.do(t, "CREATE DATABASE closed; GRANT SELECT ON *.* TO owner@127.0.0.1")
			sourcetest.RunTables(t, sourcetest.Tables{
				Store: func(t testing.TB) sourcetest.TableStore { return s.store(t) },
				Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					return s.open(t, "/nothing", o, "owner"), nil
				},
				Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					return s.open(t, "/closed", o, "reader"), nil
				},
				Decode: sourcetest.CSVRows,
			})
		})
	}
}
