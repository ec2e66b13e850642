package checks

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// s3 asks one bucket of Amazon S3 or of a service that speaks S3.
type s3 struct{}

// Info implements [probe.Check].
func (s3) Info() probe.Info {
	return probe.Info{
		Name: "s3", Providers: []exposure.Provider{exposure.S3}, Rights: storageRights(),
		Asks:   "HeadBucket, ListObjectsV2 (one name), GetObject (one byte), ListObjectVersions (one name), GetBucketAcl, GetBucketPolicy, GetBucketLocation; of a pre-signed link its own request, one byte",
		Source: "docs.aws.amazon.com/AmazonS3/latest/API",
	}
}

// Ask implements [probe.Check]. Each right is asked by itself: a bucket may refuse to be
// listed and serve every object.
func (s3) Ask(ctx context.Context, s *probe.Session) error {
	if s.Target.Query != "" {
		return presigned{s, s3Marked}.ask(ctx)
	}
	b := &bucket{s: s, address: bucketAddress(s.Target, "")}
	if err := b.locate(ctx); err != nil {
		if probe.FailureOf(err) != probe.FailedUnknownHost || !s.Target.Virtual {
			return err
		}
		b.missing(probe.Closed("there is no such bucket: its host does not exist"), probe.EvidenceOf(err))
		return nil
	}
	if b.absent {
		return nil
	}
	questions := []func(context.Context) error{b.list, b.read, b.versions, b.acl, b.policy, b.location}
	if s.Brief {
		questions = questions[:1]
	}
	for _, ask := range questions {
		if err := ask(ctx); err != nil || b.absent {
			return err
		}
	}
	return nil
}

type bucket struct {
	s       *probe.Session
	address string
	absent  bool
	shut    string // the code by which the listing was refused
}

// bucketAddress returns the address of a bucket: in the path, or in front of the host
// where the service wants it so, or where a region of Amazon's is known. Amazon
// serves names with dots in front of the host without a certificate for them.
func bucketAddress(t exposure.Target, region string) string {
	scheme, host, _ := strings.Cut(t.Endpoint, "://")
	if !t.Named && region != "" {
		host = "s3." + region + ".amazonaws.com"
	}
	if t.Virtual || !t.Named && !strings.Contains(t.Container, ".") {
		return scheme + "://" + t.Container + "." + host + "/"
	}
	return scheme + "://" + host + "/" + url.PathEscape(t.Container) + "/"
}

func (b *bucket) get(ctx context.Context, method, path, query string, header http.Header) (*probe.Answer, error) {
	if query != "" {
		query = "?" + query
	}
	q := probe.Question{Method: method, URL: b.address + path + query, Header: header}
	if path != "" {
		q.Shown, q.Object = b.address+probe.Hidden+query, true
	}
	return b.s.Ask(ctx, q)
}

// locate finds out whether the bucket is there and in which region, by the answer to
// HeadBucket, which tells it also to whoever may do nothing.
func (b *bucket) locate(ctx context.Context) error {
	answer, err := b.get(ctx, http.MethodHead, "", "", nil)
	if err != nil {
		return err
	}
	region := answer.Header.Get("X-Amz-Bucket-Region")
	switch marked := s3Marked(answer); {
	case answer.Status == http.StatusNotFound && marked:
		b.missing(sure(b.s, answer, marked, probe.Closed("there is no such bucket")), answer.Evidence)
	case (answer.Status == http.StatusOK || answer.Status == http.StatusForbidden) && marked:
		b.s.Exists(probe.Exists)
	}
	if wrong := answer.Status/100 == 3 || answer.Status == http.StatusBadRequest; wrong && region != "" && !b.s.Target.Named && isRegionName(region) {
		b.s.Exists(probe.Exists)
		b.address = bucketAddress(b.s.Target, region)
		b.s.Note("it stands in the region %s", region)
	}
	return nil
}

func isRegionName(s string) bool {
	return len(s) < 30 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// missing tells that there is no such bucket, where j is sure of it.
func (b *bucket) missing(j probe.Judged, e *probe.Evidence) {
	b.absent = true
	if j.Verdict == exposure.Closed {
		b.s.Exists(probe.ExistsNot)
	}
	for _, right := range storageRights() {
		b.s.Told(right, j, e)
	}
}

// refused judges an answer that gave nothing (Amazon S3 API Reference, "Error responses").
func (b *bucket) refused(answer *probe.Answer) probe.Judged {
	switch answer.Code {
	case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
		return probe.Doubt("%s: the bucket stands in another region", answer.Code)
	case "SlowDown", "RequestTimeTooSkewed":
		return probe.Doubt("%s: it did not take the question now", answer.Code)
	case "MethodNotAllowed", "NotImplemented":
		return probe.Doubt("%s: this service does not know the question", answer.Code)
	}
	if j, ok := answer.Doubtful(); ok {
		return j
	}
	code := answer.Code
	if code == "" {
		code = http.StatusText(answer.Status)
	}
	switch answer.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return sure(b.s, answer, s3Marked(answer), probe.Closed("HTTP %d %s: refused", answer.Status, code))
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		if answer.Code == "NoSuchBucket" {
			return sure(b.s, answer, s3Marked(answer), probe.Closed("there is no such bucket"))
		}
		return probe.Doubt("HTTP %d %s", answer.Status, code)
	}
	return probe.Doubt("HTTP %d %s, of which the service's pages do not say what it means here", answer.Status, code)
}

