package scope

import (
	"context"
	"net"
	"net/http"
)

// SocketTransport returns a transport whose every request goes to the Unix
// socket at path, whatever its URL says: to another process of this machine and
// never to the network.
func SocketTransport(path string) http.RoundTripper {
	return &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return DialSocket(ctx, path) },
	}
}
