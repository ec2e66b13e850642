package scope

import (
	"fmt"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
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
		host := g.patterns[i].host()
		if host == "" {
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
	if !g.rated {
		limits[0] += fmt.Sprintf(", of a probe %g", g.probeRate())
	}
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

// host returns the host and port that a pattern reaches, "" for a folder.
func (p pattern) host() string {
	switch {
	case p.servers.Service != "":
		return p.servers.String()
	case p.account != nil:
		return p.target.Account + ".blob.core.windows.net:443"
	case p.domain != "":
		_, port := hostPort(p.target)
		return "*" + p.domain + ":" + port
	}
	return p.target.HostPort()
}

// A Summary is what [Scope.Describe] says, for programs.
type Summary struct {
	Name              string               `json:"name"`
	Own               []string             `json:"own"`
	RequestsPerSecond float64              `json:"requestsPerSecond"` // to all examined hosts together; 0 unlimited
	Grants            []GrantSummary       `json:"grants"`
	Infrastructure    map[Purpose][]string `json:"infrastructure"`
}

// A GrantSummary is one grant of it.
type GrantSummary struct {
	Targets                []TargetSummary `json:"targets"`
	Basis                  exposure.Basis  `json:"basis"`
	SignedOffBy            string          `json:"signedOffBy"`
	Until                  string          `json:"until"` // last day, in UTC
	Ended                  bool            `json:"ended"`
	Depth                  string          `json:"depth"`
	Discover               bool            `json:"discover"`
	SignedLinks            bool            `json:"signedLinks"`
	Accounts               []string        `json:"accounts"`
	RequesterPays          bool            `json:"requesterPays"`
	Vendor                 string          `json:"vendor,omitempty"`
	PrivateAddresses       bool            `json:"privateAddresses"`
	RequestsPerSecond      float64         `json:"requestsPerSecond"` // to one host; 0 unlimited
	ProbeRequestsPerSecond float64         `json:"probeRequestsPerSecond"`
	MaxBytes               int64           `json:"maxBytes"` // 0 unlimited
	SampleObjects          int             `json:"sampleObjects"`
	SampleBytes            int64           `json:"sampleBytes"`
}

// A TargetSummary is one target of a grant, as written, and the hosts that it reaches.
type TargetSummary struct {
	Target string `json:"target"`
	Host   string `json:"host"` // "" for a folder
}

// Summary returns what s lets Hemostat reach.
func (s *Scope) Summary() Summary {
	m := Summary{Name: s.Name, Own: list(s.Own), RequestsPerSecond: s.RequestsPerSecond, Grants: []GrantSummary{}, Infrastructure: map[Purpose][]string{}}
	for i := range s.Grants {
		g := &s.Grants[i]
		sum := GrantSummary{
			Targets: []TargetSummary{}, Basis: g.Basis, SignedOffBy: g.SignedOffBy, Until: g.Until.Add(-time.Nanosecond).Format(time.DateOnly), Ended: !s.now().Before(g.Until),
			Depth: g.Depth.String(), Discover: g.Discover, SignedLinks: g.SignedLinks, Accounts: list(g.Accounts), RequesterPays: g.RequesterPays, Vendor: g.Vendor,
			PrivateAddresses: g.PrivateAddresses, RequestsPerSecond: g.RequestsPerSecond, ProbeRequestsPerSecond: g.probeRate(), MaxBytes: g.MaxBytes,
			SampleObjects: g.SampleObjects, SampleBytes: g.SampleBytes,
		}
		for j, t := range g.Targets {
			sum.Targets = append(sum.Targets, TargetSummary{t, g.patterns[j].host()})
		}
		m.Grants = append(m.Grants, sum)
	}
	for _, p := range Purposes() {
		m.Infrastructure[p] = list(s.Infrastructure.Hosts(p))
	}
	return m
}

// list is never null in JSON.
func list(l []string) []string {
	if l == nil {
		return []string{}
	}
	return l
}
