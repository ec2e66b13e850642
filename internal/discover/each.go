package discover

import (
	"context"
	"iter"
	"sync"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
)

// Each probes targets and calls visit with each outcome, in the order of the targets. An
// error of visit, of the register or of ctx ends it.
func (p *Prober) Each(ctx context.Context, targets iter.Seq[exposure.Target], visit func(Outcome) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	workers := p.Workers
	if workers == 0 {
		workers = 32
	}
	type job struct {
		target exposure.Target
		done   chan Outcome
	}
	jobs, order := make(chan job), make(chan job, 4*workers)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for j := range jobs {
				j.done <- p.one(ctx, j.target)
			}
		})
	}
	all.Go(func() {
		defer close(order)
		defer close(jobs)
		for t := range targets {
			j := job{t, make(chan Outcome, 1)}
			select {
			case order <- j:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				j.done <- Outcome{Target: t, Err: context.Cause(ctx)}
				return
			}
		}
	})
	b := batch{p: p, visit: visit}
	err := func() error {
		for j := range order {
			var o Outcome
			select {
			case o = <-j.done:
			default: // what is done already is kept before waiting
				if err := b.flush(ctx); err != nil {
					return err
				}
				o = <-j.done
			}
			if err := b.add(ctx, o); err != nil {
				return err
			}
		}
		return b.flush(ctx)
	}()
	if err == nil {
		err = context.Cause(ctx)
	}
	stop(err)
	for range order { // so that whoever waits to put something in goes on
	}
	all.Wait()
	return err
}

// batch gathers outcomes, so that one write keeps many.
type batch struct {
	p     *Prober
	visit func(Outcome) error
	list  []Outcome
}

// most is how many outcomes are kept in one write.
const most = 256

func (b *batch) add(ctx context.Context, o Outcome) error {
	if o.Err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	b.list = append(b.list, o)
	if len(b.list) < most {
		return nil
	}
	return b.flush(ctx)
}

func (b *batch) flush(ctx context.Context) error {
	var observed []register.Observation
	var of []int // of the outcomes, which each observation is
	for i, o := range b.list {
		if o.Result == nil || b.p.Register == nil || b.p.Keep != nil && !b.p.Keep(o) {
			continue
		}
		observed = append(observed, register.Observation{Result: o.Result, Vantage: b.p.Vantage, Basis: o.basis, At: b.p.Now(), Link: o.Target.Link(), Ends: linkEnd(o.Target)})
		of = append(of, i)
	}
	list := b.list
	if len(observed) > 0 {
		changes, err := b.p.Register.Record(ctx, observed...)
		if err != nil {
			return err
		}
		for _, c := range changes {
			list[of[c.Of]].Events = append(list[of[c.Of]].Events, c)
		}
	}
	b.list = b.list[:0]
	for _, o := range list {
		if err := b.visit(o); err != nil {
			return err
		}
	}
	return nil
}
