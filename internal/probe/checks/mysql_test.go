package checks

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// mariadbServer has accounts with a password, without, and without rights.
func mariadbServer(t testing.TB, tls bool) string {
	const users = `CREATE USER trusted@127.0.0.1;
GRANT ALL ON *.* TO trusted@127.0.0.1;
CREATE USER poor@127.0.0.1;
CREATE USER locked@127.0.0.1 IDENTIFIED BY 'invented';
CREATE USER socket@127.0.0.1 IDENTIFIED VIA unix_socket;
CREATE DATABASE IF NOT EXISTS shop;
CREATE TABLE IF NOT EXISTS shop.invoice AS SELECT seq FROM shop.seq_1_to_1000;
`
	return probetest.Start(t, probetest.Program{
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
				"--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--skip-name-resolve"}
			if tls {
				args = append(args, "--ssl-cert="+filepath.Join(dir, "cert.pem"), "--ssl-key="+filepath.Join(dir, "key.pem"))
			}
			return args
		},
	})
}

// mysql8 signs in as MySQL does since its version 8, which Debian has not (dev.mysql.com/doc/dev/mysql-server,
// "caching_sha2_password information"): an account without a password by one zero byte, any other
// is asked for its password. Inside it refuses everything.
func mysql8(t testing.TB) string {
	return probetest.Listen(t, func(c net.Conn) {
		say := func(number byte, body string) { c.Write(append([]byte{byte(len(body)), 0, 0, number}, body...)) }
		hear := func() string {
			head := make([]byte, 4)
			if _, err := io.ReadFull(c, head); err != nil {
				return ""
			}
			body, _ := readQuestion(c, uint32(head[0])|uint32(head[1])<<8)
			return string(body)
		}
		say(0, "\x0a8.4.0\x00\x08\x00\x00\x00abcdefgh\x00\xff\xf7\xff\x02\x00\xff\xdf\x15"+strings.Repeat("\x00", 10)+"ijklmnopqrst\x00caching_sha2_password\x00")
		account := hear()
		say(2, "\xfecaching_sha2_password\x00abcdefghijklmnopqrst\x00")
		switch nothing := hear(); {
		case strings.Contains(account, "trusted") && nothing == "\x00":
			say(4, "\x00\x00\x00\x02\x00\x00\x00")
		default:
			say(4, "\x01\x04")
		}
		for hear() != "" {
			say(1, "\xff\x76\x04#42000SELECT command denied")
		}
	})
}

func TestMySQL(t *testing.T) {
	at := "mysql://" + mariadbServer(t, true)
	plain := "mysql://" + mariadbServer(t, false)
	eight := "mysql://" + mysql8(t)
	probetest.Run(t, probetest.Subject{
		Check:    mysql{},
		Hostile:  func(address string) string { return "mysql://" + address },
		Accounts: []string{"root"},
		Places: map[string]probetest.Place{
			"no password":                   {Target: at, Accounts: []string{"trusted"}, Open: serverRights(), Holds: "shop.invoice"},
			"no password, no TLS":           {Target: plain, Accounts: []string{"trusted"}, Open: serverRights(), Holds: "shop"},
			"no rights":                     {Target: at, Accounts: []string{"poor"}, Open: []exposure.Right{exposure.RightList, exposure.RightMetadata}},
			"a password":                    {Target: at, Accounts: []string{"locked"}, Closed: serverRights()},
			"a password, no TLS":            {Target: plain, Accounts: []string{"locked"}, Closed: serverRights()},
			"the machine's own user":        {Target: at, Accounts: []string{"socket"}, Closed: serverRights()},
			"no such account":               {Target: at, Accounts: []string{"ghost"}, Closed: serverRights()},
			"MySQL 8, without a right":      {Target: eight, Accounts: []string{"trusted"}, Open: []exposure.Right{exposure.RightMetadata}, Closed: []exposure.Right{exposure.RightList, exposure.RightRead}},
			"MySQL 8, a password":           {Target: eight, Accounts: []string{"locked"}, Closed: serverRights()},
			"one of several is let in":      {Target: at, Accounts: []string{"locked", "trusted"}, Open: serverRights()},
			"no account named in the grant": {Target: at},
		},
	})
	r := probetest.Ask(t, mysql{}, probetest.Place{Target: at})
	if r.Exists != probe.Exists || r.Exposed || !strings.Contains(r.Rights[0].Why, "grant names none") || !strings.HasPrefix(r.Software, "MariaDB 1") {
		t.Errorf("without an account: %+v", r)
	}
	r = probetest.Ask(t, mysql{}, probetest.Place{Target: at, Accounts: []string{"trusted"}})
	for _, p := range r.Holds {
		if p.Name == "shop.invoice" && (p.Count < 900 || p.Count > 1100 || p.Bytes < 8192) {
			t.Errorf("a table of 1000 rows is told as %+v", p)
		}
	}
}
