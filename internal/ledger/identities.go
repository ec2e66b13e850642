package ledger

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// Identities yields one part of the identities of a kind that were described,
// ascending by fingerprint, in at most 65536 parts. Not all of them need be
// mentioned: units are dropped, and identities stay. What is yielded is lent.
func (l *Ledger) Identities(kind exposure.Kind, p Part) iter.Seq2[*exposure.Identity, error] {
	return func(yield func(*exposure.Identity, error) bool) {
		var id exposure.Identity
		err := l.scanPart([]byte{identityRow, byte(kind)}, p, func(key, value []byte) error {
			if len(key) != headKeyLen {
				return errBroken("key of an identity")
			}
			id.Kind, id.Fingerprint = kind, exposure.Fingerprint(key[2:])
			if err := decodeHead(&id, value); err != nil {
				return err
			}
			if !yield(&id, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, fmt.Errorf("read identities: %w", err))
		}
	}
}

// CountIdentities returns how many identities were described, mentioned or not.
func (l *Ledger) CountIdentities() (n int, err error) {
	err = l.scan([]byte{identityRow}, func(_, _ []byte) error { n++; return nil })
	if err != nil {
		return 0, fmt.Errorf("count identities: %w", err)
	}
	return n, nil
}

// Counts says how often one block mentions each of its identities with the score
// that was asked for; those that it does not are left out. It is lent.
type Counts struct {
	Unit       exposure.Unit
	Identities []IdentityRef // in the order of their first mention
	Mentions   []uint32      // of each
	Best       []uint8       // score of each
}

// Counts yields the counts of one part of the blocks that have any, ascending by
// unit; a unit of several blocks comes several times. Kind 0 means all kinds.
// Mentions with less than the score do not count.
func (l *Ledger) Counts(kind exposure.Kind, score uint8, p Part) iter.Seq2[*Counts, error] {
	return func(yield func(*Counts, error) bool) {
		var c Counts
		err := l.scanPart([]byte{blockRow}, p, func(key, value []byte) error {
			if len(key) != blockKeyLen {
				return errBroken("key of a block")
			}
			c.Unit = exposure.Unit(key[1 : 1+unitLen])
			if err := c.decode(value, kind, score); err != nil {
				return err
			}
			if len(c.Identities) > 0 && !yield(&c, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, fmt.Errorf("count mentions: %w", err))
		}
	}
}

// decode counts what appendBlock wrote.
func (c *Counts) decode(src []byte, kind exposure.Kind, score uint8) error {
	c.Identities, c.Mentions, c.Best = c.Identities[:0], c.Mentions[:0], c.Best[:0]
	r := reader{src: src}
	if r.byte() != blockFormat {
		return errBroken("block of an unknown format")
	}
	for range r.count(1) {
		r.string()
	}
	asked := false
	c.Identities = slices.Grow(c.Identities, r.peekCount(1+printLen))
	for range r.count(1 + printLen) {
		id := r.take(1 + printLen)
		if r.bad {
			break
		}
		ref := IdentityRef{exposure.Kind(id[0]), exposure.Fingerprint(id[1:])}
		asked = asked || kind == 0 || ref.Kind == kind
		c.Identities = append(c.Identities, ref)
	}
	if r.bad {
		return errBroken("block")
	}
	if !asked {
		c.Identities = c.Identities[:0]
		return nil
	}
	n := len(c.Identities)
	c.Mentions, c.Best = append(c.Mentions, make([]uint32, n)...), append(c.Best, make([]uint8, n)...)
	for range r.count(8) {
		id := r.uvarint()
		r.skip(6) // part, offset, length, record, field, rule
		if s := r.byte(); id >= uint64(n) {
			return errBroken("block")
		} else if s >= score {
			c.Mentions[id]++
			c.Best[id] = max(c.Best[id], s)
		}
	}
	if r.bad || len(r.src) > 0 {
		return errBroken("block")
	}
	c.keep(kind)
	return nil
}

// keep leaves the identities of the kind that are mentioned.
func (c *Counts) keep(kind exposure.Kind) {
	kept := 0
	for i, n := range c.Mentions {
		if n > 0 && (kind == 0 || c.Identities[i].Kind == kind) {
			c.Identities[kept], c.Mentions[kept], c.Best[kept] = c.Identities[i], n, c.Best[i]
			kept++
		}
	}
	c.Identities, c.Mentions, c.Best = c.Identities[:kept], c.Mentions[:kept], c.Best[:kept]
}

// A Tally says how many mentions have one score.
type Tally struct {
	Score uint8
	N     uint64
}

// Tallies are ascending by score.
type Tallies []Tally

// From returns the number of mentions with at least the score.
func (t Tallies) From(score uint8) (n uint64) {
	for _, c := range t {
		if c.Score >= score {
			n += c.N
		}
	}
	return n
}
