package scope

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Scope is what the operator may examine and what infrastructure is used for
// it. Make one with [Load] or [Parse]; the zero value grants nothing.
type Scope struct {
	Name           string   // of the file it was read from
	Contact        string   // for the owner of an examined host, in User-Agent
	Own            []string // the operator's own registrable domains, which are no affected entity
	Words          []string // company, brands, projects: what names are guessed from
	Grants         []Grant
	Infrastructure Infrastructure

	RequestsPerSecond float64 // to all examined hosts together; 0 unlimited

	// Now is the clock that expiry is held against; nil is time.Now.
	Now func() time.Time

	sharing sync.Once
	net     *network
}

// A Grant is one permission. The fields are those of the scope file.
type Grant struct {
	Targets           []string // as written
	Basis             exposure.Basis
	SignedOffBy       string
	Until             time.Time // the first instant at which it no longer holds; zero for one that a folder or loopback address needs none of
	Depth             exposure.Depth
	Discover          bool     // names may be guessed
	SignedLinks       bool     // links with a signature may be requested
	Accounts          []string // account names that may be tried, without a password
	RequesterPays     bool     // the operator bears the cost of requests
	Vendor            string   // who runs the targets for their owner
	PrivateAddresses  bool     // private, unique-local and carrier addresses may be reached
	RequestsPerSecond float64  // to one host; 0 unlimited
	MaxBytes          int64    // of all response bodies; 0 unlimited
	SampleObjects     int      // for a finder, objects that may be read; 0 where the basis carries reading
	SampleBytes       int64    // for a finder, bytes of objects that may be read; 0 likewise

	line     int
	rated    bool // the operator wrote RequestsPerSecond
	patterns []pattern
	state    *state
	contact  string
	net      *network

	now    func() time.Time
	target exposure.Target // what it was asked for
	asked  exposure.Depth
	own    string // the operator's own signature, see [Grant.WithSignature]
}

// Target returns the target that g was asked for; a transport made from g goes
// there and nowhere else.
func (g *Grant) Target() exposure.Target { return g.target }

// Names reports whether the grant names the target it is bound to, or the container that it
// lies in, without any glob: whoever signed it off has said that it is theirs to examine.
func (g *Grant) Names() bool {
	for _, p := range g.patterns {
		if p.account == nil && p.container == nil && p.domain == "" && p.covers(g.target) {
			return true
		}
	}
	return false
}

// Sampled reports whether reading is bounded to a sample.
func (g *Grant) Sampled() bool { return g.SampleObjects > 0 || g.SampleBytes > 0 }

// WithSignature returns g for a target that the operator signs in to with a
// shared access signature of their own, from their configuration: requests that
// carry exactly the signature of this query pass although the grant allows no
// signed links, which are those that were found or given as a target.
func (g *Grant) WithSignature(query string) (*Grant, error) {
	q, err := url.ParseQuery(strings.TrimPrefix(query, "?"))
	if err != nil || q.Get("sig") == "" {
		return nil, errors.New("the configured shared access signature is not a query with a sig in it")
	}
	own := *g
	own.own = q.Get("sig")
	return &own, nil
}

func (s *Scope) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// Grant returns the grant that covers t at depth d, bound to t: the first of
// the file that does. Reading on the basis of a finder is granted as a bounded
// sample. A refusal is a [*Refusal] that says what to add.
func (s *Scope) Grant(t exposure.Target, d exposure.Depth) (*Grant, error) {
	var best *Refusal
	for i := range s.Grants {
		g := &s.Grants[i]
		if !g.covers(t) {
			continue
		}
		if why := g.refuse(t, d, s.now()); why != nil {
			if best == nil {
				best = why
			}
			continue
		}
		return g.bind(t, d, s.now), nil
	}
	if best != nil {
		return nil, best
	}
	name := s.Name
	if name == "" {
		name = "a scope file (none is given; `hemostat scope init` writes one)"
	}
	return nil, &Refusal{t.String(), fmt.Sprintf("no grant of %s covers it: add targets = [%q] to one that is signed off, or name another with --scope", name, t.String()), ErrOutOfScope}
}

