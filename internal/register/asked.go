package register

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"database/sql"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// Reading notes that a scan begins to list targets and, where read says so, to read what they
// hold, before it does. What was read stands in the custody of the scan's campaign.
func (r *Register) Reading(ctx context.Context, at time.Time, targets []exposure.Target, read func(exposure.Target) bool) error {
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		for _, t := range targets {
			t.Query = ""
			var id int64 // 0 where it was never probed
			if err := tx.QueryRowContext(ctx, "SELECT id FROM targets WHERE target = ?", t.String()).Scan(&id); err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			l, err := newLog(ctx, tx)
			if err != nil {
				return err
			}
			e := entry{At: at, Event: ScanLists, Target: t.String(), Detail: "a scan begins to list it"}
			if read(t) {
				e.Event, e.Detail = ScanReads, "a scan begins to read what it holds"
			}
			if err := l.append(ctx, id, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// Scans returns when scans of t, of a part of it or of what it is a part of began to read, by what
// this register was told.
func (r *Register) Scans(ctx context.Context, t exposure.Target) (began []time.Time, err error) {
	err = r.Timeline(ctx, "", func(c Change) error {
		if c.Event != ScanReads {
			return nil
		}
		other, err := exposure.ParseTarget(c.Target)
		if err == nil && (t.Contains(other) || other.Contains(t)) {
			began = append(began, c.At)
		}
		return nil
	})
	return began, err
}

// Questions calls visit with each question that t, or a part of it, was asked, and its answer, the
// oldest first.
func (r *Register) Questions(ctx context.Context, t exposure.Target, visit func(probe.Evidence)) error {
	ids, err := r.within(ctx, t)
	if err != nil {
		return err
	}
	rows, err := r.db.Read.QueryContext(ctx, "SELECT target, line FROM log WHERE event = 'asked' ORDER BY seq")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var line string
		if err := rows.Scan(&id, &line); err != nil {
			return err
		}
		if !slices.Contains(ids, id) {
			continue
		}
		var e entry
		var evidence probe.Evidence
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return err
		}
		if err := json.Unmarshal(e.Evidence, &evidence); err != nil {
			return err
		}
		visit(evidence)
	}
	return rows.Err()
}

// within returns the targets that are t or a part of it.
func (r *Register) within(ctx context.Context, t exposure.Target) (ids []int64, err error) {
	rows, err := r.db.Read.QueryContext(ctx, "SELECT id, target FROM targets")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, err
		}
		if other, err := exposure.ParseTarget(name); err == nil && t.Contains(other) {
			ids = append(ids, id)
		}
	}
	return ids, rows.Err()
}

// LinkAsked reports whether a signed link was ever asked.
func (r *Register) LinkAsked(ctx context.Context, query string) (bool, error) {
	var n int
	err := r.db.Read.QueryRowContext(ctx, "SELECT count(*) FROM rights WHERE access = ?", "signed link "+r.LinkName(query)).Scan(&n)
	return n > 0, err
}
