package couchdb

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hemostat/hemostat/source"
)

// ask sends a request and returns an answer of status 200.
func (s *Source) ask(ctx context.Context, try source.Attempt, by http.RoundTripper, path string) (*http.Response, error) {
	resp, err := s.service.Get(ctx, by, path)
	if err != nil {
		return nil, source.FailTransport(ctx, try.Op, try.Target, try.Object, err)
	}
	return answered(try, resp)
}

// answered returns an answer of status 200, and turns any other into an error.
func answered(try source.Attempt, resp *http.Response) (*http.Response, error) {
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body) // bounded by [source.ReadOnly]
	var said struct {
		Error string `json:"error"`
	}
	json.Unmarshal(body, &said)
	e := try.Answered(resp.StatusCode, said.Error)
	e.Kind = kindOf(try, resp.StatusCode)
	switch {
	case e.Kind == source.ErrThrottled:
		e.RetryAfter = source.RetryAfter(resp.Header, time.Now())
	case e.Kind == source.ErrDenied && try.Op == "list":
		e.Hint = "the server wants an account, and none is used; databases may be open all the same to whoever knows their names: check, and name one in the target"
	}
	return nil, source.Fail(e)
}

// kindOf gives the kind of an answer by its status (docs.couchdb.org/en/stable/api/basics.html).
func kindOf(try source.Attempt, status int) error {
	opens := try.Op == "open"
	switch {
	case status == http.StatusNotFound && opens, status == http.StatusGone && opens:
		return source.ErrGone
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound:
		switch {
		case try.Midway && !opens:
			return source.ErrClosedMidway
		case status == http.StatusNotFound:
			return source.ErrNotFound
		}
		return source.ErrDenied
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return source.ErrThrottled
	case status == http.StatusRequestTimeout, status >= 500:
		return source.ErrServer
	case status >= 300 && status < 400:
		return source.ErrElsewhere
	case status < 300:
		return source.ErrGarbled
	}
	return source.ErrRequest
}

// decode reads an answer that is one JSON value.
func decode(ctx context.Context, try source.Attempt, resp *http.Response, into any) error {
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return source.FailTransport(ctx, try.Op, try.Target, try.Object, err)
	}
	if json.Unmarshal(body, into) != nil {
		return try.Fail(source.ErrGarbled)
	}
	return nil
}

// segment writes a name as one segment of a path, every slash encoded.
func segment(name string) string {
	if strings.Trim(name, ".") == "" {
		return strings.ReplaceAll(name, ".", "%2E")
	}
	return url.PathEscape(name)
}

// document writes the identifier of a document for a path: a design document's has a
// slash that stays one.
func document(id string) string {
	if name, ok := strings.CutPrefix(id, "_design/"); ok {
		return "_design/" + segment(name)
	}
	return segment(id)
}
