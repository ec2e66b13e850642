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
	Op     string    `json:"op"` // as attribution calls it: "merge", "split", "own", …, "undo"
	A      string    `json:"a"`
	B      string    `json:"b,omitempty"`
	Reason string    `json:"reason"`
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at"`
}

// Decide appends a decision, in the chain of custody too.
func (c *Catalog) Decide(ctx context.Context, d Decision) error {
	return c.write(ctx, func(tx *sql.Tx) error { return decide(ctx, tx, []Decision{d}) })
}

// DecideAll appends, in their order and all or none, those decisions that the log does not
// hold yet, and returns how many these are. A decision is the same if all of it is, to the
// moment when it was taken.
func (c *Catalog) DecideAll(ctx context.Context, list []Decision) (added int, err error) {
	err = c.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, decisionsQuery)
		if err != nil {
			return err
		}
		have, err := decisions(rows)
		if err != nil {
			return err
		}
		met := map[Decision]bool{}
		for _, d := range have {
			met[d.whole()] = true
		}
		var fresh []Decision
		for _, d := range list {
			if key := d.whole(); !met[key] {
				met[key] = true
				fresh = append(fresh, d)
			}
		}
		added = len(fresh)
		return decide(ctx, tx, fresh)
	})
	return added, err
}

// whole is a decision by which it can be compared.
func (d Decision) whole() Decision {
	d.At = moment(stamp(d.At))
	return d
}

func decide(ctx context.Context, tx *sql.Tx, list []Decision) error {
	insert, err := tx.PrepareContext(ctx, "INSERT INTO decisions (op, a, b, reason, by, at) VALUES (?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	events := make([]Event, 0, len(list))
	for _, d := range list {
		if _, err := insert.ExecContext(ctx, d.Op, d.A, d.B, d.Reason, d.By, stamp(d.At)); err != nil {
			return err
		}
		events = append(events, Event{At: d.At, Event: "decided", By: d.By, Detail: strings.TrimSpace(d.Op+" "+d.A+" "+d.B) + ": " + d.Reason})
	}
	return appendCustody(ctx, tx, events)
}

const decisionsQuery = "SELECT op, a, b, reason, by, at FROM decisions ORDER BY seq"

// Decisions returns all decisions in their order.
func (c *Catalog) Decisions(ctx context.Context) ([]Decision, error) { return decided(ctx, c.db) }

// Decisions returns those that were in force.
func (v *View) Decisions(ctx context.Context) ([]Decision, error) { return decided(ctx, v.conn) }

func decided(ctx context.Context, q querier) ([]Decision, error) {
	rows, err := q.QueryContext(ctx, decisionsQuery)
	if err != nil {
		return nil, err
	}
	return decisions(rows)
}

func decisions(rows *sql.Rows) ([]Decision, error) {
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
