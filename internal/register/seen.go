package register

import (
	"context"
	"database/sql"
	"errors"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
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

// saveVersion keeps a version of an object, as the name of one may be kept.
func saveVersion(ctx context.Context, tx *sql.Tx, target int64, o Observation) error {
	if o.Version == (probe.Version{}) || !o.Basis.KeepsValues() {
		return nil
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO versions VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, query = excluded.query", target, []byte(o.Version.Name), o.Version.Query)
	return err
}

// Version returns a version of an object that was listed at a target, the zero Version where none
// is kept.
func (r *Register) Version(ctx context.Context, target string) (v probe.Version, err error) {
	var name []byte
	err = r.db.Read.QueryRowContext(ctx, "SELECT name, query FROM versions WHERE target = (SELECT id FROM targets WHERE target = ?)", target).Scan(&name, &v.Query)
	if errors.Is(err, sql.ErrNoRows) {
		return probe.Version{}, nil
	}
	v.Name = string(name)
	return v, err
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
