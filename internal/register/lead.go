package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A LeadState says what is wrong with where a name of the operator's leads.
type LeadState string

// The states of leads.
const (
	LeadHome      LeadState = ""          // to an address of its own, or a name of the operator's
	LeadElsewhere LeadState = "elsewhere" // to a name of somebody else's, as of a provider
	LeadDangling  LeadState = "dangling"  // to what does not exist, which somebody else can make
)

// The events of leads.
const (
	Dangling Event = "dangling"
	Moved    Event = "leads-elsewhere"
	Mended   Event = "dangling-ended"
)

// A Lead is where a name of the operator's leads.
type Lead struct {
	Name  string    `json:"name"` // of the DNS; that of the place where the name that leads to it is not known
	To    []string  `json:"leadsTo"`
	State LeadState `json:"state,omitempty"`
	Since time.Time `json:"since"`
	Asked time.Time `json:"asked"`
	// Place is the target that does not exist where a host stands for many, "" where the DNS
	// alone tells.
	Place string `json:"place,omitempty"`
}

// SetLead notes where a name leads and returns the event that follows from it, or nil. Of Since
// the register knows more.
func (r *Register) SetLead(ctx context.Context, l Lead) (change *Change, err error) {
	err = r.db.Write(ctx, func(tx *sql.Tx) error {
		change, err = setLead(ctx, tx, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("write to the register: %w", err)
	}
	return change, nil
}

func setLead(ctx context.Context, tx *sql.Tx, l Lead) (*Change, error) {
	to, err := json.Marshal(l.To)
	if err != nil {
		return nil, err
	}
	var was LeadState
	var wasTo string
	err = tx.QueryRowContext(ctx, "SELECT state, leads FROM leads WHERE name = ? AND place = ?", l.Name, l.Place).Scan(&was, &wasTo)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	same := err == nil && was == l.State && (wasTo == string(to) || l.State == LeadHome)
	_, err = tx.ExecContext(ctx, `INSERT INTO leads VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
		since = CASE WHEN state = excluded.state AND leads = excluded.leads THEN since ELSE excluded.since END, leads = excluded.leads, state = excluded.state, asked = excluded.asked`,
		l.Name, l.Place, string(to), string(l.State), stamp(l.Asked), stamp(l.Asked))
	if err != nil || same {
		return nil, err
	}
	change := l.event(was)
	if change == nil {
		return nil, nil
	}
	log, err := newLog(ctx, tx)
	if err != nil {
		return nil, err
	}
	return change, log.append(ctx, 0, entry{At: change.At, Event: change.Event, Target: change.Target, Detail: change.Detail})
}

func (l *Lead) event(was LeadState) *Change {
	c := &Change{At: l.Asked.UTC(), Target: l.Name}
	to := strings.Join(l.To, ", then ")
	switch {
	case l.State == LeadDangling:
		c.Event, c.Detail = Dangling, fmt.Sprintf("it leads to %s, which does not exist: whoever makes that has the name", to)
	case was == LeadDangling:
		c.Event, c.Detail = Mended, "what it leads to exists, or it leads there no more"
	case l.State == LeadElsewhere:
		c.Event, c.Detail = Moved, fmt.Sprintf("it leads to %s, which is not a name of yours", to)
	default:
		return nil
	}
	return c
}

// Placed notes of leads to a place whether that is there, and returns the events that follow.
func (r *Register) Placed(ctx context.Context, place string, there bool, at time.Time) (changes []Change, err error) {
	known, err := r.leads(ctx, "WHERE place <> '' AND place = ?", place)
	if err != nil {
		return nil, err
	}
	for _, l := range known {
		if l.State, l.Asked = LeadDangling, at; there {
			l.State = LeadElsewhere
		}
		change, err := r.SetLead(ctx, l)
		if err != nil {
			return changes, err
		}
		if change != nil {
			changes = append(changes, *change)
		}
	}
	return changes, nil
}

// Leads returns each name that was asked where it leads, in their order.
func (r *Register) Leads(ctx context.Context) ([]Lead, error) { return r.leads(ctx, "") }

// LeadsDue returns those of which the DNS alone tells, and that were not asked since a time.
func (r *Register) LeadsDue(ctx context.Context, since time.Time) ([]Lead, error) {
	return r.leads(ctx, "WHERE place = '' AND asked <= ?", stamp(since))
}

func (r *Register) leads(ctx context.Context, where string, args ...any) (list []Lead, err error) {
	rows, err := r.db.Read.QueryContext(ctx, "SELECT name, place, leads, state, since, asked FROM leads "+where+" ORDER BY name, place", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l Lead
		var to string
		var since, asked int64
		if err := rows.Scan(&l.Name, &l.Place, &to, &l.State, &since, &asked); err != nil {
			return nil, err
		}
		l.Since, l.Asked = instant(since), instant(asked)
		if err := json.Unmarshal([]byte(to), &l.To); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, rows.Err()
}
