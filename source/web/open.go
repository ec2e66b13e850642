package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/source"
)

// Open implements [source.Source]. Of a server that gives no parts, what comes
// before at is read and dropped.
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	part := ""
	if at > 0 {
		part = fmt.Sprintf("bytes=%d-", at)
	}
	return s.open(ctx, o, at, part, true)
}

// OpenRange implements [source.Ranger].
func (s *Source) OpenRange(ctx context.Context, o source.Object, off, n int64) (*source.Reading, error) {
	return s.open(ctx, o, off, fmt.Sprintf("bytes=%d-%d", off, off+n-1), false)
}

func (s *Source) open(ctx context.Context, o source.Object, at int64, part string, skips bool) (*source.Reading, error) {
	try := s.attempt("open", o.Name, o.ETag != "")
	if strings.HasSuffix(o.Name, "/") { // a directory that was not gone into
		return nil, try.Fail(source.ErrSpecial)
	}
	resp, err := s.ask(ctx, s.reads, http.MethodGet, o.Name, conditions(o.ETag, part))
	if err != nil {
		return nil, source.FailTransport(ctx, try.Op, try.Target, try.Object, err)
	}
	r, err := s.opened(try, o, at, skips, resp)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return r, nil
}

// opened takes an answer for a reading that begins at a byte.
func (s *Source) opened(try source.Attempt, o source.Object, at int64, skips bool, resp *http.Response) (*source.Reading, error) {
	r := &source.Reading{
		Body: resp.Body, Size: resp.ContentLength, Modified: modified(resp), Address: s.addressOf(o.Name), Access: source.AccessAnonymous,
		Whole: resp.StatusCode == http.StatusOK && !strings.EqualFold(resp.Header.Get("Accept-Ranges"), "bytes"),
	}
	begin := int64(0)
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusPartialContent:
		var err error
		if begin, r.Size, err = source.ContentRange(resp.Header.Get("Content-Range")); err != nil || begin != at {
			return nil, try.Fail(source.ErrGarbled)
		}
	default:
		return nil, s.refused(try, o.Name, resp)
	}
	r.ETag = pin(resp, r.Size)
	switch {
	case o.ETag != "" && plain(r.ETag) != plain(o.ETag):
		return nil, try.Fail(source.ErrChanged)
	case o.ETag != "":
		r.ETag = o.ETag
	}
	if begin < at {
		if !skips {
			return nil, try.Fail(source.ErrGarbled) // the whole, though a part was asked for
		}
		r.Body = &skipping{ReadCloser: resp.Body, left: at}
	}
	return r, nil
}

// skipping drops the beginning of a body.
type skipping struct {
	io.ReadCloser
	left int64
}

func (b *skipping) Read(p []byte) (int, error) {
	if b.left > 0 {
		n, err := io.CopyN(io.Discard, b.ReadCloser, b.left)
		b.left -= n
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
	}
	return b.ReadCloser.Read(p)
}

// dated begins the pin of a file of which the server tells no ETag.
const dated = "dated "

// pin returns what a state of a file is known by: its ETag, else its date and
// length, or what the server tells of these; "" where it tells nothing.
func pin(resp *http.Response, size int64) string {
	tag, date := resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	switch {
	case tag != "":
		return tag
	case date != "" || size >= 0:
		return dated + date + " " + strconv.FormatInt(size, 10)
	}
	return ""
}

// plain returns a pin without the mark of a weak ETag: Apache sets it for the first
// second of a file's life.
func plain(pin string) string { return strings.TrimPrefix(pin, "W/") }

// conditions asks for a part of one state. A weak ETag matches no condition (RFC
// 9110, section 13.1.1); the answer is compared all the same.
func conditions(pin, part string) http.Header {
	h := http.Header{}
	if part != "" {
		h.Set("Range", part)
	}
	if date, ok := strings.CutPrefix(pin, dated); ok {
		if date = date[:max(0, strings.LastIndexByte(date, ' '))]; date != "" {
			h.Set("If-Unmodified-Since", date)
		}
	} else if pin != "" && !strings.HasPrefix(pin, "W/") {
		h.Set("If-Match", pin)
	}
	return h
}

func modified(resp *http.Response) time.Time {
	t, err := http.ParseTime(resp.Header.Get("Last-Modified"))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
