package checks

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/hemostat/hemostat/internal/probe/probetest"
)

func memcachedServer(t testing.TB, more ...string) string {
	return probetest.Start(t, probetest.Program{Name: "memcached", Package: "memcached", Args: func(port int, dir string) []string {
		return append([]string{"-l", "127.0.0.1", "-p", strconv.Itoa(port), "-U", "0", "-u", "root"}, more...)
	}, Prepare: func(t testing.TB, dir string) {
		if err := os.WriteFile(filepath.Join(dir, "memcached.conf"), []byte("mech_list: plain\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}, Env: func(_ int, dir string) []string { return []string{"SASL_CONF_PATH=" + dir} }})
}

// textAuthentication is the file of memcached's option -Y.
func textAuthentication(t testing.TB) string {
	file := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(file, []byte("invented:invented\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestMemcached(t *testing.T) {
	open := memcachedServer(t)
	tell(t, open, "set session:1 0 0 5\r\nhello\r\n", "STORED")
	probetest.Run(t, probetest.Subject{
		Check:   memcached{},
		Hostile: func(address string) string { return "memcached://" + address },
		Places: map[string]probetest.Place{
			"open":             {Target: "memcached://" + open, Open: serverRights(), Holds: "items"},
			"no service named": {Target: "tcp://" + open, Open: serverRights(), Holds: "items"},
			"a password":       {Target: "memcached://" + memcachedServer(t, "-Y", textAuthentication(t)), Closed: serverRights()},
			"SASL":             {Target: "memcached://" + memcachedServer(t, "-S"), Closed: serverRights()},
		},
	})
	r := probetest.Ask(t, memcached{}, probetest.Place{Target: "memcached://" + open})
	if len(r.Holds) != 1 || r.Holds[0].Count != 1 || r.Holds[0].Bytes < 5 {
		t.Errorf("one item is told as %+v", r.Holds)
	}
}
