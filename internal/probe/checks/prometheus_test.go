package checks

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// prometheusServer watches nothing but itself; web is its file of --web.config.file.
func prometheusServer(t testing.TB, web string) string {
	return probetest.Start(t, probetest.Program{Name: "prometheus", Package: "prometheus", Args: func(port int, dir string) []string {
		cert, key := probetest.Certificate(t, "127.0.0.1")
		files := map[string]string{
			"cert": cert, "key": key, "web.yml": web,
			"conf": fmt.Sprintf("scrape_configs:\n- job_name: self\n  scrape_interval: 1s\n  static_configs:\n  - targets: ['127.0.0.1:%d']\n", port),
		}
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return []string{"--config.file", filepath.Join(dir, "conf"), "--storage.tsdb.path", filepath.Join(dir, "data"),
			fmt.Sprintf("--web.listen-address=127.0.0.1:%d", port), "--web.config.file", filepath.Join(dir, "web.yml"), "--log.level=error"}
	}})
}

func TestPrometheus(t *testing.T) {
	const users = "basic_auth_users:\n  a: $2a$04$R4tE0Hl6z113.I2meLxZU.sSztQZj2fvP5cg2gzBfZmC0SYHNyZea\n" // bcrypt, of an invented word
	const tls = "tls_server_config:\n  cert_file: cert\n  key_file: key\n"
	probetest.Run(t, probetest.Subject{
		Check:   prometheus,
		Hostile: func(address string) string { return "prometheus://" + address },
		Places: map[string]probetest.Place{
			"open":                 {Target: "prometheus://" + prometheusServer(t, ""), Open: serverRights(), Holds: "all"},
			"open, with TLS":       {Target: "prometheus://" + prometheusServer(t, tls), Open: serverRights(), Holds: "all"},
			"a password":           {Target: "prometheus://" + prometheusServer(t, users), Closed: serverRights()},
			"a password, with TLS": {Target: "prometheus://" + prometheusServer(t, users+tls), Closed: serverRights()},
		},
	})
}
