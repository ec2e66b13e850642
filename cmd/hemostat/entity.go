package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
)

// entityFlags are those of a decision.
type entityFlags struct {
	reason, by string
	large      bool
}

func (o *entityFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.reason, "reason", "", "why: it stands in the log, in the chain of custody and in explanations")
	cmd.Flags().StringVar(&o.by, "by", "", "who decides this")
}

func (o *entityFlags) addLarge(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.large, "yes-join-all", false, "take a merge that is refused for what it would join")
}

func (a *app) entityCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "entity",
		Short: "Decide whose it is by hand: merge, split, rename, mark, undo",
		Long: `Entity puts a person's hand on top of what evidence says. Each decision is an entry of a log that only grows, with
its reason, in the chain of custody too; it is replayed on top of the ledger, so that it holds after another scan,
and undone by another entry. Figures, lists and packs follow it at once.

A name is a domain, a company's name in any spelling, or the ID of an entity. One that nobody bears is told with
those that are like it, and nothing is decided.

A merge is refused that a split keeps apart. It is shown and refused, unless you say --yes-join-all, where it

  gives an organisation what is everybody's: gmail.com, an access provider, a host, your own domain; or
  makes one of more than 20 organisations which are also more than a tenth of all, with what was merged by hand before.

Each name of an organisation gets to see what stands there of all others, in its pack: two that are merged wrongly
are told of each other.`,
		Example: `  hemostat entity merge contosobackup-q3 fabrikam.example "Northwind Traders" --reason "bought in 2021, annual report"
  hemostat entity own contosobackup-q3 contoso-cdn.example --reason "our own delivery network"
  hemostat entity undo contosobackup-q3 fabrikam.example --reason "it was another Northwind"
  hemostat entity log contosobackup-q3`,
		Args: noSuch,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	for _, d := range decidable {
		cmd.AddCommand(a.decideCommand(d))
	}
	cmd.AddCommand(a.entityLogCommand(), a.entityExportCommand(), a.entityImportCommand(), a.entityListCommand())
	return cmd
}

// A decidableOp is an operation as a command: what it takes and says.
type decidableOp struct {
	op, takes, short, words, example string
	least, most                      int // arguments, with the campaign
}

var decidable = []decidableOp{
	{attribute.OpMerge, "A B", "Two names are of one organisation", "a campaign and two names", `fabrikam.example "Northwind Traders" --reason "bought in 2021"`, 3, 3},
	{attribute.OpSplit, "A B", "Two names are of two organisations, whatever the evidence", "a campaign and two names", `contoso.example contoso-hotel.example --reason "a hotel of that name"`, 3, 3},
	{attribute.OpRename, "A NAME", "An organisation is shown by another name", "a campaign, a name of it and the one to show", `fabrikam.example "Fabrikam Group" --reason "as they call themselves"`, 3, 3},
	{attribute.SortOwn, "A", "It is the owner's own: no affected entity", "a campaign and a name", `contoso-cdn.example --reason "our own"`, 2, 2},
	{attribute.SortVendor, "A", "It works for the owner and runs what the owner has: no affected entity", "a campaign and a name", `hoster.example --reason "runs our servers"`, 2, 2},
	{attribute.SortPartner, "A", "It is a partner of the owner, and affected", "a campaign and a name", `reseller.example --reason "partner contract 12"`, 2, 2},
	{attribute.SortCustomer, "A", "It is a customer of the owner, and affected", "a campaign and a name", `northwind.example --reason "customer 4711"`, 2, 2},
	{attribute.SortFreeMail, "A", "Anybody has a mailbox there: no affected entity", "a campaign and a domain", `mailbox.example --reason "free mail"`, 2, 2},
	{attribute.OpMergePerson, "A B", "Two identifiers of persons are of one human being", "a campaign and two identifiers", `3f1c22a90b7d4e15 90aa17c2e4b35d08 --reason "same employee number"`, 3, 3},
	{attribute.OpSplitPerson, "A B", "The record B is of another human being than A, whatever the evidence", "a campaign and two identifiers", `3f1c22a90b7d4e15 51d0c8aa72e94b66 --reason "father and son"`, 3, 3},
	{attribute.OpUndo, "A [B]", "Take back the latest decision that stands about a name, or about two", "a campaign and one name or two", `fabrikam.example --reason "it was another one"`, 2, 3},
}

