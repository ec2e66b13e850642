package sourcetest

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"testing"

	"github.com/hemostat/hemostat/source"
)

// DialTo returns a dialer to one address, for the source that a store's Open makes of
// o. Its connections end with the test.
func DialTo(t testing.TB, address string, o Options) source.Dialer {
	d := &dialer{address: address, conn: o.conn}
	t.Cleanup(d.close)
	return d
}

type dialer struct {
	address string
	conn    func(net.Conn) net.Conn

	mu   sync.Mutex
	open []net.Conn
}

func (d *dialer) DialList(ctx context.Context) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", d.address)
	if err != nil {
		return nil, err
	}
	if d.conn != nil {
		conn = d.conn(conn)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = append(d.open, conn)
	return conn, nil
}

func (d *dialer) DialRead(ctx context.Context) (net.Conn, error) { return d.DialList(ctx) }

func (d *dialer) TLS(ctx context.Context, conn net.Conn) (*tls.Conn, error) {
	c := tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
	return c, c.HandshakeContext(ctx)
}

func (d *dialer) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.open {
		c.Close()
	}
}
