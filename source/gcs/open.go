package gcs

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/source"
)

// Open implements [source.Source].
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	part := ""
	if at > 0 {
		part = fmt.Sprintf("bytes=%d-", at)
	}
	return s.open(ctx, o, at, part)
}

// OpenRange implements [source.Ranger].
func (s *Source) OpenRange(ctx context.Context, o source.Object, off, n int64) (*source.Reading, error) {
	return s.open(ctx, o, off, fmt.Sprintf("bytes=%d-%d", off, off+n-1))
}

func (s *Source) open(ctx context.Context, o source.Object, at int64, part string) (*source.Reading, error) {
	try := s.attempt("open", o.Name, o.ETag != "")
	address := s.bucket + "/o/" + segment(o.Name)
	query := url.Values{"alt": {"media"}}
	switch {
	case o.Version != "" && !o.Current:
		query.Set("generation", o.Version)
	case o.ETag != "": // not `generation`: of what was written over, that says that it is gone
		query.Set("ifGenerationMatch", o.ETag)
	}
	header := http.Header{}
	if part != "" {
		header.Set("Range", part)
	}
	resp, err := s.ask(ctx, try, s.reads, address+"?"+query.Encode(), header)
	if err != nil {
		return nil, err
	}
	r, err := s.opened(try, o, at, resp)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	r.Address = address
	return r, nil
}

// opened takes an answer for a reading that begins at a byte.
func (s *Source) opened(try source.Attempt, o source.Object, at int64, resp *http.Response) (*source.Reading, error) {
	r := &source.Reading{Body: resp.Body, ETag: resp.Header.Get("X-Goog-Generation"), Size: resp.ContentLength, Access: s.access}
	if t, err := http.ParseTime(resp.Header.Get("Last-Modified")); err == nil {
		r.Modified = t.UTC()
	}
	switch resp.StatusCode {
	case http.StatusOK:
		if at > 0 { // the whole from its first byte, though a part was asked for
			return nil, try.Fail(source.ErrGarbled)
		}
	case http.StatusPartialContent:
		begin, size, err := source.ContentRange(resp.Header.Get("Content-Range"))
		if err != nil || begin != at {
			return nil, try.Fail(source.ErrGarbled)
		}
		r.Size = size
	default:
		return nil, s.refused(try, resp)
	}
	switch {
	case r.ETag == "":
		r.ETag = o.ETag // which the condition held it to
	case o.ETag != "" && r.ETag != o.ETag:
		return nil, try.Fail(source.ErrChanged)
	}
	return r, nil
}

// ask sends a request, signed in where the source is.
func (s *Source) ask(ctx context.Context, try source.Attempt, by http.RoundTripper, address string, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, try.Fail(source.ErrRequest)
	}
	for key, values := range header {
		req.Header[key] = values
	}
	if s.options.Token != nil {
		token, err := s.options.Token(ctx)
		if err != nil {
			return nil, s.noToken(ctx, try, err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := by.RoundTrip(req)
	if err != nil {
		return nil, source.FailTransport(ctx, try.Op, try.Target, try.Object, err)
	}
	return resp, nil
}

// stored asks for bytes as they are stored: the service unpacks what is stored with
// gzip for whoever does not say that gzip is welcome ("Transcoding of gzip-compressed
// files"), and then knows neither length nor parts.
type stored struct{ http.RoundTripper }

func (t stored) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Accept-Encoding", "gzip")
	return t.RoundTripper.RoundTrip(req)
}

// segment writes a name as one segment of a path, every slash encoded.
func segment(name string) string {
	if strings.Trim(name, ".") == "" {
		return strings.ReplaceAll(name, ".", "%2E")
	}
	return url.PathEscape(name)
}

func digits(s string) bool {
	_, err := strconv.ParseUint(s, 10, 63)
	return err == nil
}

// stamp is a date of the JSON API (RFC 3339). One that is none is unknown.
type stamp struct{ time.Time }

// UnmarshalJSON implements [json.Unmarshaler].
func (s *stamp) UnmarshalJSON(raw []byte) error {
	t, err := time.Parse(`"`+time.RFC3339Nano+`"`, string(raw))
	if err == nil {
		s.Time = t.UTC()
	}
	return nil
}
