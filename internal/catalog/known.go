package catalog

import (
	"context"
	"time"
)

// KnownNames returns the names of up to limit objects of a target that were read, of those
// whose names may be stored, the oldest first.
func (c *Catalog) KnownNames(ctx context.Context, target string, limit int) (names []string, err error) {
	rows, err := c.db.QueryContext(ctx, `SELECT o.name FROM objects o JOIN targets t ON t.id = o.target
		WHERE t.target = ? AND o.name IS NOT NULL AND o.state = 1 AND o.version = '' ORDER BY o.id LIMIT ?`, target, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name []byte
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, string(name))
	}
	return names, rows.Err()
}

// FirstWrite returns the earliest date of an object of a target, by its listing; zero where
// none is known.
func (c *Catalog) FirstWrite(ctx context.Context, target string) (time.Time, error) {
	var ns int64
	err := c.db.QueryRowContext(ctx, `SELECT coalesce(min(o.modified), 0) FROM objects o JOIN targets t ON t.id = o.target
		WHERE t.target = ? AND o.modified > 0`, target).Scan(&ns)
	return moment(ns), err
}
