// Package mysql reads the tables of a server that speaks the protocol of MySQL and MariaDB,
// in the name of accounts that need no password.
//
// An object is a table or a part of a large one: CSV in UTF-8 with a row of column names.
// NULL is an empty cell and an empty text is "". Of binary cells what is text stands there
// as it is, and any other byte, or one that controls something, as a backslash and three
// digits. BIT is a number, geometry is well-known text, times are UTC. Columns that the
// account may not read are left out; invisible ones are not.
//
// Its name is "database/table.csv", or "database/table/id=5000..10000.csv" for the rows of
// which that column lies between these values, the last one excluded. "%", "/" and the dots of
// a database are written as % and two digits. Parts are made where the first column of the
// primary key is a whole number: equal steps between its least and greatest value, so many
// that a part has about [Options].PartBytes if the values are evenly spread. The first and last
// part have no bound, so that rows added later are read. Any other table is one object.
// Each part is read in a transaction of its own. There is no ETag, since the server keeps no
// state of a table, and each reading begins at the first row.
//
// Partitions are read with their table, and what a MariaDB table with system versioning
// was before with what it is. Tables that merge others are left out, since their rows stand in
// tables. A view that an account may read is read, and rows of it that stand in a table that is
// open too are then read twice: no server tells an account all that a view is made of. Views are
// left out where the target is the whole server and an account itself may SELECT from all, since
// whatever they show is then listed by itself, or the server's own. Tables that stand at another server (FEDERATED, CONNECT, SPIDER and
// the like) are listed and not read. Left out are schemas of the server itself unless the target names
// them, temporary tables and what the server shows to no account.
//
// Of several accounts each that is let in counts, since an anonymous user of the server may let
// any name in and see nothing; where the server shows no database to any of them, not even its
// own, it is denied and not empty. A page of a listing is what they see together, at the cost of one
// session of each. A table is listed once, whoever may read it, and its name does not tell.
// To open an object they are asked one after the other, the one that read last first, until one
// may read each column that SELECT * gives; where none may, the one reads it that may read the
// most, and columns that others alone may read are left out.
//
// All is asked in one transaction that is READ ONLY, of servers since MySQL 5.6.5 and MariaDB
// 10.0: information_schema (SCHEMATA, TABLES, COLUMNS, STATISTICS, USER_PRIVILEGES), SHOW VARIABLES,
// MIN and MAX of a column, SELECT of no row, and SELECT columns FROM table. Before come SET SESSION
// of the character set, the time zone and time-outs, and USE of a database that the target names. No lock is waited for longer
// than three seconds. A table of an engine that locks all of it while rows are read (MyISAM,
// Aria, MEMORY) is one object and read by HANDLER, a few rows at a time, so that writers do not
// wait for us; where that is refused, as to an account that may read some columns alone, and
// of a table with system versioning, by SELECT, for which they wait. No password is ever sent: an account of which the server wants
// one is refused.
//
// The protocol is spoken here (dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html):
// docs/dependencies.md says why by no driver.
package mysql

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
	if t.Provider != exposure.Server || t.Service != "mysql" || t.Endpoint == "" {
		return nil, fmt.Errorf("mysql: target %s is no server of MySQL", t)
	}
	if o.Dialer == nil {
		return nil, fmt.Errorf("mysql %s: %w", t, source.ErrNoDialer)
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
