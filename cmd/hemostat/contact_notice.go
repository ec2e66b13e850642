package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/checks"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/respond/contact"
	"github.com/hemostat/hemostat/internal/respond/contain"
	"github.com/hemostat/hemostat/internal/respond/vendor"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/sweep"
)

// notice is one run of the command; its exported fields are what is printed as JSON.
type notice struct {
	Target   string                 `json:"target"`
	Contacts []contact.Contact      `json:"contacts"`
	Open     []string               `json:"openYourself,omitempty"` // addresses that were not asked
	Notes    []string               `json:"notes,omitempty"`
	Security []*contact.SecurityTxt `json:"securityTxt,omitempty"`
	Language string                 `json:"language"`
	TLP      string                 `json:"tlp"`
	Letter   string                 `json:"letter,omitempty"`

	a       *app
	o       *contactFlags
	scope   *scope.Scope
	target  exposure.Target
	sources contact.Sources
	letter  contact.Letter
}

func (a *app) newNotice(ctx context.Context, arg string, o *contactFlags) (*notice, error) {
	tlp, err := contact.ParseTLP(o.tlp)
	if err != nil {
		return nil, usageError{fmt.Errorf("--tlp %w", err)}
	}
	language := contact.Preferred([]string{o.language})
	if o.language != "" && language != o.language {
		return nil, usageError{fmt.Errorf("--language %q: want %s", o.language, strings.Join(contact.Languages(), ", "))}
	}
	s := &scope.Scope{}
	if o.scope != "" {
		if s, err = scope.Load(o.scope); err != nil {
			return nil, usageError{err}
		}
	}
	c, known, err := a.knownCase(ctx, arg)
	if err != nil {
		return nil, err
	}
	n := &notice{
		Target: contact.Place(c.Target), a: a, o: o, scope: s, target: c.Target,
		sources: contact.Sources{Target: c.Target, Scope: s.Name},
		letter:  contact.Letter{Language: language, TLP: tlp, Target: c.Target, Contact: s.Contact, Now: a.now()},
	}
	if g, err := s.Grant(c.Target, exposure.Probe); err == nil {
		n.sources.Basis, n.sources.Vendor, n.letter.Basis = g.Basis, g.Vendor, g.Basis
	}
	n.seen(c, known)
	return n, a.recorded(ctx, arg, c.Target, &n.letter)
}

// seen takes over what the register knows. A signed link is written about where it was
// given, or where nothing else is open.
func (n *notice) seen(c contain.Case, known *register.Exposure) {
	if len(c.Links) > 0 {
		n.letter.Link = c.Links[0]
	}
	if known == nil {
		return
	}
	if n.sources.Vendor == "" {
		n.sources.Vendor = known.Vendor
	}
	for _, f := range known.Rights {
		if f.Verdict == exposure.Open && (f.Access == "" || f.Access == "anonymous") {
			n.letter.Seen = append(n.letter.Seen, contact.Seen{Right: f.Right, At: f.At, Evidence: f.Evidence})
		}
	}
	if known.State == register.StateOpen {
		n.letter.HandsOut = checks.HandedOut(known.Notes)
	} else {
		n.letter.Denied = known.Denied
	}
	if len(n.letter.Seen) > 0 || n.letter.Link == nil { // else it was open by the link alone, and not to everybody
		n.letter.First, n.letter.Last = known.Found, known.Opened
	}
}

func (n *notice) note(format string, args ...any) {
	n.Notes = append(n.Notes, fmt.Sprintf(format, args...))
}

// host returns the host of the target, and whether it is a provider's and so no owner's.
func (n *notice) host() (host string, provider bool) {
	host, _, err := net.SplitHostPort(n.target.HostPort())
	if err != nil {
		return "", false
	}
	_, provider = vendor.Of(host)
	return host, provider
}

// fetch asks the target's own host, and that of its domain, for a security.txt where a
// grant covers it.
func (n *notice) fetch(ctx context.Context) error {
	host, provider := n.host()
	if provider || host == "" {
		return nil
	}
	var servers []exposure.Target
	if n.target.Provider == exposure.Web && (strings.HasPrefix(n.target.Endpoint, "https://") || n.target.Loopback()) {
		servers = append(servers, n.target)
	}
	names := []string{host}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil && domain != host {
		names = append(names, domain)
	}
	for _, name := range names {
		t := exposure.Target{Provider: exposure.Web, Endpoint: "https://" + name, Named: true}
		if strings.Contains(name, ":") {
			t.Endpoint = "https://[" + name + "]"
		}
		if len(servers) == 0 || servers[0].Endpoint != t.Endpoint {
			servers = append(servers, t)
		}
	}
	grant := granter(n.scope, n.o.scope != "")
	for _, t := range servers {
		address := t.Endpoint + "/.well-known/security.txt"
		if t.Loopback() && t.Endpoint != n.target.Endpoint {
			continue // the operator named another port
		}
		g, err := grant(t, exposure.Probe)
		if err != nil {
			if contact.Public(host) {
				n.Open = append(n.Open, address)
			}
			continue
		}
		found, err := contact.FetchSecurityTxt(ctx, scope.Transport(g, version()), t.Endpoint, n.a.now())
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			n.note("%s: %s", address, oneLine(err.Error()))
		default:
			n.sources.Security = append(n.sources.Security, found)
			n.Security = n.sources.Security
		}
	}
	return nil
}

