package source

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
)

// Listings is [ReadOnly] for pages that list: it lets a server compress them by gzip (RFC 9110,
// 8.4.1.3), since a listing is mostly repetition, and hands them on as they were before. limit bounds
// what comes out of it.
func Listings(transport http.RoundTripper, limit int64) http.RoundTripper {
	return &listings{transport, limit}
}

type listings struct {
	transport http.RoundTripper
	limit     int64
}

// RoundTrip implements [http.RoundTripper].
func (t *listings) RoundTrip(req *http.Request) (*http.Response, error) {
	return (&readOnly{compressed{t.transport}, t.limit}).RoundTrip(req)
}

// compressed asks for gzip and unpacks it.
type compressed struct{ transport http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (t compressed) RoundTrip(req *http.Request) (*http.Response, error) {
	req.Header.Set("Accept-Encoding", "gzip") // of a clone that readOnly made
	resp, err := t.transport.RoundTrip(req)
	if err != nil || !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") || req.Method == http.MethodHead {
		return resp, err
	}
	resp.Body, resp.ContentLength = &unpacked{body: resp.Body}, -1
	resp.Header.Del("Content-Encoding")
	resp.Header.Del("Content-Length")
	return resp, nil
}

// unpacked is a body without its gzip. What is none ends with an error of the library, which quotes
// nothing of it.
type unpacked struct {
	body io.ReadCloser
	gzip *gzip.Reader
}

// Read implements [io.Reader].
func (u *unpacked) Read(p []byte) (int, error) {
	if u.gzip == nil {
		r, err := gzip.NewReader(u.body)
		if err != nil {
			return 0, garbledGzip(err)
		}
		u.gzip = r
	}
	n, err := u.gzip.Read(p)
	return n, garbledGzip(err)
}

// garbledGzip leaves an error of the network what it is, as one that was cut off is asked again.
func garbledGzip(err error) error {
	if err == gzip.ErrHeader || err == gzip.ErrChecksum {
		return Fail(Error{Op: "read", Kind: ErrGarbled, Code: "gzip"})
	}
	return err
}

// Close implements [io.Closer].
func (u *unpacked) Close() error { return u.body.Close() }
