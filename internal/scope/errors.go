package scope

import (
	"errors"

	"github.com/hemostat/hemostat/exposure"
)

// What a request can be refused for. Test for them with [errors.Is].
var (
	ErrOutOfScope = errors.New("out of scope")
	ErrExpired    = errors.New("grant expired")
	ErrTooDeep    = errors.New("deeper than the grant")
	ErrAddress    = errors.New("address refused")
	ErrWrites     = errors.New("an examined host is only read")
	ErrPayer      = errors.New("requester pays")
	ErrCeiling    = errors.New("ceiling of bytes reached")
	ErrSample     = errors.New("bounded sample used up")
	ErrLockedDown = errors.New("locked down: only internal/scope opens connections")
)

// A Refusal is a request or target that the scope does not cover, with what the
// operator can do about it. It carries no query, no user information and no object's name.
type Refusal struct {
	What string // the target, host or address
	Why  string // and what to add to the scope
	Err  error  // one of the errors of this package; all are ErrOutOfScope too
}

// Error implements error.
func (r *Refusal) Error() string { return r.What + ": " + r.Err.Error() + ": " + r.Why }

// Is reports whether target is r's own error or [ErrOutOfScope], which every
// refusal is, but for budgets that were used up.
func (r *Refusal) Is(target error) bool {
	return target == r.Err || target == ErrOutOfScope && r.Err != ErrCeiling && r.Err != ErrSample
}

// Refused tells a refusal from a failure of the network: trying again changes
// nothing.
func (r *Refusal) Refused() bool { return true }

// NotRead returns why what was asked for is not read.
func (r *Refusal) NotRead() exposure.Reason {
	switch r.Err {
	case ErrCeiling:
		return exposure.NotReadCeiling
	case ErrSample:
		return exposure.NotReadSample
	}
	return exposure.NotReadScope
}
