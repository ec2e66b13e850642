package discover

import (
	"context"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Verifier asks again what was open, from here and from a second place, in rounds some
// minutes apart.
type Verifier struct {
	Places []*Prober // the first is here
	Rounds int
	Wait   time.Duration // between two rounds
	// Tell, where given, is told each round before it begins and how long it waits.
	Tell func(round int, wait time.Duration)
}

// Run probes the targets, each as often as it has links, and calls visit with each outcome.
func (v *Verifier) Run(ctx context.Context, targets []exposure.Target, visit func(vantage string, o Outcome) error) error {
	for round := 1; round <= v.Rounds; round++ {
		wait := v.Wait
		if round == 1 {
			wait = 0
		}
		if v.Tell != nil {
			v.Tell(round, wait)
		}
		if wait > 0 {
			select {
			case <-ctx.Done():
				return context.Cause(ctx)
			case <-time.After(wait):
			}
		}
		for _, p := range v.Places {
			if err := p.Each(ctx, slices.Values(targets), func(o Outcome) error { return visit(p.Vantage, o) }); err != nil {
				return err
			}
		}
	}
	return nil
}
