package checks

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/signedlink"
)

// A presigned is a request of S3, or of Cloud Storage's XML API, that somebody signed in
// advance: one method on one address. It is asked as it is, and nothing besides (Amazon S3 API
// Reference, "Authenticating Requests: Using Query Parameters"; Cloud Storage, "Signed URLs").
type presigned struct {
	s      *probe.Session
	marked func(*probe.Answer) bool // whether an answer shows to be of the service
}

// ask tells what a link opens. Of a link to an object one byte is asked for: a range is not
// among what is signed.
func (p presigned) ask(ctx context.Context) error {
	name := p.s.Target.Prefix
	if name == "" {
		return p.list(ctx)
	}
	bucket := p.bucket()
	question := probe.Question{URL: bucket + escapePath(name) + "?" + p.s.Target.Query, Shown: bucket + probe.Hidden + "?" + p.s.Target.Query, Object: true}
	question.Header = http.Header{"Range": {"bytes=0-0"}}
	a, err := p.s.Ask(ctx, question)
	if err != nil {
		return err
	}
	j := p.judge(a)
	p.s.Told(exposure.RightRead, j, a.Evidence)
	p.s.Told(exposure.RightList, probe.Closed("the link is for one object, which lists nothing"), a.Evidence)
	p.rest(j, a)
	if j.Verdict == exposure.Open {
		p.s.Exists(probe.Exists)
		p.s.SawObject(name)
	}
	return nil
}

// bucket returns the address of the bucket, with the host as it was signed.
func (p presigned) bucket() string {
	t := p.s.Target
	scheme, host, _ := strings.Cut(t.Endpoint, "://")
	if t.Virtual {
		return scheme + "://" + t.Container + "." + host + "/"
	}
	return t.Endpoint + "/" + url.PathEscape(t.Container) + "/"
}

// judge judges the answer for the object of a link.
func (p presigned) judge(a *probe.Answer) probe.Judged {
	j, doubtful := a.Doubtful()
	marked := p.marked(a) || a.Status >= 400 && rootElement(a.Body) == "Error"
	switch {
	case a.Status == http.StatusBadRequest && marked && (a.Code == "ExpiredToken" || a.Code == "InvalidToken"):
		return sure(p.s, a, marked, probe.Closed("HTTP %d %s: refused", a.Status, a.Code))
	case doubtful:
		return j
	case gave(a, marked), a.Code == "InvalidRange" && marked:
		return probe.Open("HTTP %d to one byte of the object that the link is for", a.Status)
	case a.Status/100 == 2:
		return probe.Doubt("HTTP %d from something that does not show to be the service: another server, a portal or a sign-in page answers", a.Status)
	case a.Code == "InvalidObjectState" && marked:
		return probe.Open("the link is accepted; the object lies in an archive class")
	case a.Code == "NoSuchKey" || a.Code == "NoSuchBucket":
		return sure(p.s, a, marked, probe.Closed("HTTP %d %s: what the link is for is gone", a.Status, a.Code))
	case a.Code == "SignatureDoesNotMatch" && p.moreSigned():
		return probe.Doubt("HTTP %d %s: headers were signed with it, and what stood in them is not known", a.Status, a.Code)
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden:
		return sure(p.s, a, marked, probe.Closed("HTTP %d %s: refused", a.Status, a.Code))
	}
	return probe.Doubt("HTTP %d, of which the service's pages do not say what it means here", a.Status)
}

// moreSigned reports whether headers besides the host's were signed, which whoever holds the
// link alone does not have.
func (p presigned) moreSigned() bool {
	query, err := url.ParseQuery(p.s.Target.Query)
	if err != nil {
		return true
	}
	for _, name := range []string{"X-Amz-SignedHeaders", "X-Goog-SignedHeaders"} {
		if headers := query.Get(name); headers != "" && !strings.EqualFold(headers, "host") {
			return true
		}
	}
	return false
}

// rest tells of the other rights what follows from the link's words. Its method was signed and
// does not stand in it; to write is never tried.
func (p presigned) rest(j probe.Judged, a *probe.Answer) {
	const one = "the link is for one request, and not for this"
	for _, right := range []exposure.Right{exposure.RightReadACL, exposure.RightListVersions, exposure.RightMetadata} {
		p.s.Otherwise(right, probe.Closed(one), a.Evidence)
	}
	link, err := signedlink.Of(p.s.Target)
	writes := err == nil && link.Can(signedlink.Write, signedlink.Delete, signedlink.Permissions, signedlink.Tags)
	switch {
	case j.Verdict == exposure.Open:
		p.s.Told(exposure.RightWrite, probe.Closed(one), a.Evidence)
	case writes || a.Code == "SignatureDoesNotMatch":
		p.s.Told(exposure.RightWrite, probe.Doubt("it may be a link for writing, which is never tried"), a.Evidence)
	default:
		p.s.Told(exposure.RightWrite, j, a.Evidence)
	}
}

// list asks for a whole listing, which is what such a link is for: its words were signed and
// cannot ask for less.
func (p presigned) list(ctx context.Context) error {
	if p.s.Depth < exposure.List {
		p.s.Told(exposure.RightList, probe.Doubt("the link is for a whole listing, which is asked for at depth list"))
		return nil
	}
	address := p.bucket()
	if !p.s.Target.Virtual { // the SDKs sign the path without a slash behind the bucket
		address = strings.TrimSuffix(address, "/")
	}
	a, err := p.s.Ask(ctx, probe.Question{URL: address + "?" + p.s.Target.Query})
	if err != nil {
		return err
	}
	j := p.judge(a)
	switch {
	case a.Status == http.StatusOK && rootElement(a.Body) == "ListBucketResult":
		p.s.Exists(probe.Exists)
		j = probe.Open("HTTP 200 to the listing that the link is for")
	case a.Status == http.StatusOK:
		j = probe.Doubt("HTTP 200 with something that is no listing")
	}
	p.s.Told(exposure.RightList, j, a.Evidence)
	p.s.Told(exposure.RightRead, probe.Closed("the link is for a listing, which reads nothing"), a.Evidence)
	p.rest(j, a)
	return nil
}