// tell tells the verdict by an answer in XML with the root that was asked for.
func (b *bucket) tell(right exposure.Right, answer *probe.Answer, root, question string) {
	switch _, doubtful := answer.Doubtful(); {
	case doubtful:
		b.s.Told(right, b.refused(answer), answer.Evidence)
	case answer.Status == http.StatusOK && rootElement(answer.Body) == root:
		b.s.Exists(probe.Exists)
		b.s.Told(right, probe.Open("HTTP 200 to %s", question), answer.Evidence)
	case answer.Status == http.StatusOK:
		b.s.Told(right, probe.Doubt("HTTP 200 to %s with something else than its answer: another server, a portal or a sign-in page answers", question), answer.Evidence)
	default:
		b.s.Told(right, b.refused(answer), answer.Evidence)
	}
}

func rootElement(body []byte) string {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name.Local
		}
	}
}

func (b *bucket) list(ctx context.Context) error {
	answer, err := b.get(ctx, "", "", "list-type=2&max-keys=1&prefix="+url.QueryEscape(b.s.Target.Prefix), nil)
	if err != nil {
		return err
	}
	b.tell(exposure.RightList, answer, "ListBucketResult", "ListObjectsV2")
	if answer.Code == "NoSuchBucket" { // of a service whose answer to HeadBucket does not show whose it is
		b.missing(b.refused(answer), answer.Evidence)
		return nil
	}
	if answer.Code == "AccessDenied" {
		b.s.Exists(probe.Exists)
	}
	if answer.Status == http.StatusForbidden && b.s.Verdict(exposure.RightList) == exposure.Closed {
		b.shut = answer.Code
	}
	var page struct {
		Keys []string `xml:"Contents>Key"`
	}
	if b.s.Verdict(exposure.RightList) == exposure.Open && xml.Unmarshal(answer.Body, &page) == nil {
		for _, key := range page.Keys {
			b.s.SawObject(key)
		}
	}
	return nil
}

func (b *bucket) versions(ctx context.Context) error {
	answer, err := b.get(ctx, "", "", "versions&max-keys=1&prefix="+url.QueryEscape(b.s.Target.Prefix), nil)
	if err != nil {
		return err
	}
	b.tell(exposure.RightListVersions, answer, "ListVersionsResult", "ListObjectVersions")
	var page struct {
		Versions []struct {
			Key string `xml:"Key"`
			ID  string `xml:"VersionId"`
		} `xml:"Version"`
	}
	if b.s.Verdict(exposure.RightListVersions) == exposure.Open && xml.Unmarshal(answer.Body, &page) == nil {
		for _, v := range page.Versions {
			if v.ID != "" && v.ID != "null" { // of a bucket without versions
				b.s.SawVersion(probe.Version{Name: v.Key, Query: "versionId=" + url.QueryEscape(v.ID)})
			}
		}
	}
	return oldVersion(b.s, s3Marked, b.refused, func(v probe.Version) (*probe.Answer, error) {
		return b.get(ctx, "", escapePath(v.Name), v.Query, http.Header{"Range": {"bytes=0-0"}})
	})
}

// everybody are the groups of an access control list that name no one.
var everybody = []string{"http://acs.amazonaws.com/groups/global/AllUsers"}

// acl asks for the access control list, which says who may write too.
func (b *bucket) acl(ctx context.Context) error {
	answer, err := b.get(ctx, "", "", "acl", nil)
	if err != nil {
		return err
	}
	b.tell(exposure.RightReadACL, answer, "AccessControlPolicy", "GetBucketAcl")
	b.s.Told(exposure.RightWrite, probe.Doubt("writing is never tried, and neither the access control list nor the policy may be read"), answer.Evidence)
	if b.s.Verdict(exposure.RightReadACL) != exposure.Open {
		return nil
	}
	var acl struct {
		Grants []struct {
			URI        string `xml:"Grantee>URI"`
			Permission string `xml:"Permission"`
		} `xml:"AccessControlList>Grant"`
	}
	if xml.Unmarshal(answer.Body, &acl) != nil {
		return nil
	}
	b.s.Told(exposure.RightWrite, probe.Doubt("the access control list grants writing to nobody in general; the policy, which may, cannot be read"), answer.Evidence)
	for _, g := range acl.Grants {
		if slices.Contains(everybody, g.URI) && (g.Permission == "WRITE" || g.Permission == "FULL_CONTROL") {
			b.s.Told(exposure.RightWrite, probe.Open("the access control list grants %s to everybody (not tried)", g.Permission), answer.Evidence)
		}
		if strings.HasSuffix(g.URI, "/global/AuthenticatedUsers") {
			b.s.Note("its access control list grants %s to everybody who has any account at the provider", cleanWord(g.Permission))
		}
	}
	return nil
}

func (b *bucket) policy(ctx context.Context) error {
	answer, err := b.get(ctx, "", "", "policy", nil)
	if err != nil || answer.Status != http.StatusOK {
		return err
	}
	if _, foreign := answer.Foreign(); foreign {
		return nil
	}
	if writes, ok := policyWrites(answer.Body); ok {
		b.s.Note("its policy may be read by anybody")
		if writes {
			b.s.Told(exposure.RightWrite, probe.Open("its policy allows everybody to write (not tried)"), answer.Evidence)
		} else if b.s.Verdict(exposure.RightReadACL) == exposure.Open {
			b.s.Settle(exposure.RightWrite, probe.Closed("neither its policy nor its access control list allows everybody to write"), answer.Evidence)
		}
	}
	return nil
}

func (b *bucket) location(ctx context.Context) error {
	answer, err := b.get(ctx, "", "", "location", nil)
	if err != nil {
		return err
	}
	b.tell(exposure.RightMetadata, answer, "LocationConstraint", "GetBucketLocation")
	return nil
}
