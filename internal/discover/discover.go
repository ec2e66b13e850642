package discover

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// A Discovery finds what of an operator's own anybody can reach.
type Discovery struct {
	Prober *Prober
	Scope  *scope.Scope
	Inputs []Input
	Guess  int // names to guess at most; 0 none
	// Lead, where given, says where a name leads by the DNS: [scope.Scope.Lead].
	Lead func(ctx context.Context, name string) (scope.Lead, error)

	// Found is called with each candidate that is there, is in doubt, or to which a name of the
	// owner's leads although it is not there.
	Found func(Candidate, Outcome) error
	// Left is called with each candidate that no grant covers, or that is not asked for another
	// reason, which it says; also with each signed link whose address is no target, without a reason.
	Left func(Candidate, string) error
	// Led is called with each name of the operator's that leads to nothing, or to somebody else's
	// name, with the event that follows from it.
	Led func(register.Lead, *register.Change) error

	ended   error           // the refusal of the first candidate whose grant has ended
	loose   map[string]bool // signed links whose address is no target
	strange map[string]bool // names of zones that are below no domain of the scope

	long      int // lines of zones that were too long to be read
	firstLong string
}

// Counts say what a discovery came to.
type Counts struct {
	Candidates int `json:"candidates"`
	Asked      int `json:"asked"`
	There      int `json:"there"`
	Open       int `json:"open"`
	Unsure     int `json:"inconclusive"`
	NotCovered int `json:"notCovered"`
	Ended      int `json:"ended"`      // of those not covered: by a grant that has ended
	Unanswered int `json:"unanswered"` // of those asked: no question came as far as a server
	Names      int `json:"names"`      // of the operator's, of which the DNS was asked where they lead
	Dangling   int `json:"dangling"`
	Unresolved int `json:"unresolved"` // of the names: the DNS gave no answer
	Gone       int `json:"gone"`       // of the names: nothing is there by the DNS, so that no web server was asked
}

// Run asks all candidates: those of the inputs, then the guesses.
func (d *Discovery) Run(ctx context.Context) (n Counts, err error) {
	named, err := d.named(ctx)
	if err != nil {
		return n, err
	}
	if err := d.looseLinks(); err != nil {
		return n, err
	}
	if named, err = d.leads(ctx, named, &n); err != nil {
		return n, err
	}
	if err := d.parts(ctx, slices.Values(named), false, &n); err != nil {
		return n, err
	}
	return n, d.parts(ctx, d.guessed(named), true, &n)
}

// partSize is how many candidates are asked until the next ones are made.
const partSize = 4096

// parts asks candidates, of which a part is held at once.
func (d *Discovery) parts(ctx context.Context, all iter.Seq[Candidate], brief bool, n *Counts) error {
	part := make([]Candidate, 0, partSize)
	for c := range all {
		if part = append(part, c); len(part) < partSize {
			continue
		}
		if err := d.ask(ctx, part, brief, n); err != nil {
			return err
		}
		part = part[:0]
	}
	return d.ask(ctx, part, brief, n)
}

