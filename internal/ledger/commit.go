package ledger

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/hemostat/hemostat/exposure"
)

// keptBatch is up to how many bytes the memory of a commit serves the next.
const keptBatch = 16 << 20

// Commit writes the rows of all batches, and the identities that were described
// since the last one, in one atomic, synced step and empties the batches; the units
// that they are in go on. After an error, which is [ErrStopped] or [ErrClosed], the
// batches must not be used again, and what they held stands in the store wholly or
// not at all.
func (l *Ledger) Commit(batches ...*Batch) error {
	if err := l.ready(); err != nil {
		return err
	}
	var size int
	for _, b := range batches {
		size += len(b.arena) + 8*len(b.rows)
	}
	if size == 0 {
		return nil
	}
	err := l.write(size, pebble.Sync, func(pb *pebble.Batch) error {
		for _, b := range batches {
			if err := b.fill(pb); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("commit to ledger: %w", err)
	}
	for _, b := range batches {
		b.clear()
	}
	return nil
}

// write applies what fill puts, some size bytes, after the heads that wait. A
// failure on the way to the store stops it as well: heads have been taken that no
// later commit would write.
func (l *Ledger) write(size int, how *pebble.WriteOptions, fill func(*pebble.Batch) error) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	pb := l.db.NewBatchWithSize(size+manyHeads, pebble.WithMaxRetainedSizeBytes(keptBatch))
	err := l.fillHeads(pb)
	if err == nil {
		err = fill(pb)
	}
	if err != nil {
		l.stop.fail(err)
		return errors.Join(l.stop.err(), pb.Close())
	}
	return l.apply(pb, how)
}

// fill puts the rows of b into pb.
func (b *Batch) fill(pb *pebble.Batch) error {
	sortRows(b.arena, b.rows)
	for _, r := range b.rows {
		if err := pb.Set(r.keyIn(b.arena), r.valueIn(b.arena), nil); err != nil {
			return err
		}
	}
	return nil
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

// Drop removes every row of a unit that the catalog has not published.
// Identities stay and count nowhere. No batch may be in the unit.
func (l *Ledger) Drop(unit exposure.Unit) error {
	if err := l.ready(); err != nil {
		return err
	}
	blocks, keys := appendUnit([]byte{blockRow}, unit), appendUnit([]byte{keysRow}, unit)
	pb := l.db.NewBatch()
	err := errors.Join(pb.DeleteRange(blocks, after(blocks), nil), pb.DeleteRange(keys, after(keys), nil), pb.Delete(unitKey(summaryRow, unit), nil), pb.Delete(unitKey(openRow, unit), nil))
	if err != nil {
		err = errors.Join(err, pb.Close())
	} else {
		err = l.apply(pb, pebble.Sync)
	}
	if err != nil {
		return fmt.Errorf("drop unit %s: %w", unit, err)
	}
	return nil
}
