package scope

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// Transport returns the round tripper for the target that g is bound to, for
// [http.Client] and the vendors' SDKs. It goes to that target and nowhere else,
// whatever it is asked for, at the depth that was granted, until the grant ends
// and within its rates and budgets, which all its transports share. version
// stands in User-Agent.
//
// Errors: a [*Refusal], by which nothing was sent; [ErrCeiling] and [ErrSample]
// also from reading a body.
func Transport(g *Grant, version string) http.RoundTripper {
	return g.transport(version, false)
}

// ProbeTransport is [Transport] for asking whether a target is open: at the five
// requests a second to one host that are polite, where the grant names no other
// number, and to servers whose certificate has expired or is another's, which
// is a finding and no reason to stop. It carries no signed link, since its
// answers come from whoever stands there.
func ProbeTransport(g *Grant, version string) http.RoundTripper {
	return g.transport(version, true)
}

// ServerTransports are the round trippers by which a server that speaks HTTP is listed
// and read, as [Transport] else: to whatever certificate it has, since nothing secret is
// sent. What read brings counts as contents of objects, whatever the path, against depth
// and sample; what list brings does not.
func ServerTransports(g *Grant, version string) (list, read http.RoundTripper) {
	e := &examined{grant: g, agent: userAgent(version, g.contact), inner: g.net.transport(g.addresses(), true), rate: g.RequestsPerSecond, anyone: true}
	contents := *e
	contents.contents = true
	return e, &contents
}

func (g *Grant) transport(version string, probes bool) http.RoundTripper {
	e := &examined{grant: g, agent: userAgent(version, g.contact), inner: g.net.transport(g.addresses(), probes), rate: g.RequestsPerSecond, anyone: probes}
	if probes {
		e.rate = g.probeRate()
	}
	return e
}

// addresses returns the policy for the target's addresses.
func (g *Grant) addresses() addressPolicy {
	host, _ := hostPort(g.target)
	policy := addressPolicy{private: g.PrivateAddresses, loopback: g.target.Loopback()}
	if _, err := netip.ParseAddr(host); err == nil {
		policy.private = true
	}
	return policy
}

// probeRate is how many requests a second one host is asked while it is probed.
func (g *Grant) probeRate() float64 {
	if g.rated || g.RequestsPerSecond == 0 {
		return g.RequestsPerSecond
	}
	return defaultProbesPerSecond
}

// shared is by what transports of one network differ.
type shared struct {
	policy addressPolicy
	probes bool
}

// transport returns the HTTP transport of the network for a policy. Grants share
// it, as a listing of a hundred thousand targets has as many grants.
func (n *network) transport(policy addressPolicy, probes bool) *http.Transport {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := shared{policy, probes}
	t := n.transports[key]
	if t == nil {
		t = newHTTPTransport(func(ctx context.Context, network, address string) (net.Conn, error) {
			return n.dial(ctx, policy, network, address)
		})
		if probes {
			t.TLSClientConfig = anyCertificate("")
			t.ResponseHeaderTimeout = 20 * time.Second
			t.MaxIdleConnsPerHost = 16
		}
		if n.transports == nil {
			n.transports = map[shared]*http.Transport{}
		}
		n.transports[key] = t
	}
	return t
}

// anyCertificate is for connections that carry no secret to a server of which
// every answer, its certificate too, is a finding. Old versions are one as well.
func anyCertificate(name string) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS10, InsecureSkipVerify: true, ServerName: name}
}

// newHTTPTransport is the one place where a transport is made. It has no proxy
// from the environment, and bodies come as they were sent: a ceiling counts
// what crossed the network and a range means what it says.
func newHTTPTransport(dial func(ctx context.Context, network, address string) (net.Conn, error)) *http.Transport {
	return &http.Transport{
		DialContext:            dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    64,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  time.Minute,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// userAgent says who is asking, so that the owner of an examined host can ask
// back.
func userAgent(version, contact string) string {
	agent := "hemostat/" + strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '-'
		}
		return r
	}, version)
	if contact != "" {
		agent += " (+" + contact + ")"
	}
	return agent
}

type examined struct {
	grant *Grant
	agent string
	inner *http.Transport
	rate  float64 // requests a second to one host; 0 unlimited
	// anyone reports that whoever stands at the address is talked to.
	anyone bool
	// contents reports that every answer is contents of an object.
	contents bool
}

