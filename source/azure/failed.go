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

// attempt is one request, as its error is to tell of it.
type attempt struct {
	op     string
	object string
	midway bool // something of the container was readable before
}

func (s *Source) fail(try attempt, kind error) error {
	return source.Fail(source.Error{Op: try.op, Target: s.target, Object: try.object, Kind: kind})
}

// failed turns an error of the SDK into one that quotes nothing of the answer:
// the SDK's own hold the body, and its decoders the line they stumbled on.
func (s *Source) failed(ctx context.Context, try attempt, err error) error {
	var answer *azcore.ResponseError
	var lost unsent
	var known *source.Error
	switch {
	case errors.As(err, &answer):
		return s.refused(try, answer)
	case errors.As(err, &lost):
		return source.FailTransport(ctx, try.op, s.target, try.object, lost.error)
	case errors.As(err, &known):
		e := *known
		e.Op, e.Target, e.Object = try.op, s.target, try.object
		return &e
	case context.Cause(ctx) != nil, errors.Is(err, io.ErrUnexpectedEOF):
		return source.FailTransport(ctx, try.op, s.target, try.object, io.ErrUnexpectedEOF)
	}
	return s.fail(try, source.ErrGarbled)
}

// refused turns an answer of the service into an error.
func (s *Source) refused(try attempt, answer *azcore.ResponseError) error {
	e := source.Error{
		Op: try.op, Target: s.target, Object: try.object,
		Status: answer.StatusCode, Code: source.CleanCode(answer.ErrorCode),
	}
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
func (s *Source) shut(try attempt, answer *azcore.ResponseError) error {
	anonymous := s.access == source.AccessAnonymous
	switch {
	case try.op == "open" && !anonymous && answer.StatusCode == http.StatusForbidden && answer.ErrorCode != "AuthenticationFailed":
		return source.ErrDenied
	case try.midway:
		return source.ErrClosedMidway
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
