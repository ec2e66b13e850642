package main

import (
	"context"
	"fmt"
	"net/netip"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// places returns who asks: this machine, and each other place.
func (v *verification) places(ctx context.Context, s *scope.Scope) ([]*discover.Prober, error) {
	list := []*discover.Prober{v.place(vantage{scope: s})}
	seen := map[string]bool{}
	for _, p := range s.Infrastructure.Proxy {
		seen[p] = true
	}
	var addresses []netip.Addr
	words := v.o.place
	for _, arg := range v.o.via {
		wrong := func(why string) error { return usageError{fmt.Errorf("--via %s: %s", exposure.Redact(arg), why)} }
		from, err := v.a.via(ctx, s, arg)
		if err != nil {
			return nil, err
		}
		known := slices.ContainsFunc(from.addrs, func(a netip.Addr) bool { return slices.Contains(addresses, a) })
		if seen[from.name] || !from.near && known {
			return nil, wrong("it stands where another place does, and so in the same network")
		}
		seen[from.name], addresses = true, append(addresses, from.addrs...)
		if from.near {
			if len(words) == 0 {
				return nil, wrong(wantsPlace)
			}
			if err := from.called(ctx, v.register, register.Place{Network: words[0], At: v.a.now(), By: v.o.by}); err != nil {
				return nil, err
			}
			words = words[1:]
		}
		list = append(list, v.place(from))
	}
	if len(words) > 0 {
		return nil, usageError{fmt.Errorf("--place %q: each is for one --via of which the address is of this machine or private", words[0])}
	}
	return list, nil
}

// place asks from somewhere; from this machine where nothing but the scope is given.
func (v *verification) place(from vantage) *discover.Prober {
	return &discover.Prober{
		Grant: granter(from.scope, v.o.scope != ""), Register: v.register, Version: version(), Now: v.a.now, Vantage: from.name, Remote: from.remote,
		Objects: func(exposure.Target) []string { return v.o.known },
		Seen:    func(t exposure.Target) []string { return v.objects[t.String()] },
	}
}