// named reads the inputs, each target once with the strongest evidence for it.
func (d *Discovery) named(ctx context.Context) (list []Candidate, err error) {
	at := map[string]int{}
	d.strange, d.loose, d.long, d.firstLong = map[string]bool{}, map[string]bool{}, 0, ""
	for _, in := range d.Inputs {
		if d.Scope != nil {
			in.Own = d.Scope.Own
		}
		in.Strange, in.Long = func(name string) { d.strange[name] = true }, d.passed
		in.Loose = func(link string) { d.loose[link] = true }
		add := func(c Candidate) {
			key := c.Target.String() + "?" + c.Target.Query + c.Link
			i, known := at[key]
			switch {
			case !known:
				at[key] = len(list)
				list = append(list, c)
			case register.Stronger(c.Evidence, list[i].Evidence):
				if c.Name == "" {
					c.Name = list[i].Name
				}
				list[i] = c
			case c.Name != "" && (list[i].Name == "" || c.led() && !list[i].led()):
				list[i].Name = c.Name
			}
		}
		err := in.Read(ctx, func(c Candidate) error {
			add(c)
			if c.Target.Query != "" { // the container is asked without the signature too
				c.Target.Query, c.Target.Prefix, c.Link = "", "", ""
				add(c)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (d *Discovery) guessed(named []Candidate) iter.Seq[Candidate] {
	known := map[string]bool{}
	for _, c := range named {
		known[c.Target.String()] = true
	}
	return func(yield func(Candidate) bool) {
		for c := range Guess(d.Scope, d.Guess) {
			if len(known) > 0 && known[c.Target.String()] {
				continue
			}
			if !yield(c) {
				return
			}
		}
	}
}

// ask probes candidates that a grant covers.
func (d *Discovery) ask(ctx context.Context, list []Candidate, brief bool, n *Counts) error {
	var covered []Candidate
	for _, c := range list {
		n.Candidates++
		g, err := d.Prober.Grant(c.Target, exposure.Probe)
		if err != nil {
			if c.Target.Provider == exposure.Web && strings.HasPrefix(c.Target.Endpoint, "http:") && c.Evidence == register.OwnedByZone {
				n.Candidates-- // the same server as by HTTPS, of which it is told
				continue
			}
			if err := d.left(c, err, n); err != nil {
				return err
			}
			continue
		}
		if g.Names() {
			c.Evidence = register.OwnedByGrant
		}
		covered = append(covered, c)
	}
	p := d.Prober
	p.Brief = brief
	zone := map[string]bool{} // to which a name of the owner's leads
	for _, c := range covered {
		if c.led() {
			zone[c.Target.String()] = true
		}
	}
	p.Keep = func(o Outcome) bool { return Present(o) || zone[o.Target.String()] }
	asked := 0 // outcomes come in the order of their targets
	return p.Each(ctx, targetsOf(covered), func(o Outcome) error {
		c := covered[asked]
		asked++
		if o.Refused() { // as one that resolves to a private address
			return d.left(c, o.Err, n)
		}
		if o.Err != nil {
			return o.Err
		}
		n.Asked++
		return d.found(ctx, c, o, n)
	})
}

func targetsOf(list []Candidate) iter.Seq[exposure.Target] {
	return func(yield func(exposure.Target) bool) {
		for _, c := range list {
			if !yield(c.Target) {
				return
			}
		}
	}
}

// Dangling reports whether a name of the owner's leads to something that is not there, which
// anybody can make.
func Dangling(c Candidate, o Outcome) bool {
	return c.led() && o.Result.Exists == probe.ExistsNot
}

func (d *Discovery) found(ctx context.Context, c Candidate, o Outcome, n *Counts) error {
	there := o.Result.Exists == probe.Exists || o.Result.Exposed
	if c.Target.Provider == exposure.Web && !there && nobody(o.Result) { // a name without a web server
		return nil
	}
	if o.Result.Exists != probe.ExistsNot && o.Result.Unreachable() {
		n.Unanswered++
	}
	switch {
	case o.Result.Exposed:
		n.Open++
	case o.Result.Suspected():
		n.Unsure++
	case there:
	case Dangling(c, o):
	case c.Evidence != register.OwnedByNothing && Present(o):
		n.Unsure++
	default:
		return nil
	}
	if there {
		n.There++
	}
	if d.Prober.Register != nil {
		if err := d.Prober.Register.SetOwnership(ctx, o.Result.Target, c.Evidence); err != nil {
			return fmt.Errorf("write to the register: %w", err)
		}
	}
	if err := d.Found(c, o); err != nil {
		return err
	}
	return d.placed(ctx, c, o, n)
}

// nobody reports whether a host does not exist or refuses all connections.
func nobody(r *probe.Result) bool {
	return !slices.ContainsFunc(r.Evidence, func(e probe.Evidence) bool {
		return e.Failed != probe.FailedUnknownHost && e.Failed != probe.FailedRefused
	})
}

// Candidates calls visit with each candidate, and whether a grant covers it. Nothing is asked.
func (d *Discovery) Candidates(ctx context.Context, grant func(exposure.Target, exposure.Depth) (*scope.Grant, error), visit func(c Candidate, covered bool) error) error {
	named, err := d.named(ctx)
	if err != nil {
		return err
	}
	for _, all := range []iter.Seq[Candidate]{slices.Values(named), d.guessed(named)} {
		for c := range all {
			g, err := grant(c.Target, exposure.Probe)
			d.endedBy(err)
			if err == nil && g.Names() {
				c.Evidence = register.OwnedByGrant
			}
			if err := visit(c, err == nil); err != nil {
				return err
			}
		}
	}
	return nil
}
