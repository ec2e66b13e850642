package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/probe/checks"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

type probeFlags struct {
	scope    string
	depth    string
	objects  []string
	workers  int
	via      string
	place    string
	by       string
	list     bool
	evidence bool
	all      bool
}

func (a *app) probeCommand() *cobra.Command {
	var o probeFlags
	cmd := &cobra.Command{
		Use:   "probe TARGET...",
		Short: "Ask what anybody may do with a target, right by right",
		Long: `Probe asks each target what anybody may do with it, without any name or password, and says of each
right whether it is open, closed or inconclusive, with what shows it. Nothing is written, changed or
tried: the right to write is read from policies alone.

A target is a container, a bucket, a web server, a server of a database or queue, or many of these:

  az://ACCOUNT/CONTAINER  s3://BUCKET  gs://BUCKET  https://HOST/DIRECTORY/
  redis://HOST[:PORT]     tcp://HOST:PORT           tcp://10.0.0.0/24:6379,9200-9300

A link that carries a signature is judged by its words first, and asked only where the grant says
signed_links = true: a SAS of Azure, a pre-signed address of S3 or Cloud Storage. Others are judged alone. An account is named to a server only where the grant names it.

What was asked and answered is kept, encrypted, in the register of this data folder, as a chain that
others can verify: see ` + "`hemostat exposures` and `hemostat timeline`" + `. Each host is asked five times a
second at most, unless its grant says otherwise.

"Closed" here means denied from here, at this time. ` + "`hemostat verify`" + ` is for more.

` + probeCodes,
		Example: `  hemostat probe az://ACCOUNT/CONTAINER --scope scope.toml
  hemostat probe 'https://ACCOUNT.blob.core.windows.net/CONTAINER/x.zip?sv=…&sig=…' --scope scope.toml
  hemostat probe redis://127.0.0.1 --depth list
  hemostat probe tcp://127.0.0.0/28:6379,5432 --json
  hemostat probe --list`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.list {
				return nothing(cmd, args)
			}
			return targets(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.list {
				return a.listChecks()
			}
			return a.probe(cmd.Context(), args, &o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.scope, "scope", "", "scope file with the grants")
	f.StringVar(&o.depth, "depth", "probe", "probe, or list: also what a server holds, by name and count")
	f.StringArrayVar(&o.objects, "object", nil, "name of an object that is known to be there, to ask for its first byte")
	f.StringVar(&o.via, "via", "", viaHelp)
	f.StringVar(&o.place, "place", "", "network that --via leads to, where its address is of this machine or private; with --by")
	f.StringVar(&o.by, "by", "", "who says so")
	f.IntVar(&o.workers, "workers", 32, "targets that are asked at once")
	f.BoolVar(&o.list, "list", false, "list what can be asked, and how")
	f.BoolVar(&o.evidence, "evidence", false, "print each question with its answer")
	f.BoolVar(&o.all, "all", false, "of several targets, print also those that are closed or not there")
	offer(cmd, "depth", "probe", "list")
	return cmd
}

const probeCodes = `Exit codes:
  0    nothing is open from here
  3    something is open, whatever was not shown of the rest
  4    nothing is open, and of a target neither was shown, for listing and reading, or one of them may be open by the answers;
       or a link that may be live was not asked
  1    an error
  2    wrong usage, or a target that no grant covers
  130  interrupted`

func (a *app) listChecks() error {
	if a.json {
		for _, c := range checks.All() {
			if err := writeJSON(a.stdout, c.Info()); err != nil {
				return err
			}
		}
		return nil
	}
	for _, c := range checks.All() {
		i := c.Info()
		mark := ""
		switch {
		case i.Experimental && i.Answered != "":
			mark = "  (experimental: none has answered it yet, but " + i.Answered + ", which speaks as it does)"
		case i.Experimental:
			mark = "  (experimental: none has answered it yet)"
		}
		if _, err := fmt.Fprintf(a.stdout, "%s%s\n  asks    %s\n  source  %s\n", i.Name, mark, i.Asks, i.Source); err != nil {
			return err
		}
	}
	return nil
}

// granter finds the grant of each target: of the scope, else the operator's own word for a
// loopback address that they named.
func granter(s *scope.Scope, scoped bool) func(exposure.Target, exposure.Depth) (*scope.Grant, error) {
	return func(t exposure.Target, d exposure.Depth) (*scope.Grant, error) {
		g, err := s.Grant(t, d)
		if err != nil && !scoped && t.Loopback() {
			return s.Loopback(t, exposure.Finder)
		}
		return g, err
	}
}

func (a *app) probe(ctx context.Context, args []string, o *probeFlags) error {
	depth, err := exposure.ParseDepth(o.depth)
	if err != nil || depth > exposure.List {
		return usageError{fmt.Errorf("--depth %s: want probe or list", o.depth)}
	}
	if err := checkWorkers(o.workers); err != nil {
		return err
	}
	s := &scope.Scope{}
	if o.scope != "" {
		if s, err = scope.Load(o.scope); err != nil {
			return usageError{err}
		}
	}
	from := vantage{scope: s}
	if o.via != "" {
		if from, err = a.via(ctx, s, o.via); err != nil {
			return err
		}
	}
	if from.near != (o.place != "") || (o.place != "") != (o.by != "") {
		return usageError{fmt.Errorf("--via %s: %s; of any other place these are left out", exposure.Redact(o.via), wantsPlace)}
	}
	grant := granter(from.scope, o.scope != "")
	view := probeView{a: a, o: o}
	args, err = view.links(args, grant)
	if err = errors.Join(err, a.keepLinks(ctx, view.unaskedLinks)); err != nil || len(args) == 0 {
		return errors.Join(err, view.end())
	}
	all, count, many, err := probeTargets(args)
	if err != nil {
		return usageError{err}
	}
	view.many = many && !o.all
	if !many { // before anything is sent
		for t := range all {
			if _, err := grant(t, exposure.Probe); err != nil {
				return err
			}
		}
	}
	r, err := a.openRegister(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	if from.near {
		if err := from.called(ctx, r, register.Place{Network: o.place, At: a.now(), By: o.by}); err != nil {
			return err
		}
	}
	p := discover.Prober{Grant: grant, Register: r, Version: version(), Depth: depth, Workers: o.workers, Now: a.now, Vantage: from.name, Remote: from.remote,
		Objects: func(exposure.Target) []string { return o.objects }}
	if many {
		p.Keep = discover.Present
	}
	if err := a.sweep(ctx, &p, all, count, &view); err != nil {
		return err
	}
	return view.end()
}

// sweep asks all targets, and says how far it is where they are many.
func (a *app) sweep(ctx context.Context, p *discover.Prober, all iter.Seq[exposure.Target], count int64, view *probeView) error {
	if count >= manyTargets {
		a.note("%s targets are to be asked; it may be interrupted, what was found stays", countText(count))
	}
	begun := a.now()
	shown := a.progress(func() string { return a.askedText(p.Asked(), count, begun) })
	err := p.Each(ctx, all, view.show)
	shown.close()
	if err != nil && ctx.Err() != nil {
		a.note("%s; what was found is in the register", a.askedText(p.Asked(), count, begun))
	}
	return err
}

// manyTargets is from how many on a command says so before it asks them.
const manyTargets = 10_000

// probeTargets reads targets and ranges of servers, and counts them. many reports that there
// is a range.
func probeTargets(args []string) (all iter.Seq[exposure.Target], count int64, many bool, err error) {
	var parts []iter.Seq[exposure.Target]
	for _, arg := range args {
		servers, ok, err := exposure.ParseServers(arg)
		if err != nil {
			return nil, 0, false, err
		}
		if ok {
			parts, count, many = append(parts, servers.All), count+servers.Count(), true
			continue
		}
		t, err := parseTarget(arg)
		if err != nil {
			return nil, 0, false, err
		}
		if t.Provider == exposure.Folder {
			return nil, 0, false, fmt.Errorf("%s is a folder of this machine, which nobody reaches from elsewhere: `hemostat scan` reads it", t)
		}
		parts, count = append(parts, slices.Values([]exposure.Target{t})), count+1
	}
	return func(yield func(exposure.Target) bool) {
		for _, part := range parts {
			for t := range part {
				if !yield(t) {
					return
				}
			}
		}
	}, count, many, nil
}
