package checks

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

func natsServer(t testing.TB, more ...string) string {
	return probetest.Start(t, probetest.Program{Name: "nats-server", Package: "nats-server", Args: func(port int, dir string) []string {
		return append([]string{"-a", "127.0.0.1", "-p", strconv.Itoa(port), "-sd", dir}, more...)
	}})
}

func TestNATS(t *testing.T) {
	folder := t.TempDir()
	cert, key := probetest.Certificate(t, "127.0.0.1")
	files := map[string]string{
		"cert": cert, "key": key,
		"limits": `no_auth_user: guest
authorization: { users: [ { user: guest, password: invented, permissions: { publish: "nothing", subscribe: "nothing" } } ] }
`,
		"verify": "tls: { cert_file: \"" + folder + "/cert\", key_file: \"" + folder + "/key\", ca_file: \"" + folder + "/cert\", verify: true }\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open := natsServer(t, "-js")
	const stream = `{"name":"orders","subjects":["orders.*"],"retention":"limits","storage":"file","num_replicas":1,"discard":"old"}`
	tell(t, open, fmt.Sprintf("CONNECT {\"verbose\":false}\r\nPUB $JS.API.STREAM.CREATE.orders %d\r\n%s\r\nPING\r\n", len(stream), stream), "INFO")
	probetest.Run(t, probetest.Subject{
		Check:   nats{},
		Hostile: func(address string) string { return "nats://" + address },
		Places: map[string]probetest.Place{
			"open, with streams":    {Target: "nats://" + open, Open: serverRights(), Holds: "orders"},
			"open, without streams": {Target: "nats://" + natsServer(t), Open: []exposure.Right{exposure.RightRead, exposure.RightMetadata}},
			"open, with TLS": {Target: "nats://" + natsServer(t, "-js", "--tls", "--tlscert", filepath.Join(folder, "cert"), "--tlskey", filepath.Join(folder, "key")),
				Open: serverRights()},
			"a guest who may do nothing": {Target: "nats://" + natsServer(t, "-c", filepath.Join(folder, "limits")),
				Open: []exposure.Right{exposure.RightMetadata}, Closed: []exposure.Right{exposure.RightRead}},
			"a password":        {Target: "nats://" + natsServer(t, "--user", "a", "--pass", "invented"), Closed: serverRights()},
			"a token":           {Target: "nats://" + natsServer(t, "--auth", "invented"), Closed: serverRights()},
			"wants certificate": {Target: "nats://" + natsServer(t, "-c", filepath.Join(folder, "verify")), Closed: serverRights()},
		},
	})
}
