package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

type verifyFlags struct {
	scope     string
	via       []string
	place     []string
	rounds    int
	wait      time.Duration
	links     []string
	known     []string
	config    string
	by        string
	statement string
	since     string
	retire    []string
	reason    string
}

func (a *app) verifyCommand() *cobra.Command {
	var o verifyFlags
	cmd := &cobra.Command{
		Use:   "verify CAMPAIGN|TARGET...",
		Short: "Ask again what was open, and say whether it is closed",
		Long: `Verify asks again what was open: the listing, objects that are known to be there, what older versions
there are and one that is known, and each signed link that was accepted. It says of each target: still open, denied from here,
inconclusive, ended by the words of its links, retired, or closed.

One place alone gives "denied from here". Closed needs the same denial from two networks (--via a proxy in
the second one), or from one and the owner's configuration (--owner-config, with --by), over two rounds
some minutes apart with nothing open in between. Rounds of earlier commands count too, so that verify may
be run again later in place of waiting.

A proxy at an address of this machine, or a private one, shows nothing of the network that it leads to:
--place names that network, one for each such --via in their order, and --by answers for it; the statement
says so. What stands at such an address itself no second network can deny: it needs --owner-config.

Of a web server, a file that was read and is gone counts as denied, by deletion: where it is all that is known
to have been open there, or the directory is gone with it. A directory that once listed its files may serve
others to whoever remembers their names: there it needs the owner's word (--owner-config) that it does not.

What was open by a signed link that is lost, or from a proxy that is gone, can be asked by nobody any more:
--retire takes it off the list of what must be denied, with --reason and --by, which stand in the chain and
in the statement. A link whose own end is past by the service's clock is taken off by itself. Of what was retired
by a word alone nothing is ever called closed, and what was open by such links alone has ended: it is closed
where they are denied as anything else is.

Where one target is asked and it is closed, --statement writes a signed statement (DSSE, ed25519), which a
third party checks with ` + "`hemostat verify-statement`" + ` and the public key that ` + "`hemostat key statement`" + `
prints. It never says that no copy exists.

Exit codes:
  0    all of it is closed
  3    something is still open
  4    nothing is open from here, and closure is not verified
  1    an error
  2    wrong usage, or a target that no grant covers
  130  interrupted`,
		Example: `  hemostat verify ACCOUNT-CONTAINER --scope scope.toml
  hemostat verify az://ACCOUNT/CONTAINER --scope scope.toml --via socks5://192.0.2.7:1080 --by "J. Doe" --statement closure.json
  hemostat verify az://ACCOUNT/CONTAINER --scope scope.toml --retire "signed link 1a2b3c4d" --reason "lost; the key was replaced" --by "J. Doe"
  hemostat verify s3://BUCKET --scope scope.toml --owner-config "Block Public Access is on, seen in the console" --by "J. Doe, cloud team"`,
		Args: func(cmd *cobra.Command, args []string) error {
			return takes(1, many, "a campaign, or targets that were probed")(cmd, args)
		},
		ValidArgsFunction: a.complete,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.verify(cmd.Context(), args, &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.scope, "scope", "", "scope file with the grants")
	f.StringArrayVar(&o.via, "via", nil, viaHelp)
	f.StringArrayVar(&o.place, "place", nil, "network that a proxy leads to, where its address is of this machine or private: \"Hetzner FSN1\"; with --by")
	f.IntVar(&o.rounds, "rounds", 2, "how often to ask")
	f.DurationVar(&o.wait, "wait", 5*time.Minute, "between two rounds")
	f.StringArrayVar(&o.links, "link", nil, "a signed link that was open; of the basis owner they are kept")
	f.StringArrayVar(&o.known, "object", nil, "name of an object that was open; where the basis is not owner, none is kept")
	f.StringVar(&o.since, "since", "", "day since when it was open by the owner's own records, such as 2022-09-24; with --by")
	f.StringVar(&o.config, "owner-config", "", "what the owner's configuration shows")
	f.StringArrayVar(&o.retire, "retire", nil, "what cannot be asked any more: a signed link by its name here, or a proxy as host:port")
	f.StringVar(&o.reason, "reason", "", "why that is; with --retire")
	f.StringVar(&o.by, "by", "", "who says so, and who issues the statement")
	f.StringVar(&o.statement, "statement", "", "file to write the signed statement of closure of one target to; - for standard output")
	return cmd
}

func (a *app) verify(ctx context.Context, args []string, o *verifyFlags) error {
	if (len(o.retire) > 0) != (o.reason != "") {
		return usageError{errors.New("--retire and --reason go together: what cannot be asked any more, and why")}
	}
	if (o.config != "" || o.statement != "" || o.since != "" || o.reason != "" || len(o.place) > 0) && o.by == "" {
		return usageError{errors.New(`--by is missing: a person answers for it, such as --by "J. Doe, cloud team"`)}
	}
	if o.rounds < 1 || o.rounds > 100 || o.wait < 0 {
		return usageError{errors.New("--rounds is from 1 to 100, and --wait not negative")}
	}
	since, err := time.Parse(time.DateOnly, o.since)
	if o.since != "" && err != nil {
		return usageError{fmt.Errorf("--since %q: want a day such as 2022-09-24", o.since)}
	}
	if since.After(a.now()) {
		return usageError{fmt.Errorf("--since %s lies in the future", o.since)}
	}
	s := &scope.Scope{}
	if o.scope != "" {
		if s, err = scope.Load(o.scope); err != nil {
			return usageError{err}
		}
	}
	r, err := a.knownRegister(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	v := verification{a: a, o: o, register: r, began: a.now()}
	if err := v.choose(ctx, args); err != nil {
		return err
	}
	if o.statement != "" && len(v.targets) != 1 {
		return usageError{errors.New("--statement is for one target at a time: name it in place of the campaign")}
	}
	places, err := v.places(ctx, s)
	if err != nil {
		return err
	}
	if err := v.retire(ctx); err != nil {
		return err
	}
	for _, t := range v.asked { // before anything is sent
		if _, err := places[0].Grant(t, exposure.Probe); err != nil {
			return err
		}
	}
	verifier := discover.Verifier{Places: places, Rounds: o.rounds, Wait: o.wait, Tell: v.tell}
	if err := verifier.Run(ctx, v.asked, v.seen); err != nil {
		return err
	}
	return v.conclude(ctx)
}

// verification is one run of the command.
type verification struct {
	a        *app
	o        *verifyFlags
	register *register.Register
	targets  []exposure.Target // each once, without a link
	asked    []exposure.Target // with their links
	objects  map[string][]string
	first    map[string]time.Time // earliest date of an object, by target
	began    time.Time
}

func (v *verification) tell(round int, wait time.Duration) {
	if wait > 0 {
		v.a.note("round %d of %d begins in %s", round, v.o.rounds, wait)
	}
}

func (v *verification) seen(vantage string, o discover.Outcome) error {
	if o.Refused() {
		v.a.note("%s", oneLine(o.Err.Error()))
		return nil
	}
	if o.Err != nil {
		return o.Err
	}
	from := "here"
	if vantage != "" {
		from = vantage
	}
	how := ""
	if o.Target.Query != "" {
		how = " by a signed link"
	}
	v.a.note("%s%s, from %s: %s", o.Result.Target, how, from, verdictWord(o.Result))
	return nil
}
