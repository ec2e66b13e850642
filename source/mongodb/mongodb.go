// Package mongodb reads the collections of a server that speaks the protocol of
// MongoDB, version 3.6 or later, to whoever does not sign in.
//
// An object is a collection, "shop/customers.bson": its documents as the server gives
// them, one behind another, as mongodump writes them. A large collection is several
// objects, each a range of the values of _id: "shop/customers/oid:65f…~oid:66a….bson"
// has those from the first bound on and below the second. The first part has no lower
// bound; the last has none above and takes in whatever belongs to no other part, so
// that each document is in exactly one. Bounds are identifiers, numbers, dates and, where
// the options allow it, texts and bytes; where values of _id are of another sort, or texts in an order of the
// collection's own, the rest is one object. In names "%", "/" and, within a bound, "~"
// are written as % and two digits.
//
// Files that programs keep in a bucket (GridFS) are objects of their own, by the name that
// they have there: "shop/fs.chunks/oid:65f…/contracts/acme.pdf", of which the end stands there
// where it is longer than 1 KiB. What else is in the bucket is one
// object, "shop/fs.chunks/no-file.bson", mostly empty: chunks of which the file was deleted or
// never got its entry, as documents, and documents that are no chunks.
//
// The server knows no state of a collection, so that such an object has no ETag, and what
// broke off is read from its start. A file's ETag is when it was stored and its length.
// Documents come in the order of the server, each as it is when the cursor passes it.
//
// Sent are: isMaster, listDatabases with names alone, listCollections, collStats for how
// many documents there are and how long they are, find for _id alone so as to find
// bounds, for the names, lengths and dates of files, for which files there are, and to read find, getMore and, when reading ends early, killCursors for the
// reading's own cursor. Nothing else can be sent, and a secondary may answer.
//
// Not listed are the databases admin, config and local unless the target names one, views unless
// the target names one, since they show what other collections hold, and the buckets
// of time series, which are read as the series.
//
// The official driver is not used, only its package bson: the driver opens connections of its own
// to watch the server, tells servers what the environment says of the machine it runs on, can
// be told by the environment to log what is read, and takes as much memory as a server announces.
package mongodb

import (
	"fmt"
	"sync/atomic"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read.
type Options struct {
	Target exposure.Target // its prefix is what names of collections begin with
	Dialer source.Dialer

	PageSize  int   // objects a page; 0 means 1,000
	PartRows  int64 // documents of one object; 0 means 1,000,000
	PartBytes int64 // bytes of one object, by the length that documents have on average; 0 means 64 MiB

	// KeepsValues allows identifiers that are texts or bytes to stand in the names of objects and markers,
	// as bounds of parts: they may be addresses of people. Without it, what only they
	// divide is one object.
	KeepsValues bool
}

// The defaults of [Options].
const (
	defaultPage      = 1000
	defaultPartRows  = 1_000_000
	defaultPartBytes = 64 << 20
)

// A Source reads the databases of one server.
type Source struct {
	options Options
	target  string
	speaks  atomic.Int32 // one of unknown, plain, secured
}

// How a server speaks.
const (
	unknown = iota
	plain
	secured
)

// New returns the source that o describes. Nothing is sent yet.
func New(o Options) (*Source, error) {
	t := o.Target
	if t.Provider != exposure.Server || t.Service != "mongodb" || t.Endpoint == "" {
		return nil, fmt.Errorf("mongodb: target %s is no server of MongoDB", t)
	}
	if o.Dialer == nil {
		return nil, fmt.Errorf("mongodb %s: %w", t, source.ErrNoDialer)
	}
	if o.PageSize <= 0 {
		o.PageSize = defaultPage
	}
	if o.PartRows <= 0 {
		o.PartRows = defaultPartRows
	}
	if o.PartBytes <= 0 {
		o.PartBytes = defaultPartBytes
	}
	return &Source{options: o, target: t.String()}, nil
}

// String returns the target.
func (s *Source) String() string { return s.target }

// Access returns how the source signs in.
func (s *Source) Access() source.Access { return source.AccessAnonymous }

// Thrifty implements [source.Thrifty]: each open object holds a connection and a cursor.
func (s *Source) Thrifty() {}

func (s *Source) attempt(op, object string, midway bool) source.Attempt {
	return source.Attempt{Op: op, Target: s.target, Object: object, Midway: midway}
}
