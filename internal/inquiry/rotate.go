package inquiry

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/report"
)

// secretUse is a credential on the way into the list of those to rotate.
type secretUse struct {
	identity exposure.Identity
	rule     string // that of the first mention in the first unit; found last
	score    uint8  // the best of its mentions
	mentions uint64 // one for each way
	units    []exposure.Unit
	ways     uint64 // that lead to it
}

// rotate lists the credentials to rotate first: usable before unclear, certain
// before plausible, then those that stand in most places. What opens nothing is
// left out: published test keys, placeholders, hashes. ways lead to the units that
// mention credentials.
func (d *Desk) rotate(ctx context.Context, ways map[exposure.Unit]uint64) ([]report.Credential, uint64, error) {
	all, total, err := d.mostUrgent(ctx, ways)
	if err != nil {
		return nil, 0, err
	}
	if err := d.describe(ctx, all); err != nil {
		return nil, 0, err
	}
	slices.SortFunc(all, urgent) // rules are known now
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

// checkEvery is after how many identities a query looks whether it is still
// wanted.
const checkEvery = 1024

// mostUrgent returns the credentials that are listed, without their rules, and
// how many there are in all.
func (d *Desk) mostUrgent(ctx context.Context, ways map[exposure.Unit]uint64) (all []secretUse, total uint64, err error) {
	met := 0
	for use, err := range d.campaign.Ledger.Identities(exposure.Secret) {
		if met++; err == nil && met%checkEvery == 0 {
			err = ctx.Err()
		}
		if err != nil {
			return nil, 0, err
		}
		id, err := use.Identity()
		if err != nil {
			return nil, 0, err
		}
		if !id.Class.Usable() {
			continue
		}
		s := secretUse{identity: *id}
		s.count(use, ways)
		if s.mentions == 0 {
			continue
		}
		total++
		all = append(all, s)
		if len(all) > 4*listedSecrets {
			slices.SortFunc(all, urgent)
			all = all[:listedSecrets]
		}
	}
	slices.SortFunc(all, urgent)
	return all[:min(len(all), listedSecrets)], total, nil
}

// count adds up the published units of a credential.
func (s *secretUse) count(use *ledger.Use, ways map[exposure.Unit]uint64) {
	for u := range use.Units() {
		n := ways[u.Unit]
		if n == 0 {
			continue // in nothing that was published
		}
		s.mentions += n * u.Tallies.From(0)
		for _, t := range u.Tallies {
			s.score = max(s.score, t.Score)
		}
		s.ways += n
		if len(s.units) < listedPlaces {
			s.units = append(s.units, u.Unit)
		}
	}
}

// secretUnits returns the units that mention a credential, without the ways that
// lead to them.
func (d *Desk) secretUnits(ctx context.Context) (map[exposure.Unit]uint64, error) {
	units := map[exposure.Unit]uint64{}
	met := 0
	for use, err := range d.campaign.Ledger.Identities(exposure.Secret) {
		if met++; err == nil && met%checkEvery == 0 {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		for u := range use.Units() {
			units[u.Unit] = 0
		}
	}
	return units, nil
}

// describe finds the rules that credentials were found by: that of the first
// mention in the first unit of each. Each unit is read once, however many
// credentials stand in it.
func (d *Desk) describe(ctx context.Context, all []secretUse) error {
	wanted := map[exposure.Unit]map[exposure.Fingerprint]*secretUse{}
	for i := range all {
		s := &all[i]
		in := wanted[s.units[0]]
		if in == nil {
			in = map[exposure.Fingerprint]*secretUse{}
			wanted[s.units[0]] = in
		}
		in[s.identity.Fingerprint] = s
	}
	for unit, in := range wanted {
		if err := d.describeIn(ctx, unit, in); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) describeIn(ctx context.Context, unit exposure.Unit, wanted map[exposure.Fingerprint]*secretUse) error {
	for b, err := range d.campaign.Ledger.UnitBlocks(unit) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		for _, m := range b.Mentions {
			s := wanted[m.Identity]
			if s == nil || m.Kind != exposure.Secret {
				continue
			}
			s.rule = m.Rule
			if delete(wanted, m.Identity); len(wanted) == 0 {
				return nil
			}
		}
	}
	return nil
}

func urgent(a, b secretUse) int {
	return cmp.Or(cmp.Compare(urgency(a.identity.Class), urgency(b.identity.Class)), cmp.Compare(b.score, a.score),
		cmp.Compare(b.mentions, a.mentions), cmp.Compare(a.rule, b.rule), slices.Compare(a.identity.Fingerprint[:], b.identity.Fingerprint[:]))
}

func urgency(c exposure.Class) int {
	if c == exposure.ClassLive {
		return 0
	}
	return 1
}

func (d *Desk) credential(ctx context.Context, s secretUse) (report.Credential, error) {
	title := d.titles[s.rule]
	c := report.Credential{
		Rule: s.rule, Title: cmp.Or(title.Title, s.rule), Advice: title.Advice, Class: s.identity.Class, Masked: s.identity.Mask,
		Mentions: s.mentions,
	}
	for _, unit := range s.units {
		if len(c.Places) == listedPlaces {
			break
		}
		ways, err := d.campaign.Catalog.Ways(ctx, unit, listedPlaces-len(c.Places))
		if err != nil {
			return c, err
		}
		for _, w := range ways {
			c.Places = append(c.Places, w.Target+"/"+w.Way)
		}
	}
	slices.Sort(c.Places)
	c.More = s.ways - min(s.ways, uint64(len(c.Places)))
	return c, nil
}
