package register

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// Adopt takes in that a target was seen open elsewhere, as by a scan whose campaign holds
// the evidence. What the register knows better is kept.
func (r *Register) Adopt(ctx context.Context, target, vendor string, rights []exposure.Finding, first, last time.Time) error {
	known, err := r.Exposure(ctx, target)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return err
	}
	if err == nil && !known.Found.IsZero() && !first.Before(known.Found) && !last.After(known.Opened) {
		return nil
	}
	o := Observation{Result: &probe.Result{Target: target, Vendor: vendor, Exists: probe.Exists, Exposed: true, Rights: rights}, At: last}
	if errors.Is(err, ErrUnknown) || known.Found.IsZero() {
		o.At = first
	}
	if last.After(known.Probed) {
		if _, err := r.Record(ctx, o); err != nil {
			return err
		}
	}
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE targets SET found = CASE WHEN found = 0 THEN ? ELSE min(found, ?) END, opened = max(opened, ?) WHERE target = ?`,
			stamp(first), stamp(first), stamp(last), target)
		return err
	})
}
