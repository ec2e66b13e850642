package discover

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/source"
)

// compare lists a target that is open for it, where the grant goes so far, and compares its objects
// with those of the last time.
func (m *Monitor) compare(ctx context.Context, o Outcome) (*register.Change, error) {
	if m.List == nil || !opens(o.Result, exposure.RightList) || m.compared[o.Target.String()] {
		return nil, nil
	}
	m.compared[o.Target.String()] = true
	if o.Result.Unchanged {
		return nil, m.Prober.Register.ListedAgain(ctx, o.Result.Target, m.Prober.Now())
	}
	src, err := m.List(o.Target)
	if err != nil || src == nil {
		return nil, nil // the grant does not go so far, or nothing lists such a target
	}
	l, err := m.Prober.Register.Compare(ctx, o.Result.Target)
	if err != nil {
		return nil, err
	}
	one, pages := true, 0 // one directory: its validator is that of all
	err = source.Walk(ctx, src, "", func(p source.Page) error {
		pages++ // of another directory, be it empty, there is one too
		one = one && (len(p.Objects) > 0 || pages == 1) && !slices.ContainsFunc(p.Objects, func(o source.Object) bool { return strings.Contains(o.Name, "/") })
		return l.Add(p.Objects)
	})
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil: // what was listed before stays: half a listing is compared with nothing
		return nil, m.Visit(Outcome{Target: o.Target, Result: o.Result, Err: fmt.Errorf("its objects were not compared: %w", err)})
	}
	change, err := l.Done(ctx, m.Prober.Now())
	if err != nil || o.Target.Provider != exposure.Web {
		return change, err
	}
	validator := o.Result.Listed
	if !one {
		validator = probe.Validator{}
	}
	return change, m.Prober.Register.SetValidator(ctx, o.Result.Target, validator, m.Prober.Now())
}

func opens(r *probe.Result, right exposure.Right) bool {
	return slices.ContainsFunc(r.Rights, func(f exposure.Finding) bool { return f.Right == right && f.Verdict == exposure.Open })
}
