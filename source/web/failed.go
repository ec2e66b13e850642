package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hemostat/hemostat/source"
)

func (s *Source) attempt(op, object string, midway bool) source.Attempt {
	return source.Attempt{Op: op, Target: s.target, Object: object, Midway: midway}
}

// busy returns the error of an answer by which the server asks for patience, nil for
// any other.
func (s *Source) busy(try source.Attempt, resp *http.Response) error {
	e := try.Answered(resp.StatusCode, "")
	switch status := resp.StatusCode; {
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		e.Kind, e.RetryAfter = source.ErrThrottled, source.RetryAfter(resp.Header, time.Now())
	case status == http.StatusNotImplemented, status == http.StatusHTTPVersionNotSupported:
		return nil
	case status == http.StatusRequestTimeout, status >= 500:
		e.Kind = source.ErrServer
	default:
		return nil
	}
	return source.Fail(e)
}

// refused turns an answer that brings nothing into an error.
func (s *Source) refused(try source.Attempt, name string, resp *http.Response) error {
	if err := s.busy(try, resp); err != nil {
		return err
	}
	e := try.Answered(resp.StatusCode, "")
	e.Kind = kindOf(try, resp.StatusCode)
	switch {
	case e.Kind == source.ErrElsewhere && s.becomesDirectory(name, resp):
		if try.Op == "open" {
			e.Kind = source.ErrSpecial
			break
		}
		e.Hint = "it is a directory: check the address and name it with a slash at its end"
	case e.Kind == source.ErrDenied && try.Op == "list":
		e.Hint = "the server shows no listing: check the address; files in it may be open all the same to whoever knows their names"
	}
	return source.Fail(e)
}

// kindOf gives the kind of an answer by its status.
func kindOf(try source.Attempt, status int) error {
	opens := try.Op == "open"
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusUnavailableForLegalReasons:
		missing := status == http.StatusNotFound || status == http.StatusGone
		switch {
		case opens && missing:
			return source.ErrGone
		case try.Midway && !opens:
			return source.ErrClosedMidway
		case missing:
			return source.ErrNotFound
		}
		return source.ErrDenied
	case http.StatusPreconditionFailed:
		return source.ErrChanged
	case http.StatusRequestedRangeNotSatisfiable:
		if try.Midway { // it was longer when it was listed
			return source.ErrChanged
		}
		return source.ErrLength
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return source.ErrElsewhere
	}
	if status >= 300 && status < 400 || status < 300 {
		return source.ErrGarbled
	}
	return source.ErrRequest
}

// becomesDirectory reports whether an answer leads from a name to the same with a
// slash behind it, at the same host.
func (s *Source) becomesDirectory(name string, resp *http.Response) bool {
	if resp.StatusCode < 300 || resp.StatusCode >= 400 || strings.HasSuffix(name, "/") {
		return false
	}
	asked, err := url.Parse(s.addressOf(name))
	if err != nil {
		return false
	}
	to, err := asked.Parse(resp.Header.Get("Location"))
	return err == nil && to.Scheme == asked.Scheme && strings.EqualFold(to.Host, asked.Host) && to.Path == asked.Path+"/"
}
