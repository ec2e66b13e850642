// Package couchdb reads the databases of a CouchDB, or of what speaks as it does, by its
// HTTP API to whoever does not sign in.
//
// An object is a database, "shop.tar"; a large one is several where the options allow it, each a range of the
// identifiers of its documents: "shop/customer:0815~customer:4711.tar" has those from the
// first on and before the second, in the order of the server, and without one of the two the
// range has no end there. In names "%", "/" and, within a bound, "~" are written as % and two digits.
//
// An object is an archive, made while it is read: its documents as JSON, one a line, in
// members documents/000001.ndjson and on, of about 1 MiB each, and among these each file
// that is attached to a document as attachments/DOCUMENT/NAME. So a file is a content as others are,
// however long. As objects of their own files could not be listed without reading the
// documents, and within the JSON, in base64, each would have to be held in memory.
//
// The server knows a state of the database alone, which changes with each document, so
// that objects have no ETag, and what broke off is read from its start. Documents are asked for by pages:
// each is as it was when its page came, and a file that changed since ends the reading.
//
// Asked for are, by GET: /_all_dbs; each database for how many documents it has and how
// long they are; _all_docs without documents, so as to find bounds; and to read
// _all_docs with documents, and the files. A document over 32 MiB ends the reading with an error.
//
// Not read are databases whose name begins with "_", as _users and _replicator, unless the
// target names one, and what the server keeps of documents besides their winning
// revision: conflicts, earlier revisions, local documents.
package couchdb

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read.
type Options struct {
	Target     exposure.Target // a server, or one database of it
	Transports source.Transports

	PageSize  int   // objects a page; 0 means 1,000
	PartRows  int64 // documents of one object; 0 means 1,000,000
	PartBytes int64 // bytes of one object, by the length that documents have on average; 0 means 64 MiB

	// KeepsValues allows identifiers of documents to stand in the names of objects and markers,
	// as bounds of parts: they may be addresses of people. Without it, a
	// database is one object.
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
	service source.WebService
	lists   http.RoundTripper
	reads   http.RoundTripper
}

// longestList bounds an answer that tells names, in bytes.
const longestList = 64 << 20

// New returns the source that o describes. Nothing is sent yet.
func New(o Options) (*Source, error) {
	t := o.Target
	switch u, err := url.Parse(t.Endpoint); {
	case t.Provider != exposure.Server || t.Service != "couchdb" || err != nil || u.Host == "":
		return nil, fmt.Errorf("couchdb: target %s is no server of CouchDB", t)
	case t.Prefix != "":
		return nil, fmt.Errorf("couchdb %s: name a database and nothing behind it; a slash in its name is written %%2F", t)
	case o.Transports.List == nil || o.Transports.Read == nil:
		return nil, fmt.Errorf("couchdb %s: %w", t, source.ErrNoTransport)
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
	return &Source{
		options: o, target: t.String(), service: source.WebService{HostPort: t.HostPort()},
		lists: source.ReadOnly(o.Transports.List, longestList), reads: source.ReadOnly(o.Transports.Read, 0),
	}, nil
}

// String returns the target.
func (s *Source) String() string { return s.target }

// Access returns how the source signs in.
func (s *Source) Access() source.Access { return source.AccessAnonymous }

// Thrifty implements [source.Thrifty]: each open object holds an answer that waits to be read.
func (s *Source) Thrifty() {}

func (s *Source) attempt(op, object string, midway bool) source.Attempt {
	return source.Attempt{Op: op, Target: s.target, Object: object, Midway: midway}
}
