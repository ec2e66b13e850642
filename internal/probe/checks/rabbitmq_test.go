package checks

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// rabbitServer returns the addresses of a broker and of its management.
func rabbitServer(t testing.TB) (broker, management string) {
	epmd := probetest.Start(t, probetest.Program{Name: "epmd", Package: "rabbitmq-server", Args: func(port int, _ string) []string {
		return []string{"-port", strconv.Itoa(port), "-address", "127.0.0.1"}
	}})
	_, names, _ := net.SplitHostPort(epmd)
	management, web := probetest.FreePort(t)
	_, between := probetest.FreePort(t)
	broker = probetest.Start(t, probetest.Program{
		Name: "/usr/lib/rabbitmq/bin/rabbitmq-server", Package: "rabbitmq-server", NotRoot: true,
		Prepare: func(t testing.TB, dir string) {
			for name, text := range map[string]string{"plugins": "[rabbitmq_management].\n", "rabbit.conf": fmt.Sprintf("management.tcp.port = %d\nmanagement.tcp.ip = 127.0.0.1\n", web)} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		},
		Args: func(int, string) []string { return nil },
		Env: func(port int, dir string) []string {
			return []string{"HOME=" + dir, "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1", "RABBITMQ_NODE_PORT=" + strconv.Itoa(port), "RABBITMQ_DIST_PORT=" + strconv.Itoa(between),
				"RABBITMQ_NODENAME=hemostat" + strconv.Itoa(port) + "@localhost", "RABBITMQ_MNESIA_BASE=" + dir + "/data", "RABBITMQ_LOG_BASE=" + dir + "/log",
				"RABBITMQ_PID_FILE=" + dir + "/pid", "RABBITMQ_ENABLED_PLUGINS_FILE=" + dir + "/plugins", "RABBITMQ_CONFIG_FILE=" + dir + "/rabbit.conf",
				"RABBITMQ_GENERATED_CONFIG_DIR=" + dir + "/generated", "ERL_EPMD_PORT=" + names, "ERL_EPMD_ADDRESS=127.0.0.1", "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+S 2:2 +sbwt none"}
		},
		Answers: func(string) bool {
			resp, err := http.Get("http://" + management + "/api/overview")
			if err == nil {
				resp.Body.Close()
			}
			return err == nil
		},
	})
	return broker, management
}

// anonymousBroker answers as RabbitMQ 4 does to the way ANONYMOUS (rabbitmq.com/docs/access-control,
// "Available Authentication Mechanisms"; amqp0-9-1.extended.xml), which no broker in Debian has.
// code is what basic.get is refused by.
func anonymousBroker(t testing.TB, code string) string {
	return probetest.Listen(t, func(c net.Conn) {
		next := func() { c.Read(make([]byte, 4096)) }
		next()
		c.Write(amqpFrame(0, amqpStart, "\x00\x09", "\x00\x00\x00\x00", "\x00\x00\x00\x0fPLAIN ANONYMOUS", "\x00\x00\x00\x05en_US"))
		next()
		c.Write(amqpFrame(0, amqpTune, "\x07\xff", "\x00\x02\x00\x00", "\x00\x3c"))
		next()
		c.Write(amqpFrame(0, amqpOpenOk, "\x00"))
		next()
		c.Write(amqpFrame(1, amqpChannelOk, "\x00\x00\x00\x00"))
		next()
		c.Write(amqpFrame(1, amqpChannelClose, code, "\x00", "\x00\x3c\x00\x46"))
		io.Copy(io.Discard, c)
	})
}

func TestRabbitMQ(t *testing.T) {
	broker, management := rabbitServer(t)
	t.Run("amqp", func(t *testing.T) {
		probetest.Run(t, probetest.Subject{
			Check:   amqp{},
			Hostile: func(address string) string { return "amqp://" + address },
			Places: map[string]probetest.Place{
				"wants a password":   {Target: "amqp://" + broker, Closed: serverRights()},
				"anonymous":          {Target: "amqp://" + anonymousBroker(t, "\x01\x94"), Open: []exposure.Right{exposure.RightRead, exposure.RightMetadata}},
				"anonymous, refused": {Target: "amqp://" + anonymousBroker(t, "\x01\x93"), Open: []exposure.Right{exposure.RightMetadata}, Closed: []exposure.Right{exposure.RightRead}},
			},
		})
		if r := probetest.Ask(t, amqp{}, probetest.Place{Target: "amqp://" + broker}); r.Exists != probe.Exists || !strings.HasPrefix(r.Software, "RabbitMQ 3") {
			t.Errorf("exists %q, runs %q", r.Exists, r.Software)
		}
	})
	t.Run("management", func(t *testing.T) {
		open := probetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // as behind a proxy that adds a password
			answer := map[string]string{
				"/api/overview": `{"rabbitmq_version":"3.10.8","message_stats":{}}`,
				"/api/queues":   `{"items":[{"name":"orders","vhost":"/","messages":3,"message_bytes":120}],"total_count":1,"page":1}`,
			}[r.URL.Path]
			io.WriteString(w, answer)
		}))
		probetest.Run(t, probetest.Subject{
			Check:   rabbitmq{},
			Hostile: func(address string) string { return "rabbitmq://" + address },
			Places: map[string]probetest.Place{
				"wants a password":             {Target: "rabbitmq://" + management, Closed: serverRights()},
				"behind a front that signs in": {Target: strings.Replace(open, "http", "rabbitmq", 1), Open: []exposure.Right{exposure.RightList, exposure.RightMetadata}, Holds: "/ orders"},
			},
		})
	})
}
