package mysql

import (
	"context"
	"errors"
	"strconv"

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

// The errors that matter (dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html,
// mariadb.com/kb/en/mariadb-error-code-reference).
const (
	noRights   = 1044
	noDatabase = 1049
	noTable    = 1146
)

// denies reports whether the account, or who comes from here, lacks the right.
func (a *answer) denies() bool {
	switch a.code {
	case noRights, 1045, 1129, 1130, 1142, 1143, 1227, 1251, 1275, 1370, 1524, 1698, 1820, 1862, 3118, 3159, 3955, 4151:
		return true
	}
	return false
}

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
	code := ""
	if a.code != 0 {
		code = strconv.Itoa(a.code)
	}
	e := try.Answered(0, code)
	e.Kind = kindOf(try, a)
	if e.Kind == source.ErrDenied {
		e.Hint = "check which accounts the grant names, and what they may read: none got so far without a password"
	}
	return source.Fail(e)
}

// kindOf gives the kind of the server's error.
func kindOf(try source.Attempt, a *answer) error {
	lists := try.Op == "list"
	if a.wants || a.denies() {
		if lists && try.Midway {
			return source.ErrClosedMidway
		}
		return source.ErrDenied
	}
	switch a.code {
	case noDatabase, noTable, 1932: // the last: its file is gone
		if lists {
			return source.ErrNotFound
		}
		return source.ErrGone
	case 1040, 1041, 1203, 1205, 1226: // too many connections, out of memory, a lock that is held, a limit of the account
		return source.ErrThrottled
	case 1969, 3024: // a statement took too long
		return source.ErrTimeout
	case 1030, 1047, 1053, 1077, 1079, 1109, 1152, 1158, 1159, 1160, 1161, 1213, 1317, 1412, 1927, 4031: // it stops, is killed, or its disk fails; the table's form changed while it was read
		return source.ErrServer
	}
	return source.ErrRequest
}
