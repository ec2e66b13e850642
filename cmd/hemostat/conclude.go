package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/report"
	"github.com/hemostat/hemostat/internal/scan"
)

// conclude makes and stores the figures of a scan that has ended, says what
// they are, and returns the exit code as an error.
func (a *app) conclude(ctx context.Context, desk *inquiry.Desk, result scan.Result, drained bool) error {
	for _, t := range result.Troubles {
		fmt.Fprintf(a.stderr, "hemostat: %s\n", oneLine(t.Err.Error()))
	}
	figures, err := desk.Figures(ctx)
	if err != nil {
		return err
	}
	digest, err := desk.Save(ctx, figures, a.now())
	if err != nil {
		return err
	}
	status, err := desk.Status(ctx)
	if err != nil {
		return err
	}
	code := verdict(result, drained, figures)
	if a.json {
		writeEvent(a.stdout, "ended", map[string]any{
			"campaign": status.Campaign.ID, "label": status.Campaign.Label, "state": status.Run.State, "complete": status.Run.Complete,
			"objectsListed": status.Run.ObjectsListed, "objectsRead": status.Run.ObjectsRead, "kinds": figures.Kinds, "notRead": figures.NotRead,
			"entities": figures.Entities.Resolved, "figuresSha256": digest, "exitCode": code,
		})
		return exit(code)
	}
	a.printFigures(status, figures, digest)
	return exit(code)
}

func exit(code int) error {
	if code == exitNothing {
		return nil
	}
	return status(code)
}

func verdict(result scan.Result, drained bool, figures *attribute.Figures) int {
	switch {
	case drained:
		return exitInterrupted
	case !result.Complete():
		return exitIncomplete
	case found(figures):
		return exitFindings
	}
	return exitNothing
}

func found(f *attribute.Figures) bool {
	for _, k := range f.Kinds {
		if k.Mentions > 0 {
			return true
		}
	}
	return false
}

// printFigures prints the figures three numbers wide.
func (a *app) printFigures(s *inquiry.Status, f *attribute.Figures, digest string) {
	fmt.Fprintf(a.stdout, "%s: %s\n%s of %s read, %s of %s\n", s.Campaign.Label, stateText(s),
		countText(s.Progress.Read), amount(s.Progress.Listed, "object", ""), bytesText(s.Progress.ReadBytes), bytesText(s.Progress.ListedBytes))
	for _, why := range s.Run.Why {
		fmt.Fprintln(a.stdout, why)
	}
	if s.Progress.Listed == 0 && !s.Run.Complete {
		return // there are no figures of nothing
	}
	fmt.Fprintln(a.stdout)
	table := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tmentions\tdistinct\tresolved\t")
	row := func(name string, mentions, distinct uint64, r attribute.Range) {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t\n", name, countText(mentions), countText(distinct), rangeText(r))
	}
	for _, k := range f.Kinds {
		if k.Mentions > 0 {
			row(k.Kind.String(), k.Mentions, k.Distinct, k.Resolved)
		}
	}
	row("people", f.Persons.Mentions, f.Persons.Distinct, f.Persons.Resolved)
	row("entities", f.Entities.Mentions, f.Entities.Distinct, f.Entities.Resolved)
	row("documents", f.Documents.Ways, f.Documents.Distinct, f.Documents.Resolved)
	table.Flush()
	for _, k := range f.Kinds {
		if k.Examples > 0 {
			fmt.Fprintf(a.stdout, "%s: of %s distinct %s\n", k.Kind, countText(k.Distinct), amount(k.Examples, "is a published test value or placeholder", "are published test values or placeholders"))
		}
	}
	for _, k := range f.Kinds {
		if k.Reserved > 0 {
			fmt.Fprintf(a.stdout, "%s: of %s distinct %s\n", k.Kind, countText(k.Distinct), report.ReservedText(k.Reserved, k.Distinct))
		}
	}
	if f.Persons.Mentions > 0 {
		fmt.Fprintln(a.stdout, "person: names as they stand; people: human beings, by the records that name them")
	}
	known := 0
	for _, c := range f.Countries {
		if c.Country != "" && c.Entities > 0 {
			known++
		}
	}
	fmt.Fprintf(a.stdout, "\norganisations in %s; figures %s\n", amount(known, "country", "countries"), digest[:16])
	for _, n := range f.NotRead {
		fmt.Fprintf(a.stdout, "not read: %s%s%s: %s\n", report.UnreadText(n), inPart(n), knownBytes(n.Bytes), n.Reason.Explain().Text)
	}
	a.note("\nNext: hemostat report %s --format html -o report.html; hemostat replay %s", s.Campaign.Label, s.Campaign.Label)
}

// inPart says of how many parts something was read.
func inPart(n attribute.NotReadFigure) string {
	switch n.InPart {
	case 0:
		return ""
	case n.Parts:
		return ", read in part"
	}
	return fmt.Sprintf(", %s of them read in part", countText(n.InPart))
}

// knownBytes says a size, nothing where none is known.
func knownBytes(n uint64) string {
	if n == 0 {
		return ""
	}
	return ", " + bytesText(int64(n))
}

func rangeText(r attribute.Range) string {
	if r.Low == r.High {
		return countText(r.Low)
	}
	return countText(r.Low) + "–" + countText(r.High)
}
