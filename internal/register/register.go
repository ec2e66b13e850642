// Package register is the truth about exposures across campaigns: every target that was
// ever probed, the verdict on each of its rights and since when, every question with
// its answer, and the events that follow from comparing one probe with the last.
//
// It is one encrypted file with a key of its own, which several processes may have open:
// one may monitor while another lists. Verdicts are the newest of each right by each
// access and vantage; evidence and events are a chain that others can verify.
package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hemostat/hemostat/internal/chain"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/internal/store"
)

// version is the schema version that this build writes.
const version = 3

// ErrBusy says that another process monitors.
var ErrBusy = errors.New("another hemostat process monitors with this data folder: it is never done twice at once")

// schema is that of version. Times are Unix nanoseconds, 0 where unknown.
const schema = `
CREATE TABLE targets (
	id       INTEGER PRIMARY KEY,
	target   TEXT    NOT NULL UNIQUE,        -- canonical, without any signature
	checker  TEXT    NOT NULL DEFAULT '',    -- the check that it is asked by
	vendor   TEXT    NOT NULL DEFAULT '',
	state    TEXT    NOT NULL DEFAULT '',    -- see State
	present  TEXT    NOT NULL DEFAULT '',    -- whether it is there: yes, no, unknown
	software TEXT    NOT NULL DEFAULT '',
	object   BLOB,                           -- name of an object that is known to be there; NULL where it may not be kept
	notes    TEXT    NOT NULL DEFAULT '[]',
	found    INTEGER NOT NULL DEFAULT 0,     -- first seen open
	opened   INTEGER NOT NULL DEFAULT 0,     -- last seen open
	denied   INTEGER NOT NULL DEFAULT 0,     -- first seen denied after that
	closed   INTEGER NOT NULL DEFAULT 0,     -- closure verified
	doubt    INTEGER NOT NULL DEFAULT 0,     -- inconclusive since
	probed   INTEGER NOT NULL DEFAULT 0,     -- last asked
	reopened INTEGER NOT NULL DEFAULT 0,     -- how often
	told     INTEGER NOT NULL DEFAULT 0,     -- 1: that it is inconclusive was an event
	listed   INTEGER NOT NULL DEFAULT 0,     -- when its objects were compared last
	objects  INTEGER NOT NULL DEFAULT 0,     -- then
	bytes    INTEGER NOT NULL DEFAULT 0,
	written  INTEGER NOT NULL DEFAULT 0,     -- newest date of an object
	evidence TEXT    NOT NULL DEFAULT ''     -- by what it is the operator's own: see Ownership
) STRICT;

CREATE TABLE objects (                       -- as a target was listed last; no name, its keyed name
	target INTEGER NOT NULL REFERENCES targets,
	name   BLOB    NOT NULL,
	state  BLOB    NOT NULL,                 -- keyed, of ETag, size and date
	PRIMARY KEY (target, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE rounds (                        -- when a round of the monitor began last
	what TEXT    PRIMARY KEY,
	at   INTEGER NOT NULL,
	done INTEGER NOT NULL                    -- how many of its targets are asked; -1: all
) STRICT, WITHOUT ROWID;

CREATE TABLE rights (                        -- the newest verdict
	target   INTEGER NOT NULL REFERENCES targets,
	right    TEXT    NOT NULL,
	access   TEXT    NOT NULL,
	vantage  TEXT    NOT NULL,
	verdict  TEXT    NOT NULL,
	since    INTEGER NOT NULL,               -- of this verdict
	finding  TEXT    NOT NULL,               -- JSON
	PRIMARY KEY (target, right, access, vantage)
) STRICT, WITHOUT ROWID;

CREATE TABLE ever (                          -- every right that was open, and by which access: closure needs a denial of each
	target INTEGER NOT NULL REFERENCES targets,
	right  TEXT    NOT NULL,
	access TEXT    NOT NULL,
	PRIMARY KEY (target, right, access)
) STRICT, WITHOUT ROWID;

CREATE TABLE denials (                       -- rounds in a row in which such a right was refused, since it last was open
	target   INTEGER NOT NULL REFERENCES targets,
	vantage  TEXT    NOT NULL,
	right    TEXT    NOT NULL,
	access   TEXT    NOT NULL,
	rounds   INTEGER NOT NULL,
	first    INTEGER NOT NULL,
	last     INTEGER NOT NULL,
	evidence TEXT    NOT NULL,               -- JSON: of the first and the last of them
	PRIMARY KEY (target, vantage, right, access)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (                         -- signatures by which a target was open; under a basis that keeps values alone
	target INTEGER NOT NULL REFERENCES targets,
	access TEXT    NOT NULL,
	query  TEXT    NOT NULL,
	PRIMARY KEY (target, access)
) STRICT, WITHOUT ROWID;

CREATE TABLE words (                         -- what the owner says of its own configuration
	target INTEGER NOT NULL REFERENCES targets,
	at     INTEGER NOT NULL,
	by     TEXT    NOT NULL,
	word   TEXT    NOT NULL
) STRICT;

CREATE TABLE log (                           -- the chain: evidence and events
	seq    INTEGER PRIMARY KEY,
	line   TEXT    NOT NULL,
	hash   TEXT    NOT NULL,
	event  TEXT    NOT NULL,
	target INTEGER NOT NULL,
	at     INTEGER NOT NULL
) STRICT;
CREATE INDEX log_events ON log (target, seq) WHERE event <> 'asked';
` + second + third

