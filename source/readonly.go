package source

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// longestErrorBody is how much of an error's body is handed on, in bytes. The
// providers' own are below 2 KiB.
const longestErrorBody = 64 << 10

// ErrNoTransport is what a provider's constructor returns when it was handed
// none: there is no default one, since every packet must pass the scope.
var ErrNoTransport = errors.New("source: no transport was handed in")

// ReadOnly wraps the transport that a provider was handed. It lets GET and HEAD
// through without a body and refuses all else before anything is sent, asks for
// bytes as they are stored (no transparent decompression, which would falsify
// offsets), cuts the body of an error at 64 KiB, and fails the reading of any
// other body after limit bytes, where limit is not 0. Redirects are answers like
// any other: nothing follows them here.
func ReadOnly(transport http.RoundTripper, limit int64) http.RoundTripper {
	return &readOnly{transport, limit}
}

type readOnly struct {
	transport http.RoundTripper
	limit     int64
}

// RoundTrip implements [http.RoundTripper].
func (t *readOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead || req.Body != nil && req.Body != http.NoBody {
		return nil, notReadOnly{req.Method}
	}
	req = req.Clone(req.Context())
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", "hemostat") // not what machine and libraries it runs with
	resp, err := t.transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	switch {
	case resp.StatusCode >= 300:
		resp.Body = &bounded{body: resp.Body, left: longestErrorBody}
		resp.ContentLength = -1
	case t.limit > 0:
		resp.Body = &bounded{body: resp.Body, left: t.limit, fails: true}
	}
	return resp, nil
}

// bounded ends a body, with an error where fails is set.
type bounded struct {
	body  io.ReadCloser
	left  int64
	fails bool
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		if !b.fails {
			return 0, io.EOF
		}
		return 0, Fail(Error{Op: "read", Kind: ErrGarbled, Code: "answer-too-long"})
	}
	n, err := b.body.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

func (b *bounded) Close() error { return b.body.Close() }

type notReadOnly struct{ method string }

func (e notReadOnly) Error() string { return fmt.Sprintf("%s is no way to read", e.method) }

// Refused makes it an [ErrRefused].
func (notReadOnly) Refused() bool { return true }

// ContentRange reads the header of that name (RFC 9110, section 14.4): the
// offset of the first byte and the size of the whole, -1 where it is given as
// unknown.
func ContentRange(header string) (begin, size int64, err error) {
	garbled := errors.New("source: no Content-Range of bytes")
	rest, ok := strings.CutPrefix(header, "bytes ")
	part, whole, ok2 := strings.Cut(rest, "/")
	first, last, ok3 := strings.Cut(part, "-")
	if !ok || !ok2 || !ok3 {
		return 0, -1, garbled
	}
	begin, err = strconv.ParseInt(first, 10, 64)
	if err != nil || begin < 0 {
		return 0, -1, garbled
	}
	end, err := strconv.ParseInt(last, 10, 64)
	if err != nil || end < begin {
		return 0, -1, garbled
	}
	if whole == "*" {
		return begin, -1, nil
	}
	size, err = strconv.ParseInt(whole, 10, 64)
	if err != nil || size <= end {
		return 0, -1, garbled
	}
	return begin, size, nil
}
