package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// An Observation is a probe with what the register needs to know beside it.
type Observation struct {
	*probe.Result
	Vantage string         // from where: "" for here
	Basis   exposure.Basis // of the grant: decides whether a name and a link may be kept
	Link    string         // the signed link that the target was asked with; a secret
	Ends    time.Time      // when that ends by its own words; zero where they do not say
	At      time.Time
}

// known is what the register knew of a target.
type known struct {
	id       int64
	state    State
	found    int64
	denied   int64
	closed   int64
	doubt    int64
	told     bool
	reopened int64
	open     []string // rights that were open from this vantage by the accesses of this probe
	others   []string // that are open by other accesses or from other vantages
}

// Record takes probes in, all in one write, and returns the events that follow from them.
func (r *Register) Record(ctx context.Context, observations ...Observation) (changes []Change, err error) {
	err = r.db.Write(ctx, func(tx *sql.Tx) error {
		changes = nil
		for i, o := range observations {
			more, err := r.record(ctx, tx, o)
			if err != nil {
				return err
			}
			for j := range more {
				more[j].Of = i
			}
			changes = append(changes, more...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("write to the register: %w", err)
	}
	return changes, nil
}

func (r *Register) record(ctx context.Context, tx *sql.Tx, o Observation) (changes []Change, err error) {
	ended := o.linkEnded()
	if ended != "" { // from everywhere, before what is left open is looked at
		if err := shutLink(ctx, tx, o, ended); err != nil {
			return nil, err
		}
	}
	change, err := r.recordOne(ctx, tx, o)
	if change != nil {
		changes = append(changes, *change)
	}
	if err != nil {
		return changes, err
	}
	if ended != "" {
		more, err := retire(ctx, tx, o.Target, Retirement{Access: o.Rights[0].Access, At: o.At, Reason: ended})
		if err != nil && !errors.Is(err, ErrNothingOpen) {
			return changes, err
		}
		changes = append(changes, more...)
	}
	more, err := endLost(ctx, tx, o)
	return append(changes, more...), err
}

func (r *Register) recordOne(ctx context.Context, tx *sql.Tx, o Observation) (*Change, error) {
	k, err := before(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	l, err := newLog(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, e := range o.Evidence {
		line, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		if err := l.append(ctx, k.id, entry{At: e.At, Event: Asked, Target: o.Target, Evidence: line, Vantage: o.Vantage}); err != nil {
			return nil, err
		}
	}
	if err := saveRights(ctx, tx, k.id, o); err != nil {
		return nil, err
	}
	if err := countDenials(ctx, tx, k.id, o); err != nil {
		return nil, err
	}
	if err := saveLink(ctx, tx, k.id, o); err != nil {
		return nil, err
	}
	if err := r.saveSeen(ctx, tx, k.id, o); err != nil {
		return nil, err
	}
	if err := saveVersion(ctx, tx, k.id, o); err != nil {
		return nil, err
	}
	change := k.judge(o, r.DoubtAfter)
	if err := r.save(ctx, tx, k, o); err != nil {
		return nil, err
	}
	if change == nil {
		return nil, nil
	}
	if o.Vantage != "" {
		change.Detail += " (from " + o.Vantage + ")"
	}
	return change, l.append(ctx, k.id, entry{At: change.At, Event: change.Event, Target: o.Target, Detail: change.Detail, Vantage: o.Vantage})
}

// before reads what was known, and makes the target where it is new.
func before(ctx context.Context, tx *sql.Tx, o Observation) (k known, err error) {
	const query = "SELECT id, state, found, denied, closed, doubt, told, reopened FROM targets WHERE target = ?"
	err = tx.QueryRowContext(ctx, query, o.Target).Scan(&k.id, &k.state, &k.found, &k.denied, &k.closed, &k.doubt, &k.told, &k.reopened)
	if errors.Is(err, sql.ErrNoRows) {
		made, err := tx.ExecContext(ctx, "INSERT INTO targets (target) VALUES (?)", o.Target)
		if err != nil {
			return k, err
		}
		k.id, err = made.LastInsertId()
		return k, err
	}
	if err != nil {
		return k, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT right, access, vantage FROM rights WHERE target = ? AND verdict = ? ORDER BY right, access", k.id, exposure.Open)
	if err != nil {
		return k, err
	}
	defer rows.Close()
	for rows.Next() {
		var right, access, vantage string
		if err := rows.Scan(&right, &access, &vantage); err != nil {
			return k, err
		}
		asked := vantage == o.Vantage && slices.ContainsFunc(o.Rights, func(f exposure.Finding) bool { return f.Access == access })
		if asked {
			k.open = append(k.open, rightBy(right, access))
		} else {
			k.others = append(k.others, rightBy(right, access))
		}
	}
	return k, rows.Err()
}

// saveRights keeps the newest verdicts. One that is inconclusive does not replace one
// that was not: it is told by the target's doubt. A suspicion replaces one that was closed.
func saveRights(ctx context.Context, tx *sql.Tx, target int64, o Observation) error {
	for _, f := range o.Rights {
		line, err := json.Marshal(f)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO rights VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
			since = CASE WHEN verdict = excluded.verdict THEN since ELSE excluded.since END, verdict = excluded.verdict, finding = excluded.finding
			WHERE excluded.verdict <> 'inconclusive' OR verdict = 'inconclusive' OR verdict = 'closed' AND ?`,
			target, f.Right, f.Access, o.Vantage, f.Verdict, stamp(f.At), string(line), f.Suspected)
		if err != nil {
			return err
		}
	}
	return nil
}

// judge compares a probe with what was known, moves k to its new state and returns the
// event, or nil.
func (k *known) judge(o Observation, doubtAfter time.Duration) *Change {
	var open, unsure []string
	for _, f := range o.Rights {
		switch by := rightBy(string(f.Right), f.Access); f.Verdict {
		case exposure.Open:
			open = append(open, by)
		case exposure.Inconclusive:
			unsure = append(unsure, by)
		}
	}
	slices.Sort(open)
	event := func(e Event, format string, args ...any) *Change {
		return &Change{At: o.At.UTC(), Event: e, Target: o.Target, Detail: fmt.Sprintf(format, args...)}
	}
	lost := slices.DeleteFunc(slices.Clone(k.open), func(r string) bool { return slices.Contains(open, r) })
	doubted := slices.ContainsFunc(lost, func(r string) bool { return slices.Contains(unsure, r) })
	was := k.state
	switch {
	case len(open) > 0:
		k.state, k.doubt, k.told, k.denied, k.closed = StateOpen, 0, false, 0, 0
		switch {
		case k.found == 0:
			k.found = stamp(o.At)
			return event(Found, "%s open", strings.Join(open, ", "))
		case was != StateOpen:
			k.reopened++
			return event(Reopened, "%s open", strings.Join(open, ", "))
		case was == StateOpen && !doubted && !slices.Equal(open, k.open):
			return event(Changed, "open were %s, now %s", orNothing(k.open), strings.Join(open, ", "))
		}
	case was == StateOpen && len(k.others) > 0:
		if len(lost) > 0 && !doubted {
			return event(Changed, "denied: %s; still open: %s", strings.Join(lost, ", "), strings.Join(k.others, ", "))
		}
	case was == StateOpen && doubted:
		if k.doubt == 0 {
			k.doubt = stamp(o.At)
		}
		if !k.told && stamp(o.At)-k.doubt >= int64(doubtAfter) {
			k.told = true
			return event(Doubtful, "it was open, and the answers show neither now: %s", strings.Join(unsure, ", "))
		}
	case was == StateOpen && len(lost) > 0:
		k.state, k.denied, k.doubt, k.told = StateDenied, stamp(o.At), 0, false
		return event(Denied, "denied from here: %s. Closed is what several places and rounds agree on", strings.Join(k.open, ", "))
	case k.found == 0 && (!refused(o.Rights) || suspected(o.Rights)):
		k.state = StateDoubt
	case k.found == 0:
		k.state = StateShut
	}
	return nil
}

// refused reports whether a right was shown to be closed.
func refused(rights []exposure.Finding) bool {
	return slices.ContainsFunc(rights, func(f exposure.Finding) bool { return f.Verdict == exposure.Closed })
}

// suspected reports whether a right may be open by the answers.
func suspected(rights []exposure.Finding) bool {
	return slices.ContainsFunc(rights, func(f exposure.Finding) bool { return f.Suspected })
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

// save writes a target's new state. An object's name may quote somebody's data, so it is
// kept under a basis that keeps values alone.
func (r *Register) save(ctx context.Context, tx *sql.Tx, k known, o Observation) error {
	notes, err := json.Marshal(o.Notes)
	if err != nil {
		return err
	}
	var object any // NULL, which an empty slice is not
	if o.Object != "" && o.Basis.KeepsValues() {
		object = []byte(o.Object)
	}
	opened := int64(0)
	if o.Exposed {
		opened = stamp(o.At)
	}
	_, err = tx.ExecContext(ctx, `UPDATE targets SET checker = ?, vendor = CASE WHEN ? = '' THEN vendor ELSE ? END, state = ?, present = ?,
		software = CASE WHEN ? = '' THEN software ELSE ? END, object = coalesce(?, object), notes = ?, found = ?, opened = max(opened, ?),
		denied = ?, closed = ?, doubt = ?, told = ?, probed = ?, reopened = ? WHERE id = ?`,
		o.Check, o.Vendor, o.Vendor, string(k.state), string(o.Exists), o.Software, o.Software, object, string(notes), k.found, opened,
		k.denied, k.closed, k.doubt, k.told, stamp(o.At), k.reopened, k.id)
	return err
}
