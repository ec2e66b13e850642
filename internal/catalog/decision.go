package catalog

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
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

// A NotReadSum counts what was not read for one reason.
type NotReadSum struct {
	Reason exposure.Reason
	Parts  int64
	Bytes  int64
}

// reached says whether at least one way leads to the content of a row n of
// not_read, once [countWays] has filled its table.
const reached = `(EXISTS (SELECT 1 FROM readings WHERE content = n.content) OR EXISTS (SELECT 1 FROM temp.ways WHERE unit = n.content)
	OR EXISTS (SELECT 1 FROM contents WHERE unit = n.content AND name = 1))`

// NotReadSums returns what was not read by reason: whole objects, and parts of
// contents once for each distinct content to which at least one way leads.
func (v *View) NotReadSums(ctx context.Context) ([]NotReadSum, error) {
	rows, err := v.conn.QueryContext(ctx, `SELECT reason, sum(n), sum(bytes) FROM (
		SELECT reason, count(*) AS n, sum(max(size, 0)) AS bytes FROM objects WHERE state IN (2, 3) GROUP BY reason
		UNION ALL SELECT reason, count(*), sum(bytes) FROM not_read n WHERE `+reached+` GROUP BY reason)
		GROUP BY reason ORDER BY reason`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []NotReadSum
	for rows.Next() {
		var s NotReadSum
		if err := rows.Scan(&s.Reason, &s.Parts, &s.Bytes); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// NotReadParts returns up to limit parts that were not read, objects first, of
// those that [View.NotReadSums] counts.
func (v *View) NotReadParts(ctx context.Context, limit int) ([]Part, error) {
	parts, err := v.parts(ctx, `SELECT t.target || '/' || o.mask, o.reason, max(o.size, 0), o.detail FROM objects o JOIN targets t ON t.id = o.target
		WHERE o.state IN (2, 3) ORDER BY o.reason, o.mask LIMIT ?`, limit)
	if err != nil || len(parts) >= limit {
		return parts, err
	}
	members, err := v.partsOfContents(ctx, limit-len(parts))
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		ways, err := v.catalog.Ways(ctx, m.unit, 1)
		if err != nil {
			return nil, err
		}
		if len(ways) > 0 {
			m.Way = ways[0].Target + "/" + ways[0].Way + m.Way
		}
		parts = append(parts, m.Part)
	}
	return parts, nil
}

// partOf is a part of the content that is named by a unit.
type partOf struct {
	unit exposure.Unit
	Part
}

func (v *View) partsOfContents(ctx context.Context, limit int) ([]partOf, error) {
	rows, err := v.conn.QueryContext(ctx, `SELECT content, way, reason, bytes, detail FROM not_read n WHERE `+reached+`
		ORDER BY reason, content, ordinal LIMIT ?`, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []partOf
	for rows.Next() {
		var m partOf
		var unit []byte
		if err := rows.Scan(&unit, &m.Way, &m.Reason, &m.Bytes, &m.Detail); err != nil {
			return nil, err
		}
		copy(m.unit[:], unit)
		all = append(all, m)
	}
	return all, rows.Err()
}

func (v *View) parts(ctx context.Context, query string, args ...any) ([]Part, error) {
	rows, err := v.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Part
	for rows.Next() {
		var p Part
		if err := rows.Scan(&p.Way, &p.Reason, &p.Bytes, &p.Detail); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}
