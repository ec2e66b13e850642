package checks

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

func zookeeperServer(t testing.TB, allowed string) string {
	return probetest.Start(t, probetest.Program{
		Name: "/usr/share/zookeeper/bin/zkServer.sh", Package: "zookeeper",
		Args: func(port int, dir string) []string {
			text := fmt.Sprintf("clientPort=%d\nclientPortAddress=127.0.0.1\ndataDir=%s\nadmin.enableServer=false\n4lw.commands.whitelist=%s\n", port, dir, allowed)
			if err := os.WriteFile(filepath.Join(dir, "zoo.cfg"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			return []string{"start-foreground", filepath.Join(dir, "zoo.cfg")}
		},
		Env: func(_ int, dir string) []string {
			return []string{"ZOO_LOG_DIR=" + dir, "ZOOPIDFILE=" + dir + "/pid", "JMXDISABLE=true", "SERVER_JVMFLAGS=-Xmx128m"}
		},
		Answers: func(address string) bool { // it listens before it serves
			c, err := net.Dial("tcp", address)
			if err != nil {
				return false
			}
			defer c.Close()
			c.SetDeadline(time.Now().Add(5 * time.Second))
			io.WriteString(c, "srvr")
			text, _ := io.ReadAll(c)
			return len(text) > 0 && !strings.Contains(string(text), "not currently serving")
		},
	})
}

func TestZooKeeper(t *testing.T) {
	metadata := []exposure.Right{exposure.RightMetadata}
	open := zookeeperServer(t, "srvr")
	refuses := probetest.Listen(t, func(c net.Conn) { // as 3.5 does where srvr is not allowed
		c.Read(make([]byte, 4))
		io.WriteString(c, "srvr is not executed because it is not in the whitelist.\n")
	})
	probetest.Run(t, probetest.Subject{
		Check:   zookeeper{},
		Hostile: func(address string) string { return "zookeeper://" + address },
		Places: map[string]probetest.Place{
			"answers srvr":         {Target: "zookeeper://" + open, Open: metadata, Holds: "nodes"},
			"does not answer srvr": {Target: "zookeeper://" + refuses, Closed: metadata},
		},
	})
	if r := probetest.Ask(t, zookeeper{}, probetest.Place{Target: "zookeeper://" + open}); r.Exists != probe.Exists || !strings.HasPrefix(r.Software, "ZooKeeper 3.") {
		t.Errorf("runs %q", r.Software)
	}
}
