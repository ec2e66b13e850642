package scope

import (
	"fmt"
	"strings"
	"time"
)

// Describe lists what may be talked to, both classes of hosts, for people.
func (s *Scope) Describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Scope %s\n\nExamined hosts: reached only at the depth and until the day that a grant says\n", s.Name)
	if len(s.Grants) == 0 {
		b.WriteString("  none\n")
	}
	for i := range s.Grants {
		s.Grants[i].describe(&b, s.now())
	}
	b.WriteString("  Without a grant: folders, and loopback addresses that the operator names on the command line.\n")
	b.WriteString("\nInfrastructure hosts: used, not examined\n")
	for _, p := range Purposes() {
		hosts := strings.Join(s.Infrastructure.Hosts(p), ", ")
		if hosts == "" {
			hosts = "none"
			if p == Resolver {
				hosts = "the system's"
			}
		}
		fmt.Fprintf(&b, "  %-9s %s\n", p, hosts)
	}
	b.WriteString("\nRefused always: link-local and metadata addresses, multicast, IPv4 addresses disguised as IPv6.\n")
	if len(s.Own) > 0 {
		fmt.Fprintf(&b, "Own domains, counted as no affected entity: %s\n", strings.Join(s.Own, ", "))
	}
	return b.String()
}

func (g *Grant) describe(b *strings.Builder, now time.Time) {
	for i, t := range g.Targets {
		p := g.patterns[i]
		host := p.target.HostPort()
		switch {
		case p.servers.Service != "":
			host = p.servers.String()
		case p.account != nil:
			host = p.target.Account + ".blob.core.windows.net:443"
		case p.domain != "":
			_, port := hostPort(p.target)
			host = "*" + p.domain + ":" + port
		case host == "":
			host = "this machine"
		}
		fmt.Fprintf(b, "  %s  (%s)\n", t, host)
	}
	ended := ""
	if !now.Before(g.Until) {
		ended = ", which is past: REFUSED"
	}
	fmt.Fprintf(b, "      depth %s on the basis of %s, signed off by %s, until %s%s\n", g.Depth, g.Basis, g.SignedOffBy, g.Until.Add(-time.Nanosecond).Format(time.DateOnly), ended)
	limits := []string{fmt.Sprintf("%g requests a second", g.RequestsPerSecond)}
	if g.MaxBytes > 0 {
		limits = append(limits, fmt.Sprintf("%d bytes in all", g.MaxBytes))
	}
	if g.Sampled() {
		limits = append(limits, fmt.Sprintf("reads a sample of at most %d objects and %d bytes", g.SampleObjects, g.SampleBytes))
	}
	for _, f := range []struct {
		on   bool
		text string
	}{
		{g.Discover, "names may be guessed"}, {g.SignedLinks, "signed links may be requested"}, {g.RequesterPays, "the operator may be charged for requests"},
		{g.PrivateAddresses, "private addresses may be reached"}, {len(g.Accounts) > 0, "accounts tried without a password: " + strings.Join(g.Accounts, ", ")},
		{g.Vendor != "", "run by " + g.Vendor},
	} {
		if f.on {
			limits = append(limits, f.text)
		}
	}
	fmt.Fprintf(b, "      %s\n", strings.Join(limits, "; "))
}
