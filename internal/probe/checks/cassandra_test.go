package checks

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// cassandraServer answers as native_protocol_v4.spec says: READY (4.2.2) and rows (4.2.5.2), or
// AUTHENTICATE (4.2.3).
func cassandraServer(t testing.TB, open bool) string {
	short := func(s string) string { return string([]byte{0, byte(len(s))}) + s }
	long := func(s string) string { return string([]byte{0, 0, 0, byte(len(s))}) + s }
	rows := func(columns, row []string) string {
		body := "\x00\x00\x00\x02\x00\x00\x00\x01" + string([]byte{0, 0, 0, byte(len(columns))}) + short("system") + short("local")
		for _, name := range columns {
			body += short(name) + "\x00\x0d"
		}
		body += "\x00\x00\x00\x01"
		for _, value := range row {
			body += long(value)
		}
		return body
	}
	return probetest.Listen(t, func(c net.Conn) {
		for {
			head := make([]byte, 9)
			if _, err := io.ReadFull(c, head); err != nil {
				return
			}
			question, ok := readQuestion(c, binary.BigEndian.Uint32(head[5:]))
			if !ok {
				return
			}
			op, body := byte(cassandraReady), ""
			switch {
			case head[4] == cassandraStartup && !open:
				op, body = cassandraAuthenticate, short("org.apache.cassandra.auth.PasswordAuthenticator")
			case strings.Contains(string(question), "release_version"):
				op, body = cassandraResult, rows([]string{"release_version"}, []string{"4.1.4"})
			case strings.Contains(string(question), "SELECT key FROM"):
				op, body = cassandraResult, rows([]string{"key"}, []string{"local"})
			case strings.Contains(string(question), "system_schema"):
				op, body = cassandraResult, rows([]string{"keyspace_name", "table_name"}, []string{"shop", "invoices"})
			}
			frame := binary.BigEndian.AppendUint32([]byte{0x84, 0, 0, 0, op}, uint32(len(body)))
			c.Write(append(frame, body...))
		}
	})
}

func TestCassandra(t *testing.T) {
	probetest.Run(t, probetest.Subject{
		Check:   cassandra{},
		Hostile: func(address string) string { return "cassandra://" + address },
		Places: map[string]probetest.Place{
			"open":       {Target: "cassandra://" + cassandraServer(t, true), Open: serverRights(), Holds: "shop.invoices"},
			"a password": {Target: "cassandra://" + cassandraServer(t, false), Closed: serverRights()},
		},
	})
}
