package scan

import (
	"hash/maphash"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/seal"
)

// sealing turns raw mentions into identities, and puts values into the vault
// where the basis keeps them. It is for one goroutine.
//
// The same few values stand in most documents, and sealing one takes several
// keyed hashes, so the last identities are remembered, not by their values but
// by a 128-bit hash under a seed that lives as long as the worker.
type sealing struct {
	sealer *seal.Sealer
	vault  *seal.Vault
	meter  *Meter
	seeds  [2]maphash.Seed
	cache  []remembered
}

type remembered struct {
	hash [2]uint64
	id   exposure.Identity
}

// cacheSize is a power of two; an identity takes some 300 bytes.
const cacheSize = 1 << 14

func newSealing(c *campaign.Campaign, m *Meter) *sealing {
	return &sealing{
		sealer: c.Key.Sealer(), vault: c.Vault, meter: m,
		seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		cache: make([]remembered, cacheSize),
	}
}

// seal returns the identity that m refers to. It is lent until the next call.
func (z *sealing) seal(m *detect.Mention) (*exposure.Identity, error) {
	hash := z.hash(m)
	slot := &z.cache[hash[0]&(cacheSize-1)]
	if slot.hash != hash {
		canonical := seal.Canonical(m.Kind, string(m.Value))
		slot.hash, slot.id = hash, z.sealer.SealCanonical(m.Kind, canonical, m.Class)
		if z.vault != nil {
			if err := z.vault.Put(slot.id.Fingerprint, m.Kind, canonical); err != nil {
				slot.hash = [2]uint64{}
				return nil, err
			}
		}
	}
	z.meter.mention(m.Kind)
	return &slot.id, nil
}

func (z *sealing) hash(m *detect.Mention) (sum [2]uint64) {
	var h maphash.Hash
	for i, seed := range z.seeds {
		h.SetSeed(seed)
		h.WriteByte(byte(m.Kind))
		h.WriteString(string(m.Class))
		h.WriteByte(0)
		h.Write(m.Value)
		sum[i] = h.Sum64()
	}
	return sum
}

// mention returns what the ledger keeps of m.
func mention(m *detect.Mention, part uint32) exposure.Mention {
	return exposure.Mention{
		Part: part, Offset: uint64(m.Offset), Length: uint32(m.Length), Record: uint64(m.Record),
		Field: m.Field, Rule: m.Rule, Score: uint8(min(max(m.Score, 0), 100)),
	}
}
