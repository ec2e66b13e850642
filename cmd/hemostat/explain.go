package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/report"
	"github.com/hemostat/hemostat/internal/report/atlas"
)

func (a *app) explainCommand() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "explain CAMPAIGN WHAT [ID]",
		Short: "Say why a figure is what it is, mention by mention",
		Long: `Explain says why an entity is one, which names were taken for it and why, which votes gave its country,
and where each mention stands. WHAT is

  entity   ID: one of its domains or names
  object   ID: the name of an object, or the way to what lies in it, "backup.zip!/mail/q3.eml": what sort of document it is and why, which
           parties it is from and for, its date, what it names and holds and what of it was not read
  document ID: a kind of documents, such as invoice; lists those of the kind, the most certain first; without an ID, counts each kind
  country  ID: its ISO code, such as DE, or its English name; "" for unknown
  person   ID: 16 hexadecimal digits, as hemostat people prints them: what stands there, its records with their places, why they are of one
           human being, and what a hand decided of it; of a record: what that holds; with a second identifier: what speaks for and
           against both being one
  a kind   email, phone, card, ...; ID: a fingerprint, or a value, which is looked up under the campaign's key: a telephone without its
           country also with the code of each, a company with its legal form in any spelling; - reads the value from standard input,
           out of the shell's history; without an ID, lists what there is of the kind, masked

Where a name or a value is not found, what is like it is told.

Values are masked. Offsets are bytes in the text of a part of the content. An archive that holds a content more than
a thousand times keeps a thousand of its names there. --json gives 1,000 contents and 10,000 ways at most, fewer with --limit.`,
		Example: `  hemostat explain contosobackup-q3 entity contoso.example
  hemostat explain contosobackup-q3 object contracts/SOW-4711.docx
  hemostat explain contosobackup-q3 document invoice
  hemostat explain contosobackup-q3 country SG
  hemostat explain contosobackup-q3 person 3f1c22a90b7d4e15
  hemostat explain contosobackup-q3 person 3f1c22a90b7d4e15 90aa17c2e4b35d08
  hemostat explain contosobackup-q3 card
  hemostat explain contosobackup-q3 email 0a4f...
  hemostat explain contosobackup-q3 email jane.doe@contoso.example
  hemostat explain contosobackup-q3 entity contoso.example --json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 && args[1] != "entity" && args[1] != "country" && args[1] != "object" || len(args) == 3 || len(args) == 4 && args[1] == "person" {
				return nil
			}
			return takesError(cmd, "a campaign, what is to be explained and its ID")
		},
		ValidArgsFunction: a.completeThen(append([]string{"entity", "country", "object", "document"}, kindNames()...)...),
		RunE: func(cmd *cobra.Command, args []string) error {
			id := strings.Join(args[2:], " ")
			if id == "-" {
				line, err := bufio.NewReader(io.LimitReader(a.stdin, 64<<10)).ReadString('\n')
				if id = strings.TrimSpace(line); id == "" {
					if err != nil && err != io.EOF {
						return fmt.Errorf("read standard input: %w", err)
					}
					return usageError{errors.New("standard input holds no value in its first line")}
				}
			}
			if a.json && !cmd.Flags().Changed("limit") {
				limit = inquiry.ExplainPlaces
			}
			return a.explain(cmd.Context(), args[0], args[1], id, limit)
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "contents (with all of their mentions), ways that lead to them, entities or identities to show")
	return cmd
}

func (a *app) explain(ctx context.Context, name, what, id string, limit int) error {
	if _, err := exposure.ParseKind(what); err != nil && !slices.Contains([]string{"entity", "country", "object", "document"}, what) {
		return usageError{fmt.Errorf("nothing explains a %q: WHAT is entity, person, country, object, document or a kind such as email", what)}
	}
	if limit < 1 {
		return usageError{fmt.Errorf("--limit %d: want 1 or more", limit)}
	}
	if _, ok := report.DocumentKind(id); what == "document" && id != "" && !ok {
		return usageError{fmt.Errorf("no kind of documents is called %q: it is one of %s", id, strings.Join(report.DocumentKinds(), ", "))}
	}
	if what == "country" {
		code, ok := atlas.Load().Code(id)
		if !ok {
			return usageError{fmt.Errorf("%q is no country: name its ISO 3166-1 code, such as DE, its English name, or \"\" for unknown", id)}
		}
		id = code
	}
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	if what == "object" {
		return a.explainObject(ctx, answers, id, limit)
	}
	x, err := answers.Explain(ctx, what, id, limit)
	if err != nil {
		return err
	}
	if a.json {
		x.Units, x.Identities, x.Entities = x.Units[:min(limit, len(x.Units))], x.Identities[:min(limit, len(x.Identities))], x.Entities[:min(limit, len(x.Entities))]
		return writeJSON(a.stdout, x)
	}
	printExplanation(a.stdout, x, limit)
	return nil
}

func printExplanation(w io.Writer, x *inquiry.Explanation, limit int) {
	switch {
	case x.Entity != nil:
		printEntity(w, x)
	case x.Person != nil:
		printPerson(w, x, limit)
		if x.Person.Name == "" { // of two, of whom no mention is told
			return
		}
	case x.What == "document":
		printDocuments(w, x)
		return
	case x.What == "country":
		printCountry(w, x, limit)
		return
	case x.ID == "" && x.What != "entity":
		printIdentities(w, x, limit)
		return
	default:
		for _, id := range x.Identities {
			fmt.Fprintf(w, "%s %s  %s\n", x.What, id.Print, id.Mask)
		}
	}
	if x.Note != "" {
		fmt.Fprintln(w, x.Note)
	}
	printMentions(w, x, limit)
}

// printDocuments lists the documents of a kind, or counts those of each.
func printDocuments(w io.Writer, x *inquiry.Explanation) {
	if x.ID == "" {
		fmt.Fprintf(w, "%s by %s\n", amount(x.Totals.Units, "document", ""), amount(x.Totals.Mentions, "way", ""))
		for _, n := range x.DocumentKinds {
			fmt.Fprintf(w, "  %-22s %s by %s\n", n.Kind, countText(n.Contents), amount(n.Ways, "way", ""))
		}
		return
	}
	fmt.Fprintf(w, "%s: %s by %s\n", x.ID, amount(x.Totals.Units, "document", ""), amount(x.Totals.Mentions, "way", ""))
	for _, d := range x.Documents {
		fmt.Fprintf(w, "  score %3d  %s", d.Score, oneRow(d.Path))
		if d.Ways > 1 {
			fmt.Fprintf(w, ", and %s", amount(d.Ways-1, "more way", "more ways"))
		}
		fmt.Fprintln(w)
	}
	if more := x.Totals.Units - uint64(len(x.Documents)); more > 0 {
		fmt.Fprintf(w, "  and %s: --limit shows them; hemostat report --format csv --table files has all\n", amount(more, "more document", "more documents"))
	}
}

// printIdentities lists the identities of a kind; each fingerprint leads on to
// where it stands.
func printIdentities(w io.Writer, x *inquiry.Explanation, limit int) {
	fmt.Fprintf(w, "%s: %s distinct, %s\n", x.What, countText(x.Totals.Identities), amount(x.Totals.Mentions, "mention", ""))
	for i, id := range x.Identities {
		if i == limit {
			fmt.Fprintf(w, "  and %s more: --limit shows them\n", countText(x.Totals.Identities-uint64(i)))
			return
		}
		fmt.Fprintf(w, "  %s  %s  %s in %s", id.Print, id.Mask, amount(id.Mentions, "mention", ""), amount(id.Contents, "content", ""))
		if id.Class != "" {
			fmt.Fprintf(w, ", %s", id.Class)
		}
		fmt.Fprintln(w)
	}
}

func printMentions(w io.Writer, x *inquiry.Explanation, limit int) {
	fmt.Fprintf(w, "%s, with the ways that lead to them; %s in %s:\n", amount(x.Totals.Mentions, "mention", ""), countText(x.Totals.Postings), amount(x.Totals.Units, "content", ""))
	for i, u := range x.Units {
		if i == limit {
			fmt.Fprintf(w, "  and %s: --limit shows more\n", amount(x.Totals.Units-uint64(i), "more content", "more contents"))
			return
		}
		places := x.Places[u.Unit.String()]
		if len(places) == 0 {
			places = []string{"content " + u.Unit.String()}
		}
		for _, place := range places {
			fmt.Fprintf(w, "  %s\n", oneRow(place))
		}
		printMore(w, u.Ways, x.Copies[u.Unit.String()], uint64(len(places)))
		for _, m := range u.Shown {
			printShown(w, m)
		}
	}
}

// printMore says which of the ways to a content are not among those that were
// printed, and why.
func printMore(w io.Writer, ways, copies, printed uint64) {
	if copies > printed {
		fmt.Fprintf(w, "    and %s in the same archives, of which no name is kept\n", amount(copies-printed, "copy", "copies"))
	}
	if ways > max(copies, printed) {
		fmt.Fprintf(w, "    and %s: --limit shows more\n", amount(ways-max(copies, printed), "more way", "more ways"))
	}
}

// printShown prints one mention and where it stands.
func printShown(w io.Writer, m attribute.Shown) {
	fmt.Fprintf(w, "    %-8s %s  at %s+%d%s", m.Kind, m.Mask, partText(m.Part), m.Offset, recordText(m.Record, m.Field))
	if m.Field != "" {
		fmt.Fprintf(w, ", field %s", m.Field)
	}
	fmt.Fprintf(w, "; rule %s, score %d; %s\n", m.Rule, m.Score, m.Print)
}

// recordText names the record in which a mention stands, "" where it stands in none.
func recordText(record uint64, field exposure.Field) string {
	if role := exposure.RoleIn(record, field); role != "" {
		return fmt.Sprintf(", party to the document: %s", role)
	}
	row, beside := exposure.RowOf(record)
	switch {
	case beside:
		return fmt.Sprintf(", record %d, of whom it names beside", row)
	case record > 0:
		return fmt.Sprintf(", record %d", record)
	}
	return ""
}

// partText names the part of a content in which a mention stands. The names of
// members are parts of their container from 2^31 on.
func partText(part uint32) string {
	if part >= 1<<31 {
		return fmt.Sprintf("name of member %d", part-1<<31+1)
	}
	return fmt.Sprintf("part %d", part+1)
}

func (a *app) replayCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "replay CAMPAIGN",
		Short: "Count everything again from the ledger, and say whether it agrees",
		Long: `Replay counts mentions and distinct values again from the postings themselves, by another way than the
