package checks

import (
	"bytes"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// Every service that a target can name is asked by one check, which says what it sends and
// where that is written down.
func TestEveryService(t *testing.T) {
	by := map[string]string{}
	for _, c := range All() {
		info := c.Info()
		if info.Name == "" || info.Asks == "" || info.Source == "" || len(info.Rights) == 0 {
			t.Errorf("%q lacks something: %+v", info.Name, info)
		}
		if !slices.Contains(info.Providers, exposure.Server) {
			continue
		}
		if by[info.Service] != "" {
			t.Errorf("%s is asked by %s and %s", info.Service, by[info.Service], info.Name)
		}
		by[info.Service] = info.Name
	}
	for _, service := range exposure.Services() {
		if by[service] == "" {
			t.Errorf("%s has no check", service)
		}
	}
	if len(by) != len(exposure.Services()) {
		t.Errorf("%d services are asked, %d can be named", len(by), len(exposure.Services()))
	}
}

// A server of no certain service is known by what it answers, whichever check asks first.
func TestUnknownService(t *testing.T) {
	for name, address := range map[string]string{
		"nats": natsServer(t), "mqtt": mosquitto(t, "allow_anonymous true\n"), "memcached": memcachedServer(t), "etcd": etcdServer(t, "http"),
		"rsync": rsyncServer(t, "a]\npath = /tmp\n"), "influxdb": influxServer(t, true), "prometheus": prometheusServer(t, ""), "ldap": slapd(t, "ldap", "", ""),
		"ftp": ftpServer(t, "anonymous_enable=YES\n"), "mongodb": mongoServer(t, false), "cassandra": cassandraServer(t, false), "kafka": kafkaServer(t, true, 0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target, err := exposure.ParseTarget("tcp://" + address)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range For(target) {
				r := probetest.AskBriefly(t, c, probetest.Place{Target: "tcp://" + address})
				if (r.Exists == probe.Exists) != (c.Info().Name == name) {
					t.Errorf("to %s it exists: %q (%s)", c.Info().Name, r.Exists, r.Rights[0].Why)
				}
			}
		})
	}
}

// answers are the beginnings of what servers say, by the check that they are for.
var answers = map[string]string{
	"redis":         "-NOAUTH Authentication required.\r\n",
	"postgres":      "NE\x00\x00\x00\x2dSFATAL\x00C28000\x00Mno user name\x00RProcess\x00\x00R\x00\x00\x00\x08\x00\x00\x00\x00Z\x00\x00\x00\x05ID\x00\x00\x00\x0c\x00\x01\x00\x00\x00\x02ab",
	"mysql":         "\x4a\x00\x00\x00\x0a5.5.5-10.11.6-MariaDB\x00\x08\x00\x00\x00abcdefgh\x00\xfe\xf7\x2d\x02\x00\xff\x81\x15\x00\x00\x00\x00\x00\x00\x0f\x00\x00\x00mnopqrstuvwx\x00mysql_native_password\x00\x07\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00",
	"memcached":     "STAT pid 1\r\nSTAT version 1.6.18\r\nEND\r\nEND\r\nEND\r\n",
	"nats":          "INFO {\"server_id\":\"N\",\"version\":\"2.9.10\",\"jetstream\":true}\r\nPONG\r\nPONG\r\nMSG _INBOX.a 1 2\r\n{}\r\nPONG\r\n",
	"mqtt":          "\x20\x02\x00\x00\x90\x04\x00\x01\x00\x00\x31\x07\x00\x03a/bhi\xd0\x00",
	"amqp":          string(amqpFrame(0, amqpStart, "\x00\x09", "\x00\x00\x00\x00", "\x00\x00\x00\x0fPLAIN ANONYMOUS", "\x00\x00\x00\x05en_US")) + string(amqpFrame(0, amqpClose, "\x01\x93\x00")),
	"ftp":           "220 (vsFTPd 3.0.3)\r\n211-Features:\r\n EPSV\r\n211 End\r\n331 Please specify the password.\r\n230 in\r\n200 I\r\n229 (|||1025|)\r\n",
	"rsync":         "@RSYNCD: 31.0 sha512\nWelcome\n\nbackup         \tnightly\n@RSYNCD: EXIT\n",
	"zookeeper":     "Zookeeper version: 3.8.0-1, built on 2022\nMode: standalone\nNode count: 5\n",
	"ldap":          "0\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x000\x2b\x02\x01\x01\x64\x26\x04\x00\x30\x22\x30\x20\x04\x0enamingContexts\x31\x0e\x04\x0cdc=a,dc=test\x0a0\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00",
	"cassandra":     "\x84\x00\x00\x00\x02\x00\x00\x00\x00\x84\x00\x00\x00\x08\x00\x00\x00\x23\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x01\x00\x01a\x00\x01b\x00\x01c\x00\x0d\x00\x00\x00\x01\x00\x00\x00\x01v",
	"kafka":         "\x00\x00\x00\x16HEMO\x00\x00\x00\x00\x00\x02\x00\x03\x00\x00\x00\x0c\x00\x12\x00\x00\x00\x03",
	"etcd":          "HTTP/1.1 200 OK\r\nContent-Length: 45\r\n\r\n{\"etcdserver\":\"3.4.23\",\"etcdcluster\":\"3.4.0\"}",
	"elasticsearch": "HTTP/1.1 200 OK\r\nContent-Length: 74\r\n\r\n{\"cluster_name\":\"c\",\"version\":{\"number\":\"8\",\"lucene_version\":\"9\"},\"hits\":1}",
	"couchdb":       "HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"couchdb\":\"Welcome\",\"version\":\"3.3\"}",
	"clickhouse":    "HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: a\r\nContent-Length: 8\r\n\r\nshop\ta\\n",
	"influxdb":      "HTTP/1.1 200 OK\r\nX-Influxdb-Version: 1.6\r\nContent-Length: 51\r\n\r\n{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":1}]}]}",
}

// FuzzAnswers lets a check ask a server that says anything, and hangs up.
func FuzzAnswers(f *testing.F) {
	all := For(exposure.Target{Provider: exposure.Server, Service: exposure.AnyService})
	for i, c := range all {
		f.Add(uint8(i), []byte(answers[c.Info().Name]))
	}
	reply := bson(bsonField{"ok", 1}, bsonField{"maxWireVersion", 21})
	f.Add(uint8(slices.IndexFunc(all, func(c probe.Check) bool { return c.Info().Name == "mongodb" })),
		append([]byte{byte(21 + len(reply)), 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0xdd, 7, 0, 0, 0, 0, 0, 0, 0}, reply...))
	f.Fuzz(func(t *testing.T, which uint8, answer []byte) {
		c := all[int(which)%len(all)]
		address := probetest.Listen(t, func(conn net.Conn) {
			go io.Copy(io.Discard, conn)
			io.Copy(conn, bytes.NewReader(answer))
		})
		r := probetest.AskBriefly(t, c, probetest.Place{Target: c.Info().Service + "://" + address, Accounts: []string{"a"}})
		for _, e := range r.Evidence {
			if strings.ContainsAny(e.Answer+e.Request, "\r\n\x1b") {
				t.Errorf("evidence holds a control character: %+v", e)
			}
		}
	})
}
