package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/sweep"
)

func (a *app) scopeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scope",
		Short: "Write and show what may be examined",
		Long: `A scope is a file of grants: which targets, on what basis, signed off by whom, until when,
how deep. No packet leaves for a host that no grant covers. No flag turns that off.`,
		Args: noSuch,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.scopeInitCommand(), a.scopeShowCommand())
	return cmd
}

func (a *app) scopeInitCommand() *cobra.Command {
	var o scope.InitOptions
	var basis, until, depth string
	cmd := &cobra.Command{
		Use:   "init TARGET...",
		Short: "Print a scope file with one grant",
		Long: `Init prints a scope file for the targets, with a comment for each entry. Whoever signs it off
answers for it: --by names them.

Depth is probe (ask whether it is open), list (names, sizes, dates) or read (contents). Reading
needs the owner, a contract or an express legal power; a finder lists and reads a bounded sample.`,
		Example: `  hemostat scope init --basis owner --by "J. Doe, CISO, ticket 4711" --until 2027-01-31 --depth read az://ACCOUNT/CONTAINER > scope.toml
  hemostat scope init --by "CERT desk" --until 2027-01-31 --depth list s3://BUCKET > scope.toml`,
		Args:              targets,
		ValidArgsFunction: completeTarget,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			if o.Basis, err = exposure.ParseBasis(basis); err != nil {
				return usageError{err}
			}
			if o.Depth, err = exposure.ParseDepth(depth); err != nil {
				return usageError{err}
			}
			if o.Until, err = time.Parse(time.DateOnly, until); err != nil {
				return usageError{fmt.Errorf("--until %q: want a date such as 2027-01-31", until)}
			}
			if o.Until.AddDate(0, 0, 1).Before(a.now()) {
				return usageError{fmt.Errorf("--until %s is over: a grant ends in the future", until)}
			}
			if o.SignedOffBy == "" {
				return usageError{errors.New(`--by is missing: who signs this off, such as --by "J. Doe, CISO, ticket 4711"`)}
			}
			for _, arg := range args {
				servers, several, err := exposure.ParseServers(arg)
				if err != nil {
					return usageError{err}
				}
				if several {
					o.Servers = append(o.Servers, servers)
					continue
				}
				t, err := parseTarget(arg)
				if err != nil {
					return usageError{err}
				}
				if t.Provider == exposure.Folder {
					if _, err := os.Stat(t.Path); errors.Is(err, fs.ErrNotExist) {
						a.note("there is no folder %s here: the grant is for the machine that has it", sweep.OneLine(t.Path))
					}
				}
				o.Targets = append(o.Targets, t)
			}
			text, err := scope.Init(o)
			if err != nil {
				return usageError{err}
			}
			_, err = a.stdout.Write(text)
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&basis, "basis", string(exposure.Finder), "owner, contract, statute or finder")
	f.StringVar(&o.SignedOffBy, "by", "", "who signs it off, with role and reference")
	f.StringVar(&until, "until", "", "last day of the grant, such as 2027-01-31")
	f.StringVar(&depth, "depth", "list", "probe, list or read")
	f.StringVar(&o.Contact, "contact", "", "where the owner of an examined host can reach you")
	f.StringSliceVar(&o.Own, "own", nil, "domains of the data's owner")
	f.StringVar(&o.Vendor, "vendor", "", "who runs the targets for their owner")
	offer(cmd, "basis", basisNames...)
	offer(cmd, "depth", "probe", "list", "read")
	return cmd
}

func (a *app) scopeShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show SCOPE",
		Short:   "Show which hosts a scope lets Hemostat reach, of both classes",
		Example: "  hemostat scope show scope.toml",
		Args:    takes(1, 1, "one scope file"),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := scope.Load(args[0])
			if err != nil {
				return usageError{err}
			}
			if a.json {
				return writeJSON(a.stdout, s.Summary())
			}
			_, err = fmt.Fprint(a.stdout, s.Describe())
			return err
		},
	}
}
