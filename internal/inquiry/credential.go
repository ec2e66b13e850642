package inquiry

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/report"
)

// listUnits finds the contents in which the listed credentials stand, in one pass
// over the ledger: each has its first, further ones while there is room.
func (d *Desk) listUnits(ctx context.Context, ways map[exposure.Unit]uint64, all []secretUse) error {
	listed := make(map[exposure.Fingerprint]*secretUse, len(all))
	for i := range all {
		listed[all[i].identity.Fingerprint] = &all[i]
	}
	room := placesInAll
	for c, err := range d.campaign.Ledger.Counts(exposure.Secret, 0, ledger.Part{}) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if ways[c.Unit] == 0 {
			continue // in nothing that was published
		}
		for _, id := range c.Identities {
			s := listed[id.Fingerprint]
			if s == nil {
				continue
			}
			switch n := len(s.units); {
			case n > 0 && s.units[n-1] == c.Unit: // another block of the same
			case n == 0 || n < listedPlaces && room > 0:
				s.units = append(s.units, c.Unit)
				room--
			}
		}
	}
	return nil
}

// listPlaces finds the ways that lead to those contents: all of them for the most
// urgent credentials while there is room, and one for each of the others.
func (d *Desk) listPlaces(ctx context.Context, all []secretUse) error {
	type answer struct {
		ways  []catalog.Way
		asked int
	}
	known := map[exposure.Unit]answer{} // many credentials stand in one list
	room := placesInAll
	for i := range all {
		s := &all[i]
		first := ""
		for _, unit := range s.units {
			limit := min(listedPlaces, max(room, 1)) - len(s.places)
			if limit <= 0 {
				break
			}
			a := known[unit]
			if a.asked < limit {
				ways, err := d.campaign.Catalog.Ways(ctx, unit, limit)
				if err != nil {
					return err
				}
				a = answer{ways, limit}
				known[unit] = a
			}
			for _, w := range a.ways[:min(limit, len(a.ways))] {
				place := w.Target + "/" + w.Way
				if first == "" || place < first {
					first, s.in = place, unit
				}
				s.places = append(s.places, place)
			}
		}
		slices.Sort(s.places)
		room -= len(s.places)
	}
	return nil
}

// describe finds what the listed credentials were found by and where they stand in
// the content of their first place: the surest mention there, and of equal ones the
// first. Each content is read once, however many credentials stand in it.
func (d *Desk) describe(ctx context.Context, all []secretUse) error {
	wanted := map[exposure.Unit]map[exposure.Fingerprint]*secretUse{}
	for i := range all {
		s := &all[i]
		if len(s.units) == 0 {
			continue // it was published after ways were counted
		}
		if len(s.places) == 0 {
			s.in = s.units[0]
		}
		in := wanted[s.in]
		if in == nil {
			in = map[exposure.Fingerprint]*secretUse{}
			wanted[s.in] = in
		}
		in[s.identity.Fingerprint] = s
	}
	for unit, in := range wanted {
		for b, err := range d.campaign.Ledger.UnitBlocks(unit) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			for i := range b.Mentions {
				m := &b.Mentions[i]
				if s := in[m.Identity]; s != nil && m.Kind == exposure.Secret && surer(m, &s.best) {
					s.best = *m
				}
			}
		}
	}
	return nil
}

// surer reports whether m describes a credential better than the best so far.
func surer(m, best *exposure.Mention) bool {
	if best.Rule == "" || m.Score != best.Score {
		return best.Rule == "" || m.Score > best.Score
	}
	return cmp.Or(cmp.Compare(m.Part, best.Part), cmp.Compare(m.Offset, best.Offset), cmp.Compare(m.Rule, best.Rule)) < 0
}

func (d *Desk) credential(s secretUse) report.Credential {
	m := s.best
	title := d.titles[m.Rule]
	return report.Credential{
		Rule: m.Rule, Title: cmp.Or(title.Title, m.Rule), Advice: title.Advice, Class: s.identity.Class, Masked: s.identity.Mask,
		Fingerprint: s.identity.Fingerprint.String(), Mentions: s.mentions, Places: s.places, More: s.ways - min(s.ways, uint64(len(s.places))),
		First: &report.Position{Part: uint64(m.Part), Offset: m.Offset, Record: exposure.FirstRow(m.Record), Field: m.Field},
	}
}
