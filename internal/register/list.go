package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// An Exposure is a target as the register knows it.
type Exposure struct {
	Target   string             `json:"target"`
	State    State              `json:"state"`
	Vendor   string             `json:"vendor,omitempty"`
	Software string             `json:"software,omitempty"`
	Exists   probe.Existence    `json:"exists"`
	Rights   []exposure.Finding `json:"rights"` // the newest verdict of each, from here
	Notes    []string           `json:"notes,omitempty"`
	Found    time.Time          `json:"firstOpen,omitzero"`
	Opened   time.Time          `json:"lastOpen,omitzero"`
	Denied   time.Time          `json:"denied,omitzero"`
	Closed   time.Time          `json:"verifiedClosed,omitzero"`
	Doubt    time.Time          `json:"inconclusiveSince,omitzero"`
	Probed   time.Time          `json:"probed"`
	Reopened int64              `json:"reopened,omitempty"`
	Listed   time.Time          `json:"listed,omitzero"` // when its objects were compared last, and then:
	Objects  int64              `json:"objects,omitempty"`
	Bytes    int64              `json:"bytes,omitempty"`
	Written  time.Time          `json:"lastWrite,omitzero"` // newest date of an object
	Evidence Ownership          `json:"ownedBy,omitempty"`  // by what it is the operator's own
	Object   string             `json:"-"`                  // name of an object that is known to be there
	Check    string             `json:"-"`

	id int64
}

// A Filter chooses exposures; its zero value takes all.
type Filter struct {
	States []State
	Vendor string
	Target string
}

// querier is what is asked: the register, or a transaction of it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// pageSize is how many targets are read before they are visited. No statement is open while
// visit runs, which may ask the register itself.
const pageSize = 500

// Exposures calls visit with each target that f takes, in the order of their names.
func (r *Register) Exposures(ctx context.Context, f Filter, visit func(Exposure) error) error {
	return exposures(ctx, r.db.Read, f, visit)
}

func exposures(ctx context.Context, q querier, f Filter, visit func(Exposure) error) error {
	for after := ""; ; {
		page, err := exposurePage(ctx, q, f, after)
		if err != nil {
			return err
		}
		for i := range page {
			if page[i].Rights, err = rightsOf(ctx, q, page[i].id); err != nil {
				return err
			}
			if err := visit(page[i]); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return nil
		}
		after = page[len(page)-1].Target
	}
}

func exposurePage(ctx context.Context, q querier, f Filter, after string) (page []Exposure, err error) {
	where, args := []string{"target > ?"}, []any{after}
	if len(f.States) > 0 {
		where = append(where, "state IN (?"+strings.Repeat(", ?", len(f.States)-1)+")")
		for _, s := range f.States {
			args = append(args, string(s))
		}
	}
	if f.Vendor != "" {
		where, args = append(where, "vendor = ?"), append(args, f.Vendor)
	}
	if f.Target != "" {
		where, args = append(where, "target = ?"), append(args, f.Target)
	}
	rows, err := q.QueryContext(ctx, `SELECT id, target, checker, vendor, state, present, software, object, notes, found, opened, denied, closed, doubt, probed, reopened, listed, objects, bytes, written, evidence
		FROM targets WHERE `+strings.Join(where, " AND ")+" ORDER BY target LIMIT ?", append(args, pageSize)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scanExposure(rows)
		if err != nil {
			return nil, err
		}
		page = append(page, e)
	}
	return page, rows.Err()
}

func scanExposure(rows *sql.Rows) (e Exposure, err error) {
	var notes string
	var object []byte
	var found, opened, denied, closed, doubt, probed, listed, written int64
	err = rows.Scan(&e.id, &e.Target, &e.Check, &e.Vendor, &e.State, &e.Exists, &e.Software, &object, &notes, &found, &opened, &denied, &closed, &doubt, &probed, &e.Reopened,
		&listed, &e.Objects, &e.Bytes, &written, &e.Evidence)
	if err != nil {
		return e, err
	}
	e.Object, e.Listed, e.Written = string(object), instant(listed), instant(written)
	e.Found, e.Opened, e.Denied, e.Closed, e.Doubt, e.Probed = instant(found), instant(opened), instant(denied), instant(closed), instant(doubt), instant(probed)
	return e, json.Unmarshal([]byte(notes), &e.Notes)
}

func rightsOf(ctx context.Context, q querier, id int64) (list []exposure.Finding, err error) {
	rows, err := q.QueryContext(ctx, "SELECT finding FROM rights WHERE target = ? AND vantage = '' ORDER BY right, access", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		var f exposure.Finding
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

// Timeline calls visit with each event of a target, or of all where it is "", the oldest
// first.
func (r *Register) Timeline(ctx context.Context, target string, visit func(Change) error) error {
	rows, err := r.db.Read.QueryContext(ctx, `SELECT line FROM log WHERE event <> 'asked'
		AND (? = '' OR target = (SELECT id FROM targets WHERE target = ?)) ORDER BY seq`, target, target)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		var c Change
		if err := rows.Scan(&line); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			return err
		}
		if err := visit(c); err != nil {
			return err
		}
	}
	return rows.Err()
}

// ErrUnknown says that a target was never probed.
var ErrUnknown = errors.New("it was never probed with this data folder")

// Exposure returns one target.
func (r *Register) Exposure(ctx context.Context, target string) (Exposure, error) {
	return exposureOf(ctx, r.db.Read, target)
}

func exposureOf(ctx context.Context, q querier, target string) (found Exposure, err error) {
	err = exposures(ctx, q, Filter{Target: target}, func(e Exposure) error {
		found = e
		return nil
	})
	if err == nil && found.id == 0 {
		err = ErrUnknown
	}
	return found, err
}
