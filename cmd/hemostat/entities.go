package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/report"
	"github.com/hemostat/hemostat/internal/report/atlas"
)

type entitiesFlags struct {
	country string
	kinds   []string
	csv     bool
	limit   int
	output  string
	by      string
}

func (a *app) entitiesCommand() *cobra.Command {
	var o entitiesFlags
	cmd := &cobra.Command{
		Use:   "entities CAMPAIGN",
		Short: "List the organisations whose data it is, those that are touched most first",
		Long: `Entities lists the organisations that are affected: their names and domains, country with its share of the votes, what
they are to the owner, how often they are mentioned, in how many contents, with how many addresses and persons, and
what was merged. hemostat explain says why, hemostat entity decides otherwise.

--kind says which: customer, partner, vendor, or unknown where nothing says which; and those that stand apart and are
no affected entity: own, free-mail, isp (mailboxes of access providers), hosting, mailing, shortener, tracker,
registry, reserved, system (nothing but addresses of machines). A vendor is one that sells in the documents, or that
a person marked as running what the owner has: the latter stands apart.

What looks like a bigger domain of the campaign is told: a slip, or made to deceive. It is not merged for that.

Exit codes: 0 listed, 1 an error, 2 wrong usage.`,
		Example: `  hemostat entities contosobackup-q3
  hemostat entities contosobackup-q3 --country DE --kind customer,partner
  hemostat entities contosobackup-q3 --kind free-mail,isp --json
  hemostat entities contosobackup-q3 --csv -o entities.csv`,
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("country") {
				code, ok := atlas.Load().Code(o.country)
				if !ok {
					return usageError{fmt.Errorf("%q is no country: name its ISO 3166-1 code, such as DE, its English name, or \"\" for unknown", o.country)}
				}
				o.country = code
			} else {
				o.country = anyCountry
			}
			return a.entities(cmd.Context(), args[0], &o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.country, "country", "", "those of a country, by its code or English name; \"\" for unknown")
	f.StringSliceVar(&o.kinds, "kind", nil, "those of some sorts: "+strings.Join(attribute.Sorts(), ", ")+" (default: all that are affected)")
	f.BoolVar(&o.csv, "csv", false, "print CSV, in which no cell is a formula")
	f.IntVar(&o.limit, "limit", 100, "entities to show to people; JSON and CSV have all")
	f.StringVarP(&o.output, "output", "o", "", "file to write (default: standard output)")
	f.StringVar(&o.by, "by", "", "who lists them, for the chain of custody where a file is written")
	offerList(cmd, "kind", attribute.Sorts()...)
	return cmd
}

// anyCountry is no code.
const anyCountry = "*"

func (a *app) entities(ctx context.Context, name string, o *entitiesFlags) error {
	for _, k := range o.kinds {
		if !slices.Contains(attribute.Sorts(), k) {
			return usageError{fmt.Errorf("--kind %q: want some of %s", k, strings.Join(attribute.Sorts(), ", "))}
		}
	}
	switch {
	case o.limit < 1:
		return usageError{fmt.Errorf("--limit %d: want 1 or more", o.limit)}
	case o.csv && a.json:
		return usageError{errors.New("--csv and --json: choose one")}
	}
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	all, err := answers.Entities(ctx)
	if err != nil {
		return err
	}
	list := slices.DeleteFunc(slices.Clone(all), func(e attribute.Entity) bool { return !o.wants(&e) })
	if o.output == "" {
		return a.writeEntities(a.stdout, list, all, o)
	}
	return writeFile(o.output,
		func(w io.Writer) error { return a.writeEntities(w, list, all, o) },
		func() error {
			return answers.Record(ctx, "exported", o.by, "a list of "+amount(len(list), "organisation", ""))
		})
}

// wants reports whether an entity is one of those that were asked for.
func (o *entitiesFlags) wants(e *attribute.Entity) bool {
	if o.country != anyCountry && e.Country != o.country && !slices.ContainsFunc(e.Countries, func(c attribute.CountryShare) bool { return c.Country == o.country }) {
		return false
	}
	if len(o.kinds) == 0 {
		return !e.Apart
	}
	return slices.Contains(o.kinds, e.Sort)
}

func (a *app) writeEntities(w io.Writer, list, all []attribute.Entity, o *entitiesFlags) error {
	switch {
	case a.json:
		for i := range list {
			if err := writeJSONLine(w, &list[i]); err != nil {
				return err
			}
		}
		return nil
	case o.csv:
		return report.WriteEntities(rawWriter(w), list)
	}
	if err := printEntities(w, list, o.limit); err != nil {
		return err
	}
	printApart(w, all, o)
	return nil
}

func printEntities(w io.Writer, list []attribute.Entity, limit int) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(w, "None was found in what was examined.")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "ENTITY\tDOMAINS\tCOUNTRY\tSORT\tMENTIONS\tCONTENTS\tE-MAILS\tPERSONS\tMERGED, AND WHAT ELSE IS TO BE KNOWN")
	for i := range list[:min(limit, len(list))] {
		e := &list[i]
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", oneRow(attribute.Displayed(e.Name)), oneRow(domainsShort(e)), countryShort(e), e.Sort,
			countText(e.Mentions), countText(e.Contents), countText(e.Kinds["email"]), countText(e.Kinds["person"]), oneRow(knownOf(e)))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if more := len(list) - limit; more > 0 {
		fmt.Fprintf(w, "and %s: --limit shows them, --csv has all\n", amount(more, "more", "more"))
	}
	return nil
}

// printApart says what the list leaves out.
func printApart(w io.Writer, all []attribute.Entity, o *entitiesFlags) {
	if len(o.kinds) > 0 || o.country != anyCountry {
		return
	}
	by, n := map[string]uint64{}, 0
	for i := range all {
		if all[i].Apart {
			by[all[i].Sort]++
			n++
		}
	}
	var told []string
	for _, sort := range sortedKeys(by) {
		told = append(told, countText(by[sort])+" "+sort)
	}
	if n > 0 {
		fmt.Fprintf(w, "%s apart, and no affected entity: %s; --kind shows them\n", amount(n, "stands", "stand"), strings.Join(told, ", "))
	}
}

func domainsShort(e *attribute.Entity) string {
	switch n := len(e.Domains); {
	case n == 0:
		return "-"
	case n > 2:
		return fmt.Sprintf("%s +%d", e.Domains[0], n-1)
	}
	return strings.Join(e.Domains, " ")
}

// countryShort tells the country or countries with their shares, and the parts of them.
func countryShort(e *attribute.Entity) string {
	text := "unknown"
	if e.Country != "" {
		text = fmt.Sprintf("%s %d %%", e.Country, e.CountryShare)
	}
	for _, c := range e.Countries {
		if c.Country != e.Country {
			text += fmt.Sprintf(", %s %d %%", c.Country, c.Share)
		}
	}
	if len(e.Jurisdictions) > 0 {
		text += " (" + e.Jurisdictions[0] + ")"
	}
	return text
}

// knownOf tells what was merged and why, and what looks like what.
func knownOf(e *attribute.Entity) string {
	var told []string
	if n := len(e.Merges); n > 0 {
		m := e.Merges[0]
		text := attribute.Displayed(m.Other) + ": " + m.Reason
		if n > 1 {
			text += fmt.Sprintf(" (and %d more)", n-1)
		}
		told = append(told, text)
	}
	if e.Probable != "" {
		told = append(told, "probably "+e.Probable+": "+e.ProbableCause)
	}
	if e.LooksLike != "" {
		told = append(told, "looks like "+e.LooksLike+": "+e.LooksLikeCause)
	}
	return strings.Join(told, "; ")
}
