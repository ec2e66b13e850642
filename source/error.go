package source

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// The kinds of failure. Test with [errors.Is].
var (
	ErrNotFoundOrPrivate       = errors.New("not found or private")
	ErrNotFound          error = notFound{} // it is an [ErrNotFoundOrPrivate] of which the provider tells which
	ErrDenied                  = errors.New("denied")
	ErrSignIn                  = errors.New("the sign-in was not accepted")
	ErrChanged                 = errors.New("changed since it was listed")
	ErrGone                    = errors.New("no longer there")
	ErrArchived                = errors.New("in an archive tier")
	ErrSpecial                 = errors.New("no regular file")
	ErrThrottled               = errors.New("asked to slow down")
	ErrMarkerRepeats           = errors.New("the listing repeats a marker")
	ErrLength                  = errors.New("not as long as announced")
	ErrClosedMidway            = errors.New("was readable and no longer is")
	ErrNetwork                 = errors.New("connection failed or lost")
	ErrServer                  = errors.New("the provider failed")
	ErrTimeout                 = errors.New("took too long")
	ErrGarbled                 = errors.New("an answer that does not follow the protocol")
	ErrRefused                 = errors.New("refused before anything was sent")
	ErrRequest                 = errors.New("the provider does not accept the request")
	ErrPlain                   = errors.New("it answers without TLS")
	ErrNoListing               = errors.New("no directory listing")
	ErrElsewhere               = errors.New("it is said to lie at another address, and redirects are not followed")
)

// notFound is the type of [ErrNotFound].
type notFound struct{}

func (notFound) Error() string        { return "not found" }
func (notFound) Is(target error) bool { return target == ErrNotFoundOrPrivate }

// kinds gives for each kind its reason and what the reader can do about it.
var kinds = map[error]struct {
	reason exposure.Reason
	hint   string
}{
	ErrNotFoundOrPrivate: {exposure.NotReadDenied, "the provider does not tell which: check the spelling; if it is yours, sign in; if it was open before, it may have been closed"},
	ErrNotFound:          {exposure.NotReadDenied, "check the spelling; if it was there before, it was deleted"},
	ErrSignIn:            {exposure.NotReadDenied, "check the key and its ID, and when it ends"},
	ErrPlain:             {exposure.NotReadBroken, "name it with http:// in place of https:// if that is meant"},
	ErrDenied:            {exposure.NotReadDenied, "what was signed in with does not reach this; check its rights and when it ends"},
	ErrChanged:           {exposure.NotReadChanging, "list it again"},
	ErrGone:              {exposure.NotReadGone, "list it again"},
	ErrArchived:          {exposure.NotReadArchived, "its owner must rehydrate it before it can be read"},
	ErrSpecial:           {exposure.NotReadSpecial, "it is a link, device, socket or pipe"},
	ErrThrottled:         {exposure.NotReadThrottled, "run again later, or with fewer workers: what is done stays done"},
	ErrMarkerRepeats:     {exposure.NotReadBroken, "the listing would never end; what was listed so far is kept"},
	ErrLength:            {exposure.NotReadLength, "the provider or something on the way lies about sizes"},
	ErrClosedMidway:      {exposure.NotReadDenied, "it was closed while it was being read, or the sign-in has ended; what was read so far is kept"},
	ErrNetwork:           {exposure.NotReadNetwork, "check the connection and run again: what is done stays done"},
	ErrServer:            {exposure.NotReadNetwork, "run again later: what is done stays done"},
	ErrTimeout:           {exposure.NotReadTimeout, "run again later: what is done stays done"},
	ErrGarbled:           {exposure.NotReadBroken, "check that this is the provider's address and no proxy answers for it"},
	ErrRefused:           {exposure.NotReadScope, "check the scope"},
	ErrRequest:           {exposure.NotReadBroken, "check the address and how it is signed in"},
	ErrNoListing:         {exposure.NotReadUnlisted, "the server answers with a page of its own: check the address; files that are known by name can be named"},
	ErrElsewhere:         {exposure.NotReadScope, "check that address and, if it is meant, name it as the target"},
}

// folderHints stand in place of hints for a folder of this machine.
var folderHints = map[error]string{
	ErrNotFoundOrPrivate: "check the path",
	ErrDenied:            "this user may not read it",
	ErrChanged:           "list it again",
	ErrGone:              "list it again",
	ErrSpecial:           "it is a link, device, socket or pipe",
}

// An Error says what was being done, to what, and what came back. Its text
// quotes neither the object's name nor anything of a body: both are contents of
// the target.
type Error struct {
	Op         string // "list", "open", "read"
	Target     string // as the operator writes it, without a signature
	Object     string // the object's name, or ""; not part of the text
	Kind       error  // one of the kinds above
	Status     int    // HTTP status; 0 where none came
	Code       string // the provider's error code: letters, digits and -_. only
	Reason     exposure.Reason
	RetryAfter time.Duration // what the provider asked for; 0 where it did not
	Err        error         // what lies beneath, or nil
	Hint       string        // what the reader can do about it, in place of the kind's own words
}

