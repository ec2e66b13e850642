package catalog

import (
	"context"
	"database/sql"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Target is one target of the campaign and how far its listing has come.
type Target struct {
	ID        int64
	Target    string // canonical, without any signature
	Vendor    string
	Access    string
	Marker    string // where the listing goes on; "" at the start
	Pages     int64
	Listed    bool
	Chosen    bool
	Objects   int64
	Bytes     int64
	LastWrite time.Time
	FirstSeen time.Time
	LastSeen  time.Time
}

// AddTarget returns the target of that name, and makes it where it is new.
func (c *Catalog) AddTarget(ctx context.Context, target, vendor, access string, now time.Time) (Target, error) {
	err := c.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO targets (target, vendor, access, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET vendor = excluded.vendor, access = excluded.access`, target, vendor, access, stamp(now), stamp(now))
		return err
	})
	if err != nil {
		return Target{}, err
	}
	targets, err := c.targets(ctx, "WHERE target = ?", target)
	if err != nil || len(targets) == 0 {
		return Target{}, err
	}
	return targets[0], nil
}

// Targets returns every target of the campaign in the order of their names.
func (c *Catalog) Targets(ctx context.Context) ([]Target, error) { return c.targets(ctx, "") }

func (c *Catalog) targets(ctx context.Context, where string, args ...any) ([]Target, error) {
	rows, err := c.db.QueryContext(ctx, `SELECT id, target, vendor, access, marker, pages, listed, chosen, objects, bytes,
		last_write, first_seen, last_seen FROM targets `+where+` ORDER BY target`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Target
	for rows.Next() {
		var t Target
		var write, first, last int64
		if err := rows.Scan(&t.ID, &t.Target, &t.Vendor, &t.Access, &t.Marker, &t.Pages, &t.Listed, &t.Chosen,
			&t.Objects, &t.Bytes, &write, &first, &last); err != nil {
			return nil, err
		}
		t.LastWrite, t.FirstSeen, t.LastSeen = moment(write), moment(first), moment(last)
		all = append(all, t)
	}
	return all, rows.Err()
}

// SetRight stores the verdict on one right of a target, as it shows by the access
// that the target is examined with now. It replaces an older one that says the same
// by the same access; any other stays, as evidence.
func (c *Catalog) SetRight(ctx context.Context, target int64, f exposure.Finding) error {
	return c.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO rights (target, right, access, verdict, why, status, code, at)
			SELECT id, ?2, access, ?3, ?4, ?5, ?6, ?7 FROM targets WHERE id = ?1 ON CONFLICT DO UPDATE SET
			why = excluded.why, status = excluded.status, code = excluded.code, at = excluded.at`,
			target, f.Right, f.Verdict, f.Why, f.Status, f.Code, stamp(f.At))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE targets SET last_seen = max(last_seen, ?) WHERE id = ?", stamp(f.At), target)
		return err
	})
}

// Exposures returns the targets with the verdicts on their rights.
func (c *Catalog) Exposures(ctx context.Context) ([]exposure.Exposure, error) {
	targets, err := c.Targets(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]exposure.Exposure, 0, len(targets))
	for _, t := range targets {
		rights, err := c.rights(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, exposure.Exposure{
			Target: t.Target, Vendor: t.Vendor, Access: t.Access, Rights: rights,
			FirstSeen: t.FirstSeen, LastSeen: t.LastSeen, LastWrite: t.LastWrite, Objects: t.Objects, Bytes: t.Bytes,
		})
	}
	return all, nil
}

func (c *Catalog) rights(ctx context.Context, target int64) ([]exposure.Finding, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT right, verdict, access, why, status, code, at FROM rights WHERE target = ? ORDER BY right, at, access, verdict", target)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	findings := []exposure.Finding{}
	for rows.Next() {
		var f exposure.Finding
		var at int64
		if err := rows.Scan(&f.Right, &f.Verdict, &f.Access, &f.Why, &f.Status, &f.Code, &at); err != nil {
			return nil, err
		}
		f.At = moment(at)
		findings = append(findings, f)
	}
	return findings, rows.Err()
}

// stamp and moment turn times into what the schema stores and back.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func moment(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}
