package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// Adopt takes in that rights of a target were seen open elsewhere, as by a scan whose campaign
// holds the evidence, for the first time at first. What the register saw later stands.
func (r *Register) Adopt(ctx context.Context, target, vendor string, rights []exposure.Finding, first time.Time) error {
	if len(rights) == 0 {
		return nil
	}
	return r.db.Write(ctx, func(tx *sql.Tx) error { return adopt(ctx, tx, target, vendor, rights, first) })
}

func adopt(ctx context.Context, tx *sql.Tx, target, vendor string, rights []exposure.Finding, first time.Time) error {
	k, err := before(ctx, tx, Observation{Result: &probe.Result{Target: target, Rights: rights}})
	if err != nil {
		return err
	}
	var opened, denied time.Time
	for _, f := range rights {
		if f.At.After(opened) {
			opened = f.At
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO ever VALUES (?, ?, ?) ON CONFLICT DO NOTHING", k.id, f.Right, f.Access); err != nil {
			return err
		}
		later, err := newest(ctx, tx, k.id, f)
		if err != nil {
			return err
		}
		switch {
		case later == nil || later.At.Before(f.At) || later.Verdict == exposure.Inconclusive:
			if err := putRight(ctx, tx, k.id, f); err != nil {
				return err
			}
		case later.Verdict == exposure.Closed && later.At.After(denied):
			denied = later.At
		}
	}
	var open int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM rights WHERE target = ? AND verdict = ?", k.id, exposure.Open).Scan(&open); err != nil {
		return err
	}
	state := k.state
	switch {
	case open > 0:
		state, denied = StateOpen, time.Time{}
	case state != StateClosed:
		state = StateDenied
	}
	if first.After(opened) {
		first = opened
	}
	_, err = tx.ExecContext(ctx, `UPDATE targets SET state = ?, vendor = CASE WHEN vendor = '' THEN ? ELSE vendor END, present = 'yes',
		found = CASE WHEN found = 0 THEN ? ELSE min(found, ?) END, opened = max(opened, ?), denied = CASE WHEN ? = 'open' THEN 0 ELSE max(denied, ?) END,
		probed = max(probed, ?) WHERE id = ?`,
		string(state), vendor, stamp(first), stamp(first), stamp(opened), string(state), stamp(denied), stamp(opened), k.id)
	if err != nil || k.found != 0 {
		return err
	}
	l, err := newLog(ctx, tx)
	if err != nil {
		return err
	}
	return l.append(ctx, k.id, entry{At: first, Event: Found, Target: target, Detail: fmt.Sprintf("%d rights open, by a scan whose campaign holds the evidence", len(rights))})
}

// newest returns what the register knows of a right, nil where nothing is.
func newest(ctx context.Context, tx *sql.Tx, target int64, f exposure.Finding) (*exposure.Finding, error) {
	var line string
	err := tx.QueryRowContext(ctx, "SELECT finding FROM rights WHERE target = ? AND right = ? AND access = ? AND vantage = ''", target, f.Right, f.Access).Scan(&line)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var known exposure.Finding
	return &known, json.Unmarshal([]byte(line), &known)
}

func putRight(ctx context.Context, tx *sql.Tx, target int64, f exposure.Finding) error {
	line, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO rights VALUES (?, ?, ?, '', ?, ?, ?)
		ON CONFLICT DO UPDATE SET verdict = excluded.verdict, since = excluded.since, finding = excluded.finding`, target, f.Right, f.Access, f.Verdict, stamp(f.At), string(line))
	return err
}
