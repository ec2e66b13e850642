// Package postgres reads the tables of a server that speaks the protocol of PostgreSQL,
// in the name of accounts that need no password.
//
// An object is a table, a part of a large one, or a materialized view: CSV as the server's
// own COPY writes it, in UTF-8, with a row of column names (postgresql.org/docs/current/sql-copy.html).
// NULL is an empty cell and an empty text is "". Binary cells are written with
// bytea_output = escape: what is ASCII stands there as it is, other bytes as a backslash and
// three digits. Columns that the account may not read are left out, and rows that a policy
// hides from it. Dates are ISO, times UTC.
//
// Its name is "database/schema.table.csv", or "database/schema.table/blocks=0..8192.csv" for
// the rows that stand in those blocks, the last one excluded. "%", "/", and the dots of a
// database or schema are written as % and two digits. Parts have about [Options].PartBytes,
// counted with what is stored apart for long values; the last one has no end, so that
// rows added behind it are read. A server before version 14 would look at the whole table for each part, so that
// there a table is one object. Each part is read in a transaction of its own: a row that is
// written anew between two of them may be in both or in neither. There is no ETag, since the
// server keeps no state of a table, and each reading begins at the first row.
//
// A partitioned table is read by its partitions, or as one object where an account may read
// it and some are closed to all. Views are left out, since their rows stand in tables, but where
// one of these is closed to all accounts and the view is open. Foreign tables are listed and not
// read: the server would ask another one. Left out are templates, schemas of the server
// itself unless the target names them (postgres://host/db/pg_catalog.), temporary tables;
// large objects are listed as one that cannot be read.
//
// Of several accounts each that is let in counts. What they may read together is listed once,
// whoever may read it, and its name does not tell who: the catalog says to one what the others
// may, so that a page costs a sign-in of each and one session. To open an object they are asked
// one after the other, the one that read last first, until one may read all of it. Where none
// may, one reads it from whom no policy hides rows and who may read the most columns; what
// others alone may read is left out.
//
// All is asked in one transaction that is READ ONLY and REPEATABLE READ, whose settings end
// with it: the catalog (pg_class, pg_namespace, pg_inherits, pg_depend, pg_attribute,
// pg_database, pg_roles, rights), sizes, and COPY (SELECT columns FROM table) TO STDOUT. Locks are those
// of a SELECT, and none is waited for longer than three seconds. No password is ever sent: an
// account of which the server wants one is refused.
package postgres

import (
	"fmt"
	"sync/atomic"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read.
type Options struct {
	Target    exposure.Target // a server, one of its databases, or tables whose names begin with a prefix
	Dialer    source.Dialer
	Accounts  []string // that the grant names: all are tried, without a password
	PageSize  int      // objects a page; 0 means 1,000
	PartBytes int64    // about how long a part of a large table is, in bytes on the server's disk; 0 means 64 MiB
}

// A Source reads the databases of one server.
type Source struct {
	target    exposure.Target
	dialer    source.Dialer
	accounts  []string
	pageSize  int
	partBytes int64
	let       atomic.Int32 // the account that read last: its place among accounts
}

const (
	defaultPage = 1000
	defaultPart = 64 << 20
)

// New returns the source that o describes. Nothing is sent yet.
func New(o Options) (*Source, error) {
	t := o.Target
	if t.Provider != exposure.Server || t.Service != "postgres" || t.Endpoint == "" {
		return nil, fmt.Errorf("postgres: target %s is no server of PostgreSQL", t)
	}
	if o.Dialer == nil {
		return nil, fmt.Errorf("postgres %s: %w", t, source.ErrNoDialer)
	}
	s := &Source{target: t, dialer: o.Dialer, accounts: o.Accounts, pageSize: o.PageSize, partBytes: o.PartBytes}
	if s.pageSize <= 0 {
		s.pageSize = defaultPage
	}
	if s.partBytes <= 0 {
		s.partBytes = defaultPart
	}
	return s, nil
}

// String returns the target.
func (s *Source) String() string { return s.target.String() }

// Access returns how the source signs in.
func (s *Source) Access() source.Access { return source.AccessAccount }

// Thrifty implements [source.Thrifty]: each open object is a session of the server.
func (s *Source) Thrifty() {}
