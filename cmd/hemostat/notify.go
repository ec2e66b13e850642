package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/disclose/law"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/report/atlas"
)

// notifyFlags are those of the list of who must be told.
type notifyFlags struct {
	by, format, output string
	country, law       string
	open               bool
	reason, who        string
}

func (a *app) notifyCommand() *cobra.Command {
	var o notifyFlags
	cmd := &cobra.Command{
		Use:   "notify-list CAMPAIGN",
		Short: "List who must be told, of what: each organisation or person, or each jurisdiction",
		Long: `Notify-list says for each organisation (or each person, or each jurisdiction) what stands there of theirs: how many
of each kind, in how many contents, first and last file date, when it was seen open, its country, or its state or
province where an address says it, and which combinations laws name: a name with a national number, a login with its
password, a card, health, minors. Each has its citation, and how far it was checked. Minors are known by their birth
dates, or those within their national numbers, and these only with --open-values: without it nobody is marked as one.
Who was under 18 is marked wherever they live; that alone claims no law.

It is no legal advice. What no rule names reads "not assessed", and never "no duty". --law FILE replaces or adds rows:
TOML in the form of the program's own table, which ` + "`hemostat notify-list --print-law`" + ` prints.

Everything is masked. --open-values puts the values in, under the owner's basis alone, with --reason and --who:
each opening stands in the chain of custody. A list with values is as secret as what leaked.

What is found and is neither a person's nor an organisation's stands in no line. A list by person ends with how much that is
(of CSV it is said on the side of errors); hemostat unattributed names the documents where somebody has to look.

A list with --format xlsx is a workbook: the list, the rows of law that it names, and how it was made. JSON has every
element; cells list those that stand in most contents.

Exit codes:
  0    written
  1    an error
  2    wrong usage, or there are no values to open`,
		Example: `  hemostat notify-list contosobackup-q3 --by entity -o list.xlsx
  hemostat notify-list contosobackup-q3 --by jurisdiction --format json
  hemostat notify-list contosobackup-q3 --by entity --country DE --open-values \
      --reason "letters, ticket 4711" --who "J. Doe" -o list.xlsx`,
		Args:              takes(0, 1, "a campaign"),
		ValidArgsFunction: a.complete,
	}
	f := cmd.Flags()
	f.StringVar(&o.by, "by", "entity", "whom a line is about: entity, person or jurisdiction")
	f.StringVarP(&o.format, "format", "f", "", "xlsx, csv or json (default: as the ending of --output says, else csv)")
	f.StringVarP(&o.output, "output", "o", "-", "file to write, - for standard output")
	f.StringVar(&o.country, "country", "", "of this country alone, by its ISO 3166-1 code or English name: DE")
	f.StringVar(&o.law, "law", "", "file with rows of law that replace or add to the program's own")
	f.BoolVar(&o.open, "open-values", false, "put in values, not masks")
	f.StringVar(&o.reason, "reason", "", "why values are opened")
	f.StringVar(&o.who, "who", "", "who opens them")
	printLaw := f.Bool("print-law", false, "print the program's own table of law, and nothing else")
	offer(cmd, "format", disclose.Formats()...)
	offer(cmd, "by", notifyBy...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *printLaw {
			_, err := rawWriter(a.stdout).Write(law.File())
			return err
		}
		if len(args) == 0 {
			return usageError{errors.New("which campaign? `hemostat status` lists them")}
		}
		if err := a.checkNotify(&o); err != nil {
			return err
		}
		return a.notifyList(cmd.Context(), args[0], &o)
	}
	return cmd
}

var notifyBy = []string{"entity", "person", "jurisdiction"}

