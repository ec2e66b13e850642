package s3

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/hemostat/hemostat/source"
)

var errGarbled = errors.New("s3: not a listing")

func (s *Source) attempt(op, object string, midway bool) source.Attempt {
	return source.Attempt{Op: op, Target: s.target, Object: object, Midway: midway}
}

// failed turns an error of the SDK into one that quotes nothing of the answer.
func (s *Source) failed(ctx context.Context, try source.Attempt, err error) error {
	if known, ok := try.Unanswered(ctx, err); ok {
		return known
	}
	var answer *smithyhttp.ResponseError
	var invalid *smithy.SerializationError
	switch {
	case errors.As(err, &answer) && answer.HTTPStatusCode() >= 300:
		return s.refused(try, err, answer)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return source.FailTransport(ctx, try.Op, try.Target, try.Object, io.ErrUnexpectedEOF)
	case errors.As(err, &invalid):
		return try.Fail(source.ErrRequest)
	}
	return try.Fail(source.ErrGarbled)
}

// refused turns an answer of the service into an error.
func (s *Source) refused(try source.Attempt, err error, answer *smithyhttp.ResponseError) error {
	code := ""
	var api smithy.APIError
	if errors.As(err, &api) {
		code = api.ErrorCode()
	}
	e := try.Answered(answer.HTTPStatusCode(), code)
	if answer.Response != nil && answer.Response.Response != nil {
		e.RetryAfter = source.RetryAfter(answer.Response.Header, time.Now())
	}
	e.Kind = s.kindOf(try, e.Status, e.Code)
	return source.Fail(e)
}

// kindOf gives the kind of an answer by its code, and else by its status. A
// refusal of one object may be that object's own (each has its own ACL), unlike
// that of a listing.
func (s *Source) kindOf(try source.Attempt, status int, code string) error {
	switch code {
	case "NoSuchKey", "NoSuchVersion", "MethodNotAllowed":
		return source.ErrGone
	case "InvalidObjectState":
		return source.ErrArchived
	case "NoSuchBucket", "AllAccessDisabled", "AccountProblem":
		switch {
		case try.Midway:
			return source.ErrClosedMidway
		case code == "NoSuchBucket":
			return source.ErrNotFound
		}
		return source.ErrNotFoundOrPrivate
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken":
		return source.ErrSignIn
	case "SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequests", "ServiceUnavailable":
		return source.ErrThrottled
	case "RequestTimeout", "InternalError":
		return source.ErrServer
	case "PreconditionFailed":
		return source.ErrChanged
	}
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		switch {
		case try.Op == "open":
			return source.ErrDenied
		case try.Midway:
			return source.ErrClosedMidway
		case s.access == source.AccessAnonymous:
			return source.ErrNotFoundOrPrivate
		}
		return source.ErrDenied
	case status == http.StatusNotFound && try.Op == "open", status == http.StatusGone:
		return source.ErrGone
	case status == http.StatusNotFound:
		return source.ErrNotFoundOrPrivate
	case status == http.StatusPreconditionFailed:
		return source.ErrChanged
	case status == http.StatusRequestedRangeNotSatisfiable:
		return source.ErrLength
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return source.ErrThrottled
	case status == http.StatusRequestTimeout, status == http.StatusConflict, status >= 500:
		return source.ErrServer
	}
	return source.ErrRequest
}

// otherRegion returns the region that an answer says the bucket lies in.
func otherRegion(err error) (string, bool) {
	var answer *smithyhttp.ResponseError
	if !errors.As(err, &answer) || answer.Response == nil || answer.Response.Response == nil {
		return "", false
	}
	switch answer.HTTPStatusCode() {
	case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusBadRequest, http.StatusForbidden:
		region := answer.Response.Header.Get("x-amz-bucket-region")
		return region, validRegion(region)
	}
	return "", false
}
