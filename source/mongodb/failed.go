package mongodb

import (
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
)

// refused turns a reply that says that a command failed into an error. Of its words
// the name of its code is kept: the message may quote what was asked for.
func refused(try source.Attempt, reply bson.Raw) *source.Error {
	code, _ := reply.Lookup("code").AsInt64OK()
	name, _ := reply.Lookup("codeName").StringValueOK()
	if name == "" && code != 0 {
		name = strconv.FormatInt(code, 10)
	}
	e := try.Answered(0, name)
	e.Kind = kindOf(try, code)
	if e.Kind == source.ErrDenied {
		e.Hint = "the server wants an account, and none is used: check that it is the one that is meant"
	}
	return source.Fail(e)
}

// kindOf gives the kind of a failure by its code (mongodb.com/docs/manual/reference/error-codes).
func kindOf(try source.Attempt, code int64) error {
	switch code {
	case 13, 18, 8000: // Unauthorized, AuthenticationFailed, Atlas's own for both
		if try.Midway && try.Op == "list" {
			return source.ErrClosedMidway
		}
		return source.ErrDenied
	case 26: // NamespaceNotFound
		if try.Op == "list" {
			return source.ErrNotFound
		}
		return source.ErrGone
	case 43, 175, 237: // CursorNotFound, QueryPlanKilled, CursorKilled
		return source.ErrChanged
	case 16500: // RequestRateTooLarge, of Azure Cosmos DB
		return source.ErrThrottled
	case 50: // MaxTimeMSExpired
		return source.ErrTimeout
	case 6, 7, 89, 91, 134, 189, 202, 262, 9001, 10107, 11600, 11602, 13435, 13436:
		// hosts that are not reached, shutting down, no primary, too busy, interrupted
		return source.ErrServer
	}
	return source.ErrRequest
}
