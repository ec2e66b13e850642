package scope

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// classify finds container and object in a URL and holds them against the
// target: one host serves many containers, which belong to others.
func (g *Grant) classify(method string, u *url.URL, query url.Values) (asked, error) {
	t := g.target
	segments, err := pathSegments(u)
	if err != nil {
		return asked{}, err
	}
	switch t.Provider {
	case exposure.Server:
		return asked{}, nil // its depth is the check's: what a path asks for differs by service
	case exposure.Web:
		return g.classifyWeb(method, segments)
	case exposure.GCS:
		if g.bucketInFront(strings.ToLower(u.Hostname())) {
			segments = append([]string{t.Container}, segments...)
		}
		return g.classifyGCS(method, segments, query)
	}
	if base, err := url.Parse(t.Endpoint); err == nil && strings.Trim(base.Path, "/") != "" {
		if len(segments) == 0 || segments[0] != strings.Trim(base.Path, "/") {
			return asked{}, fmt.Errorf("the grant is for %s and this is another account", t)
		}
		segments = segments[1:]
	}
	inHost := g.bucketInFront(strings.ToLower(u.Hostname()))
	if t.Provider == exposure.S3 && !t.Named {
		pathStyle, ok := s3Host(strings.ToLower(u.Hostname()), t.Container)
		inHost = ok && !pathStyle
	}
	if !inHost {
		if len(segments) == 0 || segments[0] != t.Container {
			return asked{}, fmt.Errorf("the grant is for %s and this is another container", t)
		}
		segments = segments[1:]
	}
	if leadsOut(segments) {
		return asked{}, fmt.Errorf("the path leads out of its container")
	}
	name := strings.Join(segments, "/")
	a := asked{name: name, object: name != "" && method != http.MethodHead && !subresource(t.Provider, query), listing: name == "" && method != http.MethodHead && lists(t.Provider, query)}
	if a.listing {
		a.name = query.Get("prefix")
	}
	if (a.listing || name != "") && !strings.HasPrefix(a.name, t.Prefix) {
		return a, fmt.Errorf("the grant is for names that begin with %q", t.Prefix)
	}
	return a, nil
}

// leadsOut reports whether a path has more steps up than down at any place.
func leadsOut(segments []string) bool {
	depth := 0
	for _, s := range segments {
		switch s {
		case "..":
			depth--
		case ".", "":
		default:
			depth++
		}
		if depth < 0 {
			return true
		}
	}
	return false
}

// forEverybody are the files of a web server that its owner means to be read by
// programs that ask (RFC 9309, RFC 9116).
var forEverybody = [...]string{"robots.txt", ".well-known/security.txt"}

// classifyWeb holds a path to the target's: a directory is a listing, anything
// else an object.
func (g *Grant) classifyWeb(method string, segments []string) (asked, error) {
	name := strings.Join(segments, "/")
	for _, file := range forEverybody {
		if name == file {
			return asked{name: name}, nil
		}
	}
	if leadsOut(segments) {
		return asked{}, fmt.Errorf("the path leads out of its server")
	}
	for _, s := range segments {
		if s == ".." || strings.HasPrefix(s, `..\`) || strings.HasSuffix(s, `\..`) || strings.Contains(s, `\..\`) { // IIS parts steps by both slashes
			return asked{}, fmt.Errorf("a step up in a path is refused: two readers could take it for two places")
		}
	}
	if prefix := g.target.Prefix; name != prefix && !(strings.HasPrefix(name, prefix) && (prefix == "" || strings.HasSuffix(prefix, "/"))) {
		return asked{name: name}, fmt.Errorf("the grant is for %s and this is another path", g.target)
	}
	directory := name == "" || strings.HasSuffix(name, "/")
	return asked{name: name, object: !directory && method != http.MethodHead, listing: directory && method != http.MethodHead}, nil
}

// classifyGCS reads the paths of the JSON API (/storage/v1/b/BUCKET/…, of which
// …/o is the listing and …/o/NAME?alt=media the contents) and of the XML API
// (/BUCKET/NAME).
func (g *Grant) classifyGCS(method string, segments []string, query url.Values) (asked, error) {
	t := g.target
	download := len(segments) > 0 && segments[0] == "download"
	if download {
		segments = segments[1:]
	}
	api := len(segments) > 3 && segments[0] == "storage" && segments[1] == "v1" && segments[2] == "b"
	if api {
		segments = segments[3:]
	}
	if len(segments) == 0 || segments[0] != t.Container {
		return asked{}, fmt.Errorf("the grant is for %s and this is another bucket", t)
	}
	segments = segments[1:]
	if leadsOut(segments) {
		return asked{}, fmt.Errorf("the path leads out of its bucket")
	}
	a := asked{name: strings.Join(segments, "/")}
	reads := method != http.MethodHead
	switch {
	case !api:
		a.object, a.listing = reads && a.name != "", reads && a.name == ""
	case len(segments) == 1 && (segments[0] == "folders" || segments[0] == "managedFolders"):
		a.listing = reads
	case len(segments) == 0, segments[0] != "o": // the bucket's own properties, policy, rights
		return a, nil
	case len(segments) == 1:
		a.listing = reads
	default:
		a.name, a.object = strings.Join(segments[1:], "/"), reads && (download || contents(query))
	}
	if a.listing {
		a.name = query.Get("prefix")
	}
	if !strings.HasPrefix(a.name, t.Prefix) {
		return a, fmt.Errorf("the grant is for names that begin with %q", t.Prefix)
	}
	return a, nil
}

// contents reports whether a question about an object of Google Cloud Storage asks
// for more than its properties ("System parameters", cloud.google.com/apis/docs).
func contents(q url.Values) bool {
	for _, key := range [...]string{"alt", "$alt"} {
		if alt := q.Get(key); alt != "" && alt != "json" {
			return true
		}
	}
	return false
}

// pathSegments splits the path as sent and decodes each part once.
func pathSegments(u *url.URL) ([]string, error) {
	path := strings.TrimPrefix(u.EscapedPath(), "/")
	if path == "" {
		return nil, nil
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		decoded, err := url.PathUnescape(s)
		if err != nil {
			return nil, fmt.Errorf("the path is not well-formed")
		}
		segments[i] = decoded
	}
	return segments, nil
}

// s3Subresources are questions about a bucket or object of S3 that return
// neither names nor contents (Amazon S3 API Reference).
var s3Subresources = [...]string{
	"acl", "policy", "policyStatus", "location", "versioning", "tagging", "cors", "encryption", "lifecycle", "logging", "website",
	"notification", "ownershipControls", "publicAccessBlock", "requestPayment", "object-lock", "attributes", "retention", "legal-hold",
}

// subresource reports whether a question returns neither names nor contents.
// Each provider ignores what only the other one knows, and would answer with
// the contents.
func subresource(p exposure.Provider, q url.Values) bool {
	if p == exposure.Azure {
		switch q.Get("comp") {
		case "acl", "metadata", "properties", "tags":
			return true
		}
		return false
	}
	for _, s := range s3Subresources {
		if q.Has(s) {
			return true
		}
	}
	return false
}

// lists reports whether a question about a container returns names.
func lists(p exposure.Provider, q url.Values) bool {
	if p == exposure.Azure {
		return q.Get("comp") == "list" || q.Get("comp") == "blobs" || q.Get("resource") == "filesystem" // ADLS Gen2, "Path - List"
	}
	return !subresource(p, q)
}
