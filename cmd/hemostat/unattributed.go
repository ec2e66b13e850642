package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/inquiry"
)

func (a *app) unattributedCommand() *cobra.Command {
	var kinds []string
	var limit int
	cmd := &cobra.Command{
		Use:   "unattributed CAMPAIGN",
		Short: "Say what is neither a person's nor an organisation's, and in which documents to look for whose it is",
		Long: `Unattributed says of each kind how many identities are a person's, how many are told to an organisation, and how many are
neither: the account number in a letter whose addressee was not understood, a card in a chat. Those stand in no line of
hemostat notify-list and in no pack, so that nobody is told of them unless somebody looks. It then names the documents,
those with most of it first; hemostat explain CAMPAIGN object DOCUMENT shows what stands there, masked.

Counted is what may be somebody's. Addresses of machines are not; credentials have a list of their own (hemostat keys). A
person's is also what belongs to a role mailbox, a mailing list, an account or a test, which hemostat people --all lists.

Exit codes: 0 listed, 1 an error, 2 wrong usage.`,
		Example: `  hemostat unattributed contosobackup-q3
  hemostat unattributed contosobackup-q3 --kind iban,card --limit 20
  hemostat unattributed contosobackup-q3 --json | jq ".documents[].way"`,
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			q := inquiry.UnattributedQuestion{Documents: limit}
			if limit < 1 {
				return usageError{fmt.Errorf("--limit %d: want 1 or more", limit)}
			}
			for _, name := range kinds {
				kind, err := kindNamed(name)
				if err == nil && !attribute.OfSomebody(kind) {
					err = fmt.Errorf("%s is nobody's own; want some of %s", kind, strings.Join(unattributedKinds(), ", "))
				}
				if err != nil {
					return usageError{fmt.Errorf("--kind: %w", err)}
				}
				q.Kinds = append(q.Kinds, kind)
			}
			return a.unattributed(cmd.Context(), args[0], q)
		},
	}
	cmd.Flags().StringSliceVar(&kinds, "kind", nil, "of these kinds alone: "+strings.Join(unattributedKinds(), ", "))
	cmd.Flags().IntVar(&limit, "limit", 100, "documents to name")
	offerList(cmd, "kind", unattributedKinds()...)
	return cmd
}

// unattributedKinds are those that may be somebody's.
func unattributedKinds() (names []string) {
	for _, kind := range exposure.Kinds() {
		if attribute.OfSomebody(kind) {
			names = append(names, kind.String())
		}
	}
	return names
}

func (a *app) unattributed(ctx context.Context, name string, q inquiry.UnattributedQuestion) error {
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	u, err := answers.Unattributed(ctx, q)
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(a.stdout, u)
	}
	return writeUnattributed(a.stdout, u)
}

func writeUnattributed(w io.Writer, u *inquiry.Unattributed) error {
	if len(u.Holders) == 0 {
		_, err := fmt.Fprintln(w, "None was found in what was examined.")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "KIND\tDISTINCT\tA PERSON'S\tAN ORGANISATION'S\tNOBODY'S")
	for _, h := range u.Holders {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", h.Kind, countText(h.Distinct), countText(h.Persons), countText(h.Organisations), countText(h.Nobody))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if u.Contents == 0 {
		_, err := fmt.Fprintln(w, "Nothing of that is nobody's.")
		return err
	}
	fmt.Fprintf(w, "\nWhat is nobody's stands in %s:\n", amount(u.Contents, "content", "contents"))
	fmt.Fprintln(t, "NOBODY'S\tKIND OF DOCUMENT\tCOPIES\tDOCUMENT")
	for _, d := range u.Documents {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", looseText(d.Kinds), orDash(d.Document), countText(d.Ways), oneRow(d.Way))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if more := u.Contents - uint64(len(u.Documents)); more > 0 {
		fmt.Fprintf(w, "and %s: --limit names them\n", amount(more, "more", "more"))
	}
	return nil
}

func looseText(kinds []attribute.LooseKind) string {
	var list []string
	for _, k := range kinds {
		list = append(list, fmt.Sprintf("%s %s", k.Kind, countText(k.Distinct)))
	}
	return strings.Join(list, ", ")
}

// noteUnattributed says on the side of errors how much of what was found is nobody's, where anything is.
func (a *app) noteUnattributed(ctx context.Context, answers inquiry.Answerer) error {
	holders, err := answers.Holders(ctx)
	if err != nil {
		return err
	}
	if loose := disclose.Unattributed(holders); loose != "" {
		a.note("in no line, as it is no person's and no organisation's: %s; `hemostat unattributed` names the documents", loose)
	}
	return nil
}

// endWithUnattributed lets a list of persons end with what is nobody's.
func (a *app) endWithUnattributed(ctx context.Context, answers inquiry.Answerer, list *disclose.List) error {
	holders, err := answers.Holders(ctx)
	if err != nil {
		return err
	}
	list.Holders(holders)
	return a.noteUnattributed(ctx, answers)
}
