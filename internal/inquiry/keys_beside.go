package inquiry

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/credential"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// records say in which of the listed credentials' contents records are looked at.
type records struct {
	at   map[exposure.Fingerprint]int // place in the list
	told map[toldIn]bool              // where the text itself names what stands beside one
}

// mostLooks is in how many contents the records of one credential are looked at.
const mostLooks = 16

// beside adds the users and hosts that stand in one record with a credential, where
// the text about it names none.
func (s *sight) beside(ctx context.Context, all []secretUse, found []rotate.Found, in records) error {
	units := map[exposure.Unit]bool{}
	for i := range all {
		for _, u := range all[i].units[:min(len(all[i].units), mostLooks)] {
			if !in.told[toldIn{i, u}] {
				units[u] = true
			}
		}
	}
	order := slices.SortedFunc(maps.Keys(units), func(a, b exposure.Unit) int { return slices.Compare(a[:], b[:]) })
	for _, unit := range order {
		if err := s.besideIn(ctx, unit, found, in); err != nil {
			return err
		}
	}
	return nil
}

// besideIn looks through the records of one content that hold credentials.
func (s *sight) besideIn(ctx context.Context, unit exposure.Unit, found []rotate.Found, in records) error {
	held := map[uint64]*heldRecord{}
	for _, pass := range []func(*exposure.Mention){
		func(m *exposure.Mention) {
			n, listed := in.at[m.Identity]
			if !listed || m.Kind != exposure.Secret || m.Record == 0 || in.told[toldIn{n, unit}] {
				return
			}
			row := exposure.FirstRow(m.Record)
			if held[row] == nil {
				held[row] = &heldRecord{}
			}
			held[row].hold(n, m.Offset)
		},
		func(m *exposure.Mention) {
			if row, _ := exposure.RowOf(m.Record); held[row] != nil {
				held[row].take(m)
			}
		},
	} {
		for b, err := range s.campaign.Ledger.UnitBlocks(unit) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			for i := range b.Mentions {
				pass(&b.Mentions[i])
			}
		}
	}
	for _, record := range slices.Sorted(maps.Keys(held)) {
		if err := s.stand(held[record], found); err != nil {
			return err
		}
	}
	return nil
}

// stand adds the names of a record to its credentials.
func (s *sight) stand(r *heldRecord, found []rotate.Found) error {
	for _, key := range r.paired() {
		if rule := found[key.n].Key.Rule; !credential.Password(rule) && !strings.HasSuffix(rule, "-field") {
			continue
		}
		for _, x := range key.names {
			if err := s.standsWith(&found[key.n], x, x.role()); err != nil {
				return err
			}
		}
		for _, x := range r.keepers {
			if err := s.standsWith(&found[key.n], x, credential.Keeper); err != nil {
				return err
			}
		}
	}
	return nil
}

// standsWith adds a name to a credential.
func (s *sight) standsWith(f *rotate.Found, x heldName, role credential.Role) error {
	id, ok, err := s.campaign.Ledger.Lookup(x.kind, x.print)
	if ok && len(f.Beside) < mostFacts {
		f.Beside = append(f.Beside, credential.Sealed{Role: role, Mask: id.Mask, Print: x.print.String()})
	}
	return err
}
