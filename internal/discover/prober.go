// Package discover asks targets what anybody may do with them, many at once and politely,
// and keeps what it learns in the register: the targets that the operator names, those
// that follow from what they are responsible for, and again those that were open.
package discover

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/checks"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// A Prober asks targets within a scope.
type Prober struct {
	// Grant returns what covers a target at a depth.
	Grant    func(exposure.Target, exposure.Depth) (*scope.Grant, error)
	Register *register.Register // nil: nothing is kept
	Version  string             // of the program, for User-Agent
	Depth    exposure.Depth     // where the grant allows it; else what it allows
	Workers  int                // targets at once; 0: 32
	Patience time.Duration      // for one question; 0: that of package probe
	Vantage  string             // from where; "" for here
	// Remote, where given, asks in place of this process.
	Remote Remote
	// Objects and Seen, where given, return names of objects: those that an operator gives, and
	// those that this tool saw there, as in a scan.
	Objects, Seen func(exposure.Target) []string
	Now           func() time.Time

	// Keep, where given, says of an outcome whether the register takes it in: of names that are
	// guessed most are not there.
	Keep func(Outcome) bool
	// Conditional asks of a listing that was compared whether it is the same.
	Conditional bool
	// Brief asks first whether a target is there at all.
	Brief bool

	// seen holds the name of an object of each target that this process saw open, so that
	// reading can be asked for again when listing is shut. Not every basis lets the register
	// keep it.
	seen sync.Map
	// versions holds likewise a version of an object.
	versions sync.Map
	asked    atomic.Int64
}

// Asked returns how many targets were asked so far. It may be called meanwhile.
func (p *Prober) Asked() int64 { return p.asked.Load() }

// A Remote asks from somewhere else what [probe.Run] asks from here, under both scopes.
type Remote interface {
	Probe(ctx context.Context, check string, o probe.Options) (*probe.Result, error)
}

// An Outcome is one target after its probe.
type Outcome struct {
	Target exposure.Target
	Result *probe.Result     // nil where Err is set
	Events []register.Change // that follow from it
	Err    error             // a refusal of the scope
	Depth  exposure.Depth    // at which it was asked

	basis exposure.Basis
}

// Refused reports whether the scope refused the target, so that nothing was asked. Others may be
// granted.
func (o Outcome) Refused() bool {
	var refusal *scope.Refusal
	return errors.As(o.Err, &refusal)
}

// known returns names of objects that this tool saw there: a scan, by the caller's word, this
// process, and the register.
func (p *Prober) known(ctx context.Context, t exposure.Target) (names []string, err error) {
	if p.Seen != nil {
		names = slices.Clone(p.Seen(t))
	}
	if name, ok := p.seen.Load(t.String()); ok {
		names = append(names, name.(string))
	}
	if p.Register == nil || p.Brief || t.Provider == exposure.Server {
		return names, nil
	}
	e, err := p.Register.Exposure(ctx, t.String())
	switch {
	case errors.Is(err, register.ErrUnknown):
		return names, nil
	case err != nil:
		return nil, err
	case e.Object != "":
		names = append(names, e.Object)
	}
	given := checks.Leftovers(t) // by which it may have been open, though no name is kept
	if p.Objects != nil {
		given = append(slices.Clone(p.Objects(t)), given...)
	}
	seen, err := p.Register.Saw(ctx, t.String(), given)
	return append(names, seen...), err
}

// version returns a version of an object that this process or the register saw listed.
func (p *Prober) version(ctx context.Context, t exposure.Target) (probe.Version, error) {
	if v, ok := p.versions.Load(t.String()); ok {
		return v.(probe.Version), nil
	}
	if p.Register == nil || p.Brief || t.Provider == exposure.Server || t.Provider == exposure.Web {
		return probe.Version{}, nil
	}
	return p.Register.Version(ctx, t.String())
}

// named calls a server by the service that was found to answer there, so that it is the
// same target whoever asks for it.
func named(t exposure.Target, service string, r *probe.Result) {
	if t.Service != exposure.AnyService {
		return
	}
	t.Service = service
	t.Endpoint = service + strings.TrimPrefix(t.Endpoint, exposure.AnyService)
	r.Target = t.String()
}

