package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/report/atlas"
)

type peopleFlags struct {
	country, jurisdiction, entity string
	sorts, with                   []string
	all                           bool
	limit                         int
	output, by                    string

	kinds [][]exposure.Kind // of --with
}

func (a *app) peopleCommand() *cobra.Command {
	var o peopleFlags
	cmd := &cobra.Command{
		Use:   "people CAMPAIGN",
		Short: "List the persons whose data it is, with what stands there of theirs, masked",
		Long: `People lists human beings: what all records come to that are of one person. Records are joined where a mailbox or
number and the name agree, and where what agrees is so seldom that chance is out of the question; two dates of birth
that are no misspelling of each other and two numbers with check digits forbid it, and so do names that contradict
each other; a given name that may be a wife's, a twin's or a son's is not enough. A person merged
wrongly is worse than one counted twice: where it is only probable, two are listed (a report gives both figures).
hemostat explain CAMPAIGN person ID says why; hemostat entity merge-person and split-person decide otherwise.

Nameless ones, of whom nothing but an address or a number is known, are listed behind the others. What is no
human being is not listed unless --sort names it: role-mailbox (sales@), mailing-list, system-account, test.

--with name+iban lists those who have all of these kinds; given twice, those who have either. Kinds are those of
hemostat report; name and mail stand for person and email. Everything is masked; hemostat notify-list opens values.

Exit codes: 0 listed, 1 an error, 2 wrong usage.`,
		Example: `  hemostat people contosobackup-q3
  hemostat people contosobackup-q3 --jurisdiction US-CA --with name+identifier --with mail+secret
  hemostat people contosobackup-q3 --entity fabrikam.example --json
  hemostat people contosobackup-q3 --sort employee -o employees.txt`,
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return usageError{err}
			}
			return a.people(cmd.Context(), args[0], &o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.country, "country", "", "those of a country, by its ISO 3166-1 code or English name")
	f.StringVar(&o.jurisdiction, "jurisdiction", "", "those of a part of a country, by ISO 3166-2: US-CA, CA-QC; or of a country: DE")
	f.StringVar(&o.entity, "entity", "", "those of an organisation, by a domain, its name or its ID in hemostat entities")
	f.StringSliceVar(&o.sorts, "sort", nil, "those of some sorts: "+strings.Join(attribute.PersonSorts(), ", "))
	f.StringArrayVar(&o.with, "with", nil, "those who have all of these kinds, joined by +; may be given several times")
	f.BoolVar(&o.all, "all", false, "with role mailboxes, mailing lists, accounts of machines and tests")
	f.IntVar(&o.limit, "limit", 100, "persons to show to people; JSON has all")
	f.StringVarP(&o.output, "output", "o", "", "file to write (default: standard output)")
	f.StringVar(&o.by, "by", "", "who lists them, for the chain of custody where a file is written")
	offerList(cmd, "sort", attribute.PersonSorts()...)
	return cmd
}

// personKinds are words for kinds that people use.
var personKinds = map[string]exposure.Kind{
	"name": exposure.Person, "mail": exposure.Email, "e-mail": exposure.Email, "account": exposure.User, "password": exposure.Secret, "birthdate": exposure.Birth,
}

// kindNamed returns the kind of a name that [exposure.ParseKind] or people use.
func kindNamed(name string) (exposure.Kind, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if kind, ok := personKinds[name]; ok {
		return kind, nil
	}
	return exposure.ParseKind(name)
}