figures are made, compares both, and compares the figures with those that the last scan stored.
It exits 0 where all agree and 1 where anything differs.`,
		Example:           "  hemostat replay contosobackup-q3",
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			answers, done, err := a.ask(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer done()
			r, err := answers.Replay(cmd.Context())
			if err != nil {
				return err
			}
			if a.json {
				if err := writeJSON(a.stdout, r); err != nil {
					return err
				}
			} else {
				a.printReplay(r)
			}
			if !r.Agrees {
				return errors.New("the replay does not agree with the figures: keep the data folder as it is and report this")
			}
			return nil
		},
	}
}

func (a *app) printReplay(r *inquiry.Replay) {
	agree := 0
	for _, c := range r.Checks {
		if c.OK() {
			agree++
			continue
		}
		fmt.Fprintf(a.stdout, "   DIFFERS: %s: %s counted again, %s in the figures\n", c.Name, countText(c.Want), countText(c.Have))
	}
	fmt.Fprintf(a.stdout, "   %d of %d checks agree; figures %s\n", agree, len(r.Checks), r.Digest[:16])
	switch {
	case r.Stored == "":
		fmt.Fprintln(a.stdout, "   no scan has stored figures to compare with")
	case !r.Comparable:
		fmt.Fprintln(a.stdout, "   the stored figures are of another state: more was read or decided since, or another version attributed them")
	case r.Stored == r.Digest:
		fmt.Fprintln(a.stdout, "   the stored figures are the same bytes: it agrees")
	default:
		fmt.Fprintf(a.stdout, "   DIFFERS from the stored figures %s\n", r.Stored[:16])
	}
}
