// Package ledger keeps every mention of a campaign in Pebble, as a set: writing
// the same thing twice changes nothing, and no figure depends on the order in
// which workers wrote.
//
// # Rows
//
// Mentions of one leaf content hang on its [exposure.Unit]. All numbers inside
// keys are big endian, so that keys sort as their parts do.
//
//	b unit block  up to 4096 mentions, coded by appendBlock
//	k unit row    up to 4096 keys of rows of tables, coded by appendKeys: no mentions, see docs/adr/0011
//	i kind fp     identity: mask, clear, class, features
//	s unit        mentions of the unit by kind and score
//	o unit        open mark: the catalog may not have published it yet
//	m name        schema version, digest of engine, rules and data
//
// The walk over a content is deterministic, so equal contents give equal
// blocks. There is no inverse from identities to units: a block names each of its
// identities once, and a pass over all of them costs less than it would to keep
// one (docs/adr/0002). An identity counts only where a block mentions it.
//
// # Life of a unit
//
// A [Batch] cuts blocks as mentions are added. The open mark is written in the
// same atomic commit as the first row of a unit, the summary with its last.
// Once the catalog has published the unit, the caller calls [Ledger.Settle].
// After a crash the caller asks [Ledger.Unsettled], looks each unit up in the
// catalog and calls Settle or [Ledger.Drop]. A unit that was never published
// must not count whatever stands here: readers count units of the catalog only.
//
// # What fails
//
// The store stops at its first failed write, be it a full disk or a lost
// device: every later call returns [ErrStopped] and not one more byte is
// written, as if the process had been killed. Opening it again goes on from the
// last commit that returned without error.
//
// # Limits
//
// Memory: 16 MiB of block cache, at most 48 MiB of commits that wait to become
// tables and one commit more, 9 MiB that remember which identities have been
// described and 4 MiB of descriptions that wait; each batch holds what was added
// since its last commit. Encryption is the file system's: see internal/seal.
package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Version is the schema version that this program writes. A store of another
// one is refused.
const Version = 2

// Options say how a ledger is opened.
type Options struct {
	// Digest names the engine, the rules and the data that mentions come from.
	// A new store keeps it, an old one must have the same. Empty skips the
	// check: only for readers that know what they do.
	Digest string
	// ReadOnly opens an existing store and never writes to it, but for the
	// lock file.
	ReadOnly bool
	// Cache is the size of the block cache in bytes; 0 means 16 MiB.
	Cache int64
}

// A Ledger is an open store. Its methods may be called from several
// goroutines; Close only after all of them have returned and every iteration
// has ended.
type Ledger struct {
	db      *pebble.DB
	lock    *pebble.Lock
	digest  string
	writing sync.Mutex // around commits, so that heads go before their mentions
	heads   heads
	stop    *stopper
	once    sync.Once
	closed  atomic.Bool
}

// Open opens the ledger in dir of fsys, and makes it where there is none. It
// returns [ErrLocked] if another process or another Ledger of this one has it
// open, [*OtherVersionError] and [*OtherDigestError] as their comments say,
// and an error that is [fs.ErrNotExist] if ReadOnly finds no store.
func Open(fsys vfs.FS, dir string, o Options) (*Ledger, error) {
	stop := newStopper()
	if err := prepare(fsys, dir, o.ReadOnly); err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	fsys = gate{FS: fsys, stop: stop}
	lock, err := pebble.LockDirectory(dir, fsys)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", lockError(err))
	}
	l, err := openLocked(fsys, dir, o, stop, lock)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger: %w", err), stop.unlock(lock))
	}
	return l, nil
}

func prepare(fsys vfs.FS, dir string, readOnly bool) error {
	if !readOnly {
		return fsys.MkdirAll(dir, 0o700)
	}
	desc, err := pebble.Peek(dir, fsys)
	if err != nil {
		return err
	}
	if !desc.Exists {
		return fmt.Errorf("no ledger here: %w; scan something first, or check the data folder", fs.ErrNotExist)
	}
	return nil
}

func openLocked(fsys vfs.FS, dir string, o Options, stop *stopper, lock *pebble.Lock) (*Ledger, error) {
	options := pebbleOptions(fsys, o, stop)
	options.Lock = lock
	defer options.Cache.Unref()
	l := &Ledger{lock: lock, stop: stop}
	err := stop.try(func() (err error) {
		l.db, err = pebble.Open(dir, options)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := l.checkMeta(o); err != nil {
		return nil, errors.Join(err, stop.try(l.db.Close))
	}
	return l, nil
}

// checkMeta holds the store to this program's schema version and to the
// digest, and writes both into a new store.
func (l *Ledger) checkMeta(o Options) error {
	version, ok, err := l.get(metaKey("version"))
	if err != nil {
		return err
	}
	if !ok {
		if o.ReadOnly {
			return fmt.Errorf("no ledger here: %w; scan something first, or check the data folder", fs.ErrNotExist)
		}
		return l.writeMeta(o.Digest)
	}
	if len(version) != 4 {
		return errBroken("schema version")
	}
	if v := binary.BigEndian.Uint32(version); v != Version {
		return &OtherVersionError{Have: v, Want: Version}
	}
	digest, _, err := l.get(metaKey("digest"))
	if err != nil {
		return err
	}
	if o.Digest != "" && string(digest) != o.Digest {
		return &OtherDigestError{Have: string(digest), Want: o.Digest}
	}
	l.digest = string(digest)
	return nil
}

func (l *Ledger) writeMeta(digest string) error {
	l.digest = digest
	b := l.db.NewBatch()
	if err := b.Set(metaKey("digest"), []byte(digest), nil); err != nil {
		return err
	}
	if err := b.Set(metaKey("version"), binary.BigEndian.AppendUint32(nil, Version), nil); err != nil {
		return err
	}
	return l.apply(b, pebble.Sync)
}

// Digest returns the digest of engine, rules and data that the store was made
// with.
func (l *Ledger) Digest() string { return l.digest }

// Close closes the store. A store that has stopped returns why.
func (l *Ledger) Close() error {
	var err error
	l.once.Do(func() {
		l.closed.Store(true)
		err = l.close()
	})
	return err
}

func (l *Ledger) close() error {
	err := l.stop.err()
	if err == nil {
		err = l.stop.try(l.db.Close)
	}
	return errors.Join(err, l.stop.unlock(l.lock))
}

// ready returns why the store takes no more calls.
func (l *Ledger) ready() error {
	if l.closed.Load() {
		return ErrClosed
	}
	return l.stop.err()
}
