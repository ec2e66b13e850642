package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
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
	if err := d.claimed(answers, truth); err != nil {
		return err
	}
	if err := d.explainMerge(answers, r.Figures); err != nil {
		return err
	}
	replay, err := answers.Replay(d.ctx)
	if err != nil {
		return err
	}
	d.say("\n7. Replay counts everything again from the postings, by another way:")
	d.printReplay(replay)
	r.Removed = !o.keep
	if err := writeFile(o.output, func(w io.Writer) error { return r.WriteHTML(w) }, nil); err != nil {
		return err
	}
	d.say("\n8. The report for people is in %s", o.output)
	if o.keep {
		d.say("   The campaign stays: hemostat report %s --data-dir %s --key-dir %s", demoCampaign, d.dataDir, d.keyDir)
	} else {
		d.say("   The campaign itself is removed now: `hemostat demo --keep` leaves one to ask, with report, explain and replay.")
	}
	if !replay.Agrees {
		return fmt.Errorf("the replay does not agree")
	}
	return nil
}

// explainMerge explains the entity with the most names that were taken for it.
func (d *demo) explainMerge(answers inquiry.Answerer, f *attribute.Figures) error {
	if len(f.Entities.List) == 0 {
		return nil
	}
	e := slices.MaxFunc(f.Entities.List, func(x, y attribute.Entity) int { return len(x.Merges) - len(y.Merges) })
	x, err := answers.Explain(d.ctx, "entity", e.ID, 2)
	if err != nil {
		return err
	}
	d.say("\n6. Why other names were taken for %s:\n", e.Name)
	for i := range x.Units {
		x.Units[i].Shown = x.Units[i].Shown[:min(len(x.Units[i].Shown), demoMentions)]
	}
	var text strings.Builder
	printExplanation(&text, x, 2)
	d.say("   %s", strings.ReplaceAll(strings.TrimSpace(text.String()), "\n", "\n   "))
	return nil
}

// demoMentions is how many mentions of a content the demo shows.
const demoMentions = 6
