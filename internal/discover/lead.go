package discover

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// leadsAtOnce is how many names the resolver is asked for at once.
const leadsAtOnce = 8

// leadOf judges where a name leads: to what is not there is a finding where the last name is
// somebody else's to make.
func leadOf(name string, own []string, l scope.Lead, now time.Time) register.Lead {
	lead := register.Lead{Name: name, To: l.To, Asked: now}
	switch {
	case len(l.To) == 0 || scope.Under(own, l.To[len(l.To)-1]):
		lead.To = nil
	case l.Gone:
		lead.State = register.LeadDangling
	default:
		lead.State = register.LeadElsewhere
	}
	return lead
}

// resolve asks the resolver for names, several at once, and calls visit in their order. One that
// has no answer is passed with its error.
func resolve(ctx context.Context, names []string, ask func(context.Context, string) (scope.Lead, error), visit func(name string, l scope.Lead, err error) error) error {
	type answer struct {
		lead scope.Lead
		err  error
	}
	for part := range slices.Chunk(names, 16*leadsAtOnce) {
		answers := make([]answer, len(part))
		next := make(chan int)
		var all sync.WaitGroup
		for range leadsAtOnce {
			all.Go(func() {
				for i := range next {
					answers[i].lead, answers[i].err = ask(ctx, part[i])
				}
			})
		}
		for i := range part {
			next <- i
		}
		close(next)
		all.Wait()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for i, a := range answers {
			if err := visit(part[i], a.lead, a.err); err != nil {
				return err
			}
		}
	}
	return nil
}

// leads asks where the operator's names lead that candidates have, and returns the candidates with
// the places of storage services that they lead to, and without web servers that cannot be there.
func (d *Discovery) leads(ctx context.Context, list []Candidate, n *Counts) ([]Candidate, error) {
	if d.Lead == nil || d.Scope == nil {
		return list, nil
	}
	var names []string
	known := map[string]bool{}
	for _, c := range list {
		known[c.Target.String()] = true
		if c.Name != "" && scope.Under(d.Scope.Own, c.Name) {
			names = append(names, c.Name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	gone := map[string]bool{}
	err := resolve(ctx, names, d.Lead, func(name string, l scope.Lead, err error) error {
		n.Names++
		if err != nil {
			n.Unresolved++
			return nil
		}
		gone[name] = l.Gone
		in := Input{Evidence: register.OwnedByZone}
		for _, to := range l.To {
			for _, c := range in.leadsTo(name, to) {
				if !known[c.Target.String()] {
					known[c.Target.String()], c.From = true, "the DNS"
					list = append(list, c)
				}
			}
		}
		return d.led(ctx, leadOf(name, d.Scope.Own, l, d.Prober.Now()), n)
	})
	unasked := map[string]bool{}
	list = slices.DeleteFunc(list, func(c Candidate) bool {
		if c.Target.Provider != exposure.Web || !gone[c.Name] {
			return false
		}
		unasked[c.Name] = true
		return true
	})
	n.Gone = len(unasked)
	return list, err
}

// led keeps where a name leads, and tells what is wrong with it.
func (d *Discovery) led(ctx context.Context, l register.Lead, n *Counts) error {
	var change *register.Change
	if d.Prober.Register != nil {
		var err error
		if change, err = d.Prober.Register.SetLead(ctx, l); err != nil {
			return err
		}
	}
	if l.State == register.LeadDangling {
		n.Dangling++
	}
	if d.Led == nil || l.State == register.LeadHome && change == nil {
		return nil
	}
	return d.Led(l, change)
}

// placed keeps of a place to which a name of the operator's leads whether it is there.
func (d *Discovery) placed(ctx context.Context, c Candidate, o Outcome, n *Counts) error {
	r := d.Prober.Register
	if r == nil || !c.led() || o.Result.Exists == probe.ExistsUnknown {
		return nil
	}
	place := o.Result.Target
	if o.Result.Exists == probe.Exists {
		_, err := r.Placed(ctx, place, true, d.Prober.Now())
		return err
	}
	n.Dangling++
	l := register.Lead{Name: c.Name, To: []string{place}, State: register.LeadDangling, Place: place, Asked: d.Prober.Now()}
	if l.Name == "" {
		l.Name = place
	}
	_, err := r.SetLead(ctx, l)
	return err
}

// leads asks again where names lead of which that was asked before, when their time has come.
func (m *Monitor) leads(ctx context.Context, now time.Time) error {
	if m.Lead == nil {
		return nil
	}
	due, err := m.Prober.Register.LeadsDue(ctx, now.Add(-m.Every))
	if err != nil {
		return err
	}
	var names []string
	for _, l := range due {
		names = append(names, l.Name)
	}
	return resolve(ctx, names, m.Lead, func(name string, l scope.Lead, err error) error {
		if err != nil { // it is asked again in the next round
			return nil
		}
		change, err := m.Prober.Register.SetLead(ctx, leadOf(name, m.Own, l, now))
		if err != nil || change == nil {
			return err
		}
		return m.Visit(Outcome{Events: []register.Change{*change}})
	})
}

// placed keeps of a place to which a name of the operator's leads whether it is there.
func (m *Monitor) placed(ctx context.Context, o *Outcome) error {
	if p := o.Target.Provider; o.Result.Exists == probe.ExistsUnknown || o.Target.Query != "" || p == exposure.Web || p == exposure.Server {
		return nil
	}
	changes, err := m.Prober.Register.Placed(ctx, o.Result.Target, o.Result.Exists == probe.Exists, m.Prober.Now())
	o.Events = append(o.Events, changes...)
	return err
}
