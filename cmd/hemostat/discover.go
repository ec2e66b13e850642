package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/signedlink"
)

type discoverFlags struct {
	scope     string
	inventory []string
	zone      []string
	from      []string
	guess     int
	workers   int
	dry       bool
	left      bool
}

func (a *app) discoverCommand() *cobra.Command {
	var o discoverFlags
	cmd := &cobra.Command{
		Use:   "discover --scope SCOPE",
		Short: "Find what of yours, and of your vendors', anybody can reach",
		Long: `Discover makes candidates, asks those that the scope covers, and says of each that is there what anybody
may do with it and by what evidence it is yours. Nothing outside the scope is ever asked.

Candidates come from what you hand over, whatever its form: every address of a storage service in it, and
every signed link.
  --inventory  your own list of resources: az storage account list, Azure Resource Graph, aws s3api
               list-buckets, AWS Config, gcloud storage buckets list (JSON)
  --zone       your zone file or DNS export: a name of yours leads to it. One that leads to a place that
               does not exist is a finding: anybody can make that place
  --from       anything else: source trees, built pages, lists of addresses, certificate-transparency
               exports, HAR files, proxy logs
and, where a grant says discover = true, from names: the scope's words, domains and vendors, joined with
what stands in such names, the likeliest first (--guess), at the places where the grant has a glob, such as
targets = ["s3://contoso*", "gs://contoso*", "az://contoso*/**"].

Evidence: "grant" a grant names it, "inventory", "zone", "reference" something of yours names it, which may
be another's; none: a name that was guessed. What has no better evidence than a reference is never read by
` + "`hemostat scan --discovered`" + `, until a grant names it.

` + probeCodes,
		Example: `  hemostat discover --scope scope.toml
  hemostat discover --scope scope.toml --inventory accounts.json --zone contoso.zone --from ./website/dist
  hemostat discover --scope scope.toml --guess 100000 --json
  hemostat discover --scope scope.toml --from proxy.log --dry-run`,
		Args: nothing,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.discover(cmd.Context(), &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.scope, "scope", "", "scope file with the grants")
	f.StringArrayVar(&o.inventory, "inventory", nil, "file with your own list of resources")
	f.StringArrayVar(&o.zone, "zone", nil, "zone file or DNS export of your domains")
	f.StringArrayVar(&o.from, "from", nil, "file or folder to search for addresses")
	f.IntVar(&o.guess, "guess", 10_000, "how many names to guess at most; 0: none")
	f.IntVar(&o.workers, "workers", 64, "targets that are asked at once")
	f.BoolVar(&o.dry, "dry-run", false, "print the candidates and ask nobody")
	f.BoolVar(&o.left, "not-covered", false, "print also candidates that no grant covers")
	return cmd
}

func (a *app) discover(ctx context.Context, o *discoverFlags) error {
	if o.scope == "" {
		return usageError{errors.New("--scope is missing: discovery asks only what a scope covers; `hemostat scope init` writes one")}
	}
	s, err := scope.Load(o.scope)
	if err != nil {
		return usageError{err}
	}
	v := &discovered{a: a, o: o}
	d := discover.Discovery{Scope: s, Guess: o.guess, Found: v.found, Left: v.leave}
	for _, part := range []struct {
		paths    []string
		evidence register.Ownership
	}{{o.inventory, register.OwnedByInventory}, {o.zone, register.OwnedByZone}, {o.from, register.OwnedByReference}} {
		for _, path := range part.paths {
			d.Inputs = append(d.Inputs, discover.Input{Path: path, Evidence: part.evidence})
		}
	}
	if len(d.Inputs) == 0 && len(s.Places()) == 0 {
		return usageError{fmt.Errorf("%s has no grant with discover = true and a glob, and no input was named: there is nothing to make candidates from", o.scope)}
	}
	if o.dry {
		return d.Candidates(ctx, granter(s, true), v.candidate)
	}
	r, err := a.openRegister(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	d.Prober = &discover.Prober{Grant: granter(s, true), Register: r, Version: version(), Depth: exposure.Probe, Workers: o.workers, Now: a.now}
	n, err := d.Run(ctx)
	if err != nil {
		return err
	}
	a.note("%d candidates: %d not covered by the scope, %d asked, %d there, %d open, %d inconclusive", n.Candidates, n.NotCovered, n.Asked, n.There, n.Open, n.Unsure)
	if n.Unanswered > 0 {
		a.note("%d of them gave no answer at all: see whether their hosts can be reached from here", n.Unanswered)
	}
	switch {
	case n.Unanswered > 0, n.Open == 0 && n.Unsure > 0:
		return status(exitIncomplete)
	case n.Open > 0:
		return status(exitFindings)
	}
	return nil
}

// discovered prints what a discovery finds.
type discovered struct {
	a *app
	o *discoverFlags
}

// discoveredTarget is a line of JSON.
type discoveredTarget struct {
	*probe.Result
	OwnedBy  register.Ownership `json:"ownedBy"`
	From     string             `json:"from"`
	Dangling bool               `json:"dangling,omitempty"`
	Link     *judgedLink        `json:"link,omitempty"`
	Events   []register.Change  `json:"events,omitempty"`
	Evidence []string           `json:"evidence,omitempty"`
}

func (v *discovered) found(c discover.Candidate, o discover.Outcome) error {
	if judged := v.judge(c); judged != nil && !v.a.json {
		judged.Asked = true
		if err := (&probeView{a: v.a}).link(*judged); err != nil {
			return err
		}
	}
	if v.a.json {
		line := discoveredTarget{Result: o.Result, OwnedBy: c.Evidence, From: c.From, Dangling: discover.Dangling(c, o), Link: v.judge(c), Events: o.Events}
		for _, e := range o.Result.Evidence {
			line.Evidence = append(line.Evidence, e.ID)
		}
		return writeLine(v.a.stdout, line)
	}
	var open []string
	for _, f := range o.Result.Rights {
		if f.Verdict == exposure.Open {
			open = append(open, string(f.Right))
		}
	}
	what := verdictWord(o.Result)
	switch {
	case len(open) > 0:
		what = "open: " + strings.Join(open, ", ")
	case discover.Dangling(c, o):
		what = "a name of yours leads to it and it does not exist: anybody can make it"
	}
	link := ""
	if c.Target.Query != "" {
		link = " by a signed link"
	}
	_, err := fmt.Fprintf(v.a.stdout, "%-13s %s%s\n              %s; %s\n", discoveredWord(c, o), o.Result.Target, link, what, ownedText(c))
	return err
}

func discoveredWord(c discover.Candidate, o discover.Outcome) string {
	switch {
	case o.Result.Exposed:
		return "EXPOSED"
	case discover.Dangling(c, o):
		return "DANGLING"
	case undecided(o.Result):
		return "inconclusive"
	}
	return "closed"
}

func ownedText(c discover.Candidate) string {
	switch c.Evidence {
	case register.OwnedByGrant:
		return "a grant names it"
	case register.OwnedByInventory:
		return "it stands in your inventory"
	case register.OwnedByZone:
		return "a name of yours leads to it"
	case register.OwnedByReference:
		return "something of yours names it; whose it is is not shown"
	}
	return c.From + ": whose it is is not shown"
}

// judge reads the words of a candidate's signature.
func (v *discovered) judge(c discover.Candidate) *judgedLink {
	link, err := signedlink.Parse(c.Link)
	if err != nil {
		return nil
	}
	return &judgedLink{Link: link, Judgement: link.Judge(v.a.now())}
}

// leave tells a candidate that is not asked: a signed link always, since its words say what it
// opens, and others where that was asked for.
func (v *discovered) leave(c discover.Candidate, why string) error {
	if judged := v.judge(c); judged != nil {
		judged.Why = oneLine(why)
		return (&probeView{a: v.a}).link(*judged)
	}
	if !v.o.left || c.Evidence == register.OwnedByNothing {
		return nil
	}
	if v.a.json {
		return writeLine(v.a.stdout, map[string]string{"target": c.Target.String(), "from": c.From, "notAsked": oneLine(why)})
	}
	_, err := fmt.Fprintf(v.a.stdout, "%-13s %s\n              %s\n", "not covered", c.Target, ownedText(c))
	return err
}

// candidate prints one for --dry-run.
func (v *discovered) candidate(c discover.Candidate, covered bool) error {
	if !covered && !v.o.left {
		return nil
	}
	if v.a.json {
		return writeLine(v.a.stdout, map[string]any{"target": c.Target.String(), "ownedBy": c.Evidence, "from": c.From, "weight": c.Weight, "covered": covered, "signed": c.Target.Query != ""})
	}
	mark := ""
	if !covered {
		mark = "  (no grant covers it)"
	}
	_, err := fmt.Fprintf(v.a.stdout, "%s  %s%s\n", c.Target, c.From, mark)
	return err
}

// discoveredTargets returns what is open to listing by the register, shown to be the operator's,
// and granted at a depth at which scanning does something.
func (a *app) discoveredTargets(ctx context.Context, file string) (list []string, err error) {
	if file == "" {
		return nil, usageError{errors.New("--scope is missing: what was discovered is read only as far as a scope covers it")}
	}
	s, err := scope.Load(file)
	if err != nil {
		return nil, usageError{err}
	}
	r, err := a.openRegister(ctx)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	left := 0
	err = r.Exposures(ctx, register.Filter{States: []register.State{register.StateOpen}}, func(e register.Exposure) error {
		t, err := parseTarget(e.Target)
		if err != nil || t.Provider == exposure.Server || !listed(e) {
			return err
		}
		g, err := s.Grant(t, exposure.List)
		if err != nil || !e.Evidence.Shown() && !g.Names() {
			left++
			a.note("%s is open and not read: %s", e.Target, whyLeft(e, err))
			return nil
		}
		list = append(list, e.Target)
		return nil
	})
	if err == nil && len(list) == 0 {
		err = usageError{fmt.Errorf("nothing that may be read was found open (%d were left): `hemostat discover` and `hemostat exposures` say what is known", left)}
	}
	return list, err
}

// listed reports whether anybody could list a target when it was asked last.
func listed(e register.Exposure) bool {
	for _, f := range e.Rights {
		if f.Right == exposure.RightList && f.Verdict == exposure.Open && f.Access == "anonymous" {
			return true
		}
	}
	return false
}

func whyLeft(e register.Exposure, err error) string {
	if err != nil {
		return oneLine(err.Error())
	}
	return "whose it is is not shown; name it in a grant if it is yours"
}
