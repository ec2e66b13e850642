package redis

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/hemostat/hemostat/source"
)

// whole is how long a value may be to be read at once, in bytes as they are given out.
const whole = 16 << 20

// Open implements [source.Source].
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	try := s.attempt("open", o.Name, true)
	database, key, ok := s.keyOf(o.Name)
	if !ok {
		return nil, try.Fail(source.ErrGone)
	}
	var r *source.Reading
	err := s.reads.with(ctx, database, func(c *conn) error {
		v, err := valueOf(c, key)
		if err != nil {
			return err
		}
		var head bytes.Buffer
		for head.Len() <= whole {
			if err := v.more(c, &head); errors.Is(err, errDone) {
				r = s.small(o, head.Bytes())
				return nil
			} else if err != nil {
				return err
			}
		}
		r = s.long(ctx, o, database, v, &head)
		return nil
	})
	switch {
	case errors.Is(err, errGone):
		return nil, try.Fail(source.ErrGone)
	case errors.Is(err, errType):
		e := try.Answered(0, "")
		e.Kind, e.Hint = source.ErrSpecial, "its type is one of a module, which is not read"
		return nil, source.Fail(e)
	case errors.Is(err, errTorn):
		return nil, try.Fail(source.ErrChanged)
	case err != nil:
		return nil, s.failed(ctx, try, err)
	case o.ETag != "" && r.ETag != o.ETag:
		return nil, try.Fail(source.ErrChanged)
	case at > 0 && r.ETag == "":
		return nil, try.FromStart()
	case at > 0:
		io.CopyN(io.Discard, r.Body, at)
	}
	return r, nil
}

// small is the reading of a value that was read at once.
func (s *Source) small(o source.Object, value []byte) *source.Reading {
	sum := sha256.Sum256(value)
	r := s.reading(o)
	r.ETag, r.Size, r.Body = `"`+hex.EncodeToString(sum[:16])+`"`, int64(len(value)), &memory{rest: value}
	return r
}

// long is the reading of a value of which more is to come.
func (s *Source) long(ctx context.Context, o source.Object, database int, v value, head *bytes.Buffer) *source.Reading {
	r := s.reading(o)
	r.Size, r.Body = v.size(), &rest{ctx: ctx, s: s, try: s.attempt("read", o.Name, true), database: database, value: v, buffer: head}
	return r
}

func (s *Source) reading(o source.Object) *source.Reading {
	return &source.Reading{Address: s.target, Access: source.AccessAnonymous, Modified: o.Modified, Whole: true}
}

// memory is a body that is there already.
type memory struct {
	mu     sync.Mutex
	rest   []byte
	closed bool
}

// Read implements [io.Reader].
func (m *memory) Read(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	n := copy(p, m.rest)
	if m.rest = m.rest[n:]; n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Close implements [io.Closer].
func (m *memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rest, m.closed = nil, true
	return nil
}

// rest is a body that asks for the next part when the one before is used up, over
// whichever connection is free then.
type rest struct {
	ctx      context.Context
	s        *Source
	try      source.Attempt
	database int
	value    value
	buffer   *bytes.Buffer
	err      error
}

// Read implements [io.Reader].
func (b *rest) Read(p []byte) (int, error) {
	for b.buffer.Len() == 0 && b.err == nil {
		b.buffer.Reset()
		b.err = b.s.reads.with(b.ctx, b.database, func(c *conn) error { return b.value.more(c, b.buffer) })
		switch {
		case b.err == nil:
		case errors.Is(b.err, errDone):
			b.err = io.EOF
		case errors.Is(b.err, errTorn), errors.Is(b.err, errGone):
			b.err = b.try.Fail(source.ErrChanged)
		default:
			b.err = b.s.failed(b.ctx, b.try, b.err)
		}
	}
	if b.buffer.Len() > 0 {
		return b.buffer.Read(p)
	}
	return 0, b.err
}

// Close implements [io.Closer].
func (b *rest) Close() error { return nil }
