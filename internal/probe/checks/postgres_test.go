package checks

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// pgProgram finds a program of PostgreSQL, which Debian keeps out of the way.
func pgProgram(name string) string {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(found) > 0 {
		return found[len(found)-1]
	}
	return name
}

// postgresServer has an account for each way in which the rules can answer.
func postgresServer(t testing.TB) string {
	const rules = `host all trusted 127.0.0.1/32 trust
host all poor 127.0.0.1/32 trust
host all ghost 127.0.0.1/32 trust
host all locked 127.0.0.1/32 scram-sha-256
host all old 127.0.0.1/32 md5
hostnossl all plain 127.0.0.1/32 trust
`
	const content = `CREATE ROLE trusted LOGIN; CREATE ROLE locked LOGIN PASSWORD 'invented'; CREATE ROLE old LOGIN PASSWORD 'invented'; CREATE ROLE plain LOGIN;
CREATE ROLE poor LOGIN;
CREATE DATABASE shop OWNER trusted;
REVOKE CONNECT ON DATABASE shop FROM PUBLIC;
`
	run := func(t testing.TB, stdin, name string, args ...string) {
		cmd := exec.Command(pgProgram(name), args...)
		cmd.Stdin = strings.NewReader(stdin)
		cmd.Dir = "/"
		probetest.AsNobody(cmd)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", name, err, out)
		}
	}
	return probetest.Start(t, probetest.Program{
		Name: pgProgram("postgres"), Package: "postgresql", NotRoot: true,
		Prepare: func(t testing.TB, dir string) {
			data := filepath.Join(dir, "data")
			run(t, "", "initdb", "-D", data, "-A", "reject", "-U", "owner", "--no-sync", "--locale=C.UTF-8")
			run(t, strings.ReplaceAll(content, ";\n", ";\n\n"), "postgres", "--single", "-j", "-D", data, "postgres")
			run(t, "CREATE TABLE invoice AS SELECT n FROM generate_series(1, 1000) n;\n\nALTER TABLE invoice OWNER TO trusted;\n\nANALYZE;\n\n", "postgres", "--single", "-j", "-D", data, "shop")
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
			c, err := net.Dial("tcp", address)
			if err != nil {
				return false
			}
			defer c.Close()
			c.SetDeadline(time.Now().Add(5 * time.Second))
			c.Write(pgStartup("user", "ghost"))
			said := make([]byte, 200)
			n, _ := c.Read(said)
			return n > 0 && !strings.Contains(string(said[:n]), "57P03") // cannot_connect_now
		},
		Args: func(port int, dir string) []string {
			return []string{"-D", filepath.Join(dir, "data"), "-p", strconv.Itoa(port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off", "-c", "ssl=on"}
		},
	})
}

func TestPostgres(t *testing.T) {
	at := "postgres://" + postgresServer(t)
	probetest.Run(t, probetest.Subject{
		Check:    postgres{},
		Hostile:  func(address string) string { return "postgres://" + address },
		Accounts: []string{"trusted"},
		Places: map[string]probetest.Place{
			"trust":                         {Target: at, Accounts: []string{"trusted"}, Open: serverRights(), Holds: "shop.public.invoice"},
			"trust, its database":           {Target: at + "/shop", Accounts: []string{"trusted"}, Open: serverRights(), Holds: "shop"},
			"no such database":              {Target: at + "/nothing", Accounts: []string{"trusted"}},
			"trust, without any table":      {Target: at, Accounts: []string{"poor"}, Open: []exposure.Right{exposure.RightList, exposure.RightMetadata}},
			"trust, not its database":       {Target: at + "/shop", Accounts: []string{"poor"}, Closed: serverRights()},
			"trust without TLS alone":       {Target: at, Accounts: []string{"plain"}, Open: []exposure.Right{exposure.RightList, exposure.RightMetadata}},
			"no such account":               {Target: at, Accounts: []string{"ghost"}},
			"SCRAM":                         {Target: at, Accounts: []string{"locked"}, Closed: serverRights()},
			"MD5":                           {Target: at, Accounts: []string{"old"}, Closed: serverRights()},
			"no rule":                       {Target: at, Accounts: []string{"owner"}, Closed: serverRights()},
			"one of several is let in":      {Target: at, Accounts: []string{"locked", "trusted", "old"}, Open: serverRights()},
			"no account named in the grant": {Target: at},
		},
	})
	r := probetest.Ask(t, postgres{}, probetest.Place{Target: at})
	if r.Exists != probe.Exists || r.Exposed || !strings.Contains(r.Rights[0].Why, "grant names none") {
		t.Errorf("without an account: %+v", r)
	}
	r = probetest.Ask(t, postgres{}, probetest.Place{Target: at, Accounts: []string{"trusted"}})
	for _, p := range r.Holds {
		if p.Name == "shop.public.invoice" && (p.Count != 1000 || p.Bytes < 8192) {
			t.Errorf("a table of 1000 rows is told as %+v", p)
		}
	}
	if !strings.HasPrefix(r.Software, "PostgreSQL 1") || r.Evidence[0].TLS == nil && r.Evidence[1].TLS == nil {
		t.Errorf("software %q, evidence %+v", r.Software, r.Evidence[:2])
	}
}
