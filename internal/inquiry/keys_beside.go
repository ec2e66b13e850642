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

// A held record is one that holds credentials.
type heldRecord struct {
	keys                []int
	user, address, host exposure.Fingerprint // the first of each
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
			if held[m.Record] == nil {
				held[m.Record] = &heldRecord{}
			}
			if r := held[m.Record]; !slices.Contains(r.keys, n) {
				r.keys = append(r.keys, n)
			}
		},
		func(m *exposure.Mention) {
			if r := held[m.Record]; r != nil {
				r.take(m)
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

// take notes a mention of the record that may say who signs in, and where.
func (r *heldRecord) take(m *exposure.Mention) {
	var place *exposure.Fingerprint
	switch m.Kind {
	case exposure.User:
		place = &r.user
	case exposure.Email:
		place = &r.address
	case exposure.Host:
		place = &r.host
	default:
		return
	}
	if *place == (exposure.Fingerprint{}) {
		*place = m.Identity
	}
}

// mostInRecord is how many credentials a record may hold of which the user is theirs: a
// file of settings is one record, and holds those of many.
const mostInRecord = 2

// stand adds the names of a record to its credentials: one who signs in, by the account
// where there is one and else by the address.
func (s *sight) stand(r *heldRecord, found []rotate.Found) error {
	if len(r.keys) > mostInRecord {
		return nil
	}
	var names []credential.Sealed
	add := func(role credential.Role, kind exposure.Kind, print exposure.Fingerprint) (bool, error) {
		if print == (exposure.Fingerprint{}) {
			return false, nil
		}
		id, ok, err := s.campaign.Ledger.Lookup(kind, print)
		if ok {
			names = append(names, credential.Sealed{Role: role, Mask: id.Mask, Print: print.String()})
		}
		return ok, err
	}
	ok, err := add(credential.User, exposure.User, r.user)
	if err == nil && !ok {
		_, err = add(credential.User, exposure.Email, r.address)
	}
	if err == nil {
		_, err = add(credential.Host, exposure.Host, r.host)
	}
	for _, n := range r.keys {
		if rule := found[n].Key.Rule; !credential.Password(rule) && !strings.HasSuffix(rule, "-field") {
			continue
		}
		if len(found[n].Beside) < mostFacts {
			found[n].Beside = append(found[n].Beside, names...)
		}
	}
	return err
}
