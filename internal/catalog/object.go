package catalog

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A State says what has become of an object.
type State int

// The states.
const (
	Pending State = iota // still to be read
	Done                 // read and published
	NotRead              // listed with its reason, for good
	Again                // failed for now: the next run tries again
)

// An Object is one entry of a target's listing.
type Object struct {
	ID       int64
	Target   int64
	Key      [16]byte // keyed name
	Name     []byte   // nil where it quotes somebody's data
	Mask     string   // what may be shown
	Page     string   // with a withheld name: the last marker before it that may be stored
	Ahead    int      // and how many pages further the one is that names it
	Version  string
	Size     int64 // -1 where not announced
	ETag     string
	Modified time.Time
	Promise  int    // 0 to 3
	Place    *Place // nil where its name names no table; only written
	State    State
	Reason   exposure.Reason
	Detail   string
}

// PendingShards returns up to limit shards that are not done, are not among
// those taken and belong to one of the targets, the most promising first.
func (c *Catalog) PendingShards(ctx context.Context, taken, targets map[int64]bool, limit int) ([]int64, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT id, target FROM shards WHERE done = 0 ORDER BY promise DESC, id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var pending []int64
	for len(pending) < limit && rows.Next() {
		var id, target int64
		if err := rows.Scan(&id, &target); err != nil {
			return nil, err
		}
		if !taken[id] && targets[target] {
			pending = append(pending, id)
		}
	}
	return pending, rows.Err()
}

// ShardObjects returns the objects of a shard that are still to be read, in
// the order in which they were listed.
func (c *Catalog) ShardObjects(ctx context.Context, id int64) ([]Object, error) {
	return c.objects(ctx, "shard = ? AND state = 0 ORDER BY id", id)
}

// Find returns the objects of a target that have this keyed name, else those that have
// this masked one, at most limit.
func (c *Catalog) Find(ctx context.Context, target int64, key [16]byte, mask string, limit int) ([]Object, error) {
	all, err := c.objects(ctx, "key = ? AND target = ?", key[:], target)
	if err != nil || len(all) > 0 {
		return all, err
	}
	return c.objects(ctx, "mask = ? AND target = ? ORDER BY id LIMIT ?", mask, target, limit)
}

// FindNamed returns the masked names of objects of a target, at most limit, that end in a
// name, in small letters or capitals.
func (c *Catalog) FindNamed(ctx context.Context, target int64, name string, limit int) (masks []string, err error) {
	literal := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(name)
	all, err := c.objects(ctx, `target = ? AND (mask LIKE ? ESCAPE '\' OR mask LIKE ? ESCAPE '\') ORDER BY mask, id LIMIT ?`, target, literal, "%/"+literal, limit)
	for _, o := range all {
		masks = append(masks, o.Mask)
	}
	return masks, err
}

// objects returns the objects of which a condition holds.
func (c *Catalog) objects(ctx context.Context, where string, args ...any) ([]Object, error) {
	rows, err := c.db.QueryContext(ctx, `SELECT id, target, key, name, mask, page, ahead, version, size, etag, modified, promise, state, reason, detail
		FROM objects WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Object
	for rows.Next() {
		var o Object
		var key []byte
		var modified int64
		if err := rows.Scan(&o.ID, &o.Target, &key, &o.Name, &o.Mask, &o.Page, &o.Ahead, &o.Version, &o.Size, &o.ETag,
			&modified, &o.Promise, &o.State, &o.Reason, &o.Detail); err != nil {
			return nil, err
		}
		copy(o.Key[:], key)
		o.Modified = moment(modified)
		all = append(all, o)
	}
	return all, rows.Err()
}

// TryAgain makes everything that failed for now pending again, and returns how
// many objects that are.
func (c *Catalog) TryAgain(ctx context.Context) (n int64, err error) {
	err = c.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE shards SET done = 0 WHERE id IN (SELECT shard FROM objects WHERE state = 3)"); err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, "UPDATE objects SET state = 0, reason = '', detail = '' WHERE state = 3")
		if err != nil {
			return err
		}
		n, err = r.RowsAffected()
		return err
	})
	return n, err
}

// Regrant holds the objects of a target to the grant of this run: what an
// earlier one did not allow becomes pending again, and what this one does not
// allow is "not read: scope". Samples and ceilings are chosen anew.
func (c *Catalog) Regrant(ctx context.Context, target int64, mayRead bool) error {
	change := "UPDATE objects SET state = 2, reason = 'scope' WHERE target = ? AND state = 0"
	if mayRead {
		change = "UPDATE objects SET state = 0, reason = '' WHERE target = ? AND state = 2 AND reason IN ('scope', 'sample', 'ceiling')"
	}
	return c.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, change, target)
		if err != nil {
			return err
		}
		changed, err := r.RowsAffected()
		if err != nil {
			return err
		}
		if changed > 0 {
			if _, err := tx.ExecContext(ctx, `UPDATE shards SET done = NOT EXISTS
				(SELECT 1 FROM objects WHERE shard = shards.id AND state = 0) WHERE target = ?`, target); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, "UPDATE targets SET chosen = 0 WHERE id = ?", target)
		return err
	})
}

// Choose applies a ceiling to what of a target is read, once its listing is
// complete: the most promising names first, then in the order of their keyed
// names, so that the choice depends on the listing alone. A bound of 0 is none.
func (c *Catalog) Choose(ctx context.Context, target int64, objects, bytes int64, reason exposure.Reason) error {
	return c.write(ctx, func(tx *sql.Tx) error {
		if objects > 0 || bytes > 0 {
			_, err := tx.ExecContext(ctx, `UPDATE objects SET state = 2, reason = ?3 WHERE state = 0 AND id IN (
				SELECT id FROM (SELECT id,
					row_number() OVER ranked AS n,
					sum(max(size, 0)) OVER ranked AS total
					FROM objects WHERE target = ?4 AND state IN (0, 1)
					WINDOW ranked AS (ORDER BY promise DESC, key))
				WHERE (?1 > 0 AND n > ?1) OR (?2 > 0 AND total > ?2))`, objects, bytes, reason, target)
			if err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, "UPDATE targets SET chosen = 1 WHERE id = ?", target)
		return err
	})
}
