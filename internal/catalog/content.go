package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Content is bytes by their SHA-256: an object's, a member's of an archive or
// mail, or (Name) an object's name in which something was found. All but Members
// names depend on the bytes alone.
type Content struct {
	Unit     exposure.Unit
	Hash     [32]byte
	Size     int64
	Media    string
	Document exposure.DocumentKind
	Score    int
	Why      string    // what speaks for the kind of document
	Dated    time.Time // its own date, by a header or property; zero where unknown
	Language string    // of its text, by ISO 639-1; "" where none is told
	Total    Total     // the amount to which it comes
	Expanded int64     // bytes of all members beneath it
	Below    int       // levels of members beneath it
	Depth    int       // how deep it stood when it was opened; 0 for an object's own
	Cut      bool      // something beneath it was left closed for its depth
	Sketch   []byte    // of its text, see package sketch; nil where it has no words
	Leaf     bool      // a document; not one that only holds others or could not be read
	Name     bool
	Keyed    Keyed
	Members  []Member
	NotRead  []Part

	Credentials []Credential // what it tells of those in it
	Quoted      []uint32     // its parts that quote, ascending
}

// Keyed says which keys of rows of a content the ledger has.
type Keyed int

// The sorts of contents.
const (
	Unkeyed    Keyed = iota
	WithKeys         // by which its rows refer to others, or others to them
	WithTables       // and its tables are named: it is an export by itself
)

// A Total is the mention of the amount to which a document comes.
type Total struct {
	Label  string // the word of the rules that stands beside it, "" where there is none
	Part   uint32
	Offset int64
}

// A Part is a part of a content that was not read.
type Part struct {
	Way    string // within the content, masked
	Reason exposure.Reason
	Bytes  int64 // 0 where unknown
	Detail string

	// Member is the content that was made of the part before its reading broke off,
	// zero where it was not opened.
	Member exposure.Unit

	// What a [View] says of a part. InPart: something of it was read, and what was
	// found there is counted. Whole: it is an object, not a part of one.
	InPart, Whole bool
}

// A Reading is one state of an object that was read to its end.
type Reading struct {
	Object  int64
	ETag    string
	Size    int64
	Content exposure.Unit
	At      time.Time
}

// An Outcome is what became of an object that was not read.
type Outcome struct {
	Object int64
	State  State // NotRead or Again
	Reason exposure.Reason
	Detail string
}

// A Publication is a set of results that become visible together.
type Publication struct {
	Contents []Content // members before what holds them
	Readings []Reading
	Outcomes []Outcome
	Custody  []Event
	Shards   []int64 // shards of which an object ended
}

// Publish stores a publication in one transaction. Where a content turns out to
// be known under another unit, the result tells so: the ledger's rows under the
// first are to be dropped.
func (c *Catalog) Publish(ctx context.Context, p *Publication) (aliases map[exposure.Unit]exposure.Unit, err error) {
	err = c.write(ctx, func(tx *sql.Tx) error {
		w := publisher{tx: &prepared{Tx: tx}, seen: c.seen, aliases: map[exposure.Unit]exposure.Unit{}}
		defer w.tx.close()
		if err := w.publish(ctx, p); err != nil {
			return err
		}
		aliases = w.aliases
		return nil
	})
	return aliases, err
}

type publisher struct {
	tx      *prepared
	seen    *seen
	aliases map[exposure.Unit]exposure.Unit
}

