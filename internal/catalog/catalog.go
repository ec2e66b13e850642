// Package catalog is the truth about one campaign, apart from the mentions
// themselves: its targets and their listings, the objects and what became of
// each, which content leads to which, what was not read and why, the operator's
// decisions and the chain of custody.
//
// It is one SQLite database behind an encrypting VFS. Results are sets: saving
// a page or publishing a reading twice changes nothing. A queue is only ever a
// hint; what the catalog says is pending is pending.
package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/hemostat/hemostat/internal/store"
)

// Version is the schema version that this build writes.
const Version = 6

// Errors of Open. They carry what the operator can do.
var (
	ErrOlderVersion = errors.New("the campaign was written by an older hemostat, whose figures are not comparable: scan its targets anew under another --campaign, or go on with that version")
	ErrNewerVersion = errors.New("the campaign was written by a newer hemostat: use that version or a newer one")
	ErrWrongKey     = errors.New("the catalog does not open with this key: check --key-dir, or bring back the key file with `hemostat key import`")
)

// A Catalog is an open campaign. It is safe for concurrent use; one writer at
// a time is enforced inside.
type Catalog struct {
	store *store.DB
	db    *sql.DB       // for reading
	views chan struct{} // one for each view that is open
	seen  *seen         // of what this process has published, if that is all there is
}

// What the connections take, in KiB for each. The writer's cache is larger: keyed
// names come in no order, so that every page of a listing touches all of their index.
const (
	readers     = 5
	readerCache = 4 << 10
	writerCache = 32 << 10
)

// Open opens the catalog at path, or makes a new one. hexKey is the campaign's
// catalog key as 64 hexadecimal digits.
func Open(ctx context.Context, path, hexKey string) (*Catalog, error) {
	db, made, err := store.Open(ctx, path, hexKey, store.Options{Schema: schema, Version: Version, Readers: readers, ReaderCache: readerCache, WriterCache: writerCache})
	switch {
	case errors.Is(err, store.ErrOlder):
		err = ErrOlderVersion
	case errors.Is(err, store.ErrNewer):
		err = ErrNewerVersion
	case errors.Is(err, store.ErrWrongKey):
		err = ErrWrongKey
	}
	if err != nil {
		return nil, fmt.Errorf("catalog %s: %w", path, err)
	}
	c := &Catalog{store: db, db: db.Read, views: make(chan struct{}, views)}
	if made {
		c.seen = new(seen)
	}
	return c, nil
}

// Close ends all work on the catalog.
func (c *Catalog) Close() error { return c.store.Close() }

// write runs f in one transaction.
func (c *Catalog) write(ctx context.Context, f func(*sql.Tx) error) error {
	if err := c.store.Write(ctx, f); err != nil {
		return fmt.Errorf("write to the catalog: %w", err)
	}
	return nil
}

// Interrupted reports whether an error is that the end of a context broke off what the
// catalog was doing.
func Interrupted(err error) bool { return store.Interrupted(err) }

// SetMeta stores one property of the campaign.
func (c *Catalog) SetMeta(ctx context.Context, name, value string) error {
	return c.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", name, value)
		return err
	})
}

// Meta returns one property of the campaign, "" where it was never set.
func (c *Catalog) Meta(ctx context.Context, name string) (string, error) {
	var value string
	err := c.db.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = ?", name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}