// RoundTrip implements [http.RoundTripper].
func (e *examined) RoundTrip(req *http.Request) (*http.Response, error) {
	g := e.grant
	a, err := g.check(req)
	if err != nil {
		return nil, err
	}
	what := requestName(req)
	if e.anyone && req.URL.Scheme == "https" && signed(req.URL.Query()) {
		return nil, &Refusal{what, "a signed link is sent to nobody whose certificate was not checked", ErrOutOfScope}
	}
	path := req.URL.EscapedPath()
	if e.contents {
		a.object, path = true, "" // a path is no object: how many are read was chosen from the listing
		if g.asked < exposure.Read {
			return nil, &Refusal{what, "the grant is not for reading", ErrTooDeep}
		}
	}
	sampled := a.object && g.Sampled()
	switch {
	case g.state.spent():
		return nil, ceilingReached(what, g.MaxBytes)
	case sampled && !g.state.maySample(path, g.SampleObjects, g.SampleBytes):
		return nil, sampleUsed(what, g)
	}
	if err := g.state.wait(req.Context(), req.URL.Host, e.rate); err != nil {
		return nil, err
	}
	if g.ended(g.now()) {
		return nil, g.expired(what)
	}
	req = req.Clone(req.Context())
	req.Header.Set("User-Agent", e.agent)
	resp, err := e.inner.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	sampled = sampled && resp.StatusCode/100 == 2
	if sampled && !g.state.takeSample(path, g.SampleObjects) {
		resp.Body.Close()
		return nil, sampleUsed(what, g)
	}
	resp.Body = &meteredBody{ReadCloser: resp.Body, g: g, what: what, sample: sampled}
	if a.listing && g.target.Provider == exposure.Web && g.asked < exposure.List {
		resp.Body = &glance{ReadCloser: resp.Body, left: longestGlance, what: what}
	}
	if a.object && g.asked < exposure.Read && resp.StatusCode/100 == 2 {
		resp.Body = &firstByte{ReadCloser: resp.Body}
	}
	return resp, nil
}

// longestGlance is how much of a directory of a web server is seen at depth probe:
// one cannot ask for a single name there.
const longestGlance = 64 << 10

// glance fails past its end.
type glance struct {
	io.ReadCloser
	left int
	what string
}

// Read implements [io.Reader].
func (b *glance) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, &Refusal{b.what, "at depth probe the beginning of a directory is seen", ErrTooDeep}
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// firstByte ends after one byte: a server that minds no ranges sends the whole object to
// whoever may only ask whether it can be read.
type firstByte struct {
	io.ReadCloser
	done bool
}

// Read implements [io.Reader].
func (b *firstByte) Read(p []byte) (int, error) {
	if b.done {
		return 0, io.EOF
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), 1)])
	b.done = n > 0
	return n, err
}

// CloseIdleConnections lets [http.Client.CloseIdleConnections] work.
func (e *examined) CloseIdleConnections() { e.inner.CloseIdleConnections() }

func ceilingReached(what string, maxBytes int64) error {
	return &Refusal{what, fmt.Sprintf("the grant allows %d bytes in all: have more signed off and raise `max_bytes`", maxBytes), ErrCeiling}
}

func sampleUsed(what string, g *Grant) error {
	return &Refusal{what, fmt.Sprintf("the basis finder reads a bounded sample, here %d objects and %d bytes; reading on needs the owner or an express legal power", g.SampleObjects, g.SampleBytes), ErrSample}
}

// InfrastructureTransport returns a round tripper to the hosts that are
// configured for a purpose, and to no other. It may send any method.
func (s *Scope) InfrastructureTransport(p Purpose) http.RoundTripper {
	return &infrastructure{scope: s, purpose: p, inner: newHTTPTransport(s.InfrastructureDialer(p))}
}

// InfrastructureDialer returns a dialer to the hosts that are configured for a
// purpose, for protocols that are not HTTP.
func (s *Scope) InfrastructureDialer(p Purpose) func(ctx context.Context, network, address string) (net.Conn, error) {
	n := s.net
	if n == nil {
		n = newNetwork(s.Infrastructure)
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if err := s.infrastructureHost(p, address); err != nil {
			return nil, err
		}
		host, _, _ := net.SplitHostPort(address)
		return n.dial(ctx, infrastructurePolicy(host), network, address)
	}
}

func (s *Scope) infrastructureHost(p Purpose, address string) error {
	for _, h := range s.Infrastructure.Hosts(p) {
		if strings.EqualFold(h, address) {
			return nil
		}
	}
	return &Refusal{address, fmt.Sprintf("it is not configured for this purpose: add it to %s under [infrastructure]", p), ErrOutOfScope}
}

type infrastructure struct {
	scope   *Scope
	purpose Purpose
	inner   *http.Transport
}

// RoundTrip implements [http.RoundTripper].
func (i *infrastructure) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL == nil || req.URL.User != nil || req.Host != "" && !strings.EqualFold(req.Host, req.URL.Host) {
		return nil, &Refusal{requestName(req), "user information and a Host of its own are refused", ErrOutOfScope}
	}
	if err := i.scope.infrastructureHost(i.purpose, net.JoinHostPort(req.URL.Hostname(), port(req.URL))); err != nil {
		return nil, err
	}
	if req.URL.Scheme != "https" && !isLoopbackName(req.URL.Hostname()) {
		return nil, &Refusal{requestName(req), "infrastructure is reached by https, or at a loopback address", ErrOutOfScope}
	}
	return i.inner.RoundTrip(req)
}

// CloseIdleConnections lets [http.Client.CloseIdleConnections] work.
func (i *infrastructure) CloseIdleConnections() { i.inner.CloseIdleConnections() }
