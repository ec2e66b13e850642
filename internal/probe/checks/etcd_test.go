package checks

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

func etcdServer(t testing.TB, scheme string, more ...string) string {
	return probetest.Start(t, probetest.Program{Name: "etcd", Package: "etcd-server", Args: func(port int, dir string) []string {
		_, peer := probetest.FreePort(t)
		client, other := fmt.Sprintf("%s://127.0.0.1:%d", scheme, port), fmt.Sprintf("http://127.0.0.1:%d", peer)
		args := []string{"--data-dir", filepath.Join(dir, "data"), "--listen-client-urls", client, "--advertise-client-urls", client,
			"--listen-peer-urls", other, "--initial-advertise-peer-urls", other, "--initial-cluster", "default=" + other, "--unsafe-no-fsync", "--log-level", "error"}
		return append(args, more...)
	}, Env: func(int, string) []string { return []string{"ETCD_UNSUPPORTED_ARCH=arm64"} }})
}

// tellEtcd sends one request of the JSON gateway as its operator would.
func tellEtcd(t testing.TB, address, path, body string) {
	t.Helper()
	resp, err := http.Post("http://"+address+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, _ := io.ReadAll(resp.Body); resp.StatusCode != 200 {
		t.Fatalf("%s: %d %s", path, resp.StatusCode, text)
	}
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestEtcd(t *testing.T) {
	folder := t.TempDir()
	cert, key := probetest.Certificate(t, "127.0.0.1")
	for name, text := range map[string]string{"cert": cert, "key": key} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	withTLS := []string{"--cert-file", filepath.Join(folder, "cert"), "--key-file", filepath.Join(folder, "key")}
	open := etcdServer(t, "http", "--enable-v2")
	tellEtcd(t, open, "/v3/kv/put", `{"key": "`+b64("config/a")+`", "value": "`+b64("invented")+`"}`)
	closed := etcdServer(t, "http")
	tellEtcd(t, closed, "/v3/auth/user/add", `{"name": "root", "password": "invented"}`)
	tellEtcd(t, closed, "/v3/auth/user/grant", `{"user": "root", "role": "root"}`)
	tellEtcd(t, closed, "/v3/auth/enable", `{}`)
	secured := etcdServer(t, "https", withTLS...)
	mutual := etcdServer(t, "https", append(withTLS, "--client-cert-auth", "--trusted-ca-file", filepath.Join(folder, "cert"))...)
	probetest.Run(t, probetest.Subject{
		Check:   etcd{},
		Hostile: func(address string) string { return "etcd://" + address },
		Places: map[string]probetest.Place{
			"open":                   {Target: "etcd://" + open, Open: serverRights(), Holds: "keys"},
			"open, by the older way": {Target: "tcp://" + open, Open: serverRights()},
			"open, with TLS":         {Target: "etcd://" + secured, Open: serverRights(), Holds: "keys"},
			"with users":             {Target: "etcd://" + closed, Closed: serverRights()},
			"wants a certificate":    {Target: "etcd://" + mutual, Closed: serverRights()},
		},
	})
	r := probetest.Ask(t, etcd{}, probetest.Place{Target: "etcd://" + open})
	if r.Exists != probe.Exists || len(r.Holds) != 1 || r.Holds[0].Count != 1 {
		t.Errorf("one key is told as %+v", r.Holds)
	}
}
