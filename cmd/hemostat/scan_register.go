package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/probe/checks"
	"github.com/hemostat/hemostat/internal/register"
)

// handedOut returns the files below a web directory that a probe found to be handed out, as paths
// below it: listings leave out what begins with a dot.
func (a *app) handedOut(ctx context.Context, t exposure.Target) (names []string, err error) {
	if t.Provider != exposure.Web || t.Prefix != "" && !strings.HasSuffix(t.Prefix, "/") {
		return nil, nil
	}
	r, err := a.knownRegister(ctx)
	if errors.Is(err, errNoRegister) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	err = r.Exposures(ctx, register.Filter{States: []register.State{register.StateOpen}}, func(e register.Exposure) error {
		other, err := exposure.ParseTarget(e.Target)
		if err != nil || !t.Contains(other) {
			return nil
		}
		found := checks.HandedOut(e.Notes)
		if other.Prefix != "" && !strings.HasSuffix(other.Prefix, "/") && readOpen(e) {
			found = []string{""} // the target itself is a file
		}
		for _, name := range found {
			names = append(names, strings.TrimPrefix(other.Prefix+name, t.Prefix))
		}
		return nil
	})
	slices.Sort(names)
	return slices.Compact(names), err
}

// readOpen reports whether anybody could read a target when that was asked last.
func readOpen(e register.Exposure) bool {
	return slices.ContainsFunc(e.Rights, func(f exposure.Finding) bool {
		return f.Right == exposure.RightRead && f.Verdict == exposure.Open && f.Access == "anonymous"
	})
}

// noteReading tells the register which targets are about to be read, so that what is written to
// others about them later is so.
func (a *app) noteReading(ctx context.Context, c *campaign.Campaign, p *plan) error {
	progress, err := c.Catalog.Progress(ctx)
	if err != nil {
		return err
	}
	var reached []exposure.Target
	reads := map[string]bool{}
	for _, t := range p.targets {
		if t.Target.Provider != exposure.Folder {
			reached = append(reached, t.Target)
			reads[t.Target.String()] = t.Reads()
		}
	}
	if len(reached) == 0 || progress.Done() {
		return nil
	}
	r, err := a.openRegister(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	return r.Reading(ctx, a.now(), reached, func(t exposure.Target) bool { return reads[t.String()] })
}
