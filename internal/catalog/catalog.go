// Package catalog is the truth about one campaign, apart from the mentions
// themselves: its targets and their listings, the objects and what became of
// each, which content leads to which, what was not read and why, the operator's
// decisions and the chain of custody.
//
// It is one SQLite database behind an encrypting VFS. Results are sets: saving
// a page or publishing a reading twice changes nothing. A queue is only ever a
// hint; what the catalog says is pending is pending.
//
// The encryption is Adiantum on pages of 4 KiB: secret, not authenticated, and
// an adversary with several copies of the file sees which pages changed.
package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // registers the encrypting VFS by this name
)

// Version is the schema version that this build writes.
const Version = 4

// Errors of Open. They carry what the operator can do.
var (
	ErrOlderVersion = errors.New("the campaign was written by an older hemostat, whose figures are not comparable: scan its targets anew under another --campaign, or go on with that version")
	ErrNewerVersion = errors.New("the campaign was written by a newer hemostat: use that version or a newer one")
	ErrWrongKey     = errors.New("the catalog does not open with this key: check --key-dir, or bring back the key file with `hemostat key import`")
)

// A Catalog is an open campaign. It is safe for concurrent use; one writer at
// a time is enforced inside.
type Catalog struct {
	db *sql.DB // for reading
	// writer has one connection with a larger cache: keyed names come in no order,
	// so that every page of a listing touches all of their index.
	writer *sql.DB
	// writing serialises write transactions, so that none of them waits in
	// SQLite's busy handler, and keeps the head of the chain of custody.
	writing sync.Mutex
	views   chan struct{} // one for each view that is open
	seen    *seen         // of what this process has published, if that is all there is
}

// Open opens the catalog at path, or makes a new one. hexKey is the campaign's
// catalog key as 64 hexadecimal digits.
func Open(ctx context.Context, path, hexKey string) (*Catalog, error) {
	writer, err := connect(path, hexKey, 1, writerCache)
	if err != nil {
		return nil, fmt.Errorf("catalog %s: %w", path, keyError(err))
	}
	db, err := connect(path, hexKey, readers, readerCache)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("catalog %s: %w", path, keyError(err)), writer.Close())
	}
	c := &Catalog{db: db, writer: writer, views: make(chan struct{}, views)}
	if err := c.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("catalog %s: %w", path, keyError(err)), c.Close())
	}
	return c, nil
}

// What the connections take, in KiB for each.
const (
	readers     = 5
	readerCache = 4 << 10
	writerCache = 32 << 10
)

func connect(path, hexKey string, connections, cache int) (*sql.DB, error) {
	db, err := driver.Open("file:"+path+"?vfs=adiantum&_txlock=immediate", func(c *sqlite3.Conn) error {
		return c.Exec(fmt.Sprintf("PRAGMA hexkey='%s'; PRAGMA cache_size = -%d;%s", hexKey, cache, pragmas))
	})
	if err == nil {
		db.SetMaxOpenConns(connections)
	}
	return db, err
}

const pragmas = `
PRAGMA busy_timeout = 20000;
PRAGMA temp_store = memory;
PRAGMA journal_mode = wal;
PRAGMA synchronous = full;
PRAGMA foreign_keys = on;
PRAGMA wal_autocheckpoint = 8000;
`

// keyError tells a wrong key from other faults: with one, the first page does
// not decrypt to a database.
func keyError(err error) error {
	if errors.Is(err, sqlite3.NOTADB) {
		return ErrWrongKey
	}
	return err
}

// prepare creates the schema in an empty database and holds any other to this
// build's version.
func (c *Catalog) prepare(ctx context.Context) error {
	var version int
	if err := c.writer.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	switch {
	case version == Version:
		return nil
	case version > Version:
		return ErrNewerVersion
	case version > 0:
		return ErrOlderVersion
	default:
		c.seen = new(seen)
		return c.write(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, schema); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", Version))
			return err
		})
	}
}

// Close ends all work on the catalog.
func (c *Catalog) Close() error { return errors.Join(c.db.Close(), c.writer.Close()) }

// write runs f in one transaction.
func (c *Catalog) write(ctx context.Context, f func(*sql.Tx) error) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	tx, err := c.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err = f(tx); err != nil {
		err = errors.Join(err, rollback(tx))
	} else {
		err = tx.Commit()
	}
	if err != nil && ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		// The end of ctx closes the statements of the transaction, and what is then
		// said of them depends on the moment.
		err = errors.Join(ctx.Err(), err)
	}
	return diskError(err)
}

// Interrupted reports whether an error is that the end of a context broke off what the
// catalog was doing. The driver does not always say so by the context's own error.
func Interrupted(err error) bool { return errors.Is(err, sqlite3.INTERRUPT) }

// diskError says what to do where the disk is the trouble.
func diskError(err error) error {
	if errors.Is(err, sqlite3.FULL) || errors.Is(err, sqlite3.IOERR) {
		return fmt.Errorf("write to the catalog: the disk is full or fails: make room and run the same command again, what is done stays done: %w", err)
	}
	return err
}

func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

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
