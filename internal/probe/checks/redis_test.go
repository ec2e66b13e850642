package checks

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
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

// Whoever answers INFO without a version of Redis is not known to be one.
func TestRedisOfNobody(t *testing.T) {
	for answer, want := range map[string]exposure.Verdict{
		"$-1\r\n":                            exposure.Inconclusive,
		"$0\r\n\r\n":                         exposure.Inconclusive,
		"$7\r\nwelcome\r\n":                  exposure.Inconclusive,
		"$21\r\nredis_version:7.0.1\r\n\r\n": exposure.Open,
	} {
		at := probetest.Listen(t, func(c net.Conn) {
			for buf := make([]byte, 4096); ; {
				if _, err := c.Read(buf); err != nil {
					return
				}
				io.WriteString(c, answer)
			}
		})
		r := probetest.AskBriefly(t, redis{}, probetest.Place{Target: "redis://" + at})
		for _, f := range r.Rights {
			if f.Verdict != want {
				t.Errorf("%q: %s is %s (%s), want %s", answer, f.Right, f.Verdict, f.Why, want)
			}
		}
		if (r.Exists == probe.Exists) != (want == exposure.Open) {
			t.Errorf("%q: exists %q", answer, r.Exists)
		}
	}
}
