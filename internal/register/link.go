package register

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// Skew is how far the clock of a storage service may differ from ours (Microsoft Learn, "Create
// an account SAS": fifteen minutes).
const Skew = 15 * time.Minute

// saveLink keeps when a signed link ends by which a target was open, and, under a basis that
// keeps values, the link itself, so that it can be asked again.
func saveLink(ctx context.Context, tx *sql.Tx, target int64, o Observation) error {
	if o.Link == "" || !o.Exposed || len(o.Rights) == 0 {
		return nil
	}
	access := o.Rights[0].Access
	past := o.answeredAt(func(f exposure.Finding) bool { return f.Verdict == exposure.Open })
	var err error
	switch {
	case o.Ends.IsZero():
	case past.After(o.Ends.Add(Skew)): // it opens what it should not any more: its words do not hold
		_, err = tx.ExecContext(ctx, "DELETE FROM ends WHERE target = ? AND access = ?", target, access)
	default:
		_, err = tx.ExecContext(ctx, "INSERT INTO ends VALUES (?, ?, ?) ON CONFLICT DO NOTHING", target, access, stamp(o.Ends))
	}
	if err != nil {
		return err
	}
	if !o.Basis.KeepsValues() {
		return nil
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO links VALUES (?, ?, ?) ON CONFLICT DO NOTHING", target, access, o.Link)
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

// Links returns the signed links by which a target was open; secrets.
func (r *Register) Links(ctx context.Context, target string) ([]exposure.Target, error) {
	return r.links(ctx, target, "")
}

// LiveLinks returns those of [Register.Links] that have not ended.
func (r *Register) LiveLinks(ctx context.Context, target string) ([]exposure.Target, error) {
	return r.links(ctx, target, `AND EXISTS (SELECT 1 FROM ever v WHERE v.target = l.target AND v.access = l.access
		AND NOT EXISTS (SELECT 1 FROM retired x WHERE x.target = v.target AND x.access = v.access AND x.right = v.right))`)
}

func (r *Register) links(ctx context.Context, target, more string) (list []exposure.Target, err error) {
	rows, err := r.db.Read.QueryContext(ctx, "SELECT query FROM links l JOIN targets t ON t.id = l.target WHERE t.target = ? "+more+" ORDER BY access", target)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var link string
		if err := rows.Scan(&link); err != nil {
			return nil, err
		}
		t, err := exposure.ParseTarget(link)
		if !strings.Contains(link, "://") { // the query alone, as earlier builds kept it
			t, err = exposure.ParseTarget(target)
			t.Query = link
		}
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// answeredAt returns the newest time by a service's own clock in the answers on which the verdicts
// rest for which which holds, the zero time where none says it. Our own clock may be wrong.
func (o *Observation) answeredAt(which func(exposure.Finding) bool) (at time.Time) {
	for _, f := range o.Rights {
		if !which(f) {
			continue
		}
		for _, e := range o.Evidence {
			date, err := http.ParseTime(e.Headers["Date"])
			if err == nil && slices.Contains(f.Evidence, e.ID) && date.After(at) {
				at = date
			}
		}
	}
	return at
}

// linkEnded returns why an observation shows that its link has ended by its own words: it is refused
// by a service whose own clock is past the end. "" where it does not.
func (o *Observation) linkEnded() string {
	if o.Ends.IsZero() || o.Exposed {
		return ""
	}
	at := o.answeredAt(func(f exposure.Finding) bool { return f.Verdict == exposure.Closed && o.answered(f) })
	if at.IsZero() || at.Before(o.Ends) {
		return ""
	}
	return fmt.Sprintf("the link ended by its own words at %s, and is refused: the service's clock said %s", o.Ends.UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339))
}

// endLost retires the signed links to a target that are not kept, so that nobody can ask them again,
// once the service's own clock is past the end in their words, by an answer to another question. [Skew]
// is allowed for, since a service has several clocks.
func endLost(ctx context.Context, tx *sql.Tx, o Observation) (changes []Change, err error) {
	now := o.answeredAt(func(f exposure.Finding) bool { return f.Verdict != exposure.Inconclusive })
	if now.IsZero() {
		return nil, nil
	}
	own := ""
	if o.Link != "" && len(o.Rights) > 0 { // of which the answer itself tells
		own = o.Rights[0].Access
	}
	ended, err := lostLinks(ctx, tx, o.Target, own, now.Add(-Skew))
	if err != nil {
		return nil, err
	}
	for _, e := range ended {
		reason := fmt.Sprintf("the link ended by its own words at %s, and the service's clock said %s; it is not kept, so nobody was refused", e.at.Format(time.RFC3339), now.UTC().Format(time.RFC3339))
		more, err := retire(ctx, tx, o.Target, Retirement{Access: e.access, At: o.At, Reason: reason})
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	return changes, nil
}

// A lostLink is a signed link that is not kept.
type lostLink struct {
	access string
	at     time.Time // its end
}

// lostLinks returns the links to a target that are not kept nor retired and end by a time, but one.
func lostLinks(ctx context.Context, tx *sql.Tx, target, but string, by time.Time) (list []lostLink, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT e.access, e.at FROM ends e JOIN targets t ON t.id = e.target WHERE t.target = ? AND e.access <> ? AND e.at <= ?
		AND NOT EXISTS (SELECT 1 FROM links l WHERE l.target = e.target AND l.access = e.access)
		AND EXISTS (SELECT 1 FROM ever v WHERE v.target = e.target AND v.access = e.access
			AND NOT EXISTS (SELECT 1 FROM retired x WHERE x.target = v.target AND x.access = v.access AND x.right = v.right))
		ORDER BY e.access`, target, but, stamp(by))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e lostLink
		var at int64
		if err := rows.Scan(&e.access, &at); err != nil {
			return nil, err
		}
		e.at = instant(at)
		list = append(list, e)
	}
	return list, rows.Err()
}

// shutLink notes of what other places saw open by a link that it has ended.
func shutLink(ctx context.Context, tx *sql.Tx, o Observation, reason string) error {
	var id int64
	err := tx.QueryRowContext(ctx, "SELECT id FROM targets WHERE target = ?", o.Target).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE rights SET verdict = 'closed', since = ?, finding = json_set(finding, '$.verdict', 'closed', '$.why', ?)
		WHERE target = ? AND access = ? AND vantage <> ? AND verdict = 'open'`, stamp(o.At), reason, id, o.Rights[0].Access, o.Vantage)
	return err
}
