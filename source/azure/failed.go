package azure

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

func (s *Source) attempt(op, object string, midway bool) source.Attempt {
	return source.Attempt{Op: op, Target: s.target, Object: object, Midway: midway}
}

// failed turns an error of the SDK into one that quotes nothing of the answer:
// the SDK's own hold the body, and its decoders the line they stumbled on.
func (s *Source) failed(ctx context.Context, try source.Attempt, err error) error {
	var answer *azcore.ResponseError
	if errors.As(err, &answer) {
		return s.refused(try, answer)
	}
	if known, ok := try.Unanswered(ctx, err); ok {
		return known
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return source.FailTransport(ctx, try.Op, try.Target, try.Object, io.ErrUnexpectedEOF)
	}
	return try.Fail(source.ErrGarbled)
}

// refused turns an answer of the service into an error.
func (s *Source) refused(try source.Attempt, answer *azcore.ResponseError) error {
	e := try.Answered(answer.StatusCode, answer.ErrorCode)
	if answer.RawResponse != nil {
		e.RetryAfter = source.RetryAfter(answer.RawResponse.Header, time.Now())
	}
	e.Kind = kindOf(answer.StatusCode, answer.ErrorCode)
	if answer.ErrorCode == "BlobUsesCustomerSpecifiedEncryption" {
		e.Reason = exposure.NotReadEncrypted
	}
	if e.Kind == source.ErrNotFoundOrPrivate {
		e.Kind = s.shut(try, answer)
	}
	return source.Fail(e)
}

// shut tells apart, as far as the service does, what its one answer to whoever
// may not read can mean. Whoever signed in, and not with something that has
// ended, and is refused a blob lacks the right to read; who could read before
// and no longer can has seen it closed; what is neither is not found or private
// (Microsoft Learn, "Configure anonymous read access", and the error codes of
// the Blob service).
func (s *Source) shut(try source.Attempt, answer *azcore.ResponseError) error {
	anonymous := s.access == source.AccessAnonymous
	switch {
	case try.Op == "open" && !anonymous && answer.StatusCode == http.StatusForbidden && answer.ErrorCode != "AuthenticationFailed":
		return source.ErrDenied
	case try.Midway:
		return source.ErrClosedMidway
	case !anonymous && answer.ErrorCode == "ContainerNotFound":
		return source.ErrNotFound
	case !anonymous && answer.ErrorCode == "AuthenticationFailed":
		return source.ErrSignIn
	case answer.StatusCode == http.StatusNotFound, anonymous:
		return source.ErrNotFoundOrPrivate
	}
	return source.ErrDenied
}

// kindOf gives the kind of an answer by its code, and else by its status.
func kindOf(status int, code string) error {
	switch code {
	case "BlobNotFound":
		return source.ErrGone
	case "BlobArchived", "BlobBeingRehydrated":
		return source.ErrArchived
	case "PublicAccessNotPermitted", "ContainerNotFound", "ResourceNotFound", "ContainerBeingDeleted", "ContainerDisabled":
		return source.ErrNotFoundOrPrivate
	case "ServerBusy", "AccountIOPSLimitExceeded", "IngressLimitExceeded", "EgressLimitExceeded":
		return source.ErrThrottled
	case "OperationTimedOut", "InternalError":
		return source.ErrServer
	case "ConditionNotMet", "TargetConditionNotMet":
		return source.ErrChanged
	}
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound:
		return source.ErrNotFoundOrPrivate
	case status == http.StatusPreconditionFailed:
		return source.ErrChanged
	case status == http.StatusConflict:
		return source.ErrDenied
	case status == http.StatusRequestedRangeNotSatisfiable:
		return source.ErrLength
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return source.ErrThrottled
	case status == http.StatusRequestTimeout, status >= 500:
		return source.ErrServer
	case status == http.StatusGone:
		return source.ErrGone
	case status >= 300 && status < 400:
		return source.ErrGarbled
	}
	return source.ErrRequest
}
