package catalog

import (
	"context"
	"database/sql"

	"github.com/hemostat/hemostat/exposure"
)

// Progress sums up the objects of the campaign by state.
type Progress struct {
	Listed       int64 `json:"listed"`
	ListedBytes  int64 `json:"listedBytes"`
	Read         int64 `json:"read"`
	ReadBytes    int64 `json:"readBytes"`
	NotRead      int64 `json:"notRead"` // for good
	NotReadBytes int64 `json:"notReadBytes"`
	LeftOut      int64 `json:"leftOut"` // of those not read: by the operator's globs
	Failed       int64 `json:"failed"`  // to be tried again
	FailedBytes  int64 `json:"failedBytes"`
	ListingDone  bool  `json:"listingDone"`
}

// NothingChosen reports whether globs leave out every object.
func (p Progress) NothingChosen() bool { return p.Listed > 0 && p.LeftOut == p.Listed }

// Done reports whether nothing is left to list or to read.
func (p Progress) Done() bool {
	return p.ListingDone && p.Failed == 0 && p.Read+p.NotRead == p.Listed
}

// Progress returns how far the campaign has come.
func (c *Catalog) Progress(ctx context.Context) (Progress, error) { return progress(ctx, c.db) }

// Progress returns how far the campaign had come.
func (v *View) Progress(ctx context.Context) (Progress, error) { return progress(ctx, v.conn) }

// A querier answers questions: over what is now, or over what was at one moment.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func progress(ctx context.Context, q querier) (p Progress, err error) {
	rows, err := q.QueryContext(ctx, "SELECT state, count(*), sum(max(size, 0)) FROM objects GROUP BY state")
	if err != nil {
		return p, err
	}
	defer rows.Close()
	for rows.Next() {
		var state State
		var n, bytes int64
		if err := rows.Scan(&state, &n, &bytes); err != nil {
			return p, err
		}
		p.Listed, p.ListedBytes = p.Listed+n, p.ListedBytes+bytes
		switch state {
		case Done:
			p.Read, p.ReadBytes = n, bytes
		case NotRead:
			p.NotRead, p.NotReadBytes = n, bytes
		case Again:
			p.Failed, p.FailedBytes = n, bytes
		}
	}
	if err := rows.Err(); err != nil {
		return p, err
	}
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM objects WHERE state IN (2, 3) AND reason = ?", exposure.NotReadExcluded).Scan(&p.LeftOut)
	if err != nil {
		return p, err
	}
	err = q.QueryRowContext(ctx, "SELECT count(*) > 0 AND min(listed) = 1 FROM targets").Scan(&p.ListingDone)
	return p, err
}
