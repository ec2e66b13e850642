package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// The bounds of a shard: whatever comes first closes it.
const (
	ShardObjects = 256
	ShardBytes   = 64 << 20
)

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
		(target, shard, key, name, mask, page, ahead, version, size, etag, modified, promise, place, state, reason, detail)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
			stamp(o.Modified), o.Promise, o.Place.bytes(), o.State, o.Reason, o.Detail).Scan(&added)
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
