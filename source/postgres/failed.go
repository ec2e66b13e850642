package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/hemostat/hemostat/source"
)

// errNoAccount is the refusal of a server of which the grant names no account.
var errNoAccount = errors.New("no account")

func (s *Source) attempt(op, object string, midway bool) source.Attempt {
	return source.Attempt{Op: op, Target: s.target.String(), Object: object, Midway: midway}
}

// refused reports whether another account might be let in.
func refused(err error) bool {
	var a *answer
	return errors.As(err, &a) && (a.wants || a.denies())
}

// denies reports whether the account lacks the right: of signing in (class 28) or to
// something in the database (postgresql.org/docs/current/errcodes-appendix.html).
func (a *answer) denies() bool { return strings.HasPrefix(a.code, "28") || a.code == "42501" }

// failed makes the attempt's error of what a session returned.
func failed(ctx context.Context, try source.Attempt, err error) error {
	var a *answer
	told := errors.As(err, &a)
	switch {
	case context.Cause(ctx) != nil, !told && err != errNoAccount:
		return try.Lost(ctx, err)
	case err == errNoAccount:
		e := try.Answered(0, "")
		e.Kind, e.Hint = source.ErrDenied, `the server lets nobody in who names no account: check the grant and name there what may be tried, accounts = ["…"]; no password is ever sent`
		return source.Fail(e)
	}
	e := try.Answered(0, a.code)
	e.Kind = kindOf(try, a)
	if e.Kind == source.ErrDenied {
		e.Hint = "check which accounts the grant names and what they may read, and name a database that they may enter: none got so far without a password"
	}
	return source.Fail(e)
}

// kindOf gives the kind of the server's error by its SQLSTATE.
func kindOf(try source.Attempt, a *answer) error {
	lists, reads := try.Op == "list", try.Op == "read"
	class := ""
	if len(a.code) == 5 {
		class = a.code[:2]
	}
	switch {
	case a.wants || a.denies():
		if lists && try.Midway {
			return source.ErrClosedMidway
		}
		return source.ErrDenied
	case !reads && (a.code == "3D000" || a.code == "3F000" || a.code == "42P01"): // no such database, schema, table
		if lists {
			return source.ErrNotFound
		}
		return source.ErrGone
	case a.code == "55000" && lists: // the database takes no connections
		return source.ErrDenied
	case class == "53", a.code == "55P03": // too many connections, out of memory, a lock that is held
		return source.ErrThrottled
	case a.code == "57014": // statement_timeout
		return source.ErrTimeout
	case class == "57", class == "40", class == "58", class == "XX", a.code == "25P03": // it stops or starts, takes the snapshot away, fails
		return source.ErrServer
	}
	return source.ErrRequest
}
