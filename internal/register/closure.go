package register

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// Apart is how far two rounds of denial lie apart at least.
const Apart = 3 * time.Minute

// Rounds is how many rounds of denial from one place closure needs.
const Rounds = 2

// A Denial is what one place was told, in a row, since the target was last open.
type Denial struct {
	Vantage  string    `json:"vantage"` // "" for the place of this register
	Rounds   int64     `json:"rounds"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	Evidence []string  `json:"evidence"` // of the first and of the last round
}

// holds reports whether the denials are several rounds, some time apart.
func (d Denial) holds() bool { return d.Rounds >= Rounds && d.Last.Sub(d.First) >= Apart }

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
}

// countDenials notes a round in which everything that was asked was refused. One in
// which something is open ends all denials; one in which nothing was shown counts
// for neither.
func countDenials(ctx context.Context, tx *sql.Tx, target int64, o Observation) error {
	if o.Exposed {
		_, err := tx.ExecContext(ctx, "DELETE FROM denials WHERE target = ?", target)
		return err
	}
	var shown []string
	for _, f := range o.Rights {
		if f.Right != exposure.RightList && f.Right != exposure.RightRead {
			continue
		}
		if f.Verdict == exposure.Closed {
			shown = append(shown, f.Evidence...)
		}
		if f.Verdict == exposure.Inconclusive && f.Right == exposure.RightList {
			return nil
		}
	}
	if len(shown) == 0 {
		return nil
	}
	at := stamp(o.At)
	var first, last int64
	var text string
	var evidence []string
	err := tx.QueryRowContext(ctx, "SELECT first, last, evidence FROM denials WHERE target = ? AND vantage = ?", target, o.Vantage).Scan(&first, &last, &text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		evidence = shown
	case err != nil:
		return err
	case at-last < int64(Apart): // the same round, by another link or asked again
		return nil
	default:
		if err := json.Unmarshal([]byte(text), &evidence); err != nil {
			return err
		}
		evidence = append(evidence[:min(len(evidence), 4)], shown...)
	}
	line, err := json.Marshal(evidence[:min(len(evidence), 8)])
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO denials VALUES (?, ?, 1, ?, ?, ?)
		ON CONFLICT DO UPDATE SET rounds = rounds + 1, last = excluded.last, evidence = excluded.evidence`, target, o.Vantage, at, at, string(line))
	return err
}

// saveLink keeps the signature by which a target was open, so that it can be asked again.
func saveLink(ctx context.Context, tx *sql.Tx, target int64, o Observation) error {
	if o.Link == "" || !o.Exposed || !o.Basis.KeepsValues() || len(o.Rights) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO links VALUES (?, ?, ?) ON CONFLICT DO NOTHING", target, o.Rights[0].Access, o.Link)
	return err
}

// LinkName returns a name of a signature that tells nothing of it, the same each time.
func (r *Register) LinkName(query string) string {
	if values, err := url.ParseQuery(query); err == nil {
		query = values.Encode() // in whichever order it was written
	}
	unit := r.key.Sealer().Name("link", query)
	return hex.EncodeToString(unit[:4])
}

// Links returns the signatures by which a target was open; secrets.
func (r *Register) Links(ctx context.Context, target string) (list []string, err error) {
	rows, err := r.db.Read.QueryContext(ctx, "SELECT query FROM links l JOIN targets t ON t.id = l.target WHERE t.target = ? ORDER BY access", target)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var query string
		if err := rows.Scan(&query); err != nil {
			return nil, err
		}
		list = append(list, query)
	}
	return list, rows.Err()
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
// two networks deny, or one network and the owner's configuration, over several rounds
// some minutes apart, with nothing open in between.
func (r *Register) Closure(ctx context.Context, target string) (c Closure, err error) {
	if c.Exposure, err = r.Exposure(ctx, target); err != nil {
		return c, err
	}
	rows, err := r.db.Read.QueryContext(ctx, "SELECT vantage, rounds, first, last, evidence FROM denials WHERE target = ? ORDER BY vantage", c.id)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var d Denial
		var first, last int64
		var evidence string
		if err := rows.Scan(&d.Vantage, &d.Rounds, &first, &last, &evidence); err != nil {
			return c, err
		}
		d.First, d.Last = instant(first), instant(last)
		if err := json.Unmarshal([]byte(evidence), &d.Evidence); err != nil {
			return c, err
		}
		c.Denials = append(c.Denials, d)
	}
	if err := rows.Err(); err != nil {
		return c, err
	}
	if c.Owner, err = r.words(ctx, c.id, c.Opened); err != nil {
		return c, err
	}
	c.Lacks = c.lacks()
	return c, nil
}

// words returns what the owner said after a time: what it said before was not so.
func (r *Register) words(ctx context.Context, id int64, after time.Time) (list []Word, err error) {
	rows, err := r.db.Read.QueryContext(ctx, "SELECT at, by, word FROM words WHERE target = ? AND at > ? ORDER BY at", id, stamp(after))
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
	if c.State == StateOpen {
		return "something is open, or was open and has not been denied since"
	}
	places, first := 0, time.Time{}
	var waiting []string
	for _, d := range c.Denials {
		if d.holds() {
			places++
			continue
		}
		if first.IsZero() || d.First.Before(first) {
			first = d.First
		}
		waiting = append(waiting, fmt.Sprintf("%s was denied in %s: ask again %s after that", placeName(d.Vantage), roundsText(d.Rounds), Apart))
	}
	switch {
	case places >= 2, places == 1 && len(c.Owner) > 0:
		return ""
	case len(c.Denials) == 0:
		return "nothing was denied yet"
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

// MarkClosed marks a target as verified to be closed, where [Register.Closure] lacks nothing.
func (r *Register) MarkClosed(ctx context.Context, target string, at time.Time) (*Change, error) {
	c, err := r.Closure(ctx, target)
	if err != nil {
		return nil, err
	}
	if c.Lacks != "" {
		return nil, errors.New(c.Lacks)
	}
	if c.State == StateClosed {
		return nil, nil
	}
	change := &Change{At: at.UTC(), Event: Closed, Target: target, Detail: c.summary()}
	return change, r.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE targets SET state = ?, closed = ? WHERE id = ?", string(StateClosed), stamp(at), c.id); err != nil {
			return err
		}
		l, err := newLog(ctx, tx)
		if err != nil {
			return err
		}
		return l.append(ctx, c.id, entry{At: change.At, Event: Closed, Target: target, Detail: change.Detail})
	})
}

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
