package redis

import (
	"context"
	"errors"

	"github.com/hemostat/hemostat/source"
)

// failed makes the error of an attempt from what a connection or the server said
// (redis.io, "Redis security", "Redis cluster specification").
func (s *Source) failed(ctx context.Context, try source.Attempt, err error) error {
	var said refusal
	if !errors.As(err, &said) {
		if errors.Is(err, errProtocol) {
			return try.Fail(source.ErrGarbled)
		}
		return try.Lost(ctx, err)
	}
	e := try.Answered(0, said.code)
	switch said.code {
	case "NOAUTH", "WRONGPASS", "NOPERM", "DENIED":
		e.Kind = source.ErrDenied
		if try.Midway {
			e.Kind = source.ErrClosedMidway
		}
	case "LOADING", "MASTERDOWN", "BUSY", "CLUSTERDOWN", "TRYAGAIN":
		e.Kind = source.ErrServer
	case "MOVED", "ASK":
		e.Kind, e.Hint = source.ErrElsewhere, "it is one node of a cluster: name each node as a target"
	case "WRONGTYPE":
		e.Kind = source.ErrChanged
	default:
		switch said.about {
		case tooMany:
			e.Kind = source.ErrThrottled
		case noDatabase:
			e.Kind = source.ErrNotFound
		default:
			e.Kind = source.ErrRequest
		}
	}
	return source.Fail(e)
}
