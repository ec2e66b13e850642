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
)

// A Closure is what stands for and against calling a target closed.
type Closure struct {
	Exposure
	Denials []Denial     `json:"denials"`
	Owner   []Word       `json:"owner,omitempty"` // since the target was last open
	Retired []Retirement `json:"retired,omitempty"`
	Lacks   string       `json:"lacks,omitempty"` // what is missing to call it closed; "" where it is

	ever []Refused // rights that were ever open and have to be denied
	left int       // of these, that are not retired
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
	if c.Retired, err = retirements(ctx, q, c.id); err != nil {
		return c, err
	}
	if c.ever, err = c.everOpen(ctx, q); err != nil {
		return c, err
	}
	rows, err := q.QueryContext(ctx, "SELECT vantage, right, access, rounds, first, last, evidence, gone FROM denials WHERE target = ? ORDER BY vantage, right, access", c.id)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var vantage, evidence string
		var right Refused
		var first, last int64
		if err := rows.Scan(&vantage, &right.Right, &right.Access, &right.Rounds, &first, &last, &evidence, &right.Gone); err != nil {
			return c, err
		}
		if has(c.Retired, right.Right, right.Access) && !c.Ended() {
			continue
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
		if err := c.Denials[i].locate(ctx, q, target); err != nil {
			return c, err
		}
	}
	since := c.Denied
	if since.IsZero() && c.Gone() {
		since = c.Doubt
	}
	if c.Owner, err = words(ctx, q, c.id, since); err != nil {
		return c, err
	}
	c.Lacks = c.lacks()
	return c, nil
}

// everOpen returns the rights that were ever open and have to be denied, each by its access: those that
// are not retired; and all of them, where they have ended by themselves, since nobody's clock closes
// anything.
func (c *Closure) everOpen(ctx context.Context, q querier) (list []Refused, err error) {
	rows, err := q.QueryContext(ctx, "SELECT right, access FROM ever WHERE target = ? ORDER BY access, right", c.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Refused
	for rows.Next() {
		var one Refused
		if err := rows.Scan(&one.Right, &one.Access); err != nil {
			return nil, err
		}
		all = append(all, one)
		if !has(c.Retired, one.Right, one.Access) {
			list = append(list, one)
		}
	}
	if c.left = len(list); c.Ended() {
		list = all
	}
	return list, rows.Err()
}

// Ended reports whether all that was open was by signed links that have ended by their own words.
func (c *Closure) Ended() bool {
	return c.left == 0 && len(c.Retired) > 0 && !slices.ContainsFunc(c.Retired, func(x Retirement) bool { return x.By != "" })
}

// missing names the rights that a place was not refused.
func (c *Closure) missing(d Denial) string {
	var names []string
	for _, e := range c.ever {
		if !slices.ContainsFunc(d.Rights, func(r Refused) bool { return r.Right == e.Right && r.Access == e.Access }) {
			names = append(names, rightBy(string(e.Right), e.Access))
		}
	}
	return strings.Join(names, ", ")
}

func (c *Closure) lacks() string {
	switch {
	case c.Found.IsZero() || len(c.ever)+len(c.Retired) == 0:
		return "nothing of it was ever seen open, so nothing shows that it was closed"
	case c.State == StateOpen && c.Gone() && !c.Doubt.IsZero(): // the owner says the rest
	case c.State == StateOpen && !c.Doubt.IsZero():
		return "what was open was not denied since: the newest answers show neither"
	case c.State == StateOpen:
		return "something is open, or was open and has not been denied since"
	case suspected(c.Rights):
		return "by the newest answers something of it may be open, and none shows that it is not"
	case c.Ended() && len(c.Denials) == 0:
		return "all that was open was by signed links that have ended by their own words, and nobody was refused: closed is what two networks deny that ask with the link (--link)"
	case len(c.ever) == 0:
		return "all that was open was retired by somebody's word, and none of it was seen to be refused"
	case len(c.Denials) == 0:
		return "nothing was denied yet"
	}
	networks := map[string]bool{}
	var waiting []string
	for _, d := range c.Denials {
		switch {
		case len(d.Rights) < len(c.ever):
			waiting = append(waiting, fmt.Sprintf("from %s %d of the %d rights that were open were denied: not %s", placeName(d.Vantage), len(d.Rights), len(c.ever), c.missing(d)))
		case !d.holds():
			waiting = append(waiting, fmt.Sprintf("from %s it was denied in %s: ask again %s after that", placeName(d.Vantage), roundsText(d.Rounds), Apart))
		case d.network == "":
			waiting = append(waiting, fmt.Sprintf("%s does not show that it leads to a second network", placeName(d.Vantage)))
		default:
			networks[d.network] = true
		}
	}
	switch {
	case len(networks) > 0 && len(c.Owner) == 0 && c.Gone():
		return "a file that was read there is gone, which says nothing of files that nobody asked for: say what the owner's configuration shows (--owner-config), such as that nothing is served from there"
	case len(networks) >= 2, len(networks) == 1 && len(c.Owner) > 0:
		return ""
	case len(networks) == 0:
		return strings.Join(waiting, "; ")
	case nearTarget(c.Target):
		return "an address of this machine or of a private network is another machine's in each other one: say what the owner's configuration shows (--owner-config)"
	}
	return strings.Join(append([]string{"one network alone denies it: ask from a second one (--via), or say what the owner's configuration shows (--owner-config)"}, waiting...), "; ")
}

// Gone reports whether of a right it is known alone that what was seen there is gone.
func (c *Closure) Gone() bool {
	return slices.ContainsFunc(c.Denials, func(d Denial) bool { return len(d.Gone()) > 0 })
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
		change, err = markClosed(ctx, tx, target, at)
		return err
	})
	return change, err
}

