package register

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
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
	if !o.Ends.IsZero() {
		if _, err := tx.ExecContext(ctx, "INSERT INTO ends VALUES (?, ?, ?) ON CONFLICT DO NOTHING", target, access, stamp(o.Ends)); err != nil {
			return err
		}
	}
	if !o.Basis.KeepsValues() {
		return nil
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO links VALUES (?, ?, ?) ON CONFLICT DO NOTHING", target, access, o.Link)
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

// EndLinks retires the signed links that are not kept, so that nobody can ask them again, once
// they have ended by their own words, and returns the events that follow. [Skew] is allowed for.
func (r *Register) EndLinks(ctx context.Context, now time.Time) (changes []Change, err error) {
	ended, err := r.endedLinks(ctx, now)
	if err != nil || len(ended) == 0 {
		return nil, err
	}
	err = r.db.Write(ctx, func(tx *sql.Tx) error {
		changes = nil
		for _, e := range ended {
			reason := fmt.Sprintf("the link ended by its own words at %s; it is not kept, so nobody was asked", e.at.Format(time.RFC3339))
			more, err := retire(ctx, tx, e.target, Retirement{Access: e.access, At: now, Reason: reason})
			if err != nil {
				return err
			}
			changes = append(changes, more...)
		}
		return nil
	})
	return changes, err
}

type endedLink struct {
	target, access string
	at             time.Time
}

func (r *Register) endedLinks(ctx context.Context, now time.Time) (list []endedLink, err error) {
	rows, err := r.db.Read.QueryContext(ctx, `SELECT t.target, e.access, e.at FROM ends e JOIN targets t ON t.id = e.target WHERE e.at <= ?
		AND NOT EXISTS (SELECT 1 FROM links l WHERE l.target = e.target AND l.access = e.access)
		AND EXISTS (SELECT 1 FROM ever v WHERE v.target = e.target AND v.access = e.access
			AND NOT EXISTS (SELECT 1 FROM retired x WHERE x.target = v.target AND x.access = v.access AND x.right = v.right))
		ORDER BY t.target, e.access`, stamp(now.Add(-Skew)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e endedLink
		var at int64
		if err := rows.Scan(&e.target, &e.access, &at); err != nil {
			return nil, err
		}
		e.at = instant(at)
		list = append(list, e)
	}
	return list, rows.Err()
}

// linkEnded returns why an observation shows that its link has ended for good: it is past its own
// end, and refused. "" where it does not.
func (o *Observation) linkEnded() string {
	if o.Ends.IsZero() || o.At.Before(o.Ends) || o.Exposed {
		return ""
	}
	for _, f := range o.Rights {
		if f.Verdict == exposure.Closed && o.answered(f) {
			return fmt.Sprintf("the link ended by its own words at %s, and is refused", o.Ends.UTC().Format(time.RFC3339))
		}
	}
	return ""
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
