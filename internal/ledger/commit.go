package ledger

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"github.com/hemostat/hemostat/exposure"
)

// keptBatch is up to how many bytes the memory of a commit serves the next.
const keptBatch = 16 << 20

// Commit writes the rows of all batches in one atomic, synced step and empties
// the batches; the units that they are in go on. After an error, which is
// [ErrStopped] or [ErrClosed], the batches must not be used again, and what
// they held stands in the store wholly or not at all.
func (l *Ledger) Commit(batches ...*Batch) error {
	if err := l.ready(); err != nil {
		return err
	}
	var size int
	for _, b := range batches {
		size += len(b.arena) + 8*(len(b.rows)+len(b.heads))
	}
	if size == 0 {
		return nil
	}
	pb := l.db.NewBatchWithSize(size+64, pebble.WithMaxRetainedSizeBytes(keptBatch))
	for _, b := range batches {
		if err := l.fill(pb, b); err != nil {
			return errors.Join(fmt.Errorf("commit to ledger: %w", err), pb.Close())
		}
	}
	if err := l.apply(pb, pebble.Sync); err != nil {
		return fmt.Errorf("commit to ledger: %w", err)
	}
	for _, b := range batches {
		l.heads.remember(b)
		b.clear()
	}
	return nil
}

// fill puts the rows of b in key order, which Pebble inserts faster.
func (l *Ledger) fill(pb *pebble.Batch, b *Batch) error {
	heads := len(b.rows)
	b.rows = l.heads.missing(b, b.rows)
	slices.SortFunc(b.rows[heads:], b.order)
	slices.SortFunc(b.rows[:heads], b.order)
	for _, r := range b.rows[:heads] {
		if err := pb.Set(b.key(r), b.value(r), nil); err != nil {
			return err
		}
	}
	for _, r := range b.rows[heads:] {
		if err := pb.Merge(b.key(r), b.value(r), nil); err != nil {
			return err
		}
	}
	return nil
}

func (b *Batch) order(x, y row) int {
	if x.prefix != y.prefix {
		return cmp.Compare(x.prefix, y.prefix)
	}
	return bytes.Compare(b.key(x), b.key(y))
}

// apply applies pb, or leaves it to a store that has stopped.
func (l *Ledger) apply(pb *pebble.Batch, how *pebble.WriteOptions) error {
	return l.stop.try(func() error { return errors.Join(l.db.Apply(pb, how), pb.Close()) })
}

// Settle removes the open marks of units that the catalog has published. It is
// not synced: a mark that comes back with a crash is settled again.
func (l *Ledger) Settle(units ...exposure.Unit) error {
	if err := l.ready(); err != nil || len(units) == 0 {
		return err
	}
	pb := l.db.NewBatch()
	for _, u := range units {
		if err := pb.Delete(unitKey(openRow, u), nil); err != nil {
			return errors.Join(fmt.Errorf("settle units: %w", err), pb.Close())
		}
	}
	if err := l.apply(pb, pebble.NoSync); err != nil {
		return fmt.Errorf("settle units: %w", err)
	}
	return nil
}

// Unsettled returns the units with an open mark, ascending.
func (l *Ledger) Unsettled() ([]exposure.Unit, error) {
	var units []exposure.Unit
	err := l.scan([]byte{openRow}, func(key, _ []byte) error {
		if len(key) != unitKeyLen {
			return errBroken("open mark")
		}
		units = append(units, exposure.Unit(key[1:]))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list unsettled units: %w", err)
	}
	return units, nil
}

// dropSize is about how many bytes of deletions Drop commits at once.
const dropSize = 4 << 20

// Drop removes every row of a unit that the catalog has not published, its open
// mark last: killed in between, the unit is unsettled still. Identities stay
// and count nowhere. No batch may be in the unit.
func (l *Ledger) Drop(unit exposure.Unit) error {
	if err := l.ready(); err != nil {
		return err
	}
	pb := l.db.NewBatch()
	flush := func(limit int) error {
		if pb.Len() < limit {
			return nil
		}
		full := pb
		pb = l.db.NewBatch()
		return l.apply(full, pebble.NoSync)
	}
	var err error
	for block, failed := range l.blocks(appendUnit([]byte{blockRow}, unit)) {
		if err = failed; err == nil {
			err = errors.Join(dropBlock(pb, block), flush(dropSize))
		}
		if err != nil {
			break
		}
	}
	if err == nil {
		err = errors.Join(pb.Delete(unitKey(summaryRow, unit), nil), flush(0))
	}
	if err == nil {
		err = errors.Join(pb.Delete(unitKey(openRow, unit), nil), l.apply(pb, pebble.Sync))
	}
	if err != nil {
		return fmt.Errorf("drop unit %s: %w", unit, err)
	}
	return nil
}

func dropBlock(pb *pebble.Batch, b *Block) error {
	for _, id := range b.Identities {
		key := appendUseKey(nil, keyOf(id.Kind, id.Fingerprint), b.Unit, b.Ordinal)
		if err := pb.Delete(key, nil); err != nil {
			return err
		}
	}
	return pb.Delete(appendBlockKey(nil, b.Unit, b.Ordinal), nil)
}
