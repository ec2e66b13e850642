package scan

import (
	"encoding/binary"
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
// not have them. The lookup is mostly a wait for memory, so mentions wait until
// there are some, and what they need is fetched for all of them at once.
type sealing struct {
	sealer *seal.Sealer
	vault  *seal.Vault
	ledger *ledger.Ledger
	meter  *Meter
	prints *prints

	waiting []raw
	values  []byte // of those that wait
}

// sketchSeed is the campaign's own: without its key a sketch says nothing.
func (z *sealing) sketchSeed() uint64 {
	name := z.sealer.Name("sketch")
	return binary.LittleEndian.Uint64(name[:])
}

// A raw is a mention that waits for its fingerprint.
type raw struct {
	batch   *ledger.Batch
	hash    printHash
	kind    exposure.Kind
	class   exposure.Class
	value   []byte // in values
	mention exposure.Mention
}

// manyRaw is how many mentions wait at most, of so many bytes.
const (
	manyRaw      = 64
	manyRawBytes = 16 << 10
)

func (s *scan) newSealing() *sealing {
	return &sealing{sealer: s.campaign.Key.Sealer(), vault: s.campaign.Vault, ledger: s.campaign.Ledger, meter: s.Meter, prints: s.prints,
		waiting: make([]raw, 0, manyRaw), values: make([]byte, 0, manyRawBytes)}
}

// add adds m, which is lent, to the unit that the batch is in, no later than with
// the next flush.
func (z *sealing) add(b *ledger.Batch, m *detect.Mention, part uint32) error {
	if len(z.waiting) == manyRaw || len(z.values)+len(m.Value) > cap(z.values) {
		if err := z.flush(); err != nil {
			return err
		}
	}
	from := len(z.values)
	z.values = append(z.values, m.Value...) // one that alone is longer makes them grow
	z.waiting = append(z.waiting, raw{
		batch: b, hash: z.prints.hash(m.Kind, m.Value), kind: m.Kind, class: m.Class, value: z.values[from:], mention: mention(m, part),
	})
	return nil
}

// flush adds the mentions that wait, in their order. It comes before a batch is
// finished.
func (z *sealing) flush() error {
	for i := range z.waiting {
		z.prints.fetch(&z.waiting[i].hash)
	}
	for i := range z.waiting {
		r := &z.waiting[i]
		print, described, known := z.prints.get(&r.hash, r.class)
		if !known || !described {
			var err error
			if print, err = z.describe(r, print, known); err != nil {
				return err
			}
		}
		z.meter.mention(r.kind)
		r.batch.Refer(r.kind, print, r.mention)
	}
	z.forget()
	return nil
}

// forget throws away what waits.
func (z *sealing) forget() {
	clear(z.values)
	z.waiting, z.values = z.waiting[:0], z.values[:0]
}

// describe tells ledger and vault of an identity that they do not know to have.
func (z *sealing) describe(r *raw, print exposure.Fingerprint, known bool) (exposure.Fingerprint, error) {
	canonical := seal.Canonical(r.kind, string(r.value))
	if !known {
		print = z.sealer.Fingerprint(r.kind, canonical)
		if z.vault != nil {
			if err := z.vault.Put(print, r.kind, seal.Written(r.kind, string(r.value), canonical)); err != nil {
				return print, err
			}
		}
		z.prints.put(&r.hash, print)
	}
	if !z.ledger.Described(r.kind, print, r.class) {
		id := z.sealer.Identity(r.kind, canonical, print, r.class)
		z.ledger.Describe(&id)
	}
	z.prints.describe(&r.hash, r.class)
	return print, nil
}

// mention returns what the ledger keeps of m.
func mention(m *detect.Mention, part uint32) exposure.Mention {
	return exposure.Mention{
		Part: part, Offset: uint64(m.Offset), Length: uint32(m.Length), Record: uint64(exposure.InSegment(m.Record, part)),
		Field: m.Field, Rule: m.Rule, Score: uint8(min(max(m.Score, 0), 100)),
	}
}
