package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/leak"
)

// tell prints what was found beside the truth, explains a merge, replays and
// writes the report.
func (d *demo) tell(o *demoFlags, truth *leak.Truth) error {
	answers, done, err := d.ask(d.ctx, demoCampaign)
	if err != nil {
		return err
	}
	defer done()
	r, err := answers.Report(d.ctx)
	if err != nil {
		return err
	}
	d.say("5. What a naive count claims, what Hemostat counts, and the truth:\n")
	d.compare(r.Figures, truth)
	if err := d.explainMerge(answers, r.Figures); err != nil {
		return err
	}
	replay, err := answers.Replay(d.ctx)
	if err != nil {
		return err
	}
	d.say("\n7. Replay counts everything again from the postings, by another way:")
	d.printReplay(replay)
	if err := writeFile(o.output, func(w io.Writer) error { return r.WriteHTML(w) }); err != nil {
		return err
	}
	d.say("\n8. The report for people is in %s", o.output)
	if o.keep {
		d.say("   The campaign stays: hemostat report %s --data-dir %s --key-dir %s", demoCampaign, d.dataDir, d.keyDir)
	}
	if !replay.Agrees {
		return fmt.Errorf("the replay does not agree")
	}
	return nil
}

// known writes a figure of the truth, nothing where the generator keeps none.
func known(n uint64) string {
	if n == 0 {
		return ""
	}
	return countText(n)
}

// compare prints claim → mentions → distinct → resolved beside the truth.
func (d *demo) compare(f *attribute.Figures, truth *leak.Truth) {
	claims := map[exposure.Kind]uint64{exposure.Email: truth.Claim.Emails, exposure.Project: truth.Claim.Projects, exposure.User: truth.Claim.Users}
	table := tabwriter.NewWriter(d.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "   \tclaim\tmentions\tdistinct\tresolved\ttruth: mentions\tdistinct\tresolved\t")
	row := func(name string, claim uint64, k attribute.KindFigure, t leak.KindTruth) {
		said := ""
		if claim > 0 {
			said = countText(claim)
		}
		fmt.Fprintf(table, "   %s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", name, said, countText(k.Mentions), countText(k.Distinct), rangeText(k.Resolved),
			known(t.Mentions), known(t.Distinct), known(t.Resolved))
	}
	for _, t := range truth.Kinds {
		for _, k := range f.Kinds {
			if k.Kind == t.Kind {
				row(t.Kind.String(), claims[t.Kind], k, t)
			}
		}
	}
	row("people", 0, attribute.KindFigure{Mentions: f.Persons.Mentions, Distinct: f.Persons.Distinct, Resolved: f.Persons.Resolved},
		leak.KindTruth{Mentions: truth.Persons.Mentions, Resolved: truth.Persons.Resolved})
	row("entities", truth.Claim.Entities, attribute.KindFigure{Mentions: f.Entities.Mentions, Distinct: f.Entities.Distinct, Resolved: f.Entities.Resolved},
		leak.KindTruth{Distinct: truth.Claim.Entities, Resolved: uint64(len(truth.Entities))})
	documents := attribute.Range{Low: f.Documents.Distinct, High: f.Documents.Distinct}
	row("documents", truth.Claim.Documents, attribute.KindFigure{Mentions: f.Documents.Ways, Distinct: f.Documents.Distinct, Resolved: documents},
		leak.KindTruth{Mentions: truth.Documents.Ways, Distinct: truth.Documents.Distinct, Resolved: truth.Documents.Distinct})
	table.Flush()
	d.say("   person: names as they stand; people: human beings, by the records that name them.")
	countries := 0
	for _, c := range f.Countries {
		if c.Country != "" && c.Entities > 0 {
			countries++
		}
	}
	d.say("\n   Countries: %d counted, %d in truth. Truth comes from the generator's own notes, not from a detector.", countries, len(truth.Countries))
}
