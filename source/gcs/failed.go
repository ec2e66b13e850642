package gcs

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

func (s *Source) attempt(op, object string, midway bool) source.Attempt {
	return source.Attempt{Op: op, Target: s.target, Object: object, Midway: midway}
}

// refused turns an answer of the service into an error.
func (s *Source) refused(try source.Attempt, resp *http.Response) error {
	e := try.Answered(resp.StatusCode, reasonIn(resp.Body))
	e.RetryAfter = source.RetryAfter(resp.Header, time.Now())
	e.Kind = s.kindOf(try, e.Status, e.Code)
	switch e.Code {
	case "resourceIsEncryptedWithCustomerEncryptionKey":
		e.Reason = exposure.NotReadEncrypted
	case "userProjectMissing":
		e.Hint = "whoever asks this bucket pays, and Hemostat names no project to be charged: check with its owner"
	}
	return source.Fail(e)
}

// reasonIn returns the reason in the body of an error, "" where there is none: the
// JSON API gives {"error": {"errors": [{"reason": …}]}}, to downloads plain text.
func reasonIn(body io.Reader) string {
	data, err := io.ReadAll(io.LimitReader(body, longestFail))
	var answer struct {
		Error struct {
			Errors []struct {
				Reason string `json:"reason"`
			} `json:"errors"`
		} `json:"error"`
	}
	if err != nil || json.Unmarshal(data, &answer) != nil || len(answer.Error.Errors) == 0 {
		return ""
	}
	return answer.Error.Errors[0].Reason
}

// kindOf gives the kind of an answer by its reason, and else by its status
// (cloud.google.com/storage/docs/json_api/v1/status-codes). Whoever is refused one
// object may read others, which can have lists of rights of their own.
func (s *Source) kindOf(try source.Attempt, status int, reason string) error {
	switch reason {
	case "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "usageLimits", "dailyLimitExceeded":
		return source.ErrThrottled
	case "backendError", "internalError":
		return source.ErrServer
	case "conditionNotMet":
		return source.ErrChanged
	case "userProjectMissing", "resourceIsEncryptedWithCustomerEncryptionKey":
		return source.ErrDenied
	}
	opens := try.Op == "open"
	switch {
	case status == http.StatusNotFound && opens, status == http.StatusGone:
		return source.ErrGone
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound:
		switch {
		case try.Midway && !opens:
			return source.ErrClosedMidway
		case status == http.StatusNotFound:
			return source.ErrNotFound
		case s.access != source.AccessAnonymous && status == http.StatusUnauthorized:
			return source.ErrSignIn
		case opens, s.access != source.AccessAnonymous:
			return source.ErrDenied
		}
		return source.ErrNotFoundOrPrivate
	case status == http.StatusPreconditionFailed:
		return source.ErrChanged
	case status == http.StatusRequestedRangeNotSatisfiable:
		return source.ErrLength
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return source.ErrThrottled
	case status == http.StatusRequestTimeout, status == http.StatusConflict, status >= 500:
		return source.ErrServer
	case status < 400:
		return source.ErrGarbled
	}
	return source.ErrRequest
}

// noToken turns the failure to get a token into an error of the attempt.
func (s *Source) noToken(ctx context.Context, try source.Attempt, err error) error {
	var known *source.Error
	switch {
	case errors.Is(err, source.ErrSignIn):
		return try.Fail(source.ErrSignIn)
	case errors.As(err, &known):
		e := try.Answered(known.Status, known.Code)
		e.Kind = known.Kind
		return source.Fail(e)
	}
	return source.FailTransport(ctx, try.Op, try.Target, try.Object, err)
}
