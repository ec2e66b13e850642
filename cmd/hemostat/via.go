package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/agent"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// viaHelp is what --via takes.
const viaHelp = "a place in another network: http://host:port or socks5://host:port of a proxy, agent:FILE with the invitation of a `hemostat agent`"

// A vantage is another place to ask from.
type vantage struct {
	scope  *scope.Scope
	remote discover.Remote // nil: this process asks, through the scope's proxy
	name   string          // as the register has it
	addrs  []netip.Addr
	near   bool // it stands at this machine or in its network
}

// via reads one --via. Names are resolved, and nothing else is sent.
func (a *app) via(ctx context.Context, s *scope.Scope, arg string) (v vantage, err error) {
	if file, ok := strings.CutPrefix(arg, "agent:"); ok {
		return viaAgent(ctx, s, file)
	}
	if v.scope, err = s.Via(arg); err != nil {
		return v, usageError{fmt.Errorf("--via %s: %w; an agent is named by its invitation, agent:FILE", exposure.Redact(arg), err)}
	}
	v.name = v.scope.Infrastructure.Proxy[0]
	if v.addrs, v.near, err = v.scope.ProxyAddresses(ctx); err != nil {
		return v, fmt.Errorf("--via %s: %w", exposure.Redact(arg), err)
	}
	return v, nil
}

func viaAgent(ctx context.Context, s *scope.Scope, file string) (v vantage, err error) {
	invitation, err := agent.LoadInvitation(file)
	if err != nil {
		return v, usageError{err}
	}
	host, _, err := net.SplitHostPort(invitation.Address)
	if err != nil {
		return v, usageError{err}
	}
	if len(s.Infrastructure.Proxy) > 0 {
		return v, usageError{errors.New("--via agent: with a proxy in the scope it would not be known which network is which")}
	}
	client, err := agent.New(s, invitation)
	if err != nil {
		return v, usageError{err}
	}
	v = vantage{scope: s, remote: client, name: register.AgentPlace + invitation.Address}
	if v.addrs, v.near, err = s.Near(ctx, host); err != nil {
		return v, fmt.Errorf("agent %s: %w", invitation.Address, err)
	}
	return v, nil
}

// wantsPlace says what a place lacks whose address says nothing of a network.
const wantsPlace = `it stands at this machine or in its network, which does not show that it leads to a second one: name that with --place, such as --place "Hetzner FSN1", and --by`

// called notes in which network a place lies by somebody's word. A proxy's becomes part of what
// the place is called, since a tunnel may lead elsewhere another day.
func (v *vantage) called(ctx context.Context, r *register.Register, p register.Place) error {
	p.Network = strings.Join(strings.Fields(p.Network), " ")
	if p.Network == "" || len(p.Network) > 100 {
		return usageError{errors.New("--place wants the name of a network, of 100 bytes at most")}
	}
	if v.remote == nil {
		v.name = register.ThroughProxy(p.Network, v.name)
	}
	p.Vantage = v.name
	return r.NamePlace(ctx, p)
}
