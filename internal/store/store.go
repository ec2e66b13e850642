// Package store is SQLite behind an encrypting VFS, with one writer at a time. The
// catalog of a campaign and the register of exposures are each one such file.
//
// The encryption is Adiantum on pages of 4 KiB: secret, not authenticated, and an
// adversary with several copies of the file sees which pages changed.
package store

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

// Errors of Open.
var (
	ErrOlder    = errors.New("it was written by an older hemostat")
	ErrNewer    = errors.New("it was written by a newer hemostat: use that version or a newer one")
	ErrWrongKey = errors.New("it does not open with this key")
)

// Options say how a store is opened.
type Options struct {
	Schema  string // of a new store
	Version int    // of the schema, from 1
	// Upgrades lead from each older version to the next, the last one to Version; an older
	// store for which there is none is refused.
	Upgrades    []string
	Readers     int // connections that read at once
	ReaderCache int // KiB for each of them
	WriterCache int // KiB
}

// A DB is an open store. It is safe for concurrent use.
type DB struct {
	Read   *sql.DB
	writer *sql.DB
	// writing serialises write transactions, so that none of them waits in
	// SQLite's busy handler.
	writing sync.Mutex
}

// Open opens the store at path, or makes a new one, and reports whether it did. hexKey
// is its key as 64 hexadecimal digits.
func Open(ctx context.Context, path, hexKey string, o Options) (_ *DB, made bool, err error) {
	d := &DB{}
	if d.writer, err = connect(path, hexKey, 1, o.WriterCache); err != nil {
		return nil, false, openError(err)
	}
	if d.Read, err = connect(path, hexKey, o.Readers, o.ReaderCache); err != nil {
		return nil, false, errors.Join(openError(err), d.writer.Close())
	}
	if made, err = d.prepare(ctx, o); err != nil {
		return nil, false, errors.Join(openError(err), d.Close())
	}
	return d, made, nil
}

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

// openError tells a wrong key from other faults: with one, the first page does
// not decrypt to a database.
func openError(err error) error {
	if errors.Is(err, sqlite3.NOTADB) {
		return ErrWrongKey
	}
	return diskError(err)
}

// prepare creates the schema in an empty database and holds any other to this
// build's version.
func (d *DB) prepare(ctx context.Context, o Options) (made bool, err error) {
	var version int
	if err := d.writer.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return false, err
	}
	switch {
	case version == o.Version:
		return false, nil
	case version > o.Version:
		return false, ErrNewer
	case version > 0 && o.Version-version > len(o.Upgrades):
		return false, ErrOlder
	case version > 0:
		return false, d.upgrade(ctx, o, version)
	}
	return true, d.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, o.Schema); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", o.Version))
		return err
	})
}

// upgrade makes a store of an older version one of this build's, all at once.
func (d *DB) upgrade(ctx context.Context, o Options, version int) error {
	return d.Write(ctx, func(tx *sql.Tx) error {
		for _, statements := range o.Upgrades[len(o.Upgrades)-(o.Version-version):] {
			if _, err := tx.ExecContext(ctx, statements); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", o.Version))
		return err
	})
}

// Close ends all work on the store.
func (d *DB) Close() error { return errors.Join(d.Read.Close(), d.writer.Close()) }

// Write runs f in one transaction.
func (d *DB) Write(ctx context.Context, f func(*sql.Tx) error) error {
	d.writing.Lock()
	defer d.writing.Unlock()
	tx, err := d.writer.BeginTx(ctx, nil)
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
// store was doing. The driver does not always say so by the context's own error.
func Interrupted(err error) bool { return errors.Is(err, sqlite3.INTERRUPT) }

// diskError says what to do where the disk is the trouble.
func diskError(err error) error {
	if errors.Is(err, sqlite3.FULL) || errors.Is(err, sqlite3.IOERR) {
		return fmt.Errorf("the disk is full or fails: make room and run the same command again, what is done stays done: %w", err)
	}
	return err
}

func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}
