package azure_test

import (
	"encoding/hex"
	"encoding/xml"
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
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/azure"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// speaker is a server that speaks as much of the Blob service as reading needs,
// holds names that emulators refuse, and can be made to lie.
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
	modified time.Time
	extra    string // further properties, as XML
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
	s.objects[name] = spoken{data: data, etag: fmt.Sprintf("0x8D%013X", s.count), modified: time.Now()}
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

func (s *speaker) target(t testing.TB) exposure.Target {
	target, err := exposure.ParseTarget(s.URL + "/contoso/backups")
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func (s *speaker) Open(t testing.TB, o sourcetest.Options) source.Source { return s.source(t, o) }

func (s *speaker) source(t testing.TB, o sourcetest.Options) *azure.Source {
	t.Helper()
	if o.Transport == nil {
		o.Transport = transportFor(t)
	}
	src, err := azure.New(azure.Options{Target: s.target(t), Transport: o.Transport, PageSize: int32(o.PageSize)})
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
	name, isBlob := strings.CutPrefix(r.URL.EscapedPath(), "/contoso/backups/")
	name, err := url.PathUnescape(name)
	switch {
	case err != nil:
		refuse(w, 400, "InvalidUri")
	case s.shut || !isBlob && r.URL.Path != "/contoso/backups":
		refuse(w, 404, "ResourceNotFound")
	case isBlob:
		s.serveBlob(w, r, name)
	default:
		s.serveList(w, r.URL.Query())
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("x-ms-error-code", code)
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>%s</Code><Message>secret-of-the-body</Message></Error>", code)
}

func (s *speaker) serveList(w http.ResponseWriter, q url.Values) {
	var names []string
	after, err := hex.DecodeString(q.Get("marker"))
	if err != nil {
		refuse(w, 400, "OutOfRangeInput")
		return
	}
	for name := range s.objects {
		if strings.HasPrefix(name, q.Get("prefix")) && name > string(after) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	next := ""
	if n, _ := strconv.Atoi(q.Get("maxresults")); len(names) > n {
		names = names[:n]
		next = hex.EncodeToString([]byte(names[n-1]))
	}
	w.Header().Set("Content-Type", "application/xml")
	io.WriteString(w, "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"x\" ContainerName=\"backups\"><Blobs>")
	for _, name := range names {
		o := s.objects[name]
		fmt.Fprintf(w, "<Blob>%s<Properties><Last-Modified>%s</Last-Modified><Etag>%s</Etag><Content-Length>%d</Content-Length>%s</Properties></Blob>",
			listedName(name), o.modified.UTC().Format(http.TimeFormat), o.etag, len(o.data), o.extra)
	}
	io.WriteString(w, "</Blobs><NextMarker>"+next+"</NextMarker></EnumerationResults>")
}

func refusedByXML(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}

// listedName writes a name as the service does since version 2021-02-12: what
// XML cannot hold is percent-encoded and marked.
func listedName(name string) string {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, refusedByXML) {
		return `<Name Encoded="true">` + url.PathEscape(name) + "</Name>"
	}
	var b strings.Builder
	xml.EscapeText(&b, []byte(name))
	return "<Name>" + b.String() + "</Name>"
}

func (s *speaker) serveBlob(w http.ResponseWriter, r *http.Request, name string) {
	o, ok := s.objects[name]
	if !ok {
		refuse(w, 404, "BlobNotFound")
		return
	}
	if want := r.Header.Get("If-Match"); want != "" && strings.Trim(want, `"`) != o.etag {
		refuse(w, 412, "ConditionNotMet")
		return
	}
	h := w.Header()
	h.Set("ETag", `"`+o.etag+`"`)
	h.Set("Last-Modified", o.modified.UTC().Format(http.TimeFormat))
	h.Set("Content-Type", "application/octet-stream")
	begin, end, asked := spokenRange(r, len(o.data))
	if !asked {
		h.Set("Content-Length", strconv.Itoa(len(o.data)))
		w.Write(o.data)
		return
	}
	if begin >= len(o.data) {
		refuse(w, 416, "InvalidRange")
		return
	}
	h.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", begin, end-1, len(o.data)))
	h.Set("Content-Length", strconv.Itoa(end-begin))
	w.WriteHeader(206)
	w.Write(o.data[begin:end])
}

func spokenRange(r *http.Request, size int) (begin, end int, asked bool) {
	value := r.Header.Get("x-ms-range")
	if value == "" {
		value = r.Header.Get("Range")
	}
	first, last, ok := strings.Cut(strings.TrimPrefix(value, "bytes="), "-")
	if !ok {
		return 0, size, false
	}
	begin, _ = strconv.Atoi(first)
	end = size
	if n, err := strconv.Atoi(last); err == nil {
		end = min(n+1, size)
	}
	return begin, end, true
}

func TestSuiteOfNamesThatEmulatorsRefuse(t *testing.T) {
	sourcetest.Run(t, sourcetest.Provider{
		Store: func(t testing.TB) sourcetest.Store { return newSpeaker(t) },
		Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			s := newSpeaker(t)
			s.Shut(t)
			return s.source(t, o), nil
		},
		Ordered: true, Many: 300,
	})
}