func (o *peopleFlags) check() error {
	if o.limit < 1 {
		return fmt.Errorf("--limit %d: want 1 or more", o.limit)
	}
	for _, s := range o.sorts {
		if !slices.Contains(attribute.PersonSorts(), s) {
			return fmt.Errorf("--sort %q: want some of %s", s, strings.Join(attribute.PersonSorts(), ", "))
		}
	}
	if o.country != "" {
		code, ok := atlas.Load().Code(o.country)
		if !ok {
			return fmt.Errorf("%q is no country: name its ISO 3166-1 code, such as DE, or its English name", o.country)
		}
		o.country = code
	}
	o.jurisdiction = strings.ToUpper(o.jurisdiction)
	if err := checkJurisdiction(o.jurisdiction); err != nil {
		return err
	}
	for _, with := range o.with {
		var kinds []exposure.Kind
		for name := range strings.SplitSeq(with, "+") {
			kind, err := kindNamed(name)
			if err != nil {
				return fmt.Errorf("--with %q: %w", with, err)
			}
			kinds = append(kinds, kind)
		}
		o.kinds = append(o.kinds, kinds)
	}
	return nil
}

// wants reports whether a person is one of those that were asked for.
func (o *peopleFlags) wants(s *disclose.Subject) bool {
	has := func(kind exposure.Kind) bool {
		return slices.ContainsFunc(s.Elements, func(e disclose.Element) bool { return e.Kind == kind })
	}
	all := func(kinds []exposure.Kind) bool {
		return !slices.ContainsFunc(kinds, func(k exposure.Kind) bool { return !has(k) })
	}
	switch {
	case o.country != "" && s.Country != o.country,
		o.jurisdiction != "" && s.Jurisdiction != o.jurisdiction && s.Country != o.jurisdiction,
		o.entity != "" && s.Entity != o.entity,
		len(o.sorts) > 0 && !slices.Contains(o.sorts, s.Sort):
		return false
	}
	return len(o.kinds) == 0 || slices.ContainsFunc(o.kinds, all)
}

func (a *app) people(ctx context.Context, name string, o *peopleFlags) error {
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	if o.entity != "" {
		if o.entity, err = entityID(ctx, answers, o.entity); err != nil {
			return err
		}
	}
	write := func(w io.Writer) error { return a.writePeople(ctx, w, answers, o) }
	if o.output == "" {
		return write(a.stdout)
	}
	return writeFile(o.output, write, func() error { return answers.Record(ctx, "exported", o.by, "a list of persons") })
}

func (a *app) writePeople(ctx context.Context, w io.Writer, answers inquiry.Answerer, o *peopleFlags) error {
	wish := inquiry.Wish{Persons: true, Others: o.all || slices.ContainsFunc(o.sorts, attribute.NoPerson)}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	shown, more := 0, 0
	for s, err := range answers.Told(ctx, wish) {
		if err != nil {
			return err
		}
		switch {
		case !o.wants(s):
		case a.json:
			if err := writeJSONLine(w, s); err != nil {
				return err
			}
		case shown == o.limit:
			more++
		default:
			if shown == 0 {
				fmt.Fprintln(t, "PERSON\tNAME\tSORT\tOF\tWHERE\tCONTENTS\tFILES FROM\tTO\tWHAT STANDS THERE")
			}
			shown++
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.ID, oneRow(s.Name), s.Sort, orDash(oneRow(s.Entity)), orDash(cmp.Or(s.Jurisdiction, s.Country)),
				countText(s.Contents), dayOrDash(s.First), dayOrDash(s.Last), oneRow(elementsShort(s)))
		}
	}
	if a.json {
		return nil
	}
	if shown == 0 {
		fmt.Fprintln(w, "None was found in what was examined.")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if more > 0 {
		fmt.Fprintf(w, "and %s: --limit shows them, --json has all\n", amount(more, "more", "more"))
	}
	return a.noteUnattributed(ctx, answers)
}

// elementsShort tells the kinds of a person with one mask of each.
func elementsShort(s *disclose.Subject) string {
	var told []string
	for _, list := range s.ByKind() {
		text := list[0].Kind.String() + " " + list[0].Mask
		if n := len(list) - 1; n > 0 {
			text += fmt.Sprintf(" +%d", n)
		}
		told = append(told, text)
	}
	return strings.Join(told, ", ")
}

func orDash(s string) string { return cmp.Or(s, "-") }

func dayOrDash(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}