// registries asks by RDAP whose the domain and the address are.
func (n *notice) registries(ctx context.Context) error {
	host, provider := n.host()
	var asked []string
	if !provider && contact.Public(host) {
		asked = append(asked, host)
	}
	if n.o.address != "" {
		if net.ParseIP(n.o.address) == nil {
			return usageError{fmt.Errorf("--address %q is no address", n.o.address)}
		}
		asked = append(asked, n.o.address)
	}
	r := contact.Registry{Transport: n.scope.InfrastructureTransport(scope.RDAP), Bases: n.o.rdap, Agent: "hemostat/" + version()}
	if len(n.o.bootstrap) > 0 {
		r.Bootstrap = &contact.Bootstrap{}
		for _, path := range n.o.bootstrap {
			if err := readBootstrap(r.Bootstrap, path); err != nil {
				return usageError{fmt.Errorf("--rdap-bootstrap %s: %w", path, err)}
			}
		}
	}
	for _, host := range asked {
		if len(r.Bases) == 0 && r.Bootstrap == nil {
			if page := contact.OpenYourself(host); page != "" {
				n.Open = append(n.Open, page)
			}
			continue
		}
		found, err := r.Ask(ctx, host)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			n.note("RDAP: %s", oneLine(err.Error()))
			if page := contact.OpenYourself(host); page != "" {
				n.Open = append(n.Open, page)
			}
		case len(found) == 0:
			n.note("RDAP has no contact for abuse of %s", host)
		}
		n.sources.Abuse = append(n.sources.Abuse, found...)
	}
	return nil
}

// maxBootstrap is twice what IANA's largest file has.
const maxBootstrap = 4 << 20

func readBootstrap(b *contact.Bootstrap, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBootstrap+1))
	if err != nil {
		return err
	}
	if len(data) > maxBootstrap {
		return fmt.Errorf("longer than %d bytes", maxBootstrap)
	}
	return b.ParseBootstrap(data)
}

// unnamed says of an address without a name whom it is that nobody here can name.
func (n *notice) unnamed() {
	host, _ := n.host()
	addr, err := netip.ParseAddr(host)
	switch {
	case err != nil:
	case scope.IsNear(addr):
		n.note("%s is an address of this machine or of a private network: no registry and no CERT knows whose it is, whoever runs that network does", host)
	default:
		n.note("an address tells no country: the registry by which it was given out names one (RDAP), and that country's CERT takes reports of it; teams are listed at https://www.first.org/members/teams/ (unsourced)")
	}
}

func (n *notice) print() error {
	if n.a.json {
		return writeJSON(n.a.stdout, n)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: whom to tell, in this order. Nothing was sent to them.\n\n", n.Target)
	for i, c := range n.Contacts {
		fmt.Fprintf(&b, "%3d. %s\n", i+1, sweep.OneLine(c.Who))
		for _, how := range c.How {
			fmt.Fprintf(&b, "     %s\n", sweep.OneLine(how))
		}
		for _, note := range c.Notes {
			fmt.Fprintf(&b, "     note    %s\n", sweep.OneLine(note))
		}
		fmt.Fprintf(&b, "     source  %s: %s\n", c.From, sweep.OneLine(c.Source))
	}
	if len(n.Contacts) == 0 {
		b.WriteString("  nobody is known: the scope may name who runs it (vendor), and registries whose it is\n")
	}
	for _, page := range n.Open {
		fmt.Fprintf(&b, "  not asked, open it yourself: %s\n", page)
	}
	for _, note := range n.Notes {
		fmt.Fprintf(&b, "  note  %s\n", sweep.OneLine(note))
	}
	if n.Letter != "" && n.o.out == "" {
		fmt.Fprintf(&b, "\n---- the letter, in %s ----\n%s", n.Language, n.Letter)
	}
	if n.Letter == "" {
		b.WriteString("\nNo letter: it was never probed with this data folder, so that nothing is known to write about. `hemostat probe` comes first.\n")
	}
	_, err := io.WriteString(n.a.stdout, b.String())
	return err
}

// save writes the letter to a file that only its owner reads.
func (n *notice) save() error {
	if n.o.out == "" {
		return nil
	}
	if n.Letter == "" {
		return usageError{errors.New("there is nothing to write a letter about: `hemostat probe` comes first")}
	}
	f, err := os.OpenFile(n.o.out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("letter: %w", err)
	}
	_, err = f.WriteString(n.Letter)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("letter: %w", err)
	}
	n.a.note("the letter stands in %s", n.o.out)
	return nil
}
