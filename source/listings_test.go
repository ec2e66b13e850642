package source_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/source"
)

// A listing comes compressed where the server does so, whole, within its limit; what is no gzip,
// or is cut, is no listing.
func TestListings(t *testing.T) {
	page := strings.Repeat("<a href=\"q3.csv\">q3.csv</a>\n", 1000)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, page)
	z.Close()
	for name, c := range map[string]struct {
		body     []byte
		encoding string
		limit    int64
		want     string
		kind     error // nil: none, or any
		fails    bool
	}{
		"packed":         {packed.Bytes(), "gzip", 1 << 20, page, nil, false},
		"plain":          {[]byte(page), "", 1 << 20, page, nil, false},
		"past its limit": {packed.Bytes(), "GZIP", 100, page[:100], source.ErrGarbled, true},
		"none":           {[]byte("<html>not packed at all</html>"), "gzip", 1 << 20, "", source.ErrGarbled, true},
		"cut":            {packed.Bytes()[:packed.Len()-20], "gzip", 1 << 20, "", nil, true},
	} {
		rt := source.Listings(roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Header.Get("Accept-Encoding") != "gzip" {
				t.Errorf("%s: asked for %q", name, r.Header.Get("Accept-Encoding"))
			}
			h := http.Header{}
			if c.encoding != "" {
				h.Set("Content-Encoding", c.encoding)
			}
			return &http.Response{StatusCode: 200, Header: h, Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body))}, nil
		}), c.limit)
		r, _ := http.NewRequest("GET", "http://127.0.0.1/", nil)
		resp, err := rt.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if (err != nil) != c.fails || c.kind != nil && !errors.Is(err, c.kind) || c.want != "" && string(got) != c.want {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	r, _ := http.NewRequest("POST", "http://127.0.0.1/", nil)
	if _, err := source.Listings(http.DefaultTransport, 0).RoundTrip(r); err == nil {
		t.Error("it writes")
	}
}
