package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"github.com/hemostat/hemostat/exposure"
)

func appendUnit(dst []byte, u exposure.Unit) []byte { return append(dst, u[:]...) }

// iterate returns an iterator over a part of the keys with the prefix.
func (l *Ledger) iterate(prefix []byte, p Part) (*pebble.Iterator, error) {
	if err := l.ready(); err != nil {
		return nil, err
	}
	return l.db.NewIter(&pebble.IterOptions{LowerBound: p.from(prefix), UpperBound: p.to(prefix)})
}

// A Part is one of so many equal parts of a range of keys, by the hashes that
// follow its prefix, so that several goroutines can read one range. Parts follow
// each other in the order of keys. The zero value is the whole range.
type Part struct{ Ordinal, Of int }

func (p Part) from(prefix []byte) []byte {
	if p.Ordinal == 0 {
		return prefix
	}
	return binary.BigEndian.AppendUint16(slices.Clip(prefix), uint16(p.Ordinal<<16/p.Of))
}

func (p Part) to(prefix []byte) []byte {
	if p.Ordinal+1 >= p.Of {
		return after(prefix)
	}
	return Part{p.Ordinal + 1, p.Of}.from(prefix)
}

// Has reports whether a fingerprint is in this part.
func (p Part) Has(fp exposure.Fingerprint) bool {
	if p.Of <= 1 {
		return true
	}
	first := int(binary.BigEndian.Uint16(fp[:2]))
	return ((first+1)*p.Of-1)>>16 == p.Ordinal
}

// scan calls f for each row with the prefix, ascending; both are lent.
func (l *Ledger) scan(prefix []byte, f func(key, value []byte) error) error {
	return l.scanPart(prefix, Part{}, f)
}

func (l *Ledger) scanPart(prefix []byte, p Part, f func(key, value []byte) error) (err error) {
	it, err := l.iterate(prefix, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ok := it.First(); ok; ok = it.Next() {
		value, err := it.ValueAndErr()
		if err != nil {
			return err
		}
		if err := f(it.Key(), value); err != nil {
			return err
		}
	}
	return it.Error()
}

// A Summary is how many mentions a finished unit has. It is lent.
type Summary struct {
	Unit  exposure.Unit
	Kinds []KindTallies // ascending by kind
}

// KindTallies are the mentions of one kind by score.
type KindTallies struct {
	Kind    exposure.Kind
	Tallies Tallies
}

// Summaries yields the summary of every finished unit, ascending by unit.
func (l *Ledger) Summaries() iter.Seq2[*Summary, error] {
	return func(yield func(*Summary, error) bool) {
		var s Summary
		err := l.scan([]byte{summaryRow}, func(key, value []byte) error {
			if err := s.decode(key, value); err != nil {
				return err
			}
			if !yield(&s, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, fmt.Errorf("read summaries: %w", err))
		}
	}
}

// errStop ends a scan whose reader has had enough.
var errStop = errors.New("stop")

func (s *Summary) decode(key, value []byte) error {
	if len(key) != unitKeyLen {
		return errBroken("summary")
	}
	s.Unit = exposure.Unit(key[1:])
	kinds := s.Kinds[:0]
	for r := (reader{src: value}); len(r.src) > 0; {
		kind, score, n := exposure.Kind(r.byte()), r.byte(), r.uvarint()
		if r.bad {
			return errBroken("summary")
		}
		if len(kinds) == 0 || kinds[len(kinds)-1].Kind != kind {
			if len(kinds) < cap(kinds) {
				kinds = kinds[:len(kinds)+1]
				kinds[len(kinds)-1] = KindTallies{Kind: kind, Tallies: kinds[len(kinds)-1].Tallies[:0]}
			} else {
				kinds = append(kinds, KindTallies{Kind: kind})
			}
		}
		k := &kinds[len(kinds)-1]
		k.Tallies = append(k.Tallies, Tally{score, n})
	}
	s.Kinds = kinds
	return nil
}

// Has reports whether the unit was written to its end.
func (l *Ledger) Has(unit exposure.Unit) (bool, error) {
	_, ok, err := l.get(unitKey(summaryRow, unit))
	if err != nil {
		return false, fmt.Errorf("look up unit %s: %w", unit, err)
	}
	return ok, nil
}

// Lookup returns the identity with the fingerprint. An identity that was only
// ever mentioned in units that were dropped may still be found.
func (l *Ledger) Lookup(kind exposure.Kind, fp exposure.Fingerprint) (exposure.Identity, bool, error) {
	id := exposure.Identity{Kind: kind, Fingerprint: fp}
	value, ok, err := l.get(appendHeadKey(nil, keyOf(kind, fp)))
	if err == nil && ok {
		err = decodeHead(&id, value)
	}
	if err != nil {
		return exposure.Identity{}, false, fmt.Errorf("look up %s %s: %w", kind, fp, err)
	}
	return id, ok, nil
}

// get returns a copy of the value of key.
func (l *Ledger) get(key []byte) ([]byte, bool, error) {
	if err := l.ready(); err != nil {
		return nil, false, err
	}
	value, closer, err := l.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	value = append([]byte(nil), value...)
	return value, true, closer.Close()
}

// Blocks yields every block, ascending by unit and ordinal: the whole ledger
// from the side of the contents. Blocks of units that were not published are
// among them.
func (l *Ledger) Blocks() iter.Seq2[*Block, error] { return l.BlocksOf(Part{}) }

// BlocksOf is Blocks for one part of the units, of at most 65536. A unit is never
// divided.
func (l *Ledger) BlocksOf(p Part) iter.Seq2[*Block, error] { return l.blocksOf([]byte{blockRow}, p) }

// UnitBlocks yields the blocks of one unit.
func (l *Ledger) UnitBlocks(unit exposure.Unit) iter.Seq2[*Block, error] {
	return l.blocks(appendUnit([]byte{blockRow}, unit))
}

func (l *Ledger) blocks(prefix []byte) iter.Seq2[*Block, error] { return l.blocksOf(prefix, Part{}) }

func (l *Ledger) blocksOf(prefix []byte, p Part) iter.Seq2[*Block, error] {
	return func(yield func(*Block, error) bool) {
		var b Block
		words := map[string]string{}
		err := l.scanPart(prefix, p, func(key, value []byte) error {
			if len(key) != blockKeyLen {
				return errBroken("key of a block")
			}
			b.Unit = exposure.Unit(key[1 : 1+unitLen])
			b.Ordinal = binary.BigEndian.Uint32(key[1+unitLen:])
			if err := b.decode(value, words); err != nil {
				return err
			}
			if !yield(&b, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, fmt.Errorf("read blocks: %w", err))
		}
	}
}

// Mentions yields the mentions of one unit in the order of the walk.
func (l *Ledger) Mentions(unit exposure.Unit) iter.Seq2[exposure.Mention, error] {
	return func(yield func(exposure.Mention, error) bool) {
		for b, err := range l.UnitBlocks(unit) {
			if err != nil {
				yield(exposure.Mention{}, err)
				return
			}
			for _, m := range b.Mentions {
				if !yield(m, nil) {
					return
				}
			}
		}
	}
}
