package register

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/hemostat/hemostat/internal/probe"
)

// Whole is how long a server is taken at its word that a listing is as it was: some date a directory
// alone, and not the files in it.
const Whole = 24 * time.Hour

// longestValidator is in bytes, of each of its two parts.
const longestValidator = 1 << 10

// SetValidator keeps what tells the listing of a target that was compared at a time from another;
// the zero Validator forgets it.
func (r *Register) SetValidator(ctx context.Context, target string, v probe.Validator, at time.Time) error {
	if len(v.Tag) > longestValidator || len(v.Date) > longestValidator {
		v = probe.Validator{}
	}
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM validators WHERE target = (SELECT id FROM targets WHERE target = ?)", target)
		if err != nil || v == (probe.Validator{}) {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO validators SELECT id, ?, ?, ? FROM targets WHERE target = ?", v.Tag, v.Date, stamp(at), target)
		return err
	})
}

// Validator returns what [Register.SetValidator] kept, where the listing was read whole within
// [Whole] before now; else the zero Validator.
func (r *Register) Validator(ctx context.Context, target string, now time.Time) (v probe.Validator, err error) {
	err = r.db.Read.QueryRowContext(ctx, "SELECT tag, date FROM validators WHERE target = (SELECT id FROM targets WHERE target = ?) AND at > ? AND at <= ?",
		target, stamp(now.Add(-Whole)), stamp(now)).Scan(&v.Tag, &v.Date)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return v, err
}

// ListedAgain notes that the objects of a target are those that were compared last.
func (r *Register) ListedAgain(ctx context.Context, target string, at time.Time) error {
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE targets SET listed = ? WHERE target = ? AND listed > 0", stamp(at), target)
		return err
	})
}
