package register

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/source"
)

// Ownership says by what evidence a target is the operator's own, or that of somebody they
// are responsible for. One without any is never read.
type Ownership string

// The evidences, the strongest first.
const (
	OwnedByGrant     Ownership = "grant"     // a grant names it
	OwnedByInventory Ownership = "inventory" // it stands in the owner's own list of resources
	OwnedByZone      Ownership = "zone"      // a name of the owner's leads to it
	OwnedByReference Ownership = "reference" // the owner's code, pages or logs name it: that may be another's
	OwnedByNothing   Ownership = ""          // a name that was guessed
)

// Shown reports whether the evidence is enough to read.
func (o Ownership) Shown() bool {
	return o == OwnedByGrant || o == OwnedByInventory || o == OwnedByZone
}

// Stronger reports whether a is stronger evidence than b.
func Stronger(a, b Ownership) bool {
	return slices.Index(ownerships[:], a) < slices.Index(ownerships[:], b)
}

// ownerships are all evidences, the strongest first.
var ownerships = [...]Ownership{OwnedByGrant, OwnedByInventory, OwnedByZone, OwnedByReference, OwnedByNothing}

// SetOwnership notes by what evidence a target is the operator's. A stronger one stays.
func (r *Register) SetOwnership(ctx context.Context, target string, o Ownership) error {
	weaker := ownerships[slices.Index(ownerships[:], o)+1:]
	if len(weaker) == 0 {
		return nil
	}
	args := []any{string(o), target}
	for _, w := range weaker {
		args = append(args, string(w))
	}
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE targets SET evidence = ? WHERE target = ? AND evidence IN (?"+strings.Repeat(", ?", len(weaker)-1)+")", args...)
		return err
	})
}

// A Listing compares the objects of a target with those of the last time. Names are keyed: the
// register holds none.
type Listing struct {
	r       *Register
	target  string
	id      int64
	first   bool // there is nothing to compare with
	known   map[[16]byte][8]byte
	now     map[[16]byte][8]byte
	bytes   int64
	written time.Time
}

// most is how many objects of one target are compared.
const mostObjects = 2_000_000

// ErrTooMany says that a target has more objects than are compared.
var ErrTooMany = fmt.Errorf("it has more than %d objects, which are not compared", mostObjects)

// Compare begins to compare the objects of a target.
func (r *Register) Compare(ctx context.Context, target string) (*Listing, error) {
	e, err := r.Exposure(ctx, target)
	if err != nil {
		return nil, err
	}
	l := &Listing{r: r, target: target, id: e.id, first: e.Listed.IsZero(), known: map[[16]byte][8]byte{}, now: map[[16]byte][8]byte{}}
	rows, err := r.db.Read.QueryContext(ctx, "SELECT name, state FROM objects WHERE target = ?", e.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, state []byte
		if err := rows.Scan(&name, &state); err != nil {
			return nil, err
		}
		if len(name) == 16 && len(state) == 8 {
			l.known[[16]byte(name)] = [8]byte(state)
		}
	}
	return l, rows.Err()
}

// Add takes a page of the listing.
func (l *Listing) Add(objects []source.Object) error {
	sealer := l.r.key.Sealer()
	for _, o := range objects {
		if len(l.now) >= mostObjects {
			return ErrTooMany
		}
		key := sealer.ObjectName(l.target, o.Name, o.Version, o.Snapshot)
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64([]byte(o.ETag), uint64(o.Size)), uint64(o.Modified.Unix())))
		l.now[[16]byte(key)] = [8]byte(sum[:8])
		l.bytes += max(o.Size, 0)
		if o.Modified.After(l.written) {
			l.written = o.Modified
		}
	}
	return nil
}

// Done keeps the listing in place of the last one and returns the event that follows from it,
// or nil.
func (l *Listing) Done(ctx context.Context, at time.Time) (*Change, error) {
	var added, changed, removed int
	for name, state := range l.now {
		switch was, ok := l.known[name]; {
		case !ok:
			added++
		case was != state:
			changed++
		}
	}
	for name := range l.known {
		if _, ok := l.now[name]; !ok {
			removed++
		}
	}
	var change *Change
	if !l.first && added+changed+removed > 0 {
		change = &Change{At: at.UTC(), Event: Contents, Target: l.target, Detail: fmt.Sprintf("objects: %d added, %d changed, %d removed; %d now", added, changed, removed, len(l.now))}
	}
	err := l.r.db.Write(ctx, func(tx *sql.Tx) error {
		if err := l.save(ctx, tx, at); err != nil || change == nil {
			return err
		}
		log, err := newLog(ctx, tx)
		if err != nil {
			return err
		}
		return log.append(ctx, l.id, entry{At: change.At, Event: Contents, Target: l.target, Detail: change.Detail})
	})
	return change, err
}

func (l *Listing) save(ctx context.Context, tx *sql.Tx, at time.Time) error {
	put, err := tx.PrepareContext(ctx, "INSERT INTO objects VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state")
	if err != nil {
		return err
	}
	drop, err := tx.PrepareContext(ctx, "DELETE FROM objects WHERE target = ? AND name = ?")
	if err != nil {
		return errors.Join(err, put.Close())
	}
	defer put.Close()
	defer drop.Close()
	for name, state := range l.now {
		if was, ok := l.known[name]; ok && was == state {
			continue
		}
		if _, err := put.ExecContext(ctx, l.id, name[:], state[:]); err != nil {
			return err
		}
	}
	for name := range l.known {
		if _, ok := l.now[name]; ok {
			continue
		}
		if _, err := drop.ExecContext(ctx, l.id, name[:]); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, "UPDATE targets SET listed = ?, objects = ?, bytes = ?, written = ? WHERE id = ?", stamp(at), len(l.now), l.bytes, stamp(l.written), l.id)
	return err
}

// Round returns when a round of the monitor began last, the zero time where none did, and how
// many of its targets are asked, -1 where all are.
func (r *Register) Round(ctx context.Context, what string) (began time.Time, done int64, err error) {
	var at int64
	err = r.db.Read.QueryRowContext(ctx, "SELECT at, done FROM rounds WHERE what = ?", what).Scan(&at, &done)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, -1, nil
	}
	return instant(at), done, err
}

// SetRound notes how far a round has come that began at a time.
func (r *Register) SetRound(ctx context.Context, what string, began time.Time, done int64) error {
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO rounds VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at, done = excluded.done", what, stamp(began), done)
		return err
	})
}
