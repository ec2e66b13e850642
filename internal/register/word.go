package register

import (
	"context"
	"database/sql"
	"time"
)

// A Word is what the owner says of its configuration.
type Word struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Word string    `json:"word"`
}

// OwnerSays notes what the owner of a target says of its configuration. What the same person said
// since it was denied, or while it is open since it was found, is not noted twice.
func (r *Register) OwnerSays(ctx context.Context, target string, w Word) error {
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		var id int64
		if err := tx.QueryRowContext(ctx, "SELECT id FROM targets WHERE target = ?", target).Scan(&id); err != nil {
			return noTarget(err)
		}
		var again int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM words w JOIN targets t ON t.id = w.target WHERE t.id = ? AND w.by = ? AND w.word = ?
			AND w.at >= CASE WHEN t.denied = 0 THEN t.found ELSE t.denied END`, id, w.By, w.Word).Scan(&again); err != nil || again > 0 {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO words VALUES (?, ?, ?, ?)", id, stamp(w.At), w.By, w.Word); err != nil {
			return err
		}
		l, err := newLog(ctx, tx)
		if err != nil {
			return err
		}
		return l.append(ctx, id, entry{At: w.At, Event: OwnerSaid, Target: target, By: w.By, Detail: w.Word})
	})
}

// words returns what the owner said since the target was first denied: what it said while it
// was open was not so.
func words(ctx context.Context, q querier, id int64, denied time.Time) (list []Word, err error) {
	if denied.IsZero() {
		return nil, nil
	}
	rows, err := q.QueryContext(ctx, "SELECT at, by, word FROM words WHERE target = ? AND at >= ? ORDER BY at", id, stamp(denied))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var w Word
		var at int64
		if err := rows.Scan(&at, &w.By, &w.Word); err != nil {
			return nil, err
		}
		w.At = instant(at)
		list = append(list, w)
	}
	return list, rows.Err()
}
