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
	if !g.asksByPost(req) {
		if req.Method != http.MethodGet && req.Method != http.MethodHead && req.Method != "" {
			return refuse(ErrWrites, "%s is refused; only GET and HEAD are sent", req.Method)
		}
		if req.Body != nil && req.Body != http.NoBody {
			return refuse(ErrWrites, "a request with a body is refused")
		}
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
	http := u.Scheme == want.Scheme || g.target.Provider == exposure.Server && (u.Scheme == "http" || u.Scheme == "https")
	if !http || port(u) != port(want) {
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
	if g.bucketInFront(host) {
		return nil
	}
	return fmt.Errorf("the grant is for %s and this is another host; if it is meant, have it signed off and add it to targets", g.target)
}

// bucketInFront reports whether host is that of the target's bucket at a named
// S3-compatible service, or at Google's by a link that was signed so.
func (g *Grant) bucketInFront(host string) bool {
	t := g.target
	want, err := url.Parse(t.Endpoint)
	may := t.Provider == exposure.S3 && t.Named || t.Provider == exposure.GCS && t.Virtual
	return err == nil && may && host == t.Container+"."+want.Hostname()
}

// asksByPost reports whether req is one of the questions that a service takes by
// POST alone. They change nothing there.
func (g *Grant) asksByPost(req *http.Request) bool {
	return g.target.Provider == exposure.Server && g.target.Service == "etcd" && req.Method == http.MethodPost &&
		req.URL != nil && req.URL.Path == "/v3/kv/range" && req.URL.RawQuery == "" && // etcd.io/docs, "gRPC gateway"
		req.ContentLength > 0 && req.ContentLength <= 256
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
		several := p == exposure.GCS && key == "permissions" // of testPermissions, which takes a list so
		if len(values) > 1 && !several || read.Has(key) {
			return nil, fmt.Errorf("the query names something twice")
		}
		read[key] = values
	}
	return read, nil
}

// asksToPay reports whether a request puts its cost on the operator.
func asksToPay(h http.Header, q url.Values) bool {
	return len(h.Values("X-Amz-Request-Payer")) > 0 || len(h.Values("X-Goog-User-Project")) > 0 || q.Has("x-amz-request-payer") || q.Has("userProject")
}

// checkDepth holds what is asked against the depth that was granted. A probe of
// the right to list asks for one name, a probe of the right to read for one
// byte.
func (g *Grant) checkDepth(h http.Header, q url.Values, a asked) error {
	if a.listing && g.asked < exposure.List && g.target.Provider != exposure.Web {
		for _, limit := range [...]string{"maxresults", "max-keys", "maxResults"} {
			if n, err := strconv.Atoi(q.Get(limit)); err == nil && n >= 0 && n <= 1 {
				return nil
			}
		}
		return fmt.Errorf("at depth probe a listing asks for one name: maxresults=1, max-keys=1 or maxResults=1")
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