// Error returns one line: what was done, to what, what came, what to do.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Target != "" {
		b.WriteString(" " + e.Target)
	}
	if e.Kind != nil {
		b.WriteString(": " + e.Kind.Error())
	}
	if e.Status != 0 {
		b.WriteString(strings.TrimRight(fmt.Sprintf(" (HTTP %d %s", e.Status, e.Code), " ") + ")")
	} else if e.Code != "" {
		b.WriteString(" (" + e.Code + ")")
	}
	if cause := e.cause(); cause != "" {
		b.WriteString(": " + cause)
	}
	hint := kinds[e.Kind].hint
	if strings.HasPrefix(e.Target, "file:") {
		hint = folderHints[e.Kind]
	}
	if e.Hint != "" {
		hint = e.Hint
	}
	if hint != "" {
		b.WriteString("; " + hint)
	}
	return b.String()
}

// cause returns the text of what lies beneath where that is known to quote
// nothing foreign. net/http quotes the answers that it cannot parse, and a
// refusal names what was asked for.
func (e *Error) cause() string {
	var op *net.OpError
	var dns *net.DNSError
	var number syscall.Errno
	var certificate *tls.CertificateVerificationError
	var r refusal
	switch {
	case e.Err == nil:
		return ""
	case errors.As(e.Err, &r) && e.Object == "":
		return r.Error()
	case errors.As(e.Err, &op):
		return op.Error()
	case errors.As(e.Err, &dns):
		return dns.Error()
	case errors.As(e.Err, &number):
		return number.Error()
	case errors.As(e.Err, &certificate):
		return "its certificate was not accepted"
	case errors.Is(e.Err, io.ErrUnexpectedEOF), errors.Is(e.Err, io.EOF):
		return io.ErrUnexpectedEOF.Error()
	}
	return ""
}

// Unwrap makes both the kind and the cause visible to [errors.Is].
func (e *Error) Unwrap() []error {
	var under []error
	if e.Kind != nil {
		under = append(under, e.Kind)
	}
	if e.Err != nil {
		under = append(under, e.Err)
	}
	return under
}

// Fail completes an error whose Reason is empty from its kind.
func Fail(e Error) *Error {
	if e.Reason == "" {
		e.Reason = kinds[e.Kind].reason
	}
	return &e
}

// ReasonOf returns why an object was not read, given the error of an attempt.
func ReasonOf(err error) exposure.Reason {
	var e *Error
	switch {
	case errors.As(err, &e) && e.Reason != "":
		return e.Reason
	case errors.Is(err, context.DeadlineExceeded):
		return exposure.NotReadTimeout
	}
	return exposure.NotReadNetwork
}

// Retryable reports whether another attempt may succeed where this one failed.
func Retryable(err error) bool {
	for _, kind := range []error{ErrThrottled, ErrServer, ErrNetwork, ErrTimeout, ErrGarbled} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// A refusal is an error of a transport that will not send a request, by scope or
// budget. It is never tried again.
type refusal interface {
	error
	Refused() bool
}

// reasoned is a refusal that knows why an object is not read: the ceiling, the
// bounded sample. Without the method the reason is the scope.
type reasoned interface{ NotRead() exposure.Reason }

// FailTransport makes the [*Error] of an attempt that brought no answer. A
// context's end is returned as its cause. An error with a method Refused() bool
// that returns true is [ErrRefused] and never tried again; its Reason is what
// its method NotRead() exposure.Reason gives, where it has one. An unknown host
// is [ErrNotFoundOrPrivate], a server that speaks no TLS [ErrPlain]; all else is
// [ErrNetwork].
func FailTransport(ctx context.Context, op, target, object string, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		if !errors.Is(cause, ErrTimeout) {
			return cause
		}
		return Fail(Error{Op: op, Target: target, Object: object, Kind: ErrTimeout})
	}
	e := Error{Op: op, Target: target, Object: object, Kind: ErrNetwork, Err: err}
	var r refusal
	var why reasoned
	var dns *net.DNSError
	var wait net.Error
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &r) && r.Refused():
		e.Kind = ErrRefused
		if errors.As(err, &why) {
			e.Reason = why.NotRead()
		}
	case errors.As(err, &dns) && dns.IsNotFound:
		e.Kind = ErrNotFoundOrPrivate
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &plain):
		e.Kind = ErrPlain
	case errors.As(err, &wait) && wait.Timeout():
		e.Kind = ErrTimeout
	}
	return Fail(e)
}

// CleanCode cuts a provider's error code down to what may stand in a line: at
// most 64 letters, digits and "-_.".
func CleanCode(code string) string {
	clean := make([]byte, 0, 64)
	for i := 0; i < len(code) && len(clean) < 64; i++ {
		c := code[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' {
			clean = append(clean, c)
		}
	}
	return string(clean)
}
