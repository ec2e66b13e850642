package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A File is a document at one of the ways that lead to it.
type File struct {
	Unit     exposure.Unit
	Path     string // target and way, in masked names
	Copies   uint64 // ways that this one stands for: of an archive that holds it very often
	Document exposure.DocumentKind
	Score    int
	Media    string
	Size     int64
	Hash     [32]byte
	Dated    time.Time // by its own word
	Written  time.Time // as the way says: of the member, else of what holds it
	// Left says that no document is here: what else lies beneath this path is not yielded,
	// for it is more than filesOfObject.
	Left bool
}

// filesOfObject is how many contents of one object are looked at: nested archives that
// hold each other's copies come to numbers without end.
const filesOfObject = 1_000_000

// filesAtOnce is how many objects are asked for at a time.
const filesAtOnce = 1000

// Files yields every document by every way that leads to it: objects as they were listed,
// what lies in them by name. Names of which an archive holds more than are kept for a
// content count as copies of the first. The rest of an object with more than a million is
// told as left.
func (v *View) Files(ctx context.Context, maxDepth int) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		f := &fileWalk{conn: v.conn, yield: yield}
		defer f.close()
		if err := f.objects(ctx, maxDepth); err != nil && !errors.Is(err, errEnough) {
			yield(File{}, fmt.Errorf("listing documents: %w", err))
		}
	}
}

// A fileWalk goes down from objects to documents.
type fileWalk struct {
	conn             *sql.Conn
	yield            func(File, error) bool
	content, members *sql.Stmt
	left             int // contents that may still be looked at in the object
}

// A standing is where an object or member stands.
type standing struct {
	path    string
	unit    exposure.Unit
	written int64
	copies  uint64
}

func (f *fileWalk) close() {
	for _, s := range []*sql.Stmt{f.content, f.members} {
		if s != nil {
			s.Close()
		}
	}
}

func (f *fileWalk) objects(ctx context.Context, maxDepth int) (err error) {
	f.content, err = f.conn.PrepareContext(ctx, "SELECT hash, size, media, document, score, dated, leaf FROM contents WHERE unit = ?")
	if err != nil {
		return err
	}
	f.members, err = f.conn.PrepareContext(ctx, "SELECT child, n, name, others, dated FROM members WHERE parent = ? ORDER BY name, child")
	if err != nil {
		return err
	}
	var object, reading int64
	for {
		var page []standing
		if page, object, reading, err = f.page(ctx, object, reading); err != nil || len(page) == 0 {
			return err
		}
		for _, at := range page {
			f.left = filesOfObject
			if err := f.walk(ctx, at, maxDepth); err != nil {
				return err
			}
			if f.left < 0 && !f.yield(File{Path: at.path, Left: true}, nil) {
				return errEnough
			}
		}
	}
}

// page returns the next readings of objects, and the last of them.
func (f *fileWalk) page(ctx context.Context, object, reading int64) (page []standing, lastObject, lastReading int64, err error) {
	rows, err := f.conn.QueryContext(ctx, `SELECT o.id, r.id, t.target || '/' || o.mask, o.modified, r.content
		FROM objects o JOIN readings r ON r.object = o.id JOIN targets t ON t.id = o.target
		WHERE (o.id, r.id) > (?, ?) AND o.id >= ? ORDER BY o.id, r.id LIMIT ?`, object, reading, object, filesAtOnce)
	if err != nil {
		return nil, 0, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		at := standing{copies: 1}
		var unit sql.RawBytes
		if err := rows.Scan(&lastObject, &lastReading, &at.path, &at.written, &unit); err != nil {
			return nil, 0, 0, err
		}
		copy(at.unit[:], unit)
		page = append(page, at)
	}
	return page, lastObject, lastReading, rows.Err()
}

func (f *fileWalk) walk(ctx context.Context, at standing, depth int) error {
	x := File{Unit: at.unit, Path: at.path, Copies: at.copies, Written: moment(at.written)}
	var hash []byte
	var dated int64
	var leaf bool
	err := f.content.QueryRowContext(ctx, at.unit[:]).Scan(&hash, &x.Size, &x.Media, &x.Document, &x.Score, &dated, &leaf)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if f.left--; f.left < 0 {
		return nil
	}
	if leaf {
		copy(x.Hash[:], hash)
		x.Dated = moment(dated)
		if !f.yield(x, nil) {
			return errEnough
		}
	}
	if depth == 0 {
		return nil
	}
	held, err := f.held(ctx, at)
	for _, m := range held {
		if err := f.walk(ctx, m, depth-1); err != nil || f.left < 0 {
			return err
		}
	}
	return err
}

// held returns what a content holds, by name.
func (f *fileWalk) held(ctx context.Context, in standing) ([]standing, error) {
	rows, err := f.members.QueryContext(ctx, in.unit[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []standing
	for rows.Next() {
		var m Member
		var child, others []byte
		var dated int64
		if err := rows.Scan(&child, &m.N, &m.Name, &others, &dated); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(others, &m.Others); err != nil {
			return nil, err
		}
		if dated == 0 {
			dated = in.written
		}
		for i := range 1 + len(m.Others) {
			at := standing{path: in.path + "!/" + m.Called(i), unit: exposure.Unit(child), written: dated, copies: in.copies}
			if i == 0 {
				at.copies = min(in.copies*uint64(max(m.N-int64(len(m.Others)), 1)), 1<<40)
			}
			all = append(all, at)
		}
	}
	slices.SortStableFunc(all, func(a, b standing) int { return CompareNumbered(a.path, b.path) })
	return all, rows.Err()
}
