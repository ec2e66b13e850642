package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// The bounds of a shard: whatever comes first closes it.
const (
	ShardObjects = 256
	ShardBytes   = 64 << 20
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
	Promise  int // 0 to 3
	State    State
	Reason   exposure.Reason
	Detail   string
}

// A Page is one page of a listing, ready to be saved.
type Page struct {
	Target  int64
	Next    string // where the listing goes on; ignored when Last
	Last    bool   // the listing is complete
	Hold    bool   // Next quotes somebody's data and must not be stored: a resume lists the page again
	Objects []Object
	Names   []Content // what was found in the names themselves
	At      time.Time
}

// SavePage stores a page with its continuation in one transaction. Objects
// that were listed before stay as they are, unless their ETag moved while they
// were still to be read.
func (c *Catalog) SavePage(ctx context.Context, p Page) error {
	return c.write(ctx, func(tx *sql.Tx) error {
		saved, err := saveObjects(ctx, tx, p)
		if err != nil {
			return err
		}
		for _, name := range p.Names {
			if err := putContent(ctx, tx, name); err != nil {
				return err
			}
		}
		marker := "marker = ?,"
		args := []any{p.Next}
		if p.Hold {
			marker, args = "", nil
		}
		args = append(args, p.Last, saved.objects, saved.bytes, stamp(saved.newest), stamp(p.At), p.Target)
		_, err = tx.ExecContext(ctx, "UPDATE targets SET "+marker+` pages = pages + 1, listed = ?, objects = objects + ?,
			bytes = bytes + ?, last_write = max(last_write, ?), last_seen = max(last_seen, ?) WHERE id = ?`, args...)
		return err
	})
}

type pageSums struct {
	objects, bytes int64
	newest         time.Time
}

// saveObjects puts the new objects of a page into shards by what their names
// promise, so that the promising ones can be read first.
func saveObjects(ctx context.Context, tx *sql.Tx, p Page) (sums pageSums, err error) {
	insert, err := tx.PrepareContext(ctx, `INSERT INTO objects
		(target, shard, key, name, mask, page, ahead, version, size, etag, modified, promise, state, reason, detail)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (target, key) DO UPDATE SET etag = excluded.etag, size = excluded.size, modified = excluded.modified
		WHERE state = 0 AND etag <> excluded.etag RETURNING shard = ?2`)
	if err != nil {
		return sums, err
	}
	defer insert.Close()
	var open [4]shard
	for i := range p.Objects {
		o := &p.Objects[i]
		if o.Promise < 0 || o.Promise >= len(open) {
			return sums, fmt.Errorf("object %s: promise %d is out of range", o.Mask, o.Promise)
		}
		s := &open[o.Promise]
		if err := s.room(ctx, tx, p.Target, o.Promise); err != nil {
			return sums, err
		}
		var name any // NULL where withheld: a nil slice would be an empty name
		if o.Name != nil {
			name = o.Name
		}
		var added bool
		err := insert.QueryRowContext(ctx, p.Target, s.id, o.Key[:], name, o.Mask, o.Page, o.Ahead, o.Version, o.Size, o.ETag,
			stamp(o.Modified), o.Promise, o.State, o.Reason, o.Detail).Scan(&added)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !added {
			continue // it was listed before
		}
		if err != nil {
			return sums, err
		}
		s.add(o)
		sums.objects++
		sums.bytes += max(o.Size, 0)
		if o.Modified.After(sums.newest) {
			sums.newest = o.Modified
		}
	}
	for i := range open {
		if err := open[i].close(ctx, tx); err != nil {
			return sums, err
		}
	}
	return sums, nil
}

// shard is a shard that a page is filling.
type shard struct {
	id             int64
	objects, bytes int64
	pending        int64
}

// room makes sure that s can take one more object.
func (s *shard) room(ctx context.Context, tx *sql.Tx, target int64, promise int) error {
	if s.id != 0 && s.objects < ShardObjects && s.bytes < ShardBytes {
		return nil
	}
	if err := s.close(ctx, tx); err != nil {
		return err
	}
	*s = shard{}
	return tx.QueryRowContext(ctx, "INSERT INTO shards (target, promise, objects, bytes, done) VALUES (?, ?, 0, 0, 1) RETURNING id",
		target, promise).Scan(&s.id)
}

func (s *shard) add(o *Object) {
	s.objects++
	s.bytes += max(o.Size, 0)
	if o.State == Pending {
		s.pending++
	}
}

func (s *shard) close(ctx context.Context, tx *sql.Tx) error {
	if s.id == 0 {
		return nil
	}
	if s.objects == 0 {
		_, err := tx.ExecContext(ctx, "DELETE FROM shards WHERE id = ?", s.id)
		return err
	}
	_, err := tx.ExecContext(ctx, "UPDATE shards SET objects = ?, bytes = ?, done = ? WHERE id = ?", s.objects, s.bytes, s.pending == 0, s.id)
	return err
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
	rows, err := c.db.QueryContext(ctx, `SELECT id, target, key, name, mask, page, ahead, version, size, etag, modified, promise, state, reason, detail
		FROM objects WHERE shard = ? AND state = 0 ORDER BY id`, id)
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
func (c *Catalog) Progress(ctx context.Context) (p Progress, err error) {
	rows, err := c.db.QueryContext(ctx, "SELECT state, count(*), sum(max(size, 0)) FROM objects GROUP BY state")
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
	err = c.db.QueryRowContext(ctx, "SELECT count(*) FROM objects WHERE state IN (2, 3) AND reason = ?", exposure.NotReadExcluded).Scan(&p.LeftOut)
	if err != nil {
		return p, err
	}
	err = c.db.QueryRowContext(ctx, "SELECT count(*) > 0 AND min(listed) = 1 FROM targets").Scan(&p.ListingDone)
	return p, err
}
