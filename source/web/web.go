// Package web reads the files behind a web server by the directory listings that
// it makes: those of Apache, nginx, IIS, Caddy, lighttpd, Python and others of the
// kind. A page of a site is no listing, and its links are no files of a directory.
//
// The listing is gone through in the byte order of whole paths, directory after
// directory. A marker is the path that comes next, so that a later run asks for the
// directories above it and goes on there. Names are paths below the target's
// directory. Requests are anonymous and redirects are not followed.
//
// Listings tell no ETag, and few tell an exact size or a date with its zone; what
// they do not tell is unknown until the file is opened. A file is pinned to its ETag,
// else to its date and length, by what each answer says, since some servers ignore
// conditions.
package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read.
type Options struct {
	Target    exposure.Target // a directory, or one file
	Transport http.RoundTripper
	PageSize  int // objects a page; 0 means 5,000
	// Known are paths of files below the directory that are known to be there: a listing may
	// leave them out, as nginx and Apache do with names that begin with a dot.
	Known []string
}

// A Source reads one directory with all below it, or one file.
type Source struct {
	target   string
	endpoint string
	base     string // path of the directory below the endpoint, as bytes: "" or ending in a slash
	file     string // its one file; "" for all
	pageSize int
	known    []string
	lists    http.RoundTripper
	reads    http.RoundTripper
	maxHeld  int

	mu   sync.Mutex
	walk *walk // stands where the last page ended
}

// The bounds of a walk.
const (
	defaultPage = 5000
	maxDepth    = 64        // directories below the target
	longestList = 128 << 20 // bytes of one directory's page
	maxEntries  = 1_000_000 // of one directory
	maxHeld     = 1_000_000 // entries of all directories on the way, before those far up are forgotten and listed again
)

// New returns the source that o describes. Nothing is sent yet.
func New(o Options) (*Source, error) {
	t := o.Target
	if t.Provider != exposure.Web || t.Endpoint == "" {
		return nil, fmt.Errorf("web: target %s is no web server", t)
	}
	if t.Query != "" {
		return nil, fmt.Errorf("web %s: what stands after the question mark is not asked for: leave it out", t)
	}
	if o.Transport == nil {
		return nil, fmt.Errorf("web %s: %w", t, source.ErrNoTransport)
	}
	if o.PageSize <= 0 {
		o.PageSize = defaultPage
	}
	cut := strings.LastIndexByte(t.Prefix, '/') + 1
	for part := range strings.SplitSeq(t.Prefix, "/") {
		if part == "." || part == ".." {
			return nil, fmt.Errorf("web %s: a path with steps in it: name the directory that is meant", t)
		}
	}
	for _, name := range o.Known {
		if !isPath(name) {
			return nil, fmt.Errorf("web %s: a path with steps in it, or of no file", t)
		}
	}
	return &Source{
		known:  o.Known,
		target: t.String(), endpoint: t.Endpoint, base: t.Prefix[:cut], file: t.Prefix[cut:], pageSize: o.PageSize, maxHeld: maxHeld,
		lists: source.Listings(o.Transport, longestList+1), reads: source.ReadOnly(o.Transport, 0),
	}, nil
}

// String returns the target.
func (s *Source) String() string { return s.target }

// Access returns how the source signs in.
func (s *Source) Access() source.Access { return source.AccessAnonymous }

// List implements [source.Source]. A page ends with the directory that it begins
// with, or sooner; one without objects says nothing about the next.
func (s *Source) List(ctx context.Context, marker string) (source.Page, error) {
	if s.file != "" {
		return s.single(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.walk == nil || marker == "" || s.walk.next() != marker {
		s.walk = newWalk(s, marker)
	}
	return s.walk.page(ctx)
}

// single lists the one file that the target is.
func (s *Source) single(ctx context.Context) (source.Page, error) {
	o := source.Object{Name: s.file, Size: -1, Current: true}
	try := s.attempt("list", "", false)
	resp, err := s.ask(ctx, s.reads, http.MethodHead, o.Name, nil)
	if err != nil {
		return source.Page{}, source.FailTransport(ctx, try.Op, try.Target, "", err)
	}
	resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
		o.Size, o.ETag, o.Modified = resp.ContentLength, pin(resp, resp.ContentLength), modified(resp)
	case http.StatusMethodNotAllowed, http.StatusNotImplemented: // reading it will tell
	default:
		return source.Page{}, s.refused(try, o.Name, resp)
	}
	return source.Page{Objects: []source.Object{o}}, nil
}

// ask sends a request for a path below the target's directory.
func (s *Source) ask(ctx context.Context, by http.RoundTripper, method, name string, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.addressOf(name), nil)
	if err != nil {
		return nil, err
	}
	for key, values := range header {
		req.Header[key] = values
	}
	return by.RoundTrip(req)
}

// addressOf returns the URL of a file or directory.
func (s *Source) addressOf(name string) string {
	return s.endpoint + "/" + escape(s.base+name)
}

const hexDigits = "0123456789ABCDEF"

// escape writes a path for a URL: all but what RFC 3986 reserves for nothing.
func escape(path string) string {
	var b strings.Builder
	for _, c := range []byte(path) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}
