// Package elasticsearch reads the documents of a cluster of Elasticsearch or OpenSearch.
//
// An object is one index, or one shard of an index that has several: "customers.ndjson",
// "logs/0003.ndjson". Its bytes are a line of JSON for each document, {"_id":…,"_source":…},
// the document as it was put in. An index that keeps no _source gives identifiers alone. The
// name of an index with a slash or percent sign, which no server allows, would be escaped.
//
// Listed are all indices, hidden ones, those behind data streams and those of the system
// among them; aliases are not, since they would show the same documents again. A closed
// index is listed and cannot be read. Sizes are not told: what an index takes on disk is
// not the length of its documents.
//
// Documents are read by a scroll (elastic.co/guide, "Scroll search results"), which shows an
// index as it was when the scroll began, and lives on the server for two minutes after the
// last question. It is not ended before, since that would be a request to delete. An index, or
// a shard, with fewer documents than one answer holds is read without. An answer that a shard failed in, or that ran out of time,
// is an error, never an end.
//
// Sent are GET of /_all/_settings, /_all/_stats/docs, /INDEX/_count, /INDEX/_search and /_search/scroll.
package elasticsearch

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read.
type Options struct {
	Target     exposure.Target // a cluster, or one index of it
	Transports source.Transports
	PageSize   int // objects a page; 0 means 1,000
	Documents  int // of one answer; 0 means 500
}

// A Source reads one cluster or index.
type Source struct {
	target    string
	index     string // "": all
	pageSize  int
	documents int
	web       source.WebService
	by        source.Transports
}

const (
	defaultPage      = 1000
	defaultDocuments = 500
	longestList      = 64 << 20 // bytes of one answer about all indices: 100,000 of them take some 20 MB
	longestDocument  = 64 << 20 // bytes; a server takes 100 MB at the most, by default
	maxShards        = 1024     // of one index: the servers' own bound
)

// New returns the source that o describes. Nothing is sent yet.
func New(o Options) (*Source, error) {
	t := o.Target
	if t.Provider != exposure.Server || t.Service != "elasticsearch" {
		return nil, fmt.Errorf("elasticsearch: target %s is no server of Elasticsearch", t)
	}
	if o.Transports.List == nil || o.Transports.Read == nil {
		return nil, fmt.Errorf("elasticsearch %s: %w", t, source.ErrNoTransport)
	}
	s := &Source{target: t.String(), index: t.Container, pageSize: o.PageSize, documents: o.Documents}
	if t.Prefix != "" {
		return nil, fmt.Errorf("elasticsearch %s: below an index there is nothing to name: elasticsearch://host:port/index", t)
	}
	if strings.ContainsAny(s.index, "*,") || strings.HasPrefix(s.index, "_") || strings.HasPrefix(s.index, "-") {
		return nil, fmt.Errorf("elasticsearch %s: name one index, or none for all", t)
	}
	if s.pageSize <= 0 {
		s.pageSize = defaultPage
	}
	if s.documents <= 0 {
		s.documents = defaultDocuments
	}
	s.web.HostPort = t.HostPort()
	s.by = source.Transports{List: source.ReadOnly(o.Transports.List, longestList), Read: source.ReadOnly(o.Transports.Read, 0)}
	return s, nil
}

// String returns the target.
func (s *Source) String() string { return s.target }

// Access returns how the source signs in.
func (s *Source) Access() source.Access { return source.AccessAnonymous }

// Thrifty implements [source.Thrifty]: a scroll ends when nobody reads on.
func (s *Source) Thrifty() {}

func (s *Source) attempt(op, object string, midway bool) source.Attempt {
	return source.Attempt{Op: op, Target: s.target, Object: object, Midway: midway}
}

// A part is what an object is: an index, or one shard of it.
type part struct {
	index string
	shard int // -1: all
}

const extension = ".ndjson"

// name returns what the part is called.
func (p part) name() string {
	if p.shard < 0 {
		return escape(p.index) + extension
	}
	return fmt.Sprintf("%s/%04d%s", escape(p.index), p.shard, extension)
}

// partOf is the inverse of name.
func partOf(name string) (part, bool) {
	rest, ok := strings.CutSuffix(name, extension)
	index, digits, sharded := strings.Cut(rest, "/")
	p := part{shard: -1}
	if sharded {
		if _, err := fmt.Sscanf(digits, "%04d", &p.shard); err != nil || p.shard < 0 {
			return p, false
		}
	}
	var err error
	p.index, err = url.PathUnescape(index)
	return p, ok && err == nil && p.index != "" && p.name() == name
}

// escape writes what would be taken for something else in a name.
func escape(index string) string { return strings.NewReplacer("%", "%25", "/", "%2F").Replace(index) }

// inPath writes an index for the path of a request. The dots of "." and ".." never stand alone.
func inPath(index string) string {
	if strings.Trim(index, ".") == "" {
		return strings.ReplaceAll(index, ".", "%2E")
	}
	return url.PathEscape(index)
}
