package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
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
Hosts of the scope's own domains that stand in any of them are asked as web servers, for a directory listing,
.git, .env and backups, where a grant covers them: targets = ["https://*.contoso.example/"] with discover = true.
The resolver is asked where these names lead: one that leads to a name of somebody else's is told, and one
that leads to what does not exist is a finding too.

Candidates come also, where a grant says discover = true, from names: the scope's words, domains and vendors, joined with
what stands in such names, the likeliest first (--guess), at the places where the grant has a glob, such as
targets = ["s3://contoso*", "gs://contoso*", "az://contoso*/**"].

Evidence: "grant" a grant names it, "inventory", "zone", "reference" something of yours names it, which may
be another's; none: a name that was guessed. What has no better evidence than a reference is never read by
` + "`hemostat scan --discovered`" + `, until a grant names it.

` + discoverCodes,
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

const discoverCodes = `Exit codes:
  0    nothing that was asked is open from here
  3    something is open, whatever was not shown of the rest
  4    nothing is open, and of a target that is there neither was shown, for listing and reading, or one of them may
       be open by the answers; or a host gave no answer, a link that may be live was not asked, a grant has ended, or
       a line of a zone was too long to be read
  1    an error
  2    wrong usage, or every grant of a candidate has ended: nothing was asked
  130  interrupted`

func (a *app) discover(ctx context.Context, o *discoverFlags) error {
	if o.scope == "" {
		return usageError{errors.New("--scope is missing: discovery asks only what a scope covers; `hemostat scope init` writes one")}
	}
	s, err := scope.Load(o.scope)
	if err != nil {
		return usageError{err}
	}
	v := &discovered{a: a, o: o}
	d := discover.Discovery{Scope: s, Guess: o.guess, Lead: s.Lead, Found: v.found, Left: v.leave, Led: v.led}
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
		err := d.Candidates(ctx, granter(s, true), v.candidate)
		a.strange(&d)
		if ended := d.Ended(); ended != nil {
			a.note("what it covers would not be asked: %s", oneLine(ended.Error()))
		}
		return err
	}
	r, err := a.openRegister(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	d.Prober = &discover.Prober{Grant: granter(s, true), Register: r, Version: version(), Depth: exposure.Probe, Workers: o.workers, Now: a.now}
	begun := a.now()
	shown := a.progress(func() string { return a.askedText(d.Prober.Asked(), 0, begun) })
	v.keep = func(list []unaskedLink) error { return keepUnasked(context.WithoutCancel(ctx), r, list) }
	n, err := d.Run(ctx)
	shown.close()
	if err = errors.Join(err, v.flush(1)); err != nil {
		if ctx.Err() != nil {
			a.note("%s; what was found is in the register", a.askedText(d.Prober.Asked(), 0, begun))
		}
		return err
	}
	a.note("%s: %d not covered by the scope, %d asked, %d there, %d open, %d inconclusive", amount(n.Candidates, "candidate", ""), n.NotCovered, n.Asked, n.There, n.Open, n.Unsure)
	if n.Names > 0 {
		a.note("%s of yours: %d lead to what does not exist, of %d the DNS gave no answer, and at %d no web server was asked, since by the DNS nothing is there", amount(n.Names, "name", ""), n.Dangling, n.Unresolved, n.Gone)
	}
	a.strange(&d)
	if n.Unanswered > 0 {
		a.note("%d of them gave no answer at all: see whether their hosts can be reached from here", n.Unanswered)
	}
	if n.Ended > 0 && n.Asked == 0 {
		return d.Ended()
	}
	if n.Ended > 0 {
		a.note("%s not asked, since the grant has ended: %s", amount(n.Ended, "candidate", ""), oneLine(d.Ended().Error()))
	}
	passed, _ := d.Passed()
	switch {
	case n.Open > 0:
		return status(exitFindings)
	case passed > 0, n.Unanswered > 0, n.Unsure > 0, n.Ended > 0, v.unasked:
		return status(exitIncomplete)
	}
	return nil
}

// strange tells of the names of zones that were not asked where they lead, and of lines that were not
// read.
func (a *app) strange(d *discover.Discovery) {
	if n := d.Strange(); n > 0 {
		a.note("%s of the zones below no domain that the scope calls its own: not asked as web servers, nor where they lead; add such domains to own = [...]", amount(n, "name", ""))
	}
	if n, first := d.Passed(); n > 0 {
		a.note("%s of the zones too long for a record: not read as one; the first is %s", amount(n, "line", ""), oneLine(first))
	}
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
		if err != nil || !listed(e) {
			return err
		}
		if _, reads := readable[t.Service]; t.Provider == exposure.Server && !reads {
			left++
			a.note("%s is open and not read: what stands in such a server is not read", e.Target)
			return nil
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
