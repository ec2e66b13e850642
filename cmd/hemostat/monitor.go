package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source"
)

type monitorFlags struct {
	scope    string
	every    time.Duration
	once     bool
	contents bool
	doubt    time.Duration
	workers  int
}

func (a *app) monitorCommand() *cobra.Command {
	var o monitorFlags
	cmd := &cobra.Command{
		Use:   "monitor [TARGET...]",
		Short: "Ask again and again, and say what was found, changed, denied or reopened",
		Long: `Monitor asks every target that the scope names, every one that was ever there, and those on the command
line, each once in --every, until it is stopped; and prints what changed: found, rights changed, contents
changed, denied, reopened, inconclusive for some time. Each event stands in the register with the
questions and answers that show it: see ` + "`hemostat timeline`" + `.

Requests spread over time and keep to the ceilings of the scope: requests_per_second of each grant for
one host (five where it names none), and of the scope for all of them together. When what was last asked
is kept, so a restart goes on where it was. It is never done twice at once with one data folder; other
commands may read and probe meanwhile.

A signed link by which something was open is asked too, as long as the grant says signed_links = true: on
the basis of owner it is kept, else name it on the command line. When the service's own clock is past the end
in the link's words, and it is refused or not kept, the time line says that it is retired; a target that was open by
such links alone has ended, which is not closed.

With --contents, what may be listed (depth list) is listed and compared with the last time. No name of an
object is kept, only its keyed name. A web server that dates or tags a directory without others in it is asked
whether its listing is the same, and once a day for all of it; a storage service has no such question.

What a grant covers by a glob names no target: of it, what was found there is monitored, and that is said when
it begins. Events are printed when they happen; how far it is, beside an event and once an hour.

` + monitorCodes,
		Example: `  hemostat monitor --scope scope.toml --every 1h
  hemostat monitor --scope scope.toml --every 6h --contents --json
  hemostat monitor --scope scope.toml --once`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.monitor(cmd.Context(), args, &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.scope, "scope", "", "scope file with the grants")
	f.DurationVar(&o.every, "every", time.Hour, "how often each target is asked, 1m at least: 15m, 1h, 24h")
	f.BoolVar(&o.once, "once", false, "ask what is due now, and end")
	f.BoolVar(&o.contents, "contents", false, "compare the objects of what may be listed")
	f.DurationVar(&o.doubt, "inconclusive-after", 6*time.Hour, "how long what was open must be inconclusive until that is told")
	f.IntVar(&o.workers, "workers", 32, "targets that are asked at once")
	return cmd
}

func (a *app) monitor(ctx context.Context, args []string, o *monitorFlags) error {
	if o.every < time.Minute {
		return usageError{fmt.Errorf("--every %s: once a minute at most", o.every)}
	}
	s := &scope.Scope{}
	var err error
	if o.scope != "" {
		if s, err = scope.Load(o.scope); err != nil {
			return usageError{err}
		}
	} else if len(args) == 0 {
		return usageError{errors.New("nothing is named to be monitored: give --scope, or targets")}
	}
	var named iter.Seq[exposure.Target] = s.Targets
	var links []exposure.Target
	if len(args) > 0 {
		more, _, _, err := probeTargets(args)
		if err != nil {
			return usageError{err}
		}
		for t := range more {
			if t.Query != "" {
				links = append(links, t)
			}
		}
		named = func(yield func(exposure.Target) bool) {
			for _, part := range []iter.Seq[exposure.Target]{s.Targets, more} {
				for t := range part {
					if !yield(t) {
						return
					}
				}
			}
		}
	}
	r, err := a.openRegister(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	release, err := r.Monitoring()
	if err != nil {
		return err
	}
	defer release()
	r.DoubtAfter = o.doubt
	p := &discover.Prober{Grant: granter(s, o.scope != ""), Register: r, Version: version(), Depth: exposure.List, Workers: o.workers, Now: a.now, Keep: discover.Present, Conditional: o.contents}
	view := monitorView{a: a, register: r}
	m := discover.Monitor{Prober: p, Named: named, Links: links, Every: o.every, Visit: view.visit, Told: view.round, Own: s.Own}
	if o.scope != "" {
		m.Lead = s.Lead
	}
	if o.contents {
		m.List = func(t exposure.Target) (source.Source, error) { return a.listable(ctx, p, s, t) }
	}
	if err := view.unnamed(ctx, s); err != nil {
		return err
	}
	if !o.once {
		return m.Run(ctx)
	}
	next, err := m.Once(ctx)
	if err != nil {
		return err
	}
	return view.once(ctx, next)
}

// listable opens a target whose grant goes as deep as listing, without any sign-in: what anybody
// can list is compared.
func (a *app) listable(ctx context.Context, p *discover.Prober, s *scope.Scope, t exposure.Target) (source.Source, error) {
	g, err := p.Grant(t, exposure.List)
	if err != nil {
		return nil, err
	}
	src, _, err := (&plan{scope: s}).open(ctx, t, g, &scanFlags{}, &credentials{})
	return src, err
}
