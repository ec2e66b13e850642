package scope

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"time"
)

// AgentTransport returns a round tripper to one agent, infrastructure that the operator
// names, and to no other host. Whoever answers is held to the digest of their public key
// (SHA-256 of its SubjectPublicKeyInfo, RFC 7469), since an agent has no certificate that
// somebody vouches for.
func (s *Scope) AgentTransport(address string, pin [sha256.Size]byte) http.RoundTripper {
	n := s.net
	if n == nil {
		n = newNetwork(s.Infrastructure)
	}
	host, _, _ := net.SplitHostPort(address)
	t := newHTTPTransport(func(ctx context.Context, network, to string) (net.Conn, error) {
		if to != address {
			return nil, &Refusal{to, "this transport is for one agent", ErrOutOfScope}
		}
		return n.direct().dial(ctx, infrastructurePolicy(host), network, address)
	})
	t.ResponseHeaderTimeout = 10 * time.Minute // it asks many questions of slow servers before it answers
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, VerifyConnection: func(state tls.ConnectionState) error {
		if len(state.PeerCertificates) == 0 || sha256.Sum256(state.PeerCertificates[0].RawSubjectPublicKeyInfo) != pin {
			return errors.New("whoever answers is not the agent that was named: its key is another one")
		}
		return nil
	}}
	return t
}

// Near reports whether a host of infrastructure is this machine or in its network: one of its
// addresses is this machine's own, or a private one. addrs are all of them.
func (s *Scope) Near(ctx context.Context, host string) (addrs []netip.Addr, near bool, err error) {
	n := s.net
	if n == nil {
		n = newNetwork(s.Infrastructure)
	}
	if addrs, err = n.resolve(ctx, host); err != nil {
		return nil, false, err
	}
	own, err := net.InterfaceAddrs()
	if err != nil {
		return nil, false, fmt.Errorf("addresses of this machine: %w", err)
	}
	for i, a := range addrs {
		a = a.Unmap()
		addrs[i] = a
		near = near || IsNear(a) || slices.ContainsFunc(own, func(o net.Addr) bool {
			p, err := netip.ParsePrefix(o.String())
			return err == nil && p.Addr().Unmap() == a
		})
	}
	return addrs, near, nil
}

// Listen waits for connections of those who ask an agent, the one thing that is reached from
// outside.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	return new(net.ListenConfig).Listen(ctx, "tcp", address)
}
