package s3_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/s3"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// speaker is a server that speaks as much of S3 as reading needs, holds names
// that the gateway refuses, and can be made to lie.
type speaker struct {
	*httptest.Server
	mu      sync.Mutex
	objects map[string]spoken
	count   int
	shut    bool

	// before, where set, sees each request first and reports whether it has
	// answered it.
	before func(http.ResponseWriter, *http.Request) bool
}

type spoken struct {
	data     []byte
	etag     string
	class    string
	modified time.Time
}

func newSpeaker(t testing.TB) *speaker {
	s := &speaker{objects: map[string]spoken{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *speaker) Put(_ testing.TB, name string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	s.objects[name] = spoken{data: data, etag: fmt.Sprintf(`"%032x"`, s.count), class: "STANDARD", modified: time.Now()}
}

func (s *speaker) Remove(_ testing.TB, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, name)
}

func (s *speaker) Shut(testing.TB) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shut = true
}

func (s *speaker) Holds(string) bool { return true }

func (s *speaker) Open(t testing.TB, o sourcetest.Options) source.Source {
	t.Helper()
	if o.Transport == nil {
		o.Transport = transportFor(t)
	}
	target, err := exposure.ParseTarget("s3+" + s.URL + "/crm-dump")
	if err != nil {
		t.Fatal(err)
	}
	src, err := s3.New(s3.Options{Target: target, Transport: o.Transport, PageSize: int32(o.PageSize)})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func (s *speaker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.before != nil && s.before(w, r) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	name, isObject := strings.CutPrefix(r.URL.EscapedPath(), "/crm-dump/")
	name, err := url.PathUnescape(name)
	switch {
	case err != nil:
		refuse(w, 400, "InvalidURI")
	case s.shut:
		refuse(w, 403, "AccessDenied")
	case isObject && name != "":
		s.serveObject(w, r, name)
	default:
		s.serveList(w, r.URL.Query())
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>secret-of-the-body</Message></Error>`, code)
}

func (s *speaker) serveList(w http.ResponseWriter, q url.Values) {
	after, err := hex.DecodeString(q.Get("continuation-token"))
	if err != nil || q.Get("encoding-type") != "url" {
		refuse(w, 400, "InvalidArgument")
		return
	}
	var names []string
	for name := range s.objects {
		if strings.HasPrefix(name, q.Get("prefix")) && name > string(after) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	next := ""
	if n, _ := strconv.Atoi(q.Get("max-keys")); len(names) > n {
		names = names[:n]
		next = "<NextContinuationToken>" + hex.EncodeToString([]byte(names[n-1])) + "</NextContinuationToken>"
	}
	w.Header().Set("Content-Type", "application/xml")
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>crm-dump</Name><EncodingType>url</EncodingType>`+
		`<IsTruncated>%v</IsTruncated>%s`, next != "", next)
	for _, name := range names {
		o := s.objects[name]
		fmt.Fprintf(w, "<Contents><Key>%s</Key><LastModified>%s</LastModified><ETag>%s</ETag><Size>%d</Size><StorageClass>%s</StorageClass></Contents>",
			url.QueryEscape(name), o.modified.UTC().Format("2006-01-02T15:04:05.000Z"), strings.ReplaceAll(o.etag, `"`, "&quot;"), len(o.data), o.class)
	}
	io.WriteString(w, "</ListBucketResult>")
}

func (s *speaker) serveObject(w http.ResponseWriter, r *http.Request, name string) {
	o, ok := s.objects[name]
	switch want := r.Header.Get("If-Match"); {
	case !ok:
		refuse(w, 404, "NoSuchKey")
		return
	case o.class == "DEEP_ARCHIVE":
		refuse(w, 403, "InvalidObjectState")
		return
	case want != "" && want != o.etag:
		refuse(w, 412, "PreconditionFailed")
		return
	}
	w.Header().Set("ETag", o.etag)
	http.ServeContent(w, r, "", o.modified, strings.NewReader(string(o.data)))
}

func TestSuiteOfNamesThatGatewaysRefuse(t *testing.T) {
	sourcetest.Run(t, sourcetest.Provider{
		Store: func(t testing.TB) sourcetest.Store { return newSpeaker(t) },
		Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			s := newSpeaker(t)
			s.Shut(t)
			return s.Open(t, o), nil
		},
		Ordered: true, Many: 300,
	})
}

