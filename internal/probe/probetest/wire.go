package probetest

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
)

// oneConn is a listener that hands out one connection, and ends when that is closed.
type oneConn struct {
	conn net.Conn
	once sync.Once
	shut sync.Once
	done chan struct{}
}

// Accept implements [net.Listener].
func (l *oneConn) Accept() (net.Conn, error) {
	var c net.Conn
	l.once.Do(func() { c = &lastConn{l.conn, l} })
	if c != nil {
		return c, nil
	}
	<-l.done
	return nil, io.EOF
}

// Close implements [net.Listener].
func (l *oneConn) Close() error { l.shut.Do(func() { close(l.done) }); return nil }

// Addr implements [net.Listener].
func (l *oneConn) Addr() net.Addr { return l.conn.LocalAddr() }

type lastConn struct {
	net.Conn
	of *oneConn
}

// Close implements [net.Conn].
func (c *lastConn) Close() error {
	c.of.Close()
	return c.Conn.Close()
}

// garbage returns n bytes that follow no protocol, the same for a seed each time.
func garbage(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, seed))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
