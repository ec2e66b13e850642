package scope

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

// Infrastructure are the hosts that Hemostat uses and does not examine, each as
// host:port, by purpose.
type Infrastructure struct {
	Resolver []string // DNS; none: the system's
	SignIn   []string // identity providers
	Mail     []string
	Queue    []string
	RDAP     []string // registries that say whose a domain or an address is (RFC 9082)
	Proxy    []string // HTTP CONNECT; at most one: all examined traffic goes through it
}

// A Purpose is what an infrastructure host is for.
type Purpose string

// The purposes.
const (
	Resolver Purpose = "resolver"
	SignIn   Purpose = "sign_in"
	Mail     Purpose = "mail"
	Queue    Purpose = "queue"
	RDAP     Purpose = "rdap"
	Proxy    Purpose = "proxy"
)

// Purposes returns every purpose, in the order in which they are shown.
func Purposes() []Purpose { return []Purpose{Resolver, SignIn, Mail, Queue, RDAP, Proxy} }

// Hosts returns what is configured for a purpose.
func (i Infrastructure) Hosts(p Purpose) []string {
	switch p {
	case Resolver:
		return i.Resolver
	case SignIn:
		return i.SignIn
	case Mail:
		return i.Mail
	case Queue:
		return i.Queue
	case RDAP:
		return i.RDAP
	case Proxy:
		return i.Proxy
	}
	return nil
}

// lookup resolves a host name; net.Resolver has it.
type lookup interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// network is how packets leave: who resolves names and through which proxy.
type network struct {
	resolver lookup
	proxy    string // host:port
	socks    bool   // it speaks SOCKS 5 and not HTTP
	// elsewhere reports that the proxy leads to another network, where a loopback or private
	// address is another machine's than the one that is granted.
	elsewhere bool

	mu         sync.Mutex
	transports map[shared]*http.Transport
}

const dialTimeout = 10 * time.Second

func newNetwork(i Infrastructure) *network {
	n := &network{resolver: &net.Resolver{PreferGo: true, Dial: resolverDial(i.Resolver)}}
	if len(i.Proxy) > 0 {
		n.proxy = i.Proxy[0]
	}
	return n
}

// resolverDial dials the configured resolvers in turn, else the one of the
// system's configuration.
func resolverDial(hosts []string) func(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: 5 * time.Second}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if len(hosts) == 0 {
			return d.DialContext(ctx, network, address)
		}
		var errs []error
		for _, h := range hosts {
			conn, err := d.DialContext(ctx, network, h)
			if err == nil {
				return conn, nil
			}
			errs = append(errs, err)
		}
		return nil, errors.Join(errs...)
	}
}

// dial resolves the host of address by itself, checks each address that comes
// back, and dials one of those that it checked: an answer that changes
// afterwards changes nothing. If any address is refused, the name is: a name
// that mixes them is up to something.
func (n *network) dial(ctx context.Context, policy addressPolicy, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	addrs, err := n.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range addrs {
		if err := policy.check(a); err != nil {
			return nil, fmt.Errorf("%s: %w", host, err)
		}
		if n.elsewhere && (a.Unmap().IsLoopback() || isPrivate(a.Unmap())) {
			return nil, &Refusal{a.String(), "in the network of the proxy this address is another machine's: ask from a machine in it instead", ErrAddress}
		}
	}
	var errs []error
	for _, a := range addrs {
		conn, err := n.connect(ctx, policy, network, net.JoinHostPort(a.Unmap().String(), port))
		if err == nil {
			return conn, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

func (n *network) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	if host == "localhost" { // RFC 6761, 6.3: never asked of a server
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, nil
	}
	addrs, err := n.resolver.LookupNetIP(ctx, "ip", host+".")
	if err != nil {
		return nil, fmt.Errorf("resolve %s: %w", host, err)
	}
	if len(addrs) == 0 {
		return nil, fmt.Errorf("resolve %s: no address", host)
	}
	return addrs, nil
}

// connect dials a literal address, directly or through the proxy. The check is
// made once more on what the kernel is about to be asked for.
func (n *network) connect(ctx context.Context, policy addressPolicy, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
	if n.proxy == "" {
		d.ControlContext = func(_ context.Context, _, actual string, _ syscall.RawConn) error {
			ap, err := netip.ParseAddrPort(actual)
			if err != nil {
				return fmt.Errorf("dial %s: %w", actual, err)
			}
			return policy.check(ap.Addr())
		}
		return d.DialContext(ctx, network, address)
	}
	infra := n.direct()
	host, _, _ := net.SplitHostPort(n.proxy)
	conn, err := infra.dial(ctx, infrastructurePolicy(host), network, n.proxy)
	if err != nil {
		return nil, proxyFailed("reach the proxy", err)
	}
	if n.socks {
		return socksTunnel(ctx, conn, address)
	}
	return tunnel(ctx, conn, address)
}

// direct returns the same network without its proxy.
func (n *network) direct() *network { return &network{resolver: n.resolver} }

// tunnel asks a proxy for a tunnel to a literal address (RFC 9110, 9.3.6), so
// that the proxy resolves nothing.
func tunnel(ctx context.Context, conn net.Conn, address string) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok {
		conn.SetDeadline(deadline)
	} else {
		conn.SetDeadline(time.Now().Add(dialTimeout))
	}
	if _, err := fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", address, address); err != nil {
		conn.Close()
		return nil, proxyFailed("ask the proxy for "+address, err)
	}
	r := bufio.NewReader(conn)
	resp, err := http.ReadResponse(r, &http.Request{Method: http.MethodConnect})
	if err != nil {
		conn.Close()
		return nil, proxyFailed("ask the proxy for "+address, err)
	}
	if resp.StatusCode != http.StatusOK {
		conn.Close()
		return nil, proxyFailed("ask the proxy for "+address, fmt.Errorf("it refuses a tunnel: HTTP %d", resp.StatusCode))
	}
	conn.SetDeadline(time.Time{})
	if r.Buffered() > 0 { // the host behind it speaks first
		return &begunConn{conn, r}, nil
	}
	return conn, nil
}

// begunConn is a connection of which a part was read already.
type begunConn struct {
	net.Conn
	r *bufio.Reader
}

// Read implements [net.Conn].
func (c *begunConn) Read(p []byte) (int, error) { return c.r.Read(p) }

// infrastructurePolicy allows private addresses, and loopback where the
// operator wrote one. Metadata services stay out of reach.
func infrastructurePolicy(host string) addressPolicy {
	return addressPolicy{private: true, loopback: isLoopbackName(host)}
}

func isLoopbackName(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}
