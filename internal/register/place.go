package register

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
)

// A Place is where questions came from that did not come from here: a proxy, and the network that
// somebody says it leads to, where its address does not show that.
type Place struct {
	Vantage string // as in [Observation]
	Network string
	At      time.Time
	By      string
}

// NamePlace notes to which network a vantage leads, by somebody's word. The first word stands.
func (r *Register) NamePlace(ctx context.Context, p Place) error {
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		made, err := tx.ExecContext(ctx, "INSERT INTO places VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", p.Vantage, p.Network, stamp(p.At), p.By)
		if err != nil {
			return err
		}
		if n, err := made.RowsAffected(); err != nil || n == 0 {
			return err
		}
		l, err := newLog(ctx, tx)
		if err != nil {
			return err
		}
		return l.append(ctx, 0, entry{At: p.At, Event: PlaceNamed, Detail: p.Vantage + " leads to " + p.Network, By: p.By, Vantage: p.Vantage})
	})
}

// locate says of a denial in which network its place stands, and by whose word.
func (d *Denial) locate(ctx context.Context, q querier, target string) error {
	switch {
	case d.Vantage == "":
		d.network = "here"
		return nil
	case nearTarget(target): // there it is another machine's
		return nil
	}
	err := q.QueryRowContext(ctx, "SELECT network, by FROM places WHERE vantage = ?", d.Vantage).Scan(&d.Network, &d.By)
	if !errors.Is(err, sql.ErrNoRows) {
		d.network = strings.ToLower(strings.Join(strings.Fields(d.Network), " "))
		return err
	}
	if host := hostOf(strings.TrimPrefix(d.Vantage, AgentPlace)); !nearHost(host) {
		d.network = strings.ToLower(host) // two ports of one proxy are one place
	}
	return nil
}

// From names the place of a denial for people.
func (d Denial) From() string {
	name := d.Vantage
	switch {
	case name == "":
		return "here"
	case strings.HasPrefix(name, AgentPlace):
		if name = "the " + name; d.Network != "" {
			name = d.Network + " by " + name
		}
	case !strings.Contains(name, throughProxy):
		name = "the proxy " + name
	}
	if d.By != "" {
		name += ", by the word of " + d.By
	}
	return name
}

// throughProxy stands between a network that somebody named and the proxy that leads there:
// a tunnel may lead elsewhere another day, and is another place then.
const throughProxy = " through "

// ThroughProxy names the place that a proxy leads to by somebody's word.
func ThroughProxy(network, proxy string) string { return network + throughProxy + proxy }

// AgentPlace begins the vantage of what a remote agent asked: "agent host:port".
const AgentPlace = "agent "

// nearTarget reports whether a target is named by an address that is another machine in each
// network, so that a second network can say nothing of it.
func nearTarget(target string) bool {
	t, err := exposure.ParseTarget(target)
	return err == nil && nearHost(hostOf(t.HostPort()))
}

func hostOf(hostPort string) string {
	if _, rest, ok := strings.Cut(hostPort, "://"); ok {
		hostPort = rest
	}
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return hostPort
	}
	return host
}

// nearHost reports whether a host is this machine or one of a private network by its very name. A
// name that the DNS leads there is asked for where packets leave: see [scope.Scope.Via].
func nearHost(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && scope.IsNear(addr)
}
