package gcs

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// canned answers every request with the same bytes.
type canned struct {
	status     int
	generation string
	body       []byte
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	path := r.URL.EscapedPath()
	if r.URL.Host != "storage.googleapis.com" || path != "/storage/v1/b/crm/o" && strings.Count(path, "/") != 6 {
		panic("a request for " + r.URL.Host + path)
	}
	return &http.Response{
		StatusCode: c.status, Header: http.Header{"X-Goog-Generation": {c.generation}, "Content-Range": {"bytes 0-0/" + c.generation}}, Request: r,
		Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// FuzzListing: whatever answers, List and Open return something sound or an error
// that says what kind it is and quotes nothing, and no request leaves the bucket.
func FuzzListing(f *testing.F) {
	f.Add(200, "1", []byte(`{"kind": "storage#objects", "nextPageToken": "x", "items": [{"name": "a/b", "size": "5", "generation": "17", "md5Hash": "ZE0lNw+exNL8S11p3GrnjQ==", "updated": "2026-11-22T21:02:38.566553Z"}]}`), false)
	f.Add(200, "", []byte(`{"kind": "storage#objects", "items": [{"name": "..", "size": "-5", "timeDeleted": "x", "updated": 5}]}`), true)
	f.Add(206, "9", []byte(`{"kind": "storage#objects"}`), true)
	f.Add(401, "", []byte(`{"error": {"code": 401, "errors": [{"reason": "required\n"}]}}`), false)
	f.Add(403, "", []byte(`{"error": "x"}`), false)
	target, err := exposure.ParseTarget("gs://crm")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, generation string, body []byte, versions bool) {
		src, err := New(Options{Target: target, Transport: canned{status, generation, body}, Versions: versions})
		if err != nil {
			t.Fatal(err)
		}
		sound := func(err error) {
			var e *source.Error
			if err != nil && (!errors.As(err, &e) || e.Kind == nil || e.Reason == "" || strings.ContainsAny(err.Error(), "\n\x1b")) {
				t.Errorf("%#v", err)
			}
		}
		page, err := src.List(t.Context(), "")
		sound(err)
		for _, o := range page.Objects {
			if o.Name == "" || o.Size < -1 || o.ETag != "" && !digits(o.ETag) || o.Current != (o.Unreadable == "") {
				t.Errorf("%+v", o)
			}
			r, err := src.Open(t.Context(), o, 0)
			sound(err)
			if err == nil && (r.Size < -1 || o.ETag != "" && r.ETag != o.ETag) {
				t.Errorf("%+v of %+v", r, o)
			}
		}
	})
}