func markClosed(ctx context.Context, tx *sql.Tx, target string, at time.Time) (*Change, error) {
	c, err := closure(ctx, tx, target)
	switch {
	case err != nil:
		return nil, err
	case c.Lacks != "":
		return nil, fmt.Errorf("%w: %s", ErrNotClosed, c.Lacks)
	case c.State == StateClosed:
		return nil, nil
	}
	if _, err := tx.ExecContext(ctx, "UPDATE targets SET state = ?, closed = ? WHERE id = ?", string(StateClosed), stamp(at), c.id); err != nil {
		return nil, err
	}
	if err := shutGone(ctx, tx, c.id, at); err != nil {
		return nil, err
	}
	l, err := newLog(ctx, tx)
	if err != nil {
		return nil, err
	}
	change := &Change{At: at.UTC(), Event: Closed, Target: target, Detail: c.summary()}
	return change, l.append(ctx, c.id, entry{At: change.At, Event: Closed, Target: target, Detail: change.Detail})
}

// shutGone makes what stands as open of a target that is closed, since what was seen there is gone,
// closed by the owner's word.
func shutGone(ctx context.Context, tx *sql.Tx, id int64, at time.Time) error {
	const why = "what was read there is gone, and its owner says that nothing else is served"
	_, err := tx.ExecContext(ctx, `UPDATE rights SET verdict = 'closed', since = ?, finding = json_set(finding, '$.verdict', 'closed', '$.why', ?, '$.at', ?)
		WHERE target = ? AND verdict = 'open'`, stamp(at), why, at.UTC().Format(time.RFC3339Nano), id)
	if err == nil {
		_, err = tx.ExecContext(ctx, "UPDATE targets SET denied = CASE WHEN denied = 0 THEN doubt ELSE denied END, doubt = 0, told = 0 WHERE id = ?", id)
	}
	return err
}

// ErrNotClosed says that closure is not shown.
var ErrNotClosed = errors.New("closure is not verified")

func (c *Closure) summary() string {
	var parts []string
	for _, d := range c.Denials {
		if d.Counts() {
			parts = append(parts, fmt.Sprintf("denied from %s in %s from %s to %s", d.From(), roundsText(d.Rounds), d.First.Format(time.RFC3339), d.Last.Format(time.RFC3339)))
		}
	}
	for _, w := range c.Owner {
		parts = append(parts, fmt.Sprintf("the owner's configuration, by %s: %s", w.By, w.Word))
	}
	for _, x := range c.Retired {
		parts = append(parts, x.String())
	}
	return strings.Join(parts, "; ")
}
