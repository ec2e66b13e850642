package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/attribute/alias"
	"github.com/hemostat/hemostat/internal/catalog"
)

func (a *app) entityListCommand() *cobra.Command {
	var o entityFlags
	cmd := &cobra.Command{
		Use:   "import-list CAMPAIGN FILE...",
		Short: "Merge by a list of aliases, or of who owns whom",
		Long: `Import-list reads lists by which names are of one organisation, in CSV:

  two columns of names: a domain or company, and another of the same organisation;
  GLEIF's golden copy, Level 1 (LEI, Entity.LegalName, Entity.OtherEntityNames...): names of one legal entity;
  and after it Level 2 (Relationship...): who is consolidated by whom. Ended relationships, and funds with who manages
  them, are left out.

Only links between two names that somebody bears here become merges, each a decision of its own with its reason, that
can be undone. A company is found by its whole name with its legal form: "Contoso Ltd" of one country is not "Contoso
GmbH" of another. The same list twice changes nothing. What a merge would be refused for, all together are: see
hemostat entity --help.`,
		Example: `  hemostat entity import-list contosobackup-q3 aliases.csv --reason "list of our customers' brands, sales, 2026-11"
  hemostat entity import-list contosobackup-q3 lei2-golden-copy.csv rr-golden-copy.csv --reason "GLEIF golden copy 2026-11-20"`,
		Args:              takes(2, many, "a campaign and one list or more"),
		ValidArgsFunction: a.completeFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importLists(cmd.Context(), args[0], args[1:], &o)
		},
	}
	o.add(cmd)
	o.addLarge(cmd)
	return cmd
}

func (a *app) importLists(ctx context.Context, name string, files []string, o *entityFlags) error {
	if strings.TrimSpace(o.reason) == "" {
		return usageError{errors.New("--reason is missing: whence the list is, and of when")}
	}
	bears, err := a.borne(ctx, name)
	if err != nil {
		return err
	}
	r := alias.Reader{Bears: bears}
	for _, file := range files {
		if err := a.readInput(file, r.Read); err != nil {
			return err
		}
	}
	fresh, err := a.freshLinks(ctx, name, r.Links(), o)
	if err != nil {
		return err
	}
	a.note("%s between names that somebody bears here", amount(len(r.Links()), "link", ""))
	return a.addDecisions(ctx, name, fresh, o.large)
}

// borne finds names among those that somebody bears.
func (a *app) borne(ctx context.Context, name string) (alias.Bears, error) {
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return nil, err
	}
	defer done()
	list, err := answers.Names(ctx)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]bool, len(list))
	for _, id := range list {
		ids[id] = true
	}
	return func(name string) (string, bool) {
		company, domain := attribute.NameID(name)
		if ids[domain] {
			return domain, true
		}
		return company, ids[company]
	}, nil
}

// freshLinks makes decisions of links, but for those that stand already.
func (a *app) freshLinks(ctx context.Context, name string, links []alias.Link, o *entityFlags) ([]catalog.Decision, error) {
	logged, err := a.decisions(ctx, name)
	if err != nil {
		return nil, err
	}
	type about struct{ a, b string }
	stands := map[about]bool{}
	for _, x := range logged {
		if x.Stands && x.Op == attribute.OpMerge {
			stands[about{x.A, x.B}], stands[about{x.B, x.A}] = true, true
		}
	}
	now := a.now().UTC()
	var fresh []catalog.Decision
	for _, l := range links {
		if key := (about{l.A, l.B}); !stands[key] {
			stands[key], stands[about{l.B, l.A}] = true, true
			fresh = append(fresh, catalog.Decision{Op: attribute.OpMerge, A: l.A, B: l.B, Reason: fmt.Sprintf("%s; %s", o.reason, l.Reason), By: o.by, At: now})
		}
	}
	return fresh, nil
}