// second is what version 2 added.
const second = `
ALTER TABLE denials ADD COLUMN gone INTEGER NOT NULL DEFAULT 0; -- 1: what was seen there is gone, which the owner must confirm of the rest

CREATE TABLE ends (                          -- when a signed link ends by its own words; no secret
	target INTEGER NOT NULL REFERENCES targets,
	access TEXT    NOT NULL,
	at     INTEGER NOT NULL,
	PRIMARY KEY (target, access)
) STRICT, WITHOUT ROWID;

CREATE TABLE retired (                       -- rights that nobody can ask about any more: closure needs no denial of them
	target INTEGER NOT NULL REFERENCES targets,
	right  TEXT    NOT NULL,
	access TEXT    NOT NULL,
	at     INTEGER NOT NULL,
	by     TEXT    NOT NULL,                 -- '': the link, by its own end
	reason TEXT    NOT NULL,
	PRIMARY KEY (target, right, access)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (                        -- to which network a proxy leads, where somebody's word alone says so
	vantage TEXT    PRIMARY KEY,
	network TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	by      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE seen (                          -- objects that were read there; no name, its keyed name
	target INTEGER NOT NULL REFERENCES targets,
	name   BLOB    NOT NULL,
	PRIMARY KEY (target, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE versions (                      -- an older version of an object that was listed; under a basis that keeps values alone
	target INTEGER PRIMARY KEY REFERENCES targets,
	name   BLOB    NOT NULL,
	query  TEXT    NOT NULL                  -- what asks for it
) STRICT;

CREATE TABLE leads (                         -- where names of the operator's lead by the DNS
	name  TEXT    NOT NULL,
	place TEXT    NOT NULL,                  -- target that is or is not there, '' where the DNS alone tells
	leads TEXT    NOT NULL,                  -- JSON: the names that CNAMEs lead to
	state TEXT    NOT NULL,                  -- see LeadState
	since INTEGER NOT NULL,
	asked INTEGER NOT NULL,
	PRIMARY KEY (name, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX leads_places ON leads (place) WHERE place <> '';

CREATE TABLE validators (                    -- by which a web server says that a listing is as it was
	target INTEGER PRIMARY KEY REFERENCES targets,
	tag    TEXT    NOT NULL,                 -- ETag, as it came
	date   TEXT    NOT NULL,                 -- Last-Modified, as it came
	at     INTEGER NOT NULL                  -- when the listing was read whole
) STRICT;
`

// Names inside of the register's folder.
const (
	storeFile = "register.db"
	lockFile  = "lock"
)

// A Register is an open register. It is safe for concurrent use.
type Register struct {
	// DoubtAfter is how long what was open must be inconclusive until that is an event.
	DoubtAfter time.Duration

	db  *store.DB
	key *seal.Key
	dir string
}

// Open opens the register in dir, or makes a new one.
func Open(ctx context.Context, dir string, key *seal.Key) (*Register, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("register: %w", err)
	}
	db, _, err := store.Open(ctx, filepath.Join(dir, storeFile), key.CatalogKey(), store.Options{Schema: schema, Version: version, Upgrades: []string{second, third}, Readers: 3, ReaderCache: 4 << 10, WriterCache: 8 << 10})
	if err != nil {
		return nil, fmt.Errorf("register %s: %w", dir, err)
	}
	return &Register{db: db, key: key, dir: dir}, nil
}

// Monitoring takes the register for the one process that monitors, until release is called.
// The kernel gives it free when the process ends, however it ends. The error is [ErrBusy]
// where another one does.
func (r *Register) Monitoring() (release func() error, err error) {
	f, err := os.OpenFile(filepath.Join(r.dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("register: %w", err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		err = ErrBusy
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
}

// Close ends all work on the register.
func (r *Register) Close() error { return r.db.Close() }

// Export writes the chain, one entry a line, and returns how many entries there are and
// the SHA-256 of the last line. `hemostat custody verify` checks it.
func (r *Register) Export(ctx context.Context, w io.Writer) (n int64, head string, err error) {
	return chain.Export(ctx, r.db.Read, "log", w)
}

// entry is one line of the chain.
type entry struct {
	chain.Link
	At     time.Time `json:"at"`
	Event  Event     `json:"event"`
	Target string    `json:"target,omitempty"`
	Detail string    `json:"detail,omitempty"`
	By     string    `json:"by,omitempty"`
	// Evidence is of an entry "asked".
	Evidence json.RawMessage `json:"evidence,omitempty"`
	Vantage  string          `json:"vantage,omitempty"`
}

// log appends lines to the chain.
type log struct {
	tx   *sql.Tx
	last chain.Link
}

func newLog(ctx context.Context, tx *sql.Tx) (*log, error) {
	last, err := chain.Last(ctx, tx, "log")
	return &log{tx, last}, err
}

func (l *log) append(ctx context.Context, target int64, e entry) error {
	e.Link, e.At = l.last, e.At.UTC()
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	next := l.last.After(line)
	_, err = l.tx.ExecContext(ctx, "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", e.Seq, string(line), next.Previous, string(e.Event), target, stamp(e.At))
	l.last = next
	return err
}

func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