func (a *app) decideCommand(d decidableOp) *cobra.Command {
	var o entityFlags
	cmd := &cobra.Command{
		Use:               d.op + " CAMPAIGN " + d.takes,
		Short:             d.short,
		Example:           "  hemostat entity " + d.op + " contosobackup-q3 " + d.example,
		Args:              takes(d.least, d.most, d.words),
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			x := catalog.Decision{Op: d.op, A: args[1], Reason: o.reason, By: o.by}
			if len(args) > 2 {
				x.B = args[2]
			}
			return a.decide(cmd.Context(), args[0], x, o.large)
		},
	}
	o.add(cmd)
	if d.op == attribute.OpMerge || d.op == attribute.OpMergePerson {
		o.addLarge(cmd)
	}
	return cmd
}

// twoNamed are the decisions that name two.
var twoNamed = []string{attribute.OpMerge, attribute.OpSplit, attribute.OpRename, attribute.OpMergePerson, attribute.OpSplitPerson}

func (a *app) decide(ctx context.Context, name string, x catalog.Decision, large bool) error {
	if strings.TrimSpace(x.Reason) == "" {
		return usageError{errors.New("--reason is missing: a decision says why, for whoever reads the log")}
	}
	if strings.TrimSpace(x.A) == "" || slices.Contains(twoNamed, x.Op) && strings.TrimSpace(x.B) == "" {
		return usageError{fmt.Errorf("%s: a name is empty", x.Op)}
	}
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	x.At = a.now().UTC()
	c, err := answers.Decide(ctx, x, large)
	if refusal := (*attribute.Refusal)(nil); errors.As(err, &refusal) {
		return refused(x.Op, refusal)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", x.Op, err)
	}
	if a.json {
		return writeJSON(a.stdout, c)
	}
	printConsidered(a.stdout, c)
	return nil
}

// refused says that a decision is refused, and what makes it taken.
func refused(op string, r *attribute.Refusal) error {
	if r.Large {
		return fmt.Errorf("%s refused: %s. Nothing was decided; if you mean it, say --yes-join-all", op, r.Why)
	}
	return fmt.Errorf("%s refused: %s", op, r.Why)
}

func printConsidered(w io.Writer, c *attribute.Considered) {
	d := c.Decision
	fmt.Fprintf(w, "Decided: %s: %s\n", strings.Join(strings.Fields(d.Op+" "+d.A+" "+d.B), " "), d.Reason)
	for i, e := range c.About {
		if slices.ContainsFunc(c.About[:i], func(told attribute.Entity) bool { return told.ID == e.ID }) {
			continue // both names are of one
		}
		fmt.Fprintf(w, "  %-40s %s, %s in %s\n", entityTitle(&e), e.Sort, amount(e.Mentions, "mention", ""), amount(e.Contents, "content", ""))
	}
	switch {
	case c.Now > 0:
		if c.Parts > 2 {
			fmt.Fprintf(w, "  one of %s, which what is certain keeps apart\n", amount(c.Parts, "person", ""))
		}
		fmt.Fprintf(w, "  of persons with a name there were %s, and are %s\n", countText(c.Were), countText(c.Now))
	case c.Parts > 1:
		fmt.Fprintf(w, "  one of %s, which evidence alone keeps apart; there are %s\n", amount(c.Parts, "organisation", ""), countText(c.Of))
	}
	for _, n := range c.Notes {
		fmt.Fprintf(w, "  %s\n", n)
	}
}

// entityTitle is how an entity is called in a line: its name, and its ID where that is another.
func entityTitle(e *attribute.Entity) string {
	name := attribute.Displayed(e.Name)
	if name == e.ID {
		return name
	}
	return name + " (" + attribute.Displayed(e.ID) + ")"
}
