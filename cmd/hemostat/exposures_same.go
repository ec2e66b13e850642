package main

import (
	"context"
	"net"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
)

// servers are the targets that are one server by their names, or parts of it, by its address: that
// one of them is closed says nothing of the verdicts on the others.
type servers map[string][]string

// sameServers finds the servers that stand in the register under several names.
func sameServers(ctx context.Context, r *register.Register) (servers, error) {
	all := servers{}
	err := r.Exposures(ctx, register.Filter{}, func(e register.Exposure) error {
		if key := serverOf(e.Target); key != "" {
			all[key] = append(all[key], e.Target)
		}
		return nil
	})
	return all, err
}

// others returns the other names of a target.
func (s servers) others(target string) []string {
	names := slices.Clone(s[serverOf(target)])
	return slices.DeleteFunc(names, func(n string) bool { return n == target })
}

// serverOf returns the service and address of a server, "" of any other target. What stands behind
// localhost is what stands at 127.0.0.1, on most machines.
func serverOf(target string) string {
	t, err := exposure.ParseTarget(target)
	if err != nil || t.Provider != exposure.Server {
		return ""
	}
	host, port, err := net.SplitHostPort(t.HostPort())
	if err != nil {
		return ""
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	return t.Service + "://" + net.JoinHostPort(host, port)
}
