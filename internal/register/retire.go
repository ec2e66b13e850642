package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Retirement takes rights off the list of what has to be denied, since nobody can ask about
// them any more: a signed link that has ended or is lost, a proxy that is gone.
type Retirement struct {
	Access  string         `json:"access,omitempty"`  // by which it was open: "signed link 1a2b3c4d"
	Vantage string         `json:"vantage,omitempty"` // or the place that alone saw it open
	Right   exposure.Right `json:"right,omitempty"`   // "": each
	At      time.Time      `json:"at"`
	By      string         `json:"by,omitempty"` // "": the link, by its own end
	Reason  string         `json:"reason"`
}

// ErrNothingOpen says that nothing was open by what is to be retired.
var ErrNothingOpen = errors.New("nothing of it was ever seen open so")

// Retire takes what was open by an access, or from a place, off the list, and returns the events
// that follow. What is seen open later counts again. The error is [ErrNothingOpen] where nothing
// was open so, and [ErrUnknown] where the target is not known.
func (r *Register) Retire(ctx context.Context, target string, x Retirement) (changes []Change, err error) {
	err = r.db.Write(ctx, func(tx *sql.Tx) error {
		changes, err = retire(ctx, tx, target, x)
		return err
	})
	return changes, err
}

func retire(ctx context.Context, tx *sql.Tx, target string, x Retirement) ([]Change, error) {
	var id int64
	if err := tx.QueryRowContext(ctx, "SELECT id FROM targets WHERE target = ?", target).Scan(&id); err != nil {
		return nil, noTarget(err)
	}
	what, err := takeOff(ctx, tx, id, x)
	if err != nil {
		return nil, err
	}
	if len(what) == 0 {
		return nil, ErrNothingOpen
	}
	l, err := newLog(ctx, tx)
	if err != nil {
		return nil, err
	}
	retired := Change{At: x.At.UTC(), Event: Retired, Target: target, Detail: strings.Join(what, ", ") + ": " + x.Reason, By: x.By}
	if err := l.append(ctx, id, entry{At: x.At, Event: Retired, Target: target, Detail: retired.Detail, By: x.By}); err != nil {
		return nil, err
	}
	changes := []Change{retired}
	if err := settle(ctx, tx, id); err != nil {
		return nil, err
	}
	closed, err := markClosed(ctx, tx, target, x.At)
	if errors.Is(err, ErrNotClosed) {
		err = nil
	}
	if closed != nil {
		changes = append(changes, *closed)
	}
	return changes, err
}

// takeOff retires the rights that x names, and returns them.
func takeOff(ctx context.Context, tx *sql.Tx, id int64, x Retirement) (what []string, err error) {
	if x.Vantage != "" {
		return lose(ctx, tx, id, x)
	}
	rows, err := tx.QueryContext(ctx, `SELECT right, access FROM ever v WHERE target = ? AND access = ? AND (? = '' OR right = ?)
		AND NOT EXISTS (SELECT 1 FROM retired x WHERE x.target = v.target AND x.access = v.access AND x.right = v.right) ORDER BY right`, id, x.Access, x.Right, x.Right)
	if err != nil {
		return nil, err
	}
	rights, err := pairs(rows)
	if err != nil {
		return nil, err
	}
	for _, p := range rights {
		if _, err := tx.ExecContext(ctx, "INSERT INTO retired VALUES (?, ?, ?, ?, ?, ?)", id, p[0], p[1], stamp(x.At), x.By, x.Reason); err != nil {
			return nil, err
		}
		if err := shut(ctx, tx, id, p[0], p[1], "", x); err != nil {
			return nil, err
		}
		what = append(what, rightBy(p[0], p[1]))
	}
	return what, nil
}