func (a *app) checkNotify(o *notifyFlags) error {
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(o.output), "."))
	switch {
	case o.format != "":
	case a.json:
		o.format = "json"
	case o.output == "-":
		o.format = "csv"
	default:
		o.format = ending
	}
	code, known := atlas.Load().Code(o.country)
	if known {
		o.country = code
	}
	switch {
	case !slices.Contains(notifyBy, o.by):
		return usageError{fmt.Errorf("--by %s is none of %s", o.by, strings.Join(notifyBy, ", "))}
	case !slices.Contains(disclose.Formats(), o.format):
		return usageError{fmt.Errorf("a list is %s: say which by --format or by how --output ends", strings.Join(disclose.Formats(), ", "))}
	case o.open && strings.TrimSpace(o.reason) == "":
		return usageError{errors.New("values are opened for a reason: say it by --reason, it goes into the chain of custody")}
	case o.open && strings.TrimSpace(o.who) == "":
		return usageError{errors.New("values are opened by somebody: say who by --who, it goes into the chain of custody")}
	case !o.open && o.reason != "":
		return usageError{errors.New("--reason is that of --open-values")}
	case o.country != "" && !known:
		return usageError{fmt.Errorf("--country %s is no country: want its ISO 3166-1 code, as DE, or its English name", o.country)}
	}
	return nil
}

func (a *app) notifyList(ctx context.Context, name string, o *notifyFlags) error {
	table, err := lawTable(o.law)
	if err != nil {
		return err
	}
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	status, err := answers.Status(ctx)
	if err != nil {
		return err
	}
	about := disclose.About{Campaign: status.Campaign.Label, By: o.by, Country: o.country, Made: a.now().UTC(), Complete: status.Run.Complete, Opened: o.reason}
	if about.Window, err = a.window(ctx, status.Campaign.Targets); err != nil {
		return err
	}
	write := func(w io.Writer) error { return a.notifyLines(ctx, answers, w, o, about, table) }
	record := func() error {
		return answers.Record(ctx, "reported", o.who, "list of who must be told, by "+o.by+", as "+o.format)
	}
	if o.output == "-" { // what is printed is out at once
		if err := record(); err != nil {
			return err
		}
		return cannotTell(write(rawWriter(a.stdout)))
	}
	if err := cannotTell(writeFile(o.output, write, record)); err != nil {
		return err
	}
	a.note("the list stands in %s", o.output)
	return nil
}

// cannotTell says as a mistake in usage what cannot be opened, or nobody has approved.
func cannotTell(err error) error {
	if errors.Is(err, inquiry.ErrNoValues) || errors.Is(err, inquiry.ErrNotApproved) {
		return usageError{err}
	}
	return err
}

// lawTable returns the program's own table with the rows of a file.
func lawTable(file string) (*law.Table, error) {
	table, err := law.Built()
	if err != nil || file == "" {
		return table, err
	}
	data, err := os.ReadFile(file)
	if err == nil {
		err = table.Override(data, file)
	}
	if err != nil {
		return nil, usageError{fmt.Errorf("--law: %w", err)}
	}
	return table, nil
}

// notifyLines writes the list.
func (a *app) notifyLines(ctx context.Context, answers inquiry.Answerer, w io.Writer, o *notifyFlags, about disclose.About, table *law.Table) error {
	list, err := disclose.NewList(w, o.format, about, table)
	if err != nil {
		return err
	}
	wish := inquiry.Wish{Persons: o.by == "person", Country: o.country, By: o.who}
	if o.open {
		wish.Open = o.reason
	}
	if o.by != "jurisdiction" {
		if err := each(ctx, answers, wish, list.Add); err != nil {
			return err
		}
		if o.by == "person" {
			if err := a.endWithUnattributed(ctx, answers, list); err != nil {
				return err
			}
		}
		return list.End()
	}
	wish.Kinds = []exposure.Kind{exposure.Birth, exposure.Identifier, exposure.Health} // for minors: a jurisdiction's line holds no values
	groups := disclose.NewGroups(list)
	for _, persons := range []bool{false, true} {
		wish.Persons = persons
		err := each(ctx, answers, wish, func(s *disclose.Subject) error { groups.Add(s, persons); return nil })
		if err != nil {
			return err
		}
	}
	return groups.End()
}

// each calls f for those who are wanted.
func each(ctx context.Context, answers inquiry.Answerer, wish inquiry.Wish, f func(*disclose.Subject) error) error {
	for s, err := range answers.Told(ctx, wish) {
		if err == nil {
			err = f(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
