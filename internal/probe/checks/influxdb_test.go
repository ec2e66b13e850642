package checks

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/probe/probetest"
)

func influxServer(t testing.TB, authenticates bool) string {
	return probetest.Start(t, probetest.Program{Name: "influxd", Package: "influxdb", Args: func(port int, dir string) []string {
		_, other := probetest.FreePort(t)
		text := fmt.Sprintf("reporting-disabled = true\nbind-address = \"127.0.0.1:%d\"\n[meta]\ndir = \"%[2]s/meta\"\n[data]\ndir = \"%[2]s/data\"\nwal-dir = \"%[2]s/wal\"\n[http]\nbind-address = \"127.0.0.1:%[3]d\"\nauth-enabled = %[4]t\n",
			other, dir, port, authenticates)
		if err := os.WriteFile(filepath.Join(dir, "conf"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return []string{"-config", filepath.Join(dir, "conf")}
	}})
}

// post sends a question as its operator would.
func post(t testing.TB, address, body string) {
	t.Helper()
	resp, err := http.Post(address, "application/x-www-form-urlencoded", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: HTTP %d", address, resp.StatusCode)
	}
}

func TestInfluxDB(t *testing.T) {
	open, closed, fresh := influxServer(t, false), influxServer(t, true), influxServer(t, true)
	post(t, "http://"+open+"/query", "q=CREATE DATABASE plant")
	post(t, "http://"+closed+"/query", "q=CREATE USER a WITH PASSWORD 'invented' WITH ALL PRIVILEGES")
	probetest.Run(t, probetest.Subject{
		Check:   influxdb,
		Hostile: func(address string) string { return "influxdb://" + address },
		Places: map[string]probetest.Place{
			"open":               {Target: "influxdb://" + open, Open: serverRights(), Holds: "plant"},
			"a password":         {Target: "influxdb://" + closed, Closed: serverRights()},
			"has no user as yet": {Target: "influxdb://" + fresh, Closed: serverRights()},
		},
	})
}
