package checks

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// dockerServer is an engine of its own, without networks: it leaves those of the machine be.
func dockerServer(t testing.TB, more func(dir string) []string) string {
	return probetest.Start(t, probetest.Program{Name: "dockerd", Package: "docker.io", Args: func(port int, dir string) []string {
		cert, key := probetest.Certificate(t, "127.0.0.1")
		for name, text := range map[string]string{"cert": cert, "key": key, "daemon.json": `{"deprecated-key-path": "` + dir + `/id"}`} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		args := []string{"--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=vfs", "--log-level=error", fmt.Sprintf("--host=tcp://127.0.0.1:%d", port),
			"--data-root=" + dir + "/data", "--exec-root=" + dir + "/exec", "--pidfile=" + dir + "/pid", "--config-file=" + dir + "/daemon.json"}
		return append(args, more(dir)...)
	}, Prepare: func(t testing.TB, dir string) { t.Cleanup(func() { unmount(t, dir) }) }})
}

// unmount takes away what an engine that was ended has left mounted in a folder.
func unmount(t testing.TB, dir string) {
	mounts, err := os.ReadFile("/proc/mounts")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(mounts), "\n")
	slices.Reverse(lines) // the deepest first
	for _, line := range lines {
		if parts := strings.Fields(line); len(parts) > 1 && strings.HasPrefix(parts[1], dir+"/") {
			if err := syscall.Unmount(parts[1], syscall.MNT_DETACH); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestDocker(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("an engine of Docker is started by root alone")
	}
	open := dockerServer(t, func(string) []string { return []string{"--tls=false"} })
	closed := dockerServer(t, func(dir string) []string {
		return []string{"--tlsverify", "--tlscacert=" + dir + "/cert", "--tlscert=" + dir + "/cert", "--tlskey=" + dir + "/key"}
	})
	probetest.Run(t, probetest.Subject{
		Check:   docker,
		Hostile: func(address string) string { return "docker://" + address },
		Places: map[string]probetest.Place{
			"open":                {Target: "docker://" + open, Open: serverRights()},
			"wants a certificate": {Target: "docker://" + closed, Closed: serverRights()},
		},
	})
}
