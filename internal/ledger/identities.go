package ledger

import (
	"errors"
	"fmt"
	"iter"

	"github.com/cockroachdb/pebble/v2"

	"github.com/hemostat/hemostat/exposure"
)

// A Use is an identity on the way through [Ledger.Identities]. It is lent: valid
// until the next one.
type Use struct {
	Kind        exposure.Kind
	Fingerprint exposure.Fingerprint

	cursor *cursor
	head   []byte
	id     exposure.Identity
}

// A UnitUse is how often one unit mentions the identity.
type UnitUse struct {
	Unit    exposure.Unit
	Tallies Tallies // lent
}

// Identity returns the identity as it was described. It is lent.
func (u *Use) Identity() (*exposure.Identity, error) {
	u.id.Kind, u.id.Fingerprint = u.Kind, u.Fingerprint
	if err := decodeHead(&u.id, u.head); err != nil {
		return nil, fmt.Errorf("read %s %s: %w", u.Kind, u.Fingerprint, err)
	}
	return &u.id, nil
}

// Units yields the units that mention the identity, ascending, once. However
// many there are, one is in memory. An error ends it early and comes out of
// the iteration over identities.
func (u *Use) Units() iter.Seq[UnitUse] {
	return func(yield func(UnitUse) bool) {
		for use, ok := u.Next(); ok; use, ok = u.Next() {
			if !yield(use) {
				return
			}
		}
	}
}

// Next is Units step by step: it returns the next unit, and false after the last.
func (u *Use) Next() (UnitUse, bool) { return u.cursor.nextUnit() }

// Identities yields each identity of a kind that at least one unit mentions,
// ascending by fingerprint. Kind 0 means all kinds.
func (l *Ledger) Identities(kind exposure.Kind) iter.Seq2[*Use, error] {
	return l.IdentitiesOf(kind, Part{})
}

// IdentitiesOf is Identities for one part of a kind's fingerprints, of at most
// 65536; kind 0 comes in one part alone.
func (l *Ledger) IdentitiesOf(kind exposure.Kind, p Part) iter.Seq2[*Use, error] {
	prefix := []byte{identityRow}
	if kind != 0 {
		prefix = append(prefix, byte(kind))
	}
	return func(yield func(*Use, error) bool) {
		if err := l.identities(prefix, p, yield); err != nil {
			yield(nil, fmt.Errorf("read identities: %w", err))
		}
	}
}

// Identity yields the use of one identity, or nothing where no unit mentions it.
func (l *Ledger) Identity(kind exposure.Kind, fp exposure.Fingerprint) iter.Seq2[*Use, error] {
	return func(yield func(*Use, error) bool) {
		if err := l.identities(appendHeadKey(nil, keyOf(kind, fp)), Part{}, yield); err != nil {
			yield(nil, fmt.Errorf("read %s %s: %w", kind, fp, err))
		}
	}
}

func (l *Ledger) identities(prefix []byte, p Part, yield func(*Use, error) bool) (err error) {
	it, err := l.iterate(prefix, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	c := &cursor{it: it}
	u := Use{cursor: c}
	c.set(it.First())
	for c.nextHead(&u) {
		if !yield(&u, nil) {
			return nil
		}
	}
	return errors.Join(c.err, it.Error())
}

// A cursor walks over the i rows.
type cursor struct {
	it      *pebble.Iterator
	ok      bool   // at a row
	key     []byte // of the row
	current identityKey
	tallies Tallies
	err     error
}

func (c *cursor) set(ok bool) {
	c.ok = ok && c.err == nil
	if c.ok {
		c.key = c.it.Key()
	}
}

func (c *cursor) fail(err error) bool {
	c.err, c.ok = err, false
	return false
}

// nextHead moves to the next identity that is used, past what is left of the
// current one, and reports whether there is any. It leaves the cursor at the
// first use.
func (c *cursor) nextHead(u *Use) bool {
	for c.ok {
		if len(c.key) == useKeyLen && c.inCurrent() {
			c.set(c.it.Next())
			continue
		}
		if len(c.key) != headKeyLen {
			return c.fail(errBroken("use of an identity that is not described"))
		}
		c.current = identityKey(c.key[1:])
		value, err := c.it.ValueAndErr()
		if err != nil {
			return c.fail(err)
		}
		u.head = append(u.head[:0], value...)
		c.set(c.it.Next())
		if c.ok && len(c.key) == useKeyLen && c.inCurrent() {
			u.Kind, u.Fingerprint = c.current.kind(), c.current.fingerprint()
			return true
		}
	}
	return false
}

func (c *cursor) inCurrent() bool { return identityKey(c.key[1:headKeyLen]) == c.current }

// nextUnit returns the next unit that uses the current identity, joining its
// blocks.
func (c *cursor) nextUnit() (u UnitUse, ok bool) {
	if !c.ok || len(c.key) != useKeyLen || !c.inCurrent() {
		return u, false
	}
	u.Unit = exposure.Unit(c.key[headKeyLen : headKeyLen+unitLen])
	c.tallies = c.tallies[:0]
	for c.ok && len(c.key) == useKeyLen && c.inCurrent() && exposure.Unit(c.key[headKeyLen:headKeyLen+unitLen]) == u.Unit {
		value, err := c.it.ValueAndErr()
		if err == nil {
			c.tallies, err = c.tallies.addCoded(value)
		}
		if err != nil {
			return u, c.fail(err)
		}
		c.set(c.it.Next())
	}
	u.Tallies = c.tallies
	return u, true
}
