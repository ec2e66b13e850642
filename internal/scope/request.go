package scope

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// An asked is what a request asks a target for.
type asked struct {
	object  bool   // the contents of one object
	listing bool   // names of objects
	name    string // of the object, or the prefix of the listing
}

// check holds a request against the grant before anything is sent.
func (g *Grant) check(req *http.Request) (asked, error) {
	var a asked
	what := requestName(req)
	refuse := func(err error, format string, args ...any) (asked, error) {
		return a, &Refusal{what, fmt.Sprintf(format, args...), err}
	}
	if req.Method != http.MethodGet && req.Method != http.MethodHead && req.Method != "" {
		return refuse(ErrWrites, "%s is refused; only GET and HEAD are sent", req.Method)
	}
	if req.Body != nil && req.Body != http.NoBody {
		return refuse(ErrWrites, "a request with a body is refused")
	}
	if err := g.checkURL(req); err != nil {
		return refuse(ErrOutOfScope, "%v", err)
	}
	for _, header := range writingHeaders {
		if len(req.Header.Values(header)) > 0 {
			return refuse(ErrWrites, "the header %s is refused: it makes a request another one", header)
		}
	}
	q, err := parseQuery(g.target.Provider, req.URL.RawQuery)
	if err != nil {
		return refuse(ErrOutOfScope, "%v", err)
	}
	if !g.RequesterPays && asksToPay(req.Header, q) {
		return refuse(ErrPayer, "the bucket's requester would pay: have it signed off and add `requester_pays = true`")
	}
	a, err = g.classify(req.Method, req.URL, q)
	if err != nil {
		return refuse(ErrOutOfScope, "%v", err)
	}
	if signed(q) && !g.SignedLinks && (g.own == "" || q.Get("sig") != g.own) {
		return refuse(ErrOutOfScope, "the link carries a signature and the grant does not allow these: have it signed off and add `signed_links = true`")
	}
	if err := g.checkDepth(req.Header, q, a); err != nil {
		return a, &Refusal{what, err.Error(), ErrTooDeep}
	}
	return a, nil
}

// requestName names a request by its host alone: a query or user information may
// hold a secret, and the name of an object somebody's name.
func requestName(req *http.Request) string {
	if req.URL == nil {
		return req.Method
	}
	return req.Method + " " + req.URL.Scheme + "://" + req.URL.Host
}

// checkURL compares scheme, host and port with those of the target.
func (g *Grant) checkURL(req *http.Request) error {
	u := req.URL
	if u == nil || u.Opaque != "" {
		return fmt.Errorf("the URL has no plain host and path")
	}
	if u.User != nil {
		return fmt.Errorf("a URL with user information is refused: it makes one host look like another")
	}
	if g.target.Provider == exposure.Folder {
		return fmt.Errorf("the grant is for a folder, to which no packet is sent")
	}
	want, err := url.Parse(g.target.Endpoint)
	if err != nil || want.Host == "" {
		return fmt.Errorf("the grant is bound to no target")
	}
	host := strings.ToLower(u.Hostname())
	if err := canonicalHost(host); err != nil {
		return err
	}
	if req.Host != "" && !strings.EqualFold(req.Host, u.Host) {
		return fmt.Errorf("the Host header names another host than the URL")
	}
	if u.Scheme != want.Scheme || port(u) != port(want) {
		return fmt.Errorf("the grant is for %s://%s", want.Scheme, want.Host)
	}
	if host == strings.ToLower(want.Hostname()) {
		return nil
	}
	if g.target.Provider == exposure.S3 && !g.target.Named {
		if _, ok := s3Host(host, g.target.Container); ok {
			return nil
		}
	}
	return fmt.Errorf("the grant is for %s and this is another host; if it is meant, have it signed off and add it to targets", g.target)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// writingHeaders turn a GET into another method or into a connection that is
// no request and answer any more.
var writingHeaders = [...]string{"Upgrade", "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override"}

// parseQuery reads a query as the provider does. What two readers could take
// for two things is refused: a key that comes twice, a pair that is malformed.
func parseQuery(p exposure.Provider, raw string) (url.Values, error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil, fmt.Errorf("the query is not well-formed")
	}
	read := make(url.Values, len(q))
	for key, values := range q {
		if p == exposure.Azure { // which does not mind the case of names
			key = strings.ToLower(key)
		}
		if len(values) > 1 || read.Has(key) {
			return nil, fmt.Errorf("the query names something twice")
		}
		read[key] = values
	}
	return read, nil
}

// asksToPay reports whether a request puts its cost on the operator.
func asksToPay(h http.Header, q url.Values) bool {
	return len(h.Values("X-Amz-Request-Payer")) > 0 || len(h.Values("X-Goog-User-Project")) > 0 || q.Has("x-amz-request-payer")
}

// classify finds container and object in a URL and holds them against the
// target: one host serves many containers, which belong to others.
func (g *Grant) classify(method string, u *url.URL, query url.Values) (asked, error) {
	t := g.target
	segments, err := pathSegments(u)
	if err != nil {
		return asked{}, err
	}
	if base, err := url.Parse(t.Endpoint); err == nil && strings.Trim(base.Path, "/") != "" {
		if len(segments) == 0 || segments[0] != strings.Trim(base.Path, "/") {
			return asked{}, fmt.Errorf("the grant is for %s and this is another account", t)
		}
		segments = segments[1:]
	}
	inHost := false
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
			return asked{}, fmt.Errorf("the path leads out of its container")
		}
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
		return q.Get("comp") == "list" || q.Get("comp") == "blobs"
	}
	return !subresource(p, q)
}

// checkDepth holds what is asked against the depth that was granted. A probe of
// the right to list asks for one name, a probe of the right to read for one
// byte.
func (g *Grant) checkDepth(h http.Header, q url.Values, a asked) error {
	if a.listing && g.asked < exposure.List {
		for _, limit := range [...]string{"maxresults", "max-keys"} {
			if n, err := strconv.Atoi(q.Get(limit)); err == nil && n >= 0 && n <= 1 {
				return nil
			}
		}
		return fmt.Errorf("at depth probe a listing asks for one name: maxresults=1 or max-keys=1")
	}
	if a.object && g.asked < exposure.Read && h.Get("Range") != "bytes=0-0" {
		return fmt.Errorf("at depth %s the contents of an object are not read; a probe sends `Range: bytes=0-0`", g.asked)
	}
	return nil
}

// signed reports whether a query carries the signature of an Azure SAS, of AWS
// or of Google Cloud Storage.
func signed(q url.Values) bool {
	for key := range q {
		switch strings.ToLower(key) {
		case "sig", "signature", "x-amz-signature", "x-goog-signature", "x-amz-security-token":
			return true
		}
	}
	return false
}
