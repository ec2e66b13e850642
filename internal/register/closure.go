package register

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// Apart is how far two rounds of denial lie apart at least.
const Apart = 3 * time.Minute

// Rounds is how many rounds of denial from one place closure needs.
const Rounds = 2

// A Denial is what one place was told, in a row, since the target was last open: as many
// rounds, as long, as the right that was refused the fewest times.
type Denial struct {
	Vantage string    `json:"vantage"` // "" for the place of this register
	Rounds  int64     `json:"rounds"`
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
	Rights  []Refused `json:"rights"` // each that was ever open
}

// A Refused is one right that was open by one access, and is refused.
type Refused struct {
	Right    exposure.Right `json:"right"`
	Access   string         `json:"access"`
	Rounds   int64          `json:"rounds"`
	First    time.Time      `json:"first"`
	Last     time.Time      `json:"last"`
	Evidence []string       `json:"evidence"` // of the first and of the last round
}

// sum makes the figures of a place from those of its rights.
func (d *Denial) sum() {
	for i, r := range d.Rights {
		if i == 0 || r.Rounds < d.Rounds {
			d.Rounds = r.Rounds
		}
		if r.First.After(d.First) {
			d.First = r.First
		}
		if i == 0 || r.Last.Before(d.Last) {
			d.Last = r.Last
		}
	}
}

// holds reports whether each right was denied in several rounds, some time apart.
func (d Denial) holds() bool {
	for _, r := range d.Rights {
		if r.Rounds < Rounds || r.Last.Sub(r.First) < Apart {
			return false
		}
	}
	return len(d.Rights) > 0
}