func (w *publisher) publish(ctx context.Context, p *Publication) error {
	for _, content := range p.Contents {
		if err := w.content(ctx, content); err != nil {
			return err
		}
	}
	for _, r := range p.Readings {
		unit := w.unit(r.Content)
		if _, err := w.tx.ExecContext(ctx, `INSERT INTO readings (object, etag, size, content, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, r.Object, r.ETag, r.Size, unit[:], stamp(r.At)); err != nil {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, "UPDATE objects SET state = 1, reason = '', detail = '', etag = ?, size = ? WHERE id = ?",
			r.ETag, r.Size, r.Object); err != nil {
			return err
		}
	}
	for _, o := range p.Outcomes {
		if _, err := w.tx.ExecContext(ctx, "UPDATE objects SET state = ?, reason = ?, detail = ? WHERE id = ? AND state <> 1",
			o.State, o.Reason, o.Detail, o.Object); err != nil {
			return err
		}
	}
	for _, id := range p.Shards {
		if _, err := w.tx.ExecContext(ctx, `UPDATE shards SET done = NOT EXISTS (SELECT 1 FROM objects WHERE shard = ?1 AND state = 0)
			WHERE id = ?1`, id); err != nil {
			return err
		}
	}
	return appendCustody(ctx, w.tx.Tx, p.Custody)
}

func (w *publisher) unit(u exposure.Unit) exposure.Unit {
	if other, ok := w.aliases[u]; ok {
		return other
	}
	return u
}

// content stores one content, unless its bytes are known already under another
// unit. One that is known but was cut for its depth is completed.
func (w *publisher) content(ctx context.Context, content Content) error {
	if w.seen.may(&content.Hash) {
		var known []byte
		err := w.tx.QueryRowContext(ctx, "SELECT unit FROM contents WHERE hash = ?", content.Hash[:]).Scan(&known)
		switch {
		case err == nil && exposure.Unit(known) != content.Unit:
			w.aliases[content.Unit] = exposure.Unit(known)
			return nil
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		}
	}
	w.seen.add(&content.Hash) // before the commit: who asks in between asks the database
	content.Members = w.resolve(content.Members)
	content.NotRead = slices.Clone(content.NotRead)
	for i := range content.NotRead {
		content.NotRead[i].Member = w.unit(content.NotRead[i].Member)
	}
	return putContent(ctx, w.tx, content)
}

// resolve replaces children by what they are known as, and joins members that
// turn out to be one content.
func (w *publisher) resolve(members []Member) []Member {
	at := map[exposure.Unit]int{}
	resolved := make([]Member, 0, len(members))
	for _, m := range members {
		m.Child = w.unit(m.Child)
		if i, ok := at[m.Child]; ok {
			resolved[i].Join(m)
			continue
		}
		at[m.Child] = len(resolved)
		m.Others, m.Places.list = slices.Clone(m.Others), slices.Clone(m.Places.list) // others may be joined to them
		resolved = append(resolved, m)
	}
	return resolved
}

// errCollision says that two contents have one unit: their mentions would
// overwrite each other.
var errCollision = errors.New("two contents have one unit: this is a fault of hemostat, please report it")

func putContent(ctx context.Context, tx execer, content Content) error {
	r, err := tx.ExecContext(ctx, `INSERT INTO contents (unit, hash, size, media, document, score, why, dated, language, total_label, total_part, total_at, expanded, below, depth, sketch, keyed, cut, leaf, name)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (unit) DO UPDATE SET depth = excluded.depth, cut = excluded.cut, expanded = excluded.expanded, below = excluded.below
		WHERE cut = 1 AND depth > excluded.depth`,
		content.Unit[:], content.Hash[:], content.Size, content.Media, content.Document, content.Score, content.Why, stamp(content.Dated),
		content.Language, content.Total.Label, content.Total.Part, content.Total.Offset, content.Expanded, content.Below, content.Depth, content.Sketch, content.Keyed, content.Cut, content.Leaf, content.Name)
	if err != nil {
		return fmt.Errorf("storing content: %w", err)
	}
	if changed, err := r.RowsAffected(); err != nil || changed == 0 {
		return errors.Join(err, sameBytes(ctx, tx, content))
	}
	for _, m := range content.Members {
		others, err := m.others()
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO members (parent, child, n, name, others, dated, places) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET n = excluded.n, name = excluded.name, others = excluded.others, dated = excluded.dated, places = excluded.places`,
			content.Unit[:], m.Child[:], m.N, m.Name, others, stamp(m.Dated), m.Places.bytes()); err != nil {
			return fmt.Errorf("storing members: %w", err)
		}
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM not_read WHERE content = ?", content.Unit[:]); err != nil {
		return err
	}
	for i, part := range content.NotRead {
		if _, err := tx.ExecContext(ctx, "INSERT INTO not_read VALUES (?, ?, ?, ?, ?, ?, nullif(?, zeroblob(16)))",
			content.Unit[:], i, part.Way, part.Reason, max(part.Bytes, 0), part.Detail, part.Member[:]); err != nil {
			return fmt.Errorf("storing what was not read: %w", err)
		}
	}
	return errors.Join(putCredentials(ctx, tx, content), putQuoted(ctx, tx, content))
}

// sameBytes holds a content that is there already to its hash.
func sameBytes(ctx context.Context, tx execer, content Content) error {
	var n int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM contents WHERE unit = ? AND hash = ?", content.Unit[:], content.Hash[:]).Scan(&n)
	if err == nil && n == 0 {
		err = errCollision
	}
	return err
}

// A Known is what the catalog remembers of a content that was read before.
type Known struct {
	Unit     exposure.Unit
	Size     int64
	Expanded int64
	Below    int
	Depth    int
	Cut      bool
}

// Known returns the content with that SHA-256, and false where none was published.
func (c *Catalog) Known(ctx context.Context, hash [32]byte) (Known, bool, error) {
	var k Known
	if !c.seen.may(&hash) {
		return k, false, nil
	}
	var unit []byte
	err := c.db.QueryRowContext(ctx, "SELECT unit, size, expanded, below, depth, cut FROM contents WHERE hash = ?", hash[:]).
		Scan(&unit, &k.Size, &k.Expanded, &k.Below, &k.Depth, &k.Cut)
	if errors.Is(err, sql.ErrNoRows) {
		return k, false, nil
	}
	copy(k.Unit[:], unit)
	return k, err == nil, err
}

// Published reports whether a content of that unit was published.
func (c *Catalog) Published(ctx context.Context, unit exposure.Unit) (bool, error) {
	var n int
	err := c.db.QueryRowContext(ctx, "SELECT count(*) FROM contents WHERE unit = ?", unit[:]).Scan(&n)
	return n > 0, err
}
