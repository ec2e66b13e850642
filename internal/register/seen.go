package register

import (
	"context"
	"database/sql"

	"github.com/hemostat/hemostat/exposure"
)

// mostSeen is how many objects of a target are remembered to have been read.
const mostSeen = 100

// saveSeen remembers by its keyed name, whatever the basis, that an object was read.
func (r *Register) saveSeen(ctx context.Context, tx *sql.Tx, target int64, o Observation) error {
	if o.Object == "" {
		return nil
	}
	for _, f := range o.Rights {
		if f.Right != exposure.RightRead || f.Verdict != exposure.Open {
			continue
		}
		name := r.key.Sealer().ObjectName(o.Target, o.Object, "", "")
		_, err := tx.ExecContext(ctx, "INSERT INTO seen SELECT ?, ? WHERE (SELECT count(*) FROM seen WHERE target = ?) < ? ON CONFLICT DO NOTHING", target, name[:], target, mostSeen)
		return err
	}
	return nil
}

// Saw returns those of names that were read at a target.
func (r *Register) Saw(ctx context.Context, target string, names []string) (seen []string, err error) {
	for _, name := range names {
		key := r.key.Sealer().ObjectName(target, name, "", "")
		var n int
		err := r.db.Read.QueryRowContext(ctx, "SELECT count(*) FROM seen WHERE target = (SELECT id FROM targets WHERE target = ?) AND name = ?", target, key[:]).Scan(&n)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			seen = append(seen, name)
		}
	}
	return seen, nil
}

// WasOpen returns the rights of a target that were ever open to anybody.
func (r *Register) WasOpen(ctx context.Context, target string) (rights []exposure.Right, err error) {
	rows, err := r.db.Read.QueryContext(ctx, "SELECT right FROM ever WHERE access = 'anonymous' AND target = (SELECT id FROM targets WHERE target = ?) ORDER BY right", target)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var right exposure.Right
		if err := rows.Scan(&right); err != nil {
			return nil, err
		}
		rights = append(rights, right)
	}
	return rights, rows.Err()
}