// Evidence returns that of all its rights.
func (d Denial) Evidence() (list []string) {
	for _, r := range d.Rights {
		list = append(list, r.Evidence...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// A Word is what the owner says of its configuration.
type Word struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Word string    `json:"word"`
}

// A Closure is what stands for and against calling a target closed.
type Closure struct {
	Exposure
	Denials []Denial `json:"denials"`
	Owner   []Word   `json:"owner,omitempty"` // since the target was last open
	Lacks   string   `json:"lacks,omitempty"` // what is missing to call it closed; "" where it is

	ever int // rights that were ever open
}

// countDenials notes which of the rights that were ever open are refused in this round. One
// that is open again starts anew; one of which nothing was shown counts for neither.
func countDenials(ctx context.Context, tx *sql.Tx, target int64, o Observation) error {
	for _, f := range o.Rights {
		var err error
		switch {
		case f.Verdict == exposure.Open:
			_, err = tx.ExecContext(ctx, "INSERT INTO ever VALUES (?, ?, ?) ON CONFLICT DO NOTHING", target, f.Right, f.Access)
			if err == nil {
				_, err = tx.ExecContext(ctx, "DELETE FROM denials WHERE target = ? AND right = ? AND access = ?", target, f.Right, f.Access)
			}
		case f.Verdict == exposure.Closed && o.answered(f):
			err = countDenial(ctx, tx, target, o, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// answered reports whether a verdict counts for closure from its place: somebody was asked
// there. A name that does not exist was asked of the resolver of this machine, wherever the
// rest would have gone.
func (o *Observation) answered(f exposure.Finding) bool {
	for _, e := range o.Evidence {
		if slices.Contains(f.Evidence, e.ID) && (e.Failed != probe.FailedUnknownHost || o.Vantage == "") {
			return true
		}
	}
	return false
}

func countDenial(ctx context.Context, tx *sql.Tx, target int64, o Observation, f exposure.Finding) error {
	var was int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM ever WHERE target = ? AND right = ? AND access = ?", target, f.Right, f.Access).Scan(&was)
	if err != nil || was == 0 {
		return err
	}
	at := stamp(o.At)
	var last int64
	var text string
	evidence := f.Evidence
	err = tx.QueryRowContext(ctx, "SELECT last, evidence FROM denials WHERE target = ? AND vantage = ? AND right = ? AND access = ?", target, o.Vantage, f.Right, f.Access).Scan(&last, &text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case at-last < int64(Apart): // the same round, asked again; or the clock went back
		return nil
	default:
		var first []string
		if err := json.Unmarshal([]byte(text), &first); err != nil {
			return err
		}
		evidence = append(first[:min(len(first), 1)], evidence...)
	}
	line, err := json.Marshal(evidence[:min(len(evidence), 4)])
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO denials VALUES (?, ?, ?, ?, 1, ?, ?, ?)
		ON CONFLICT DO UPDATE SET rounds = rounds + 1, last = excluded.last, evidence = excluded.evidence`, target, o.Vantage, f.Right, f.Access, at, at, string(line))
	return err
}

// OwnerSays notes what the owner of a target says of its configuration.
func (r *Register) OwnerSays(ctx context.Context, target string, w Word) error {
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		var id int64
		if err := tx.QueryRowContext(ctx, "SELECT id FROM targets WHERE target = ?", target).Scan(&id); err != nil {
			return noTarget(err)
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

func noTarget(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrUnknown
	}
	return err
}

// Closure returns what stands for and against calling a target closed: closed is what
// two networks deny, or one network and the owner's configuration, each right that was ever
// open by each access over several rounds some minutes apart, with none open in between.
func (r *Register) Closure(ctx context.Context, target string) (Closure, error) {
	return closure(ctx, r.db.Read, target)
}

func closure(ctx context.Context, q querier, target string) (c Closure, err error) {
	if c.Exposure, err = exposureOf(ctx, q, target); err != nil {
		return c, err
	}
	if err := q.QueryRowContext(ctx, "SELECT count(*) FROM ever WHERE target = ?", c.id).Scan(&c.ever); err != nil {
		return c, err
	}
	rows, err := q.QueryContext(ctx, "SELECT vantage, right, access, rounds, first, last, evidence FROM denials WHERE target = ? ORDER BY vantage, right, access", c.id)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var vantage, evidence string
		var right Refused
		var first, last int64
		if err := rows.Scan(&vantage, &right.Right, &right.Access, &right.Rounds, &first, &last, &evidence); err != nil {
			return c, err
		}
		right.First, right.Last = instant(first), instant(last)
		if err := json.Unmarshal([]byte(evidence), &right.Evidence); err != nil {
			return c, err
		}
		if n := len(c.Denials); n == 0 || c.Denials[n-1].Vantage != vantage {
			c.Denials = append(c.Denials, Denial{Vantage: vantage})
		}
		d := &c.Denials[len(c.Denials)-1]
		d.Rights = append(d.Rights, right)
	}
	if err := rows.Err(); err != nil {
		return c, err
	}
	for i := range c.Denials {
		c.Denials[i].sum()
	}
	if c.Owner, err = words(ctx, q, c.id, c.Denied); err != nil {
		return c, err
	}
	c.Lacks = c.lacks()
	return c, nil
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

func (c *Closure) lacks() string {
	switch {
	case c.Found.IsZero() || c.ever == 0:
		return "nothing of it was ever seen open, so nothing shows that it was closed"
	case c.State == StateOpen:
		return "something is open, or was open and has not been denied since"
	case len(c.Denials) == 0:
		return "nothing was denied yet"
	}
	places := 0
	var waiting []string
	for _, d := range c.Denials {
		switch {
		case len(d.Rights) < c.ever:
			waiting = append(waiting, fmt.Sprintf("from %s %d of the %d rights that were open were denied", placeName(d.Vantage), len(d.Rights), c.ever))
		case !d.holds():
			waiting = append(waiting, fmt.Sprintf("from %s it was denied in %s: ask again %s after that", placeName(d.Vantage), roundsText(d.Rounds), Apart))
		default:
			places++
		}
	}
	switch {
	case places >= 2, places == 1 && len(c.Owner) > 0:
		return ""
	case places == 0:
		return strings.Join(waiting, "; ")
	}
	return "one network alone denies it: ask from a second one (--via), or say what the owner's configuration shows (--owner-config)"
}

func placeName(vantage string) string {
	if vantage == "" {
		return "here"
	}
	return vantage
}

func roundsText(n int64) string {
	if n == 1 {
		return "one round"
	}
	return fmt.Sprintf("%d rounds", n)
}

// MarkClosed marks a target as verified to be closed, where [Register.Closure] lacks nothing at
// that moment, and returns the event. Both are nil where it was marked before; the error
// [ErrNotClosed] says what is missing.
func (r *Register) MarkClosed(ctx context.Context, target string, at time.Time) (change *Change, err error) {
	err = r.db.Write(ctx, func(tx *sql.Tx) error {
		change = nil
		c, err := closure(ctx, tx, target)
		switch {
		case err != nil:
			return err
		case c.Lacks != "":
			return fmt.Errorf("%w: %s", ErrNotClosed, c.Lacks)
		case c.State == StateClosed:
			return nil
		}
		if _, err := tx.ExecContext(ctx, "UPDATE targets SET state = ?, closed = ? WHERE id = ?", string(StateClosed), stamp(at), c.id); err != nil {
			return err
		}
		l, err := newLog(ctx, tx)
		if err != nil {
			return err
		}
		change = &Change{At: at.UTC(), Event: Closed, Target: target, Detail: c.summary()}
		return l.append(ctx, c.id, entry{At: change.At, Event: Closed, Target: target, Detail: change.Detail})
	})
	return change, err
}

// ErrNotClosed says that closure is not shown.
var ErrNotClosed = errors.New("closure is not verified")

func (c *Closure) summary() string {
	var parts []string
	for _, d := range c.Denials {
		if d.holds() {
			parts = append(parts, fmt.Sprintf("denied from %s in %s from %s to %s", placeName(d.Vantage), roundsText(d.Rounds), d.First.Format(time.RFC3339), d.Last.Format(time.RFC3339)))
		}
	}
	for _, w := range c.Owner {
		parts = append(parts, fmt.Sprintf("the owner's configuration, by %s: %s", w.By, w.Word))
	}
	return strings.Join(parts, "; ")
}
