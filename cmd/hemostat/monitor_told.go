package main

import (
	"context"
	"fmt"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

const monitorCodes = `Exit codes:
  0    it was stopped, as by Ctrl-C, which is how it ends; of --once: nothing in the register is open or inconclusive
  3    of --once: something in the register is open, whether or not it was due
  4    of --once: nothing is open, and something is inconclusive
  1    an error
  2    wrong usage, or no grant covers any more what is monitored
  130  of --once: interrupted`

// tellEvery is how often a monitor says how far it is while nothing happens.
const tellEvery = time.Hour

// monitorView prints what a monitor finds, and now and then how far it is.
type monitorView struct {
	a        *app
	register *register.Register

	told  time.Time // when it was said last how far it is
	asked int       // since then
	news  bool      // something happened since then
}

// unnamed tells what the scope covers without naming a target, of which nothing is asked by itself.
func (v *monitorView) unnamed(ctx context.Context, s *scope.Scope) error {
	for _, g := range s.Globs() {
		why := "a folder of this machine, which nobody reaches from elsewhere: not monitored"
		if !g.Folder() {
			known := 0
			err := v.register.Exposures(ctx, register.Filter{}, func(e register.Exposure) error {
				if t, err := exposure.ParseTarget(e.Target); err == nil && g.Covers(t) {
					known++
				}
				return nil
			})
			if err != nil {
				return err
			}
			why = fmt.Sprintf("it has a glob and names no target: monitored is what `hemostat probe` or `hemostat discover` found there, %s so far", amount(known, "target", ""))
		}
		if !v.a.json {
			v.a.note("%s: %s", g.Written, why)
		} else if err := writeLine(v.a.stdout, map[string]string{"pattern": g.Written, "notMonitored": why}); err != nil {
			return err
		}
	}
	return nil
}

// visit prints the events of a target.
func (v *monitorView) visit(o discover.Outcome) error {
	if o.Err != nil {
		v.a.note("%s: %s", o.Target, oneLine(o.Err.Error()))
	}
	for _, c := range o.Events {
		v.news = true
		if v.a.json {
			if err := writeLine(v.a.stdout, c); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintf(v.a.stdout, "%s  %-16s %s  %s\n", c.At.Format(time.RFC3339), c.Event, c.Target, c.Detail); err != nil {
			return err
		}
	}
	return nil
}

// round says how far it is, where something happened or nothing was said for some time: rounds are
// many, since what is due is spread.
func (v *monitorView) round(ctx context.Context, r discover.Round) error {
	v.asked += r.Asked
	now := v.a.now()
	if !v.news && !v.told.IsZero() && now.Sub(v.told) < tellEvery && !now.Before(v.told) {
		return nil
	}
	open, unsure, known, err := v.standing(ctx)
	if err != nil {
		return err
	}
	since := ""
	if !v.told.IsZero() {
		since = " since " + v.told.Format(time.TimeOnly)
	}
	v.a.note("%s: %s asked%s; of %s in the register %s open, %s inconclusive; next at %s", now.Format(time.TimeOnly), amount(v.asked, "target", ""), since,
		countText(known), countText(open), countText(unsure), r.Next.Format(time.TimeOnly))
	v.told, v.asked, v.news = now, 0, false
	return nil
}

// standing counts the targets of the register, also those that no grant covers any more, and of these
// what is open, and what is inconclusive.
func (v *monitorView) standing(ctx context.Context) (open, unsure, known int, err error) {
	err = v.register.Exposures(ctx, register.Filter{}, func(e register.Exposure) error {
		known++
		switch e.State {
		case register.StateOpen:
			open++
		case register.StateDoubt:
			unsure++
		}
		return nil
	})
	return open, unsure, known, err
}

// once returns how one round ended: by what is open or inconclusive now, whether or not it was due.
func (v *monitorView) once(ctx context.Context, next time.Time) error {
	if v.told.IsZero() {
		v.a.note("nothing was due; next at %s", next.Format(time.RFC3339))
	}
	open, unsure, _, err := v.standing(ctx)
	switch {
	case err != nil:
		return err
	case open > 0:
		return status(exitFindings)
	case unsure > 0:
		return status(exitIncomplete)
	}
	return nil
}
