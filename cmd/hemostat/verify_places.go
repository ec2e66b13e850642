package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// places returns who asks: this machine, and through each proxy.
func (v *verification) places(ctx context.Context, s *scope.Scope) ([]*discover.Prober, error) {
	list := []*discover.Prober{v.place(s, "")}
	seen := map[string]bool{}
	for _, p := range s.Infrastructure.Proxy {
		seen[p] = true
	}
	var addresses []netip.Addr
	words := v.o.place
	for _, proxy := range v.o.via {
		wrong := func(why error) error { return usageError{fmt.Errorf("--via %s: %w", exposure.Redact(proxy), why)} }
		via, err := s.Via(proxy)
		if err != nil {
			return nil, wrong(err)
		}
		name := via.Infrastructure.Proxy[0]
		addrs, near, err := via.ProxyAddresses(ctx)
		if err != nil {
			return nil, fmt.Errorf("--via %s: %w", exposure.Redact(proxy), err)
		}
		known := slices.ContainsFunc(addrs, func(a netip.Addr) bool { return slices.Contains(addresses, a) })
		if seen[name] || !near && known {
			return nil, wrong(errors.New("it is the same proxy as another place's, and so the same network"))
		}
		seen[name], addresses = true, append(addresses, addrs...)
		if near {
			if len(words) == 0 {
				return nil, wrong(errors.New(`it stands at this machine or in its network, which does not show that it leads to a second one: name that with --place, such as --place "Hetzner FSN1", and --by`))
			}
			if name, err = v.named(ctx, name, words[0]); err != nil {
				return nil, err
			}
			words = words[1:]
		}
		list = append(list, v.place(via, name))
	}
	if len(words) > 0 {
		return nil, usageError{fmt.Errorf("--place %q: each is for one --via of which the address is of this machine or private", words[0])}
	}
	return list, nil
}

// named notes to which network a proxy leads by the operator's word, and returns what that
// place is called.
func (v *verification) named(ctx context.Context, proxy, network string) (vantage string, err error) {
	network = strings.Join(strings.Fields(network), " ")
	if network == "" || len(network) > 100 {
		return "", usageError{errors.New("--place wants the name of a network, of 100 bytes at most")}
	}
	vantage = network + " through " + proxy
	return vantage, v.register.NamePlace(ctx, register.Place{Vantage: vantage, Network: network, At: v.a.now(), By: v.o.by})
}

// place asks by a scope. vantage is "" for this machine.
func (v *verification) place(s *scope.Scope, vantage string) *discover.Prober {
	return &discover.Prober{
		Grant: granter(s, v.o.scope != ""), Register: v.register, Version: version(), Now: v.a.now, Vantage: vantage,
		Objects: func(exposure.Target) []string { return v.o.known },
		Seen:    func(t exposure.Target) []string { return v.objects[t.String()] },
	}
}
