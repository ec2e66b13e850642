package sourcetest

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
)

// cutConn is closed once it has brought a number of bytes, as long as there are cuts.
type cutConn struct {
	net.Conn
	cuts *atomic.Int64
	left int64
}

func (c *cutConn) Read(p []byte) (int, error) {
	if c.cuts.Load() > 0 {
		if c.left <= 0 {
			c.cuts.Add(-1)
			c.Conn.Close()
			return 0, net.ErrClosed
		}
		p = p[:min(int64(len(p)), c.left)]
	}
	n, err := c.Conn.Read(p)
	c.left -= int64(n)
	return n, err
}

// cutTransport is a transport over such connections.
func cutTransport(t testing.TB, cuts *atomic.Int64, after int64) http.RoundTripper {
	tr := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &cutConn{Conn: c, cuts: cuts, left: after}, nil
	}}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}
