package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/probe/checks"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/seal"
)

type probeFlags struct {
	scope    string
	depth    string
	objects  []string
	workers  int
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
		if i.Experimental {
			mark = "  (experimental: none has answered it yet)"
		}
		if _, err := fmt.Fprintf(a.stdout, "%s%s\n  asks    %s\n  source  %s\n", i.Name, mark, i.Asks, i.Source); err != nil {
			return err
		}
	}
	return nil
}

// openRegister opens the register of the data folder, and makes it where there is none.
func (a *app) openRegister(ctx context.Context) (*register.Register, error) {
	keys := a.registerKeys()
	release, err := onlyOne(keys.Dir) // two first commands at once make one register
	if err != nil {
		return nil, fmt.Errorf("key of the register: %w", err)
	}
	defer release()
	entry, err := keys.Find(registerName)
	id := entry.ID
	var key *seal.Key
	switch {
	case errors.Is(err, seal.ErrNoKey):
		id, key, err = keys.Create(registerName, seal.Protection{})
	case err == nil:
		key, err = keys.Open(id, a.unlock)
	}
	if err != nil {
		return nil, fmt.Errorf("key of the register: %w", err)
	}
	return register.Open(ctx, filepath.Join(a.dataDir, registerName, id), key)
}

// onlyOne waits until no other process is between a call and its release for this folder.
func onlyOne(dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
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
	s := &scope.Scope{}
	if o.scope != "" {
		if s, err = scope.Load(o.scope); err != nil {
			return usageError{err}
		}
	}
	grant := granter(s, o.scope != "")
	view := probeView{a: a, o: o}
	if args, err = view.links(args, grant); err != nil || len(args) == 0 {
		return errors.Join(err, view.end())
	}
	all, many, err := probeTargets(args)
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
	p := discover.Prober{Grant: grant, Register: r, Version: version(), Depth: depth, Workers: o.workers, Objects: func(exposure.Target) []string { return o.objects }, Now: a.now}
	if many {
		p.Keep = discover.Present
	}
	if err := p.Each(ctx, all, view.show); err != nil {
		return err
	}
	return view.end()
}

// probeTargets reads targets and ranges of servers. many reports that there is a range.
func probeTargets(args []string) (all iter.Seq[exposure.Target], many bool, err error) {
	var parts []iter.Seq[exposure.Target]
	for _, arg := range args {
		servers, ok, err := exposure.ParseServers(arg)
		if err != nil {
			return nil, false, err
		}
		if ok {
			parts, many = append(parts, servers.All), true
			continue
		}
		t, err := parseTarget(arg)
		if err != nil {
			return nil, false, err
		}
		if t.Provider == exposure.Folder {
			return nil, false, fmt.Errorf("%s is a folder of this machine, which nobody reaches from elsewhere: `hemostat scan` reads it", t)
		}
		parts = append(parts, slices.Values([]exposure.Target{t}))
	}
	return func(yield func(exposure.Target) bool) {
		for _, part := range parts {
			for t := range part {
				if !yield(t) {
					return
				}
			}
		}
	}, many, nil
}