// elsewhere sends every request to one server, whatever host it names, and
// notes the hosts: Amazon's own addresses without Amazon.
type elsewhere struct {
	to    string
	mu    sync.Mutex
	hosts []string
}

func (e *elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	e.mu.Lock()
	e.hosts = append(e.hosts, r.URL.Host)
	e.mu.Unlock()
	moved := r.Clone(r.Context())
	moved.Host = r.URL.Host
	moved.URL.Scheme, moved.URL.Host = "http", strings.TrimPrefix(e.to, "http://")
	resp, err := http.DefaultTransport.RoundTrip(moved)
	if resp != nil {
		resp.Request = r
	}
	return resp, err
}

// TestRegionIsFollowed: the bucket lies elsewhere than first asked. Both hosts
// go by the transport that was handed in, so that the scope sees both.
func TestRegionIsFollowed(t *testing.T) {
	s := newSpeaker(t)
	s.Put(t, "q3/list.csv", []byte("a,b\n"))
	amazon := &elsewhere{to: s.URL}
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.Host, ".eu-west-1.") {
			w.Header().Set("x-amz-bucket-region", "eu-west-1")
			refuse(w, 301, "PermanentRedirect")
			return true
		}
		r.URL.Path = "/crm-dump" + r.URL.Path
		r.URL.RawPath = ""
		return false
	}
	target, err := exposure.ParseTarget("s3://crm-dump/q3")
	if err != nil {
		t.Fatal(err)
	}
	src, err := s3.New(s3.Options{Target: target, Transport: amazon})
	if err != nil {
		t.Fatal(err)
	}
	page, err := src.List(t.Context(), "")
	if err != nil || len(page.Objects) != 1 {
		t.Fatalf("%v, %v", page, err)
	}
	r, err := src.Open(t.Context(), page.Objects[0], 0)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if want := "https://crm-dump.s3.eu-west-1.amazonaws.com/q3/list.csv"; r.Address != want {
		t.Errorf("address %s, want %s", r.Address, want)
	}
	want := []string{"crm-dump.s3.us-east-1.amazonaws.com", "crm-dump.s3.eu-west-1.amazonaws.com", "crm-dump.s3.eu-west-1.amazonaws.com"}
	if !slices.Equal(amazon.hosts, want) {
		t.Errorf("asked %v, want %v", amazon.hosts, want)
	}
}

// TestRegionOfAnAnswerCannotLeadAway: a region is part of a host name.
func TestRegionOfAnAnswerCannotLeadAway(t *testing.T) {
	for _, region := range []string{"evil.test/", "x.evil.test", "@evil.test", "a#", "-", "", "eu west", strings.Repeat("a", 40)} {
		s := newSpeaker(t)
		amazon := &elsewhere{to: s.URL}
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("x-amz-bucket-region", region)
			refuse(w, 301, "PermanentRedirect")
			return true
		}
		target, err := exposure.ParseTarget("s3://crm-dump")
		if err != nil {
			t.Fatal(err)
		}
		src, err := s3.New(s3.Options{Target: target, Transport: amazon})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := src.List(t.Context(), ""); !errors.Is(err, source.ErrRequest) || len(amazon.hosts) != 1 {
			t.Errorf("region %q: %v, asked %v", region, err, amazon.hosts)
		}
	}
}

