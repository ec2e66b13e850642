package checks

import (
	"bufio"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/probe/probetest"
)

func redisServer(t testing.TB, more ...string) string {
	return probetest.Start(t, probetest.Program{Name: "redis-server", Package: "redis-server", Args: func(port int, dir string) []string {
		return append([]string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "no"}, more...)
	}})
}

func TestRedis(t *testing.T) {
	open := redisServer(t, "--protected-mode", "no")
	tell(t, open, "SET invoice:1 x\r\n", "+OK")
	probetest.Run(t, probetest.Subject{
		Check:   redis{},
		Hostile: func(address string) string { return "redis://" + address },
		Places: map[string]probetest.Place{
			"open":             {Target: "redis://" + open, Open: serverRights(), Holds: "db0"},
			"with a password":  {Target: "redis://" + redisServer(t, "--requirepass", "hunter2hunter2"), Closed: serverRights()},
			"users without it": {Target: "redis://" + redisServer(t, "--user", "default", "off"), Closed: serverRights()},
			"no service named": {Target: "tcp://" + open, Open: serverRights(), Holds: "db0"},
		},
	})
}

// tell sends a line to a server that speaks lines and wants an answer that begins so.
func tell(t testing.TB, address, line, want string) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, line)
	if got, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.HasPrefix(got, want) {
		t.Fatalf("%q was answered by %q, %v", line, got, err)
	}
}
