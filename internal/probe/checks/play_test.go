package checks

import (
	"io"
	"net"
	"testing"
	"time"
)

// playServer plays a server for services that no package has: each connection by serve, as
// the documents say that it answers.
func playServer(t testing.TB, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(time.Minute))
				serve(c)
			}()
		}
	}()
	return l.Addr().String()
}

// readQuestion reads the n bytes of a question, none of one that is longer than any here.
func readQuestion(c net.Conn, n uint32) ([]byte, bool) {
	if n > 64<<10 {
		return nil, false
	}
	b := make([]byte, n)
	_, err := io.ReadFull(c, b)
	return b, err == nil
}
