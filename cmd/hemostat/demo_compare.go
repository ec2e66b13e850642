package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/compare"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/leak"
)

// known writes a figure of the truth, nothing where the generator keeps none.
func known(n uint64) string {
	if n == 0 {
		return ""
	}
	return countText(n)
}

// differs says in plain words why a count is not the truth, "" where it is.
func differs(name string, k attribute.KindFigure, t leak.KindTruth) string {
	switch {
	case t.Distinct > k.Distinct:
		return fmt.Sprintf("%s: %s of %s distinct values were not recognised: their form or what stands around them tells too little.",
			name, countText(t.Distinct-k.Distinct), countText(t.Distinct))
	case t.Distinct > 0 && k.Distinct > t.Distinct && k.Resolved.Low <= t.Distinct:
		return fmt.Sprintf("%s: distinct counts spellings%s, of which %s are of a value already counted; resolved is %s.",
			name, map[string]string{"phone": " (national and international form)"}[name], countText(k.Distinct-t.Distinct), rangeText(k.Resolved))
	case t.Distinct > 0 && k.Distinct > t.Distinct:
		return fmt.Sprintf("%s: %s distinct values are none: other text was taken for one.", name, countText(k.Distinct-t.Distinct))
	case t.Resolved > 0 && (t.Resolved < k.Resolved.Low || t.Resolved > k.Resolved.High):
		return fmt.Sprintf("%s: the truth of %s lies outside of resolved, %s: %s.", name, countText(t.Resolved), rangeText(k.Resolved), outside(k.Resolved, t.Resolved))
	case t.Mentions > k.Mentions:
		return fmt.Sprintf("%s: %s of %s mentions were not recognised.", name, countText(t.Mentions-k.Mentions), countText(t.Mentions))
	}
	return ""
}

func outside(r attribute.Range, truth uint64) string {
	if truth < r.Low {
		return "nothing in the text says that some of them are the same"
	}
	return "some were not recognised, or were taken for the same"
}

// compare prints claim → mentions → distinct → resolved beside the truth.
func (d *demo) compare(f *attribute.Figures, truth *leak.Truth) {
	claims := map[exposure.Kind]uint64{exposure.Email: truth.Claim.Emails, exposure.Project: truth.Claim.Projects, exposure.User: truth.Claim.Users}
	table := tabwriter.NewWriter(d.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "   \tclaim\tmentions\tdistinct\tresolved\ttruth: mentions\tdistinct\tresolved\t")
	var why []string
	row := func(name string, claim uint64, k attribute.KindFigure, t leak.KindTruth) {
		if line := differs(name, k, t); line != "" {
			why = append(why, line)
		}
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
	row("documents", truth.Claim.Documents, attribute.KindFigure{Mentions: f.Documents.Ways, Distinct: f.Documents.Distinct, Resolved: f.Documents.Resolved},
		leak.KindTruth{Mentions: truth.Documents.Ways, Distinct: truth.Documents.Distinct})
	table.Flush()
	d.say("   person: names as they stand; people: human beings, by the records that name them.")
	for _, line := range why {
		d.say("   %s", line)
	}
	countries := 0
	for _, c := range f.Countries {
		if c.Country != "" && c.Entities > 0 {
			countries++
		}
	}
	d.say("\n   Countries: %d counted, %d in truth. Truth comes from the generator's own notes, not from a detector.", countries, len(truth.Countries))
}

// claimed says under which reading the figures of the naive count are reached, and what
// they count several times.
func (d *demo) claimed(answers inquiry.Answerer, truth *leak.Truth) error {
	counts, err := answers.Counts(d.ctx)
	if err != nil {
		return err
	}
	c := truth.Claim
	claim := compare.Claim{Source: "a naive count", Figures: []compare.Said{
		{Word: "entities", Count: c.Entities}, {Word: "emails", Count: c.Emails}, {Word: "users", Count: c.Users}, {Word: "projects", Count: c.Projects},
	}}
	d.say("\n   Where such figures come from, as `hemostat compare` tells it:")
	for _, w := range compare.Compare(demoCampaign, []compare.Claim{claim}, counts).Claims[0].Words {
		d.say("   - %s", w.Said)
	}
	return nil
}