// lose retires what a place saw open that is gone. Other places go on to answer for the rights
// themselves.
func lose(ctx context.Context, tx *sql.Tx, id int64, x Retirement) (what []string, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT right, access FROM rights WHERE target = ? AND vantage = ? AND verdict = 'open' AND (? = '' OR right = ?) ORDER BY right, access", id, x.Vantage, x.Right, x.Right)
	if err != nil {
		return nil, err
	}
	rights, err := pairs(rows)
	if err != nil {
		return nil, err
	}
	for _, p := range rights {
		if err := shut(ctx, tx, id, p[0], p[1], x.Vantage, x); err != nil {
			return nil, err
		}
		what = append(what, rightBy(p[0], p[1])+" from "+x.Vantage)
	}
	return what, nil
}

func pairs(rows *sql.Rows) (list [][2]string, err error) {
	defer rows.Close()
	for rows.Next() {
		var p [2]string
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// shut makes an open verdict a retired one, from one place or, where vantage is "", from all.
func shut(ctx context.Context, tx *sql.Tx, id int64, right, access, vantage string, x Retirement) error {
	why := "retired: " + x.Reason
	if x.By != "" {
		why += ", by " + x.By
	}
	_, err := tx.ExecContext(ctx, `UPDATE rights SET verdict = 'closed', since = ?, finding = json_set(finding, '$.verdict', 'closed', '$.why', ?)
		WHERE target = ? AND right = ? AND access = ? AND verdict = 'open' AND (? = '' OR vantage = ?)`, stamp(x.At), why, id, right, access, vantage, vantage)
	return err
}

// settle moves a target of which nothing is open any more on: to [StateEnded] where all of it has ended by
// its own words, to [StateDenied] where what is left was refused, since then, else to [StateRetired].
func settle(ctx context.Context, tx *sql.Tx, id int64) error {
	var since int64
	err := tx.QueryRowContext(ctx, `SELECT coalesce(max(first), 0) FROM denials d WHERE target = ?
		AND NOT EXISTS (SELECT 1 FROM retired x WHERE x.target = d.target AND x.right = d.right AND x.access = d.access)`, id).Scan(&since)
	if err != nil {
		return err
	}
	var left int // that did not end by itself
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM ever v WHERE target = ?
		AND NOT EXISTS (SELECT 1 FROM retired x WHERE x.target = v.target AND x.right = v.right AND x.access = v.access AND x.by = '')`, id).Scan(&left)
	if err != nil {
		return err
	}
	state := StateRetired
	switch {
	case left == 0:
		state = StateEnded
	case since > 0:
		state = StateDenied
	}
	_, err = tx.ExecContext(ctx, `UPDATE targets SET state = ?, denied = CASE WHEN state = ? THEN denied ELSE ? END, doubt = 0, told = 0
		WHERE id = ? AND (state = ? OR state = ? AND ?) AND NOT EXISTS (SELECT 1 FROM rights WHERE target = targets.id AND verdict = 'open')`,
		string(state), string(StateDenied), since, id, string(StateOpen), string(StateDenied), left == 0)
	return err
}

// retirements returns what was taken off the list of a target.
func retirements(ctx context.Context, q querier, id int64) (list []Retirement, err error) {
	rows, err := q.QueryContext(ctx, "SELECT right, access, at, by, reason FROM retired WHERE target = ? ORDER BY access, right", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var x Retirement
		var at int64
		if err := rows.Scan(&x.Right, &x.Access, &at, &x.By, &x.Reason); err != nil {
			return nil, err
		}
		x.At = instant(at)
		list = append(list, x)
	}
	return list, rows.Err()
}

// has reports whether a right by an access is among what was retired.
func has(list []Retirement, right exposure.Right, access string) bool {
	return slices.ContainsFunc(list, func(x Retirement) bool { return x.Right == right && x.Access == access })
}

// String says what was retired, why and by whom.
func (x Retirement) String() string {
	text := fmt.Sprintf("%s: %s", rightBy(string(x.Right), x.Access), x.Reason)
	if x.By != "" {
		text += ", by " + x.By
	}
	return text
}

func rightBy(right, access string) string {
	if access == "" || access == "anonymous" {
		return right
	}
	return right + " by " + access
}