func TestArchived(t *testing.T) {
	s := newSpeaker(t)
	for name, class := range map[string]string{"deep": "DEEP_ARCHIVE", "glacier": "GLACIER", "instant": "GLACIER_IR"} {
		s.Put(t, name, []byte(name))
		o := s.objects[name]
		o.class = class
		s.objects[name] = o
	}
	src := s.Open(t, sourcetest.Options{})
	page, err := src.List(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range page.Objects {
		if want := o.Name != "instant"; (o.Unreadable == exposure.NotReadArchived) != want {
			t.Errorf("%s in %s is unreadable %q", o.Name, o.Tier, o.Unreadable)
		}
	}
	_, err = src.Open(t.Context(), page.Objects[0], 0)
	if !errors.Is(err, source.ErrArchived) || source.ReasonOf(err) != exposure.NotReadArchived {
		t.Errorf("%v", err)
	}
}

// TestAnswersThatAreNoListing: what the SDK takes for an empty listing would
// end a scan as if there were nothing.
func TestAnswersThatAreNoListing(t *testing.T) {
	for name, body := range map[string]string{
		"html": "<html><body>Sign in to the network</body></html>", "nothing": "", "text": "hello", "json": `{"a": 1}`,
		"cut":             `<?xml version="1.0"?><ListBucketResult><Name>crm-dump</Name><Contents><Key>a`,
		"truncated alone": `<ListBucketResult><Name>crm-dump</Name><IsTruncated>true</IsTruncated></ListBucketResult>`,
		"bad escape":      `<ListBucketResult><Name>crm-dump</Name><EncodingType>url</EncodingType><Contents><Key>%zz</Key></Contents></ListBucketResult>`,
		"no key":          `<ListBucketResult><Name>crm-dump</Name><Contents><Size>1</Size></Contents></ListBucketResult>`,
	} {
		s := newSpeaker(t)
		s.before = func(w http.ResponseWriter, r *http.Request) bool { io.WriteString(w, body); return true }
		page, err := s.Open(t, sourcetest.Options{}).List(t.Context(), "")
		if !errors.Is(err, source.ErrGarbled) || strings.Contains(err.Error(), "network") {
			t.Errorf("%s: %v, %v; want ErrGarbled that quotes nothing", name, page, err)
		}
	}
}

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
		list   error
		open   error
	}{
		{403, "AccessDenied", source.ErrNotFoundOrPrivate, source.ErrDenied},
		{404, "NoSuchBucket", source.ErrNotFound, source.ErrClosedMidway},
		{503, "SlowDown", source.ErrThrottled, source.ErrThrottled},
		{429, "", source.ErrThrottled, source.ErrThrottled},
		{500, "InternalError", source.ErrServer, source.ErrServer},
		{502, "", source.ErrServer, source.ErrServer},
		{403, "InvalidAccessKeyId", source.ErrSignIn, source.ErrSignIn},
		{400, "InvalidRequest", source.ErrRequest, source.ErrRequest},
		{302, "", source.ErrRequest, source.ErrRequest},
	} {
		s := newSpeaker(t)
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Retry-After", "7")
			refuse(w, c.status, c.code)
			return true
		}
		src := s.Open(t, sourcetest.Options{})
		_, err := src.List(t.Context(), "")
		_, err2 := src.Open(t.Context(), source.Object{Name: "hidden-name", ETag: `"x"`, Current: true}, 0)
		for i, err := range []error{err, err2} {
			var e *source.Error
			if want := []error{c.list, c.open}[i]; !errors.Is(err, want) || !errors.As(err, &e) || e.Status != c.status || e.RetryAfter != 7*time.Second {
				t.Errorf("HTTP %d %s: %v, want %v", c.status, c.code, err, want)
			}
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "hidden-name") {
				t.Errorf("the error quotes the target: %v", err)
			}
		}
	}
}

func TestRequesterPaysOnlyWhenAsked(t *testing.T) {
	for _, pays := range []bool{false, true} {
		s := newSpeaker(t)
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if got := r.Header.Get("x-amz-request-payer") == "requester"; got != pays {
				t.Errorf("asked to pay: %v, want %v", got, pays)
			}
			return false
		}
		target, _ := exposure.ParseTarget("s3+" + s.URL + "/crm-dump")
		src, err := s3.New(s3.Options{Target: target, Transport: transportFor(t), RequesterPays: pays})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := src.List(t.Context(), ""); err != nil {
			t.Error(err)
		}
	}
}