// Targets calls yield with each target that the grants name one by one, ranges of servers
// included. Names with globs are patterns, and none: see [Scope.Globs].
func (s *Scope) Targets(yield func(exposure.Target) bool) {
	for i := range s.Grants {
		for _, p := range s.Grants[i].patterns {
			switch {
			case p.servers.Service != "":
				for t := range p.servers.All {
					if !yield(t) {
						return
					}
				}
			case !p.one():
			case !yield(p.target):
				return
			}
		}
	}
}

func (g *Grant) covers(t exposure.Target) bool {
	for _, p := range g.patterns {
		if p.covers(t) {
			return true
		}
	}
	return false
}

func (g *Grant) refuse(t exposure.Target, d exposure.Depth, now time.Time) *Refusal {
	switch {
	case g.ended(now):
		return g.expired(t.String())
	case d > g.Depth:
		return &Refusal{t.String(), fmt.Sprintf("the grant at line %d goes as deep as %q and %q was asked for: have it signed off and change `depth`", g.line, g.Depth, d), ErrTooDeep}
	case t.Query != "" && !g.SignedLinks:
		return &Refusal{t.String(), fmt.Sprintf("the link carries a signature and the grant at line %d does not allow these: have it signed off and add `signed_links = true`", g.line), ErrOutOfScope}
	}
	return nil
}

func (g *Grant) bind(t exposure.Target, d exposure.Depth, now func() time.Time) *Grant {
	bound := *g
	bound.target, bound.asked, bound.now = t, d, now
	return &bound
}

// Loopback is [Loopback] for one of many targets, which then share connections.
func (s *Scope) Loopback(t exposure.Target, basis exposure.Basis) (*Grant, error) {
	g, err := Loopback(t, basis)
	if err == nil {
		s.sharing.Do(func() {
			if s.net == nil {
				s.net = newNetwork(s.Infrastructure)
			}
		})
		g.net = s.net
	}
	return g, err
}

func (g *Grant) ended(now time.Time) bool { return !g.Until.IsZero() && !now.Before(g.Until) }

func (g *Grant) expired(what string) *Refusal {
	last := g.Until.Add(-time.Nanosecond).Format(time.DateOnly)
	return &Refusal{what, fmt.Sprintf("the grant at line %d ended with %s: have it signed off anew and change `until`", g.line, last), ErrExpired}
}

// Loopback returns a grant for a target at a loopback address that the operator
// named on the command line, which needs no scope: the machine is their own. An
// empty basis is [exposure.Finder]: it decides what is kept, and bounds no
// reading here.
func Loopback(t exposure.Target, basis exposure.Basis) (*Grant, error) {
	if !t.Loopback() {
		return nil, &Refusal{t.String(), "it is at no loopback address, so it needs a grant: `hemostat scope init` writes one", ErrOutOfScope}
	}
	return unscoped(t, basis), nil
}

// Folder returns a grant for a folder of this machine, to which no packet is
// sent and which needs no scope; it records the basis. An empty basis is
// [exposure.Finder].
func Folder(t exposure.Target, basis exposure.Basis) (*Grant, error) {
	if t.Provider != exposure.Folder {
		return nil, &Refusal{t.String(), "it is no folder, so it needs a grant: `hemostat scope init` writes one", ErrOutOfScope}
	}
	return unscoped(t, basis), nil
}

func unscoped(t exposure.Target, basis exposure.Basis) *Grant {
	if basis == "" {
		basis = exposure.Finder
	}
	return &Grant{
		Targets: []string{t.String()}, Basis: basis, Depth: exposure.Read, Discover: true, SignedLinks: true,
		SignedOffBy: "the operator, who named it", patterns: []pattern{{target: t}},
		state: newState(0), net: newNetwork(Infrastructure{}),
		now: time.Now, target: t, asked: exposure.Read,
	}
}
