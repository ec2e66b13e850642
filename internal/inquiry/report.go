package inquiry

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/report"
)

// The bounds of what a report lists in full; totals are always given.
const (
	listedSecrets = 500
	listedPlaces  = 5
	listedNotRead = 1000
	listedEvents  = 200
)

// Report implements [Answerer].
func (d *Desk) Report(ctx context.Context) (*report.Report, error) {
	figures, err := d.Figures(ctx)
	if err != nil {
		return nil, err
	}
	status, err := d.Status(ctx)
	if err != nil {
		return nil, err
	}
	r := &report.Report{Campaign: status.Campaign, Run: status.Run, Figures: figures}
	if r.Exposures, err = d.campaign.Catalog.Exposures(ctx); err != nil {
		return nil, err
	}
	if r.Rotate, r.RotateTotal, err = d.rotate(ctx); err != nil {
		return nil, err
	}
	if err := d.notRead(ctx, r); err != nil {
		return nil, err
	}
	r.Timeline, err = d.timeline(ctx, r)
	return r, err
}

// notRead lists what was not read.
func (d *Desk) notRead(ctx context.Context, r *report.Report) error {
	parts, err := d.campaign.Catalog.NotReadParts(ctx, listedNotRead)
	for _, p := range parts {
		r.NotRead = append(r.NotRead, report.NotReadPart{Way: p.Way, Reason: p.Reason, Bytes: uint64(max(p.Bytes, 0))})
	}
	for _, f := range r.Figures.NotRead {
		r.NotReadTotal += f.Parts
	}
	return err
}

// secretUse is a credential on the way into the list of those to rotate.
type secretUse struct {
	identity exposure.Identity
	rule     string
	score    uint8
	mentions uint64 // one for each way
	units    []exposure.Unit
	more     uint64
}

// rotate lists the credentials to rotate first: usable before unclear before
// expired, certain before plausible, then those that stand in most places.
// Published test keys and placeholders are left out.
func (d *Desk) rotate(ctx context.Context) ([]report.Credential, uint64, error) {
	ways, err := d.secretWays(ctx)
	if err != nil {
		return nil, 0, err
	}
	var all []secretUse
	var total uint64
	for use, err := range d.campaign.Ledger.Identities(exposure.Secret) {
		if err != nil {
			return nil, 0, err
		}
		id, err := use.Identity()
		if err != nil {
			return nil, 0, err
		}
		if id.Class == exposure.ClassTest || id.Class == exposure.ClassExample {
			continue
		}
		s := secretUse{identity: *id}
		for u := range use.Units() {
			n := ways[u.Unit]
			s.mentions += n * u.Tallies.From(0)
			switch {
			case n == 0: // in nothing that was published
			case len(s.units) < listedPlaces:
				s.units = append(s.units, u.Unit)
			default:
				s.more++
			}
		}
		if s.mentions == 0 {
			continue
		}
		if err := d.describe(&s); err != nil {
			return nil, 0, err
		}
		total++
		all = append(all, s)
		if len(all) > 4*listedSecrets {
			slices.SortFunc(all, urgent)
			all = all[:listedSecrets]
		}
	}
	slices.SortFunc(all, urgent)
	all = all[:min(len(all), listedSecrets)]
	out := make([]report.Credential, 0, len(all))
	for _, s := range all {
		c, err := d.credential(ctx, s)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, c)
	}
	return out, total, nil
}

// secretWays returns how many ways lead to each published unit that mentions a
// credential.
func (d *Desk) secretWays(ctx context.Context) (map[exposure.Unit]uint64, error) {
	ways := map[exposure.Unit]uint64{}
	for use, err := range d.campaign.Ledger.Identities(exposure.Secret) {
		if err != nil {
			return nil, err
		}
		for u := range use.Units() {
			ways[u.Unit] = 0
		}
	}
	for c, err := range d.campaign.Catalog.Contents(ctx, maxDepth) {
		if err != nil {
			return nil, err
		}
		if _, ok := ways[c.Unit]; ok {
			ways[c.Unit] = c.Ways
		}
	}
	return ways, nil
}

// describe finds the rule that a credential was found by: that of its first
// mention.
func (d *Desk) describe(s *secretUse) error {
	for m, err := range d.campaign.Ledger.Mentions(s.units[0]) {
		if err != nil {
			return err
		}
		if m.Kind == exposure.Secret && m.Identity == s.identity.Fingerprint {
			s.rule, s.score = m.Rule, m.Score
			return nil
		}
	}
	return nil
}

func urgent(a, b secretUse) int {
	return cmp.Or(cmp.Compare(urgency(a.identity.Class), urgency(b.identity.Class)), cmp.Compare(b.score, a.score),
		cmp.Compare(b.mentions, a.mentions), cmp.Compare(a.rule, b.rule), slices.Compare(a.identity.Fingerprint[:], b.identity.Fingerprint[:]))
}

func urgency(c exposure.Class) int {
	switch c {
	case exposure.ClassLive:
		return 0
	case exposure.ClassExpired:
		return 2
	}
	return 1
}

func (d *Desk) credential(ctx context.Context, s secretUse) (report.Credential, error) {
	title := d.titles[s.rule]
	c := report.Credential{
		Rule: s.rule, Title: cmp.Or(title.Title, s.rule), Advice: title.Advice, Class: s.identity.Class, Masked: s.identity.Mask,
		Mentions: s.mentions, More: s.more,
	}
	for _, unit := range s.units {
		ways, err := d.campaign.Catalog.Ways(ctx, unit, 1)
		if err != nil {
			return c, err
		}
		for _, w := range ways {
			c.Places = append(c.Places, w.Target+"/"+w.Way)
		}
	}
	slices.Sort(c.Places)
	return c, nil
}

// timeline joins the dates of the targets and the chain of custody.
func (d *Desk) timeline(ctx context.Context, r *report.Report) ([]report.Event, error) {
	var all []report.Event
	for _, e := range r.Exposures {
		if !e.LastWrite.IsZero() {
			all = append(all, report.Event{At: e.LastWrite, What: "Last write to the target", Detail: e.Target})
		}
		for _, right := range e.Rights {
			all = append(all, report.Event{At: right.At, What: "Right to " + string(right.Right) + " seen " + string(right.Verdict), Detail: e.Target + ": " + right.Why})
		}
	}
	events, err := d.campaign.Catalog.Events(ctx, listedEvents, "fetched")
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		all = append(all, report.Event{At: e.At, What: eventText(e.Event), Detail: e.Detail})
	}
	slices.SortStableFunc(all, func(a, b report.Event) int { return a.At.Compare(b.At) })
	return all, nil
}

func eventText(event string) string {
	switch event {
	case "listed":
		return "Listed"
	case "reported":
		return "Report written"
	case "created":
		return "Campaign made"
	case "figures":
		return "Figures made"
	case "opened":
		return "Values opened"
	case "exported":
		return "Exported"
	case "held":
		return "Hold changed"
	case "decided":
		return "Decision"
	}
	return event
}
