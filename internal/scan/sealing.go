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
	print, described, known := z.prints.get(hash, m.Class)
	canonical := ""
	if !known {
		canonical = seal.Canonical(m.Kind, string(m.Value))
		print = z.sealer.Fingerprint(m.Kind, canonical)
		if z.vault != nil {
			if err := z.vault.Put(print, m.Kind, canonical); err != nil {
				return err
			}
		}
		z.prints.put(hash, print)
	}
	z.meter.mention(m.Kind)
	if !b.Refer(m.Kind, print, m.Class, mention(m, part), described) {
		return nil
	}
	if z.ledger.Described(m.Kind, print, m.Class) {
		z.prints.describe(hash, m.Class)
		return nil
	}
	if known {
		canonical = seal.Canonical(m.Kind, string(m.Value))
	}
	id := z.sealer.Identity(m.Kind, canonical, print, m.Class)
	b.Describe(&id)
	return nil
}

// mention returns what the ledger keeps of m.
func mention(m *detect.Mention, part uint32) exposure.Mention {
	return exposure.Mention{
		Part: part, Offset: uint64(m.Offset), Length: uint32(m.Length), Record: uint64(m.Record),
		Field: m.Field, Rule: m.Rule, Score: uint8(min(max(m.Score, 0), 100)),
	}
}
