package catalog

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// manifestName escapes a file name as GNU sha256sum does.
var manifestName = strings.NewReplacer("\\", "\\\\", "\n", "\\n", "\r", "\\r")

// A Decision is a person's hand in attribution: an entry of an append-only log
// that is replayed on top of the ledger.
type Decision struct {
	Op     string // "merge", "split", "own", "vendor", "undo"
	A, B   string
	Reason string
	By     string
	At     time.Time
}

// Decide appends a decision, in the chain of custody too.
func (c *Catalog) Decide(ctx context.Context, d Decision) error {
	return c.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO decisions (op, a, b, reason, by, at) VALUES (?, ?, ?, ?, ?, ?)",
			d.Op, d.A, d.B, d.Reason, d.By, stamp(d.At))
		if err != nil {
			return err
		}
		return appendCustody(ctx, tx, []Event{{At: d.At, Event: "decided", By: d.By, Detail: d.Op + " " + d.A + " " + d.B + ": " + d.Reason}})
	})
}

// Decisions returns all decisions in their order.
func (c *Catalog) Decisions(ctx context.Context) ([]Decision, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT op, a, b, reason, by, at FROM decisions ORDER BY seq")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Decision
	for rows.Next() {
		var d Decision
		var at int64
		if err := rows.Scan(&d.Op, &d.A, &d.B, &d.Reason, &d.By, &at); err != nil {
			return nil, err
		}
		d.At = moment(at)
		all = append(all, d)
	}
	return all, rows.Err()
}

// Figures are stored figures: their bytes as JSON, and what of the campaign
// they were made over.
type Figures struct {
	Digest string // SHA-256 of Body in hexadecimal
	State  string
	Body   []byte
	At     time.Time
}

// SaveFigures stores the newest figures.
func (c *Catalog) SaveFigures(ctx context.Context, f Figures) error {
	return c.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO figures VALUES (1, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
			digest = excluded.digest, state = excluded.state, body = excluded.body, at = excluded.at`, f.Digest, f.State, f.Body, stamp(f.At))
		return err
	})
}

// LastFigures returns the figures stored last, and false where there are none.
func (c *Catalog) LastFigures(ctx context.Context) (f Figures, ok bool, err error) {
	var at int64
	err = c.db.QueryRowContext(ctx, "SELECT digest, state, body, at FROM figures").Scan(&f.Digest, &f.State, &f.Body, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return f, false, nil
	}
	f.At = moment(at)
	return f, err == nil, err
}
