package inquiry

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/report"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// secretUse is a credential on the way into the list of those to rotate.
type secretUse struct {
	identity exposure.Identity
	score    uint8         // the best of its mentions
	mentions uint64        // one for each way
	last     exposure.Unit // that was counted
	ways     uint64        // that lead to it
	contents uint64        // in which it stands

	// What follows is found once the list is cut.
	units  []exposure.Unit  // the first ones in which it stands
	places []string         // that units lead to, sorted
	in     exposure.Unit    // to which the first place leads
	best   exposure.Mention // of those in it
}

// rotate puts the credentials to rotate into a report, in the order in which they are found: usable
// before unclear, what opens most before what opens least, certain before plausible, then those that
// stand in most places, and last what somebody has dealt with. What opens nothing is left out:
// published test keys, placeholders, hashes; so is what ended by its own words, and the public half
// of a pair.
func (s *sight) rotate(ctx context.Context, r *report.Report) error {
	list, found, err := s.keys(ctx)
	if err != nil {
		return err
	}
	r.RotateTotal, r.RotateDone = list.Open+list.Done, list.Done
	keys := make(map[string]*rotate.Key, len(list.Keys))
	for i := range list.Keys {
		keys[list.Keys[i].Fingerprint] = &list.Keys[i]
	}
	for i := range found {
		k := keys[found[i].Print.String()]
		if k == nil || k.Life == rotate.Ended && k.State.Word == rotate.Open {
			continue
		}
		r.Rotate = append(r.Rotate, reported(k))
	}
	slices.SortStableFunc(r.Rotate, func(a, b report.Credential) int { return cmp.Compare(done(a), done(b)) })
	r.Rotate = r.Rotate[:min(len(r.Rotate), listedSecrets)]
	return nil
}

// reported returns a credential as reports have it.
func reported(k *rotate.Key) report.Credential {
	c := report.Credential{
		Rule: k.Rule, Title: k.Title, Advice: k.Advice, Class: k.Class, Masked: k.Masked, Fingerprint: k.Fingerprint,
		Mentions: k.Mentions, Places: k.Places, More: k.Ways - min(k.Ways, uint64(len(k.Places))),
	}
	if k.First != nil {
		p := report.Position(*k.First)
		c.First = &p
	}
	if k.State != (rotate.State{Word: rotate.Open}) {
		c.State = &k.State
	}
	return c
}

// done is 1 for a credential that somebody has said is rotated or a false alarm.
func done(c report.Credential) int {
	if c.State != nil && c.State.Word != rotate.Open {
		return 1
	}
	return 0
}

// countedAtOnce is about how many credentials are counted in one pass over the
// ledger, at some 200 bytes each.
const countedAtOnce = 1 << 18

// urgentOf returns the most urgent of the credentials that are mentioned and wanted, at
// most so many, and how many there are in all.
func (d *Desk) urgentOf(ctx context.Context, ways map[exposure.Unit]uint64, limit int, wanted func(*exposure.Identity) bool) (all []secretUse, total uint64, err error) {
	n := 0
	for _, err := range d.campaign.Ledger.Identities(exposure.Secret, ledger.Part{}) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, 0, err
		}
		n++
	}
	shares := min(1+n/countedAtOnce, 4096)
	for share := range shares {
		part := ledger.Part{Ordinal: share, Of: shares}
		counts, err := d.countSecrets(ctx, ways, part)
		if err != nil {
			return nil, 0, err
		}
		for id, err := range d.campaign.Ledger.Identities(exposure.Secret, part) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return nil, 0, err
			}
			s := counts[id.Fingerprint]
			if s == nil || !wanted(id) {
				continue
			}
			total++
			s.identity = *id
			s.identity.Features = nil // lent, and not asked for
			if all = append(all, *s); len(all) > 4*limit {
				slices.SortFunc(all, urgent)
				all = all[:limit]
			}
		}
	}
	slices.SortFunc(all, urgent)
	return all[:min(len(all), limit)], total, nil
}

// countSecrets adds up the published units of one part of the credentials.
func (d *Desk) countSecrets(ctx context.Context, ways map[exposure.Unit]uint64, part ledger.Part) (map[exposure.Fingerprint]*secretUse, error) {
	counts := map[exposure.Fingerprint]*secretUse{}
	for c, err := range d.campaign.Ledger.Counts(exposure.Secret, 0, ledger.Part{}) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		n := ways[c.Unit]
		if n == 0 {
			continue // in nothing that was published
		}
		for i, id := range c.Identities {
			if !part.Has(id.Fingerprint) {
				continue
			}
			s := counts[id.Fingerprint]
			if s == nil {
				s = &secretUse{}
				counts[id.Fingerprint] = s
			}
			s.count(c.Unit, n, c.Mentions[i], c.Best[i])
		}
	}
	return counts, nil
}

// count adds what one block of a unit, to which so many ways lead, says.
func (s *secretUse) count(unit exposure.Unit, ways uint64, mentions uint32, best uint8) {
	s.mentions += ways * uint64(mentions)
	s.score = max(s.score, best)
	if s.ways > 0 && s.last == unit {
		return
	}
	s.last = unit
	s.contents++
	s.ways += ways
}

// secretUnits returns the units that mention a credential, without the ways that
// lead to them.
func (d *Desk) secretUnits(ctx context.Context) (map[exposure.Unit]uint64, error) {
	units := map[exposure.Unit]uint64{}
	for c, err := range d.campaign.Ledger.Counts(exposure.Secret, 0, ledger.Part{}) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		units[c.Unit] = 0
	}
	return units, nil
}

func urgent(a, b secretUse) int {
	return cmp.Or(cmp.Compare(urgency(a.identity.Class), urgency(b.identity.Class)),
		cmp.Compare(report.Power(a.best.Rule), report.Power(b.best.Rule)), cmp.Compare(b.score, a.score),
		cmp.Compare(b.mentions, a.mentions), cmp.Compare(a.best.Rule, b.best.Rule), slices.Compare(a.identity.Fingerprint[:], b.identity.Fingerprint[:]))
}

func urgency(c exposure.Class) int {
	if c == exposure.ClassLive {
		return 0
	}
	return 1
}
