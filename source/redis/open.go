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
	"sync/atomic"

	"github.com/hemostat/hemostat/source"
)

// whole is how long a value may be to be read at once, in bytes as they are given out, and
// maxHeld how long all of them together.
const (
	whole   = 6 << 20
	maxHeld = 64 << 20
)

// Open implements [source.Source].
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	try := s.attempt("open", o.Name, true)
	database, key, ok := s.keyOf(o.Name)
	if !ok {
		return nil, try.Fail(source.ErrGone)
	}
	var r *source.Reading
	var v value
	err := s.ask(ctx, database, func(c *conn) (err error) {
		v, err = valueOf(c, key)
		return err
	})
	if err == nil {
		r, err = s.begin(ctx, o, database, v)
	}
	switch {
	case errors.Is(err, errGone):
		return nil, try.Fail(source.ErrGone)
	case errors.Is(err, errType):
		e := try.Answered(0, "")
		e.Kind, e.Hint = source.ErrSpecial, "its type is one of a module, which is not read"
		return nil, source.Fail(e)
	case errors.Is(err, errTorn):
		return nil, try.Fail(source.ErrChanged)
	case errors.Is(err, errLong):
		return nil, tooLong(try)
	case err != nil:
		return nil, s.failed(ctx, try, err)
	case o.ETag != "" && r.ETag != o.ETag:
		r.Body.Close()
		return nil, try.Fail(source.ErrChanged)
	case at > 0 && r.ETag == "":
		r.Body.Close()
		return nil, try.FromStart()
	case at > 0:
		io.CopyN(io.Discard, r.Body, at)
	}
	return r, nil
}

// ask lends a connection for one answer with contents.
func (s *Source) ask(ctx context.Context, database int, use func(*conn) error) error {
	select {
	case s.asking <- struct{}{}:
		defer func() { <-s.asking }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return s.reads.with(ctx, database, use)
}

// part appends the next part of a value. One of which the elements are long is asked for
// fewer of them.
func (s *Source) part(ctx context.Context, database int, v value, to *bytes.Buffer) error {
	for {
		was := to.Len()
		err := s.ask(ctx, database, func(c *conn) error { return v.more(c, to) })
		if !errors.Is(err, errLong) || !v.fewer() {
			return err
		}
		to.Truncate(was)
	}
}

// begin reads a value as far as it is read at once.
func (s *Source) begin(ctx context.Context, o source.Object, database int, v value) (*source.Reading, error) {
	var head bytes.Buffer
	for head.Len() <= whole && s.held.Load()+int64(head.Len()) <= maxHeld {
		if err := s.part(ctx, database, v, &head); errors.Is(err, errDone) {
			return s.small(o, head.Bytes()), nil
		} else if err != nil {
			return nil, err
		}
	}
	return s.long(ctx, o, database, v, &head), nil
}

func tooLong(try source.Attempt) error {
	e := try.Answered(0, "")
	e.Kind, e.Hint = source.ErrSpecial, "an element of it has more than 16 MiB, which is not read"
	return source.Fail(e)
}

// small is the reading of a value that was read at once.
func (s *Source) small(o source.Object, value []byte) *source.Reading {
	sum := sha256.Sum256(value)
	r := s.reading(o)
	s.held.Add(int64(len(value)))
	r.ETag, r.Size, r.Body = `"`+hex.EncodeToString(sum[:16])+`"`, int64(len(value)), &memory{rest: value, length: int64(len(value)), held: &s.held}
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
	length int64
	held   *atomic.Int64
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
	if !m.closed {
		m.held.Add(-m.length)
	}
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
		b.err = b.s.part(b.ctx, b.database, b.value, b.buffer)
		switch {
		case b.err == nil:
		case errors.Is(b.err, errDone):
			b.err = io.EOF
		case errors.Is(b.err, errLong):
			b.err = tooLong(b.try)
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
