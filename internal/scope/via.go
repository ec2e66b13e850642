package scope

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Via returns the same scope seen from another place: all examined traffic goes through
// the proxy that the operator names, http://host:port by CONNECT or socks5://host:port
// without a password. Names are resolved and addresses checked here, and every other
// rule holds as it does without; rates and budgets are shared. A loopback or private address is
// refused: there it is another machine's, be it that the proxy stands here.
func (s *Scope) Via(proxy string) (*Scope, error) {
	u, err := url.Parse(proxy)
	if err != nil || u.Scheme != "http" && u.Scheme != "socks5" || u.Hostname() == "" || u.Port() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("a proxy is written http://host:port or socks5://host:port")
	}
	if u.User != nil {
		return nil, errors.New("a proxy with a name and password is not supported: let it know this machine by its address")
	}
	if err := canonicalHost(u.Hostname()); err != nil {
		return nil, fmt.Errorf("proxy %s: %w", u.Host, err)
	}
	via := &Scope{Name: s.Name, Contact: s.Contact, Own: s.Own, Words: s.Words, Grants: slices.Clone(s.Grants), Infrastructure: s.Infrastructure, RequestsPerSecond: s.RequestsPerSecond, Now: s.Now}
	via.Infrastructure.Proxy = []string{u.Host}
	via.net = newNetwork(via.Infrastructure)
	via.net.socks, via.net.elsewhere = u.Scheme == "socks5", true
	for i := range via.Grants {
		via.Grants[i].net = via.net
	}
	return via, nil
}

// ProxyAddresses returns the addresses of the scope's proxy. near reports that one of them is this
// machine's or a private one, so that it shows nothing of the network that the proxy leads to: a
// tunnel that begins here ends anywhere, and a proxy in the same office leaves by the same line.
func (s *Scope) ProxyAddresses(ctx context.Context) (addrs []netip.Addr, near bool, err error) {
	host, _, err := net.SplitHostPort(s.net.proxy)
	if err != nil {
		return nil, false, fmt.Errorf("proxy: %w", err)
	}
	return s.Near(ctx, host)
}

// IsNear reports whether an address means another machine in each network: one of loopback, of a
// link, or a private one.
func IsNear(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLoopback() || a.IsUnspecified() || a.IsLinkLocalUnicast() || isPrivate(a)
}

// socksTunnel asks a proxy of SOCKS 5 for a tunnel to a literal address (RFC 1928), so that
// the proxy resolves nothing.
func socksTunnel(ctx context.Context, conn net.Conn, address string) (net.Conn, error) {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(dialTimeout)
	}
	conn.SetDeadline(deadline)
	if err := socksConnect(conn, address); err != nil {
		conn.Close()
		if errors.Is(err, errRefusedThere) {
			return nil, fmt.Errorf("ask the proxy for %s: %w", address, syscall.ECONNREFUSED)
		}
		return nil, proxyFailed("ask the proxy for "+address, err)
	}
	conn.SetDeadline(time.Time{})
	return conn, nil
}

// errRefusedThere is the reply of a proxy that the examined host refused the connection.
var errRefusedThere = errors.New("connection refused by the host behind the proxy")

// ErrProxy says that the proxy failed, so that nothing is known of what lies behind it.
var ErrProxy = errors.New("the proxy failed")

// proxyError does not unwrap to what befell the proxy: its refusal of a connection is
// not the examined host's.
type proxyError struct{ text string }

func proxyFailed(doing string, err error) error { return &proxyError{doing + ": " + err.Error()} }

// Error implements error.
func (e *proxyError) Error() string { return e.text }

// Is reports whether target is [ErrProxy].
func (e *proxyError) Is(target error) bool { return target == ErrProxy }

func socksConnect(conn net.Conn, address string) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if _, err := conn.Write([]byte{5, 1, 0}); err != nil { // version 5, one method: no authentication
		return err
	}
	var chosen [2]byte
	if _, err := io.ReadFull(conn, chosen[:]); err != nil {
		return err
	}
	if chosen != [2]byte{5, 0} {
		return errors.New("it is no SOCKS 5 proxy, or wants a sign-in")
	}
	kind := byte(1)
	if to.Addr().Is6() {
		kind = 4
	}
	request := append([]byte{5, 1, 0, kind}, to.Addr().AsSlice()...) // CONNECT
	if _, err := conn.Write(binary.BigEndian.AppendUint16(request, to.Port())); err != nil {
		return err
	}
	var reply [4]byte
	if _, err := io.ReadFull(conn, reply[:]); err != nil {
		return err
	}
	bound := map[byte]int64{1: 4 + 2, 4: 16 + 2}[reply[3]]
	switch {
	case reply[0] != 5 || bound == 0:
		return errors.New("it is no SOCKS 5 proxy")
	case reply[1] == 5: // connection refused by the destination host
		return errRefusedThere
	case reply[1] != 0:
		return fmt.Errorf("the proxy refuses a tunnel: reply %d", reply[1])
	}
	_, err = io.CopyN(io.Discard, conn, bound)
	return err
}
