package scope

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strconv"

	"github.com/hemostat/hemostat/exposure"
)

// A Dialer opens connections to the one server that a grant is bound to, for
// protocols that are not HTTP.
type Dialer struct{ grant *Grant }

// NewDialer returns the dialer of the server that g is bound to. What is asked over
// its connections is the caller's to answer for: it changes nothing there, and
// goes no deeper than the grant.
func NewDialer(g *Grant) *Dialer { return &Dialer{g} }

// A ServerDialer opens connections to the server that a grant is bound to so as to
// list and read it. It implements [source.Dialer].
type ServerDialer struct{ Dialer }

// NewServerDialer returns the dialer of the server that g is bound to, at the rate
// that the grant names.
func NewServerDialer(g *Grant) *ServerDialer { return &ServerDialer{Dialer{g}} }

// DialList connects to ask what is there.
func (d *ServerDialer) DialList(ctx context.Context) (net.Conn, error) {
	if d.grant.asked < exposure.List {
		return nil, &Refusal{"connect to " + d.grant.target.HostPort(), "the grant is not for listing", ErrTooDeep}
	}
	return d.dial(ctx, 0, d.grant.RequestsPerSecond, false)
}

// DialRead connects to read contents, within the sample where the grant has one.
func (d *ServerDialer) DialRead(ctx context.Context) (net.Conn, error) {
	what := "connect to " + d.grant.target.HostPort()
	if d.grant.asked < exposure.Read {
		return nil, &Refusal{what, "the grant is not for reading", ErrTooDeep}
	}
	if d.grant.Sampled() && !d.grant.state.maySample("", 1, d.grant.SampleBytes) {
		return nil, sampleUsed(what, d.grant)
	}
	return d.dial(ctx, 0, d.grant.RequestsPerSecond, d.grant.Sampled())
}

// Dial connects to the target. port is 0 for its own; another port of the same
// host is refused but where the protocol names one for its data, which is FTP's
// alone (RFC 959, 4.1.2; RFC 2428). Connections count as requests and what is
// read of them against the ceiling of bytes; they end with the grant.
func (d *Dialer) Dial(ctx context.Context, port uint16) (net.Conn, error) {
	return d.dial(ctx, port, d.grant.probeRate(), false)
}

// dial connects at most perSecond times a second, 0 for any number.
func (d *Dialer) dial(ctx context.Context, port uint16, perSecond float64, sample bool) (net.Conn, error) {
	g := d.grant
	host, own := hostPort(g.target)
	what := "connect to " + g.target.HostPort()
	switch {
	case g.target.Provider != exposure.Server:
		return nil, &Refusal{g.target.String(), "the grant is for no server", ErrOutOfScope}
	case port != 0 && strconv.Itoa(int(port)) != own && (g.target.Service != "ftp" || port < 1024):
		return nil, &Refusal{what, fmt.Sprintf("the grant is for port %s alone", own), ErrOutOfScope}
	case port != 0:
		own = strconv.Itoa(int(port))
	}
	if err := canonicalHost(host); err != nil {
		return nil, &Refusal{what, err.Error(), ErrOutOfScope}
	}
	if g.state.spent() {
		return nil, ceilingReached(what, g.MaxBytes)
	}
	if err := g.state.wait(ctx, host, perSecond); err != nil {
		return nil, err
	}
	if g.ended(g.now()) {
		return nil, g.expired(what)
	}
	conn, err := g.net.dial(ctx, g.addresses(), "tcp", net.JoinHostPort(host, own))
	if err != nil {
		return nil, err
	}
	return &meteredConn{Conn: conn, meter: meteredBody{g: g, what: what, sample: sample}}, nil
}

// TLS begins TLS over a connection of [Dialer.Dial]. Any certificate is taken: it is
// a finding, and nothing secret is sent.
func (d *Dialer) TLS(ctx context.Context, conn net.Conn) (*tls.Conn, error) {
	secured, _, err := d.TLSAsked(ctx, conn)
	return secured, err
}

// TLSAsked is TLS that tells too whether the server asked for a certificate. It is shown
// none, and may refuse us for that once TLS stands (RFC 8446, 4.4.2.4).
func (d *Dialer) TLSAsked(ctx context.Context, conn net.Conn) (secured *tls.Conn, asked bool, err error) {
	host, _ := hostPort(d.grant.target)
	if net.ParseIP(host) != nil {
		host = "" // RFC 6066, 3: an address is no server name
	}
	config := anyCertificate(host)
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked = true
		return &tls.Certificate{}, nil
	}
	secured = tls.Client(conn, config)
	err = secured.HandshakeContext(ctx)
	return secured, asked, err
}

// meteredConn counts what is read against the grant's budgets.
type meteredConn struct {
	net.Conn
	meter meteredBody
}

// Read implements [net.Conn].
func (c *meteredConn) Read(p []byte) (int, error) {
	if err := c.ended(); err != nil {
		return 0, err
	}
	left, err := c.meter.reserve(int64(len(p)))
	if err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p[:left])
	c.meter.giveBack(left - int64(n))
	return n, err
}

// Write implements [net.Conn].
func (c *meteredConn) Write(p []byte) (int, error) {
	if err := c.ended(); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

func (c *meteredConn) ended() error {
	if g := c.meter.g; g.ended(g.now()) {
		return g.expired(c.meter.what)
	}
	return nil
}
