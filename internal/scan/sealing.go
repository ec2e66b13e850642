package scan

import (
	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/seal"
)

// sealing turns raw mentions into identities, and puts values into the vault
// where the basis keeps them. It is for one goroutine.
//
// The same few values stand in most documents, so what is done for each mention
// is little: its fingerprint is looked up among those of the run. Mask and
// features, which take several keyed hashes, are made only where the ledger does
// not have them.
type sealing struct {
	sealer *seal.Sealer
	vault  *seal.Vault
	ledger *ledger.Ledger
	meter  *Meter
	prints *prints
}

func (s *scan) newSealing() *sealing {
	return &sealing{sealer: s.campaign.Key.Sealer(), vault: s.campaign.Vault, ledger: s.campaign.Ledger, meter: s.Meter, prints: s.prints}
}

// add adds m to the unit that the batch is in.
func (z *sealing) add(b *ledger.Batch, m *detect.Mention, part uint32) error {
	hash := z.prints.hash(m.Kind, m.Value)
	print, described, known := z.prints.get(&hash, m.Class)
	if !known || !described {
		var err error
		if print, err = z.describe(&hash, m, print, known); err != nil {
			return err
		}
	}
	z.meter.mention(m.Kind)
	b.Refer(m.Kind, print, mention(m, part))
	return nil
}

// describe tells ledger and vault of an identity that they do not know to have.
func (z *sealing) describe(hash *printHash, m *detect.Mention, print exposure.Fingerprint, known bool) (exposure.Fingerprint, error) {
	canonical := seal.Canonical(m.Kind, string(m.Value))
	if !known {
		print = z.sealer.Fingerprint(m.Kind, canonical)
		if z.vault != nil {
			if err := z.vault.Put(print, m.Kind, canonical); err != nil {
				return print, err
			}
		}
		z.prints.put(hash, print)
	}
	if !z.ledger.Described(m.Kind, print, m.Class) {
		id := z.sealer.Identity(m.Kind, canonical, print, m.Class)
		z.ledger.Describe(&id)
	}
	z.prints.describe(hash, m.Class)
	return print, nil
}

// mention returns what the ledger keeps of m.
func mention(m *detect.Mention, part uint32) exposure.Mention {
	return exposure.Mention{
		Part: part, Offset: uint64(m.Offset), Length: uint32(m.Length), Record: uint64(m.Record),
		Field: m.Field, Rule: m.Rule, Score: uint8(min(max(m.Score, 0), 100)),
	}
}
