package elasticsearch

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/hemostat/hemostat/source"
)

// ask sends a question and returns an answer of status 200; any other is an error.
func (s *Source) ask(ctx context.Context, try source.Attempt, by http.RoundTripper, path string) (*http.Response, error) {
	resp, err := s.web.Get(ctx, by, path)
	if err != nil {
		return nil, source.FailTransport(ctx, try.Op, try.Target, try.Object, err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	defer resp.Body.Close()
	data, _ := io.ReadAll(resp.Body) // bounded by [source.ReadOnly]
	var said struct {
		Error json.RawMessage `json:"error"` // an object since version 2, a text before
	}
	var what struct {
		Type string `json:"type"`
	}
	json.Unmarshal(data, &said)
	json.Unmarshal(said.Error, &what)
	e := try.Answered(resp.StatusCode, what.Type)
	e.RetryAfter = source.RetryAfter(resp.Header, time.Now())
	if e.Kind = kindOf(try, e.Status, e.Code); e.Code == "index_closed_exception" {
		e.Hint = "its owner has closed this index and would have to open it"
	}
	return nil, source.Fail(e)
}

// kindOf gives the kind of an answer
// (elastic.co/guide/en/elasticsearch/reference, "REST API conventions").
func kindOf(try source.Attempt, status int, code string) error {
	switch {
	case code == "index_closed_exception":
		return source.ErrArchived
	case code == "search_context_missing_exception": // the scroll has ended
		return source.ErrTimeout
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		if try.Midway {
			return source.ErrClosedMidway
		}
		return source.ErrDenied
	case status == http.StatusNotFound && try.Op == "list":
		return source.ErrNotFound
	case status == http.StatusNotFound:
		return source.ErrGone
	case status == http.StatusTooManyRequests:
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

// statusOf returns the status in an error, 0 where there is none.
func statusOf(err error) int {
	var e *source.Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}
