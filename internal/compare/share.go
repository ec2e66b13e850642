package compare

import (
	"context"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A value is an identity on the way through the ledger.
type value struct {
	level uint8  // the best at which it stands so far
	last  uint32 // the unit in which it was met last
}

// A name is an identity's kind and fingerprint.
type name struct {
	kind  exposure.Kind
	print exposure.Fingerprint
}

// share passes over the ledger and looks where the identities of one share stand: of the
// mentions of one, the best is the value itself and the others are its duplicates. So what stands in a
// further version of a document, or in quoted history, is a duplicate only where another mention is better.
func (c *counting) share(ctx context.Context, part ledger.Part) error {
	met := map[name]value{}
	next, last := 0, exposure.Unit{}
	for b, err := range c.in.Ledger.Counts(0, 0, ledger.Part{}) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		u := c.find(&next, b.Unit)
		if u == nil {
			continue
		}
		quotes := c.quoted[b.Unit] != nil
		level := uint8(written)
		switch {
		case u.version:
			level = inVersion
		case quotes:
			level = inHistory // until one is met beside it
		}
		for _, id := range b.Identities {
			if part.Has(id.Fingerprint) {
				c.meet(met, name{id.Kind, id.Fingerprint}, u, uint32(next), level)
			}
		}
		if quotes && last != b.Unit {
			last = b.Unit
			if err := c.quotes(ctx, met, part, u); err != nil {
				return err
			}
		}
	}
	for n, v := range met {
		c.kinds[n.kind].distinct[v.level]++
	}
	return nil
}

// meet notes that a value stands in a unit, at no better a level than it is said.
func (c *counting) meet(met map[name]value, n name, u *unit, ordinal uint32, level uint8) {
	v, known := met[n]
	if !known || v.last != ordinal+1 {
		c.kinds[n.kind].perFile += u.ways
	}
	if !known || level < v.level {
		v.level = level
	}
	v.last = ordinal + 1
	met[n] = v
}

// quotes goes over the mentions of a mail that quotes: those in what it quotes are added
// up, and what is written in it stands at the best level, unless it is a version.
func (c *counting) quotes(ctx context.Context, met map[name]value, part ledger.Part, u *unit) error {
	parts := c.quoted[u.unit]
	for b, err := range c.in.Ledger.UnitBlocks(u.unit) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		for i := range b.Mentions {
			m := &b.Mentions[i]
			switch {
			case !part.Has(m.Identity):
			case parts[m.Part]:
				c.kinds[m.Kind].inQuoted += u.ways
				if !u.version {
					c.kinds[m.Kind].quoted++
				}
			case u.version:
			default:
				n := name{m.Kind, m.Identity}
				v := met[n]
				v.level = written
				met[n] = v
			}
		}
	}
	return nil
}
