package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Counted is a content with the ways that lead to it.
type Counted struct {
	Unit     exposure.Unit
	Ways     uint64 // objects and places in archives and mails, capped at 2^40
	Objects  uint64 // objects whose own bytes it is
	Document exposure.DocumentKind
	Score    int // of that kind
	Language string
	Media    string
	Size     uint64
	Dated    time.Time // its own date, else the earliest that a way gives it
	Sketch   []byte    // of its text; nil where it has no words, and lent until the next
	Leaf     bool      // it is a document
	Name     bool      // it is the name of an object
}

// A View is the campaign at one moment, in which the ways that lead to contents
// have been counted. It is for one goroutine at a time, and keeps the database
// from forgetting that moment: close it soon.
//
// Ways longer than maxDepth members do not count: what lies deeper is "not read:
// depth". Ways multiply from level to level, so a bomb of nested archives could
// count to numbers without end: each level is capped at 2^40.
type View struct {
	catalog *Catalog
	conn    *sql.Conn
}

// views is how many views are open at once at most, so that a connection is left
// to whoever has one.
const views = readers - 2

// View counts ways and returns a view. It waits while too many are open: whoever
// has one must not ask for another.
func (c *Catalog) View(ctx context.Context, maxDepth int) (*View, error) {
	select {
	case c.views <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	conn, err := c.counted(ctx, maxDepth)
	if err != nil {
		<-c.views
		return nil, fmt.Errorf("counting ways: %w", err)
	}
	return &View{catalog: c, conn: conn}, nil
}

// counted returns a connection that is in a transaction, in which ways are
// counted.
func (c *Catalog) counted(ctx context.Context, maxDepth int) (*sql.Conn, error) {
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	// Not by BeginTx, which would begin to write.
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := countWays(ctx, conn, maxDepth); err != nil {
		return nil, errors.Join(err, release(conn))
	}
	return conn, nil
}

func release(conn *sql.Conn) error {
	// Whatever has become of the question. The tables of ways go with it.
	_, err := conn.ExecContext(context.Background(), "ROLLBACK")
	return errors.Join(err, conn.Close())
}

// Close lets go of the moment.
func (v *View) Close() error {
	err := release(v.conn)
	<-v.catalog.views
	return err
}

// Contents yields every published content to which at least one way leads, in
// the order of units.
func (v *View) Contents(ctx context.Context) iter.Seq2[Counted, error] {
	return func(yield func(Counted, error) bool) {
		if err := yieldContents(ctx, v.conn, yield); err != nil {
			yield(Counted{}, fmt.Errorf("reading contents: %w", err))
		}
	}
}

const wayTables = `
DROP TABLE IF EXISTS temp.ways;
DROP TABLE IF EXISTS temp.level;
DROP TABLE IF EXISTS temp.deeper;
CREATE TEMP TABLE ways   (unit BLOB PRIMARY KEY, n INTEGER, dated INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE level  (unit BLOB PRIMARY KEY, n INTEGER, dated INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE deeper (unit BLOB PRIMARY KEY, n INTEGER, dated INTEGER) WITHOUT ROWID;
INSERT INTO level SELECT r.content, count(*), coalesce(min(nullif(o.modified, 0)), 0)
	FROM readings r JOIN objects o ON o.id = r.object
	WHERE EXISTS (SELECT 1 FROM members WHERE parent = r.content) GROUP BY r.content;
`

const nextLevel = `
INSERT INTO deeper SELECT m.child, min(sum(min(l.n * m.n, 1 << 40)), 1 << 40),
	coalesce(min(nullif(CASE WHEN m.dated <> 0 THEN m.dated ELSE l.dated END, 0)), 0)
	FROM level l JOIN members m ON m.parent = l.unit GROUP BY m.child;
INSERT INTO ways SELECT * FROM deeper WHERE true ON CONFLICT DO UPDATE SET
	n = min(ways.n + excluded.n, 1 << 40),
	dated = CASE WHEN ways.dated = 0 THEN excluded.dated WHEN excluded.dated = 0 THEN ways.dated ELSE min(ways.dated, excluded.dated) END;
DELETE FROM level;
INSERT INTO level SELECT * FROM deeper;
DELETE FROM deeper;
`

// countWays fills a temporary table with the ways that lead to members.
func countWays(ctx context.Context, conn *sql.Conn, maxDepth int) error {
	if _, err := conn.ExecContext(ctx, wayTables); err != nil {
		return err
	}
	for range maxDepth {
		var more bool
		if err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM level)").Scan(&more); err != nil || !more {
			return err
		}
		if _, err := conn.ExecContext(ctx, nextLevel); err != nil {
			return err
		}
	}
	return nil
}

const countedContents = `
SELECT c.unit, coalesce(w.n, 0), (SELECT count(*) FROM readings r WHERE r.content = c.unit),
	c.document, c.score, c.language, c.media, c.size, c.dated, coalesce(w.dated, 0),
	(SELECT coalesce(min(nullif(o.modified, 0)), 0) FROM readings r JOIN objects o ON o.id = r.object WHERE r.content = c.unit), c.sketch, c.leaf, c.name
FROM contents c LEFT JOIN temp.ways w ON w.unit = c.unit ORDER BY c.unit`

func yieldContents(ctx context.Context, conn *sql.Conn, yield func(Counted, error) bool) error {
	rows, err := conn.QueryContext(ctx, countedContents)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n Counted
		var unit, sketch sql.RawBytes
		var members uint64
		var own, member, object int64
		if err := rows.Scan(&unit, &members, &n.Objects, &n.Document, &n.Score, &n.Language, &n.Media, &n.Size, &own, &member, &object, &sketch, &n.Leaf, &n.Name); err != nil {
			return err
		}
		if n.Ways = members + n.Objects; n.Name {
			n.Ways++ // that of the object which it names
		}
		if n.Ways == 0 {
			continue
		}
		copy(n.Unit[:], unit)
		n.Sketch = sketch
		n.Dated = moment(earliest(own, member, object))
		if !yield(n, nil) {
			return nil
		}
	}
	return rows.Err()
}

// earliest returns a content's own date where it has one that may be, else the earlier one
// of those that its ways give it; 0 is unknown.
func earliest(own, member, object int64) int64 {
	file := min(member, object)
	if file == 0 {
		file = max(member, object)
	}
	if own != 0 && (file == 0 || own <= file+postDated) {
		return own
	}
	return file
}

// postDated is how much later than its file a document may be dated: an invoice is written
// before it is sent. A later date in its text is of something else.
const postDated = int64(62 * 24 * time.Hour)