// Present reports whether a probe found anything at all: no bucket that is not there, and no
// port of a network that nobody listens on.
func Present(o Outcome) bool {
	return o.Result.Exists != probe.ExistsNot && !(o.Target.Service == exposure.AnyService && o.Result.Unreachable())
}

// briefly is how long an answer is waited for where each check asks in turn.
const briefly = 4 * time.Second

// whole returns what a target is a part of where its check asks that alone, and a grant covers it:
// so that one server does not stand in the register twice.
func (p *Prober) whole(t exposure.Target) exposure.Target {
	w := checks.Whole(t)
	if _, err := p.Grant(w, exposure.Probe); err != nil {
		return t
	}
	return w
}

// one asks one target. A server of no certain service is asked by each check in turn
// until one is answered in its own protocol.
func (p *Prober) one(ctx context.Context, t exposure.Target) Outcome {
	t = p.whole(t)
	o := Outcome{Target: t}
	defer p.asked.Add(1)
	depth := p.Depth
	grant, err := p.Grant(t, depth)
	for errors.Is(err, scope.ErrTooDeep) && depth > exposure.Probe {
		depth--
		grant, err = p.Grant(t, depth)
	}
	if err != nil {
		o.Err = err
		return o
	}
	o.basis, o.Depth = grant.Basis, min(depth, grant.Depth)
	options := probe.Options{Grant: grant, Version: p.Version, Depth: o.Depth, Now: p.Now, Patience: p.Patience}
	if p.Objects != nil {
		options.Objects = p.Objects(t)
	}
	if options.Seen, o.Err = p.known(ctx, t); o.Err != nil {
		return o
	}
	if options.SeenVersion, o.Err = p.version(ctx, t); o.Err != nil {
		return o
	}
	if t.Provider == exposure.Web && p.Register != nil {
		if options.WasOpen, o.Err = p.Register.WasOpen(ctx, t.String()); o.Err != nil {
			return o
		}
	}
	if p.Conditional && t.Provider == exposure.Web && len(options.Seen) > 0 { // else no name of a file would be known
		if options.Listed, o.Err = p.Register.Validator(ctx, t.String(), p.Now()); o.Err != nil {
			return o
		}
	}
	if t.Service == exposure.AnyService && (options.Patience == 0 || options.Patience > briefly) {
		options.Patience = briefly
	}
	for _, c := range checks.For(t) {
		var r *probe.Result
		options.Brief = p.Brief
		if r, o.Err = p.run(ctx, c, options); o.Err != nil {
			return o
		}
		if p.Brief && (r.Exists == probe.Exists || r.Exposed) { // it is there: now in full
			options.Brief = false
			if r, o.Err = p.run(ctx, c, options); o.Err != nil {
				return o
			}
		}
		if o.Result == nil || r.Exists == probe.Exists {
			o.Result = r
		}
		if r.Exists == probe.Exists {
			named(t, c.Info().Service, r)
			break
		}
		if r.Unreachable() {
			break
		}
	}
	if o.Result != nil && o.Result.Object != "" && o.Result.Exposed {
		p.seen.Store(t.String(), o.Result.Object)
	}
	if o.Result != nil && o.Result.Version != (probe.Version{}) {
		p.versions.Store(t.String(), o.Result.Version)
	}
	if o.Result != nil && t.Query != "" && p.Register != nil { // several links to one target are several ways in
		for i := range o.Result.Rights {
			o.Result.Rights[i].Access += " " + p.Register.LinkName(t.Query)
		}
	}
	if o.Result == nil {
		o.Err = &scope.Refusal{What: t.String(), Why: "nothing is known that asks such a target", Err: scope.ErrOutOfScope}
	}
	return o
}

// run asks by one check, here or where the prober's remote stands.
func (p *Prober) run(ctx context.Context, c probe.Check, o probe.Options) (*probe.Result, error) {
	if p.Remote != nil {
		return p.Remote.Probe(ctx, c.Info().Name, o)
	}
	return probe.Run(ctx, c, o)
}
