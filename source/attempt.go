package source

import (
	"context"
	"errors"
	"net/http"
)

// An Attempt is one request to a provider, as its error is to tell of it.
type Attempt struct {
	Op     string // "list", "open", "read"
	Target string
	Object string // name, or ""
	Midway bool   // something of the target was readable before
}

// Fail returns the attempt's error of a kind.
func (a Attempt) Fail(kind error) *Error { return Fail(a.error(kind)) }

// Answered is [Attempt.Fail] for an answer that came, with the provider's own
// code for it.
func (a Attempt) Answered(status int, code string) Error {
	e := a.error(nil)
	e.Status, e.Code = status, CleanCode(code)
	return e
}

func (a Attempt) error(kind error) Error {
	return Error{Op: a.Op, Target: a.Target, Object: a.Object, Kind: kind}
}

// Unanswered tells, of an error that an SDK returned, whether no answer came, and
// makes the attempt's error of it then: the SDK's own wrap what the transport
// said, and its decoders quote the line that they stumbled on.
func (a Attempt) Unanswered(ctx context.Context, err error) (error, bool) {
	var lost *unsent
	var known *Error
	switch {
	case errors.As(err, &lost):
		return FailTransport(ctx, a.Op, a.Target, a.Object, lost.error), true
	case context.Cause(ctx) != nil:
		return FailTransport(ctx, a.Op, a.Target, a.Object, err), true
	case errors.As(err, &known):
		e := *known
		e.Op, e.Target, e.Object = a.Op, a.Target, a.Object
		return &e, true
	}
	return nil, false
}

// Once sends each request once and follows no redirect: what an SDK is given for
// its client. [Attempt.Unanswered] knows its errors.
type Once struct{ http.RoundTripper }

// Do sends req.
func (o Once) Do(req *http.Request) (*http.Response, error) {
	resp, err := o.RoundTrip(req)
	if err != nil {
		return nil, &unsent{err}
	}
	return resp, nil
}

// unsent marks an error of the transport among those of an SDK.
type unsent struct{ error }

func (u *unsent) Unwrap() error { return u.error }
