package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/sweep"
)

func (a *app) exposuresCommand() *cobra.Command {
	var open, closed, all bool
	var vendor string
	cmd := &cobra.Command{
		Use:   "exposures",
		Short: "List every target that was probed, and where it stands",
		Long: `Exposures lists what was probed with this data folder: whether it is open, denied from here, verified
to be closed, ended (signed links, by their own words), or inconclusive; since when; and by which rights. Inconclusive is also what was never seen
open, where no answer shows that it is closed or one is given where something is open. What was shown to be
closed all along is left out.

Names of yours that lead to what does not exist, which somebody else can make, are listed too; with --all
also those that lead to somebody else's name. So are signed links that may be live and were never asked, by what
their words say; with --all also those that have ended since.`,
		Example: `  hemostat exposures
  hemostat exposures --open
  hemostat exposures --vendor "Northwind Hosting" --json`,
		Args: nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if open && closed || open && all || closed && all {
				return usageError{errors.New("--open, --closed and --all exclude each other")}
			}
			f := register.Filter{Vendor: vendor}
			switch {
			case open:
				f.States = []register.State{register.StateOpen}
			case closed:
				f.States = []register.State{register.StateDenied, register.StateClosed, register.StateEnded, register.StateRetired}
			case !all:
				f.States = []register.State{register.StateOpen, register.StateDenied, register.StateClosed, register.StateDoubt, register.StateEnded, register.StateRetired}
			}
			r, err := a.knownRegister(cmd.Context())
			if err != nil {
				return err
			}
			defer r.Close()
			same, err := sameServers(cmd.Context(), r)
			if err != nil {
				return err
			}
			n := 0
			err = r.Exposures(cmd.Context(), f, func(e register.Exposure) error {
				n++
				if a.json {
					return writeLine(a.stdout, e)
				}
				return exposureText(a.stdout, e, same.others(e.Target))
			})
			if err == nil && !closed && vendor == "" {
				var led int
				led, err = a.leads(cmd.Context(), r, all)
				n += led
			}
			if err == nil && !open && !closed && vendor == "" {
				var links int
				links, err = a.unaskedLinks(cmd.Context(), r, all)
				n += links
			}
			if err == nil && n == 0 {
				a.note("nothing of this sort was probed with the data folder %s", a.dataDir)
			}
			return err
		},
	}
	f := cmd.Flags()
	f.BoolVar(&open, "open", false, "only what is open")
	f.BoolVar(&closed, "closed", false, "only what was open and is denied or verified to be closed")
	f.BoolVar(&all, "all", false, "also what was never seen open")
	f.StringVar(&vendor, "vendor", "", "only what this vendor runs, by the scope")
	return cmd
}

// leads prints the names that lead to what does not exist, or with all also to somebody else's,
// and returns how many there are.
func (a *app) leads(ctx context.Context, r *register.Register, all bool) (n int, err error) {
	list, err := r.Leads(ctx)
	if err != nil {
		return 0, err
	}
	for _, l := range list {
		if l.State != register.LeadDangling && !(all && l.State == register.LeadElsewhere) {
			continue
		}
		n++
		if a.json {
			err = writeLine(a.stdout, l)
		} else {
			err = leadText(a.stdout, l)
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func exposureText(w io.Writer, e register.Exposure, same []string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-13s %s", e.State, e.Target)
	if e.Vendor != "" {
		fmt.Fprintf(&b, "  (run by %s)", e.Vendor)
	}
	b.WriteByte('\n')
	var open, suspected, told []string
	for _, f := range e.Rights {
		switch {
		case f.Verdict == exposure.Open:
			open = append(open, string(f.Right))
		case f.Suspected:
			suspected = append(suspected, string(f.Right))
		}
	}
	if len(open) > 0 {
		told = append(told, "open: "+strings.Join(open, ", "))
	}
	if len(suspected) > 0 {
		told = append(told, "may be open: "+strings.Join(suspected, ", "))
	}
	if e.Software != "" {
		told = append(told, sweep.OneLine(e.Software))
	}
	for _, t := range []struct {
		word string
		at   time.Time
	}{{"first open", e.Found}, {"last open", e.Opened}, {"denied since", e.Denied}, {"verified closed", e.Closed}, {"inconclusive since", e.Doubt}, {"asked", e.Probed}} {
		if !t.at.IsZero() {
			told = append(told, t.word+" "+t.at.Format("2006-01-02 15:04 UTC"))
		}
	}
	fmt.Fprintf(&b, "              %s\n", strings.Join(told, "; "))
	for _, other := range same {
		fmt.Fprintf(&b, "              the same server stands here as %s, which is asked apart\n", other)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (a *app) timelineCommand() *cobra.Command {
	var chain bool
	cmd := &cobra.Command{
		Use:   "timeline [TARGET]",
		Short: "Say what became of a target, or of all, event by event",
		Long: `Timeline lists the events of a target: found, rights changed, contents changed, denied, closed, reopened,
inconclusive. Each stands in the chain of the register with the questions and answers that show it.

With --chain the whole chain is written, a line an entry, each with the SHA-256 of the line before, so that
others can check it: ` + "`hemostat custody verify FILE`" + `, or sha256sum alone. It names targets and no objects.`,
		Example: `  hemostat timeline
  hemostat timeline az://ACCOUNT/CONTAINER --json
  hemostat timeline --chain > evidence.jsonl`,
		Args: takes(0, 1, "one target at most"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var t exposure.Target
			var err error
			if len(args) == 1 {
				if t, err = parseTarget(args[0]); err != nil {
					return usageError{err}
				}
				t.Query = ""
			}
			r, err := a.knownRegister(cmd.Context())
			if err != nil {
				return err
			}
			defer r.Close()
			target := ""
			if len(args) == 1 {
				if _, err := registered(cmd.Context(), r, &t); err != nil {
					return usageError{fmt.Errorf("%s: %w", t, err)}
				}
				target = t.String()
			}
			if chain {
				if target != "" {
					return usageError{errors.New("--chain writes all of it: a part of a chain cannot be checked")}
				}
				n, head, err := r.Export(cmd.Context(), a.stdout)
				if err == nil {
					a.note("%d entries; the SHA-256 of the last is %s", n, head)
				}
				return err
			}
			return r.Timeline(cmd.Context(), target, func(c register.Change) error {
				if a.json {
					return writeLine(a.stdout, c)
				}
				_, err := fmt.Fprintf(a.stdout, "%s  %-16s %s  %s\n", c.At.Format(time.RFC3339), c.Event, c.Target, c.Detail)
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&chain, "chain", false, "write the chain of evidence and events, for others to check")
	return cmd
}
