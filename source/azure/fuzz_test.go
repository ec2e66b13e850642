package azure

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// canned answers every request with the same bytes.
type canned struct {
	status int
	body   []byte
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: c.status, Header: http.Header{"Content-Type": {"application/xml"}}, Request: r,
		Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// FuzzListing: whatever answers, List returns a page or an error that says what
// kind it is and quotes nothing.
func FuzzListing(f *testing.F) {
	f.Add(200, []byte(`<EnumerationResults><Blobs><Blob><Name Encoded="true">a%20b</Name><Properties><Etag>0x1</Etag><Content-Length>5</Content-Length></Properties></Blob></Blobs><NextMarker>m</NextMarker></EnumerationResults>`))
	f.Add(200, []byte(`<EnumerationResults><Blobs><Blob><Name>a</Name><Metadata><x>1</x></Metadata></Blob></Blobs></EnumerationResults>`))
	f.Add(200, []byte("\ufeff<?xml version=\"1.0\"?><EnumerationResults><Blobs/></EnumerationResults>"))
	f.Add(404, []byte(`<Error><Code>ContainerNotFound</Code></Error>`))
	f.Add(409, []byte(`{"error": {"code": "PublicAccessNotPermitted"}}`))
	target, err := exposure.ParseTarget("az://contosobackup/q3")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		src, err := New(Options{Target: target, Transport: canned{status, body}})
		if err != nil {
			t.Fatal(err)
		}
		page, err := src.List(t.Context(), "")
		if err == nil {
			for _, o := range page.Objects {
				if o.Size < -1 {
					t.Errorf("size %d", o.Size)
				}
			}
			return
		}
		var e *source.Error
		if !errors.As(err, &e) || e.Kind == nil || e.Reason == "" || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%#v", err)
		}
	})
}

// FuzzSignature: what is kept of a query is a signature and nothing else.
func FuzzSignature(f *testing.F) {
	f.Add("sv=2026-01-01&sr=c&sp=rl&sig=a%2Bb%3D&restype=container&comp=list")
	f.Add("sig=")
	f.Add("sig=x;y&%zz")
	f.Fuzz(func(t *testing.T, query string) {
		got := signature(query)
		values, err := url.ParseQuery(got)
		if err != nil || values.Has("comp") || values.Has("restype") || got != "" && values.Get("sig") == "" || signature(got) != got {
			t.Errorf("%q: %q, %v", query, got, err)
		}
	})
}

// FuzzAddress: a name stays one segment of the address, and comes back from it.
func FuzzAddress(f *testing.F) {
	for _, name := range []string{"a/b", "..", ".", "../x", "%2e", "a?b#c", "\xff", " ", "a\nb", "...", "."} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if name == "" {
			return
		}
		s := &Source{address: "https://contosobackup.blob.core.windows.net/q3"}
		u, err := url.Parse(s.addressOf(name))
		if err != nil {
			t.Fatal(err)
		}
		segment, ok := strings.CutPrefix(u.EscapedPath(), "/q3/")
		back, err := url.PathUnescape(segment)
		if !ok || err != nil || back != name || strings.Contains(segment, "/") || segment == "." || segment == ".." ||
			u.Host != "contosobackup.blob.core.windows.net" || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%q: %s, %v", name, u, err)
		}
	})
}
