package discover

import (
	"context"
	"errors"
	"hash/fnv"
	"iter"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source"
)

// A Monitor asks the same targets again and again: those that the scope names, those that were
// ever there, each when its time has come.
type Monitor struct {
	Prober *Prober
	Named  iter.Seq[exposure.Target] // by the scope or the operator, ranges of servers included
	Links  []exposure.Target         // signed links that the operator gave; those that are kept are asked anyway
	Every  time.Duration

	// Lead, where given, says where a name leads by the DNS, which is asked again of names that
	// discovery met; Own are the operator's domains.
	Lead func(ctx context.Context, name string) (scope.Lead, error)
	Own  []string
	// List, where given, opens a target that may be listed, so that its objects are compared
	// with those of the last time.
	List func(exposure.Target) (source.Source, error)
	// Visit is called with each event, and with a target of which something must be said. An
	// outcome of what nobody asked has no result.
	Visit func(Outcome) error
	// Told, where given, is told each round after it ended in which something was asked or refused.
	Told func(context.Context, Round) error

	refused  map[string]time.Time // targets that the scope refused, and when
	compared map[string]bool      // targets whose objects this round compared: a link may list what anybody may
}

// A Round is one pass over what was due.
type Round struct {
	Began   time.Time
	Asked   int
	Refused int       // by the scope
	Next    time.Time // when something is due again

	why error // of the last refusal
}

// sweepName is the name of the round over all that the scope names.
const sweepName = "scope"

// Run monitors until ctx ends, which is no error, or the scope covers nothing any more.
func (m *Monitor) Run(ctx context.Context) error {
	for {
		next, err := m.Once(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		// The timer runs by the monotonic clock; what is due is told by the wall clock, which
		// may jump: so it is looked at anew once a minute at least.
		wait := min(max(next.Sub(m.Prober.Now()), time.Second), time.Minute)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// Once asks all that is due and returns when something is due next.
func (m *Monitor) Once(ctx context.Context) (next time.Time, err error) {
	now := m.Prober.Now()
	m.compared = map[string]bool{}
	round := Round{Began: now, Next: now.Add(m.Every)}
	began, done, err := m.Prober.Register.Round(ctx, sweepName)
	if err != nil {
		return next, err
	}
	var due []exposure.Target
	known := map[string]bool{} // what the register knows, by name and, of servers, by place
	err = m.Prober.Register.Exposures(ctx, register.Filter{}, func(e register.Exposure) error {
		t, err := exposure.ParseTarget(e.Target)
		if err != nil {
			return nil
		}
		links, err := m.linksTo(ctx, e.Target)
		if err != nil {
			return err
		}
		for _, t := range append([]exposure.Target{t}, links...) {
			at := m.dueAt(e)
			if last, ok := m.refused[m.Prober.name(t)]; ok && now.Sub(last) < m.Every {
				at = last.Add(m.Every)
			}
			switch {
			case !now.Before(at):
				due = append(due, t)
			case at.Before(round.Next):
				round.Next = at
			}
		}
		if known[e.Target] = true; t.Provider == exposure.Server {
			known[t.HostPort()] = true
		}
		return nil
	})
	if err != nil {
		return next, err
	}
	if err := m.sweep(ctx, began, done, known, &round); err != nil {
		return next, err
	}
	if err := m.ask(ctx, slices.Values(due), &round); err != nil {
		return next, err
	}
	if err := m.leads(ctx, now); err != nil {
		return next, err
	}
	if round.Refused > 0 && round.Asked == 0 {
		if any, err := m.granted(ctx); err != nil || !any {
			return next, errors.Join(err, round.why) // nothing is granted any more
		}
	}
	if m.Told != nil && (round.Asked > 0 || round.Refused > 0) {
		return round.Next, m.Told(ctx, round)
	}
	return round.Next, nil
}

// sweep asks what the scope names, where that is due or was broken off, and goes on where it was.
func (m *Monitor) sweep(ctx context.Context, began time.Time, done int64, known map[string]bool, round *Round) error {
	now := round.Began
	whole := began.Add(m.Every)
	switch {
	case done >= 0 && !now.Before(began): // it was broken off
	case began.IsZero() || !now.Before(whole) || now.Before(began): // or the clock went back
		began, done = now, 0
	default:
		if whole.Before(round.Next) {
			round.Next = whole
		}
		return nil
	}
	next, stop := iter.Pull(m.Named)
	defer stop()
	for range done {
		if _, ok := next(); !ok {
			break
		}
	}
	for {
		var part []exposure.Target
		for len(part) < stretch {
			t, ok := next()
			if !ok {
				break
			}
			part = append(part, t)
		}
		if len(part) == 0 {
			return m.Prober.Register.SetRound(ctx, sweepName, began, -1)
		}
		if err := m.Prober.Register.SetRound(ctx, sweepName, began, done); err != nil {
			return err
		}
		if err := m.ask(ctx, unknown(slices.Values(part), known), round); err != nil {
			return err
		}
		done += int64(len(part))
	}
}

// stretch is how many targets are asked until how far the round has come is kept.
const stretch = 1024

// unknown leaves out what the register knows, which is asked when its own time has come.
func unknown(all iter.Seq[exposure.Target], known map[string]bool) iter.Seq[exposure.Target] {
	return func(yield func(exposure.Target) bool) {
		for t := range all {
			if known[t.String()] || t.Provider == exposure.Server && known[t.HostPort()] {
				continue
			}
			if !yield(t) {
				return
			}
		}
	}
}

// dueAt returns when a target is asked again: once every so often, moved by up to a tenth by
// its name, so that requests spread. What is open or in doubt is asked by the same clock as
// what is shut, since an event is as interesting either way.
func (m *Monitor) dueAt(e register.Exposure) time.Time {
	h := fnv.New32a()
	h.Write([]byte(e.Target))
	share := time.Duration(h.Sum32()%1000) * m.Every / 10_000
	if e.Probed.After(m.Prober.Now()) { // the clock went back
		return m.Prober.Now()
	}
	return e.Probed.Add(m.Every - share)
}

// ask probes targets, and lists those that may be.
func (m *Monitor) ask(ctx context.Context, targets iter.Seq[exposure.Target], round *Round) error {
	return m.Prober.Each(ctx, targets, func(o Outcome) error {
		if o.Refused() { // by a grant that has ended, or that was narrowed since
			if m.refused == nil {
				m.refused = map[string]time.Time{}
			}
			m.refused[m.Prober.name(o.Target)] = round.Began
			round.Refused, round.why = round.Refused+1, o.Err
			return m.Visit(o)
		}
		if o.Err != nil {
			return o.Err
		}
		round.Asked++
		if err := m.placed(ctx, &o); err != nil {
			return err
		}
		if change, err := m.compare(ctx, o); err != nil {
			return err
		} else if change != nil {
			o.Events = append(o.Events, *change)
		}
		if len(o.Events) == 0 {
			return nil
		}
		return m.Visit(o)
	})
}

// granted reports whether the scope covers anything that is monitored.
func (m *Monitor) granted(ctx context.Context) (any bool, err error) {
	may := func(t exposure.Target) bool {
		_, err := m.Prober.Grant(t, exposure.Probe)
		return err == nil
	}
	for t := range m.Named {
		if may(t) {
			return true, nil
		}
	}
	err = m.Prober.Register.Exposures(ctx, register.Filter{}, func(e register.Exposure) error {
		if t, err := exposure.ParseTarget(e.Target); err == nil && may(t) {
			any = true
		}
		return nil
	})
	return any, err
}
