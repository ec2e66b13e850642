package source

import (
	"context"
	"errors"
	"io"
	"sync"
)

// A Body is one object, read from its first byte to its announced end.
type Body struct {
	ctx    context.Context
	src    Source
	object Object
	tries  attempts
	policy RetryPolicy

	mu     sync.Mutex // guards open: Close may come while Read waits
	open   *opened    // nil between two connections
	closed bool

	first  Reading // what the first answer told; Body is nil
	pos    int64   // bytes given out
	length int64   // announced; -1 unknown
	err    error   // sticky
}

// Stream opens o of src and returns its bytes, across dropped connections: it
// asks again from the byte reached, pinned to the ETag, as p says. Reading ends
// with io.EOF after exactly the announced bytes, or with an error: [ErrChanged]
// where the object is no longer the one listed, [ErrLength] where the body is
// longer or shorter than announced, [ErrNetwork], [ErrThrottled], [ErrTimeout]
// where patience ran out, the context's cause where it ended.
//
// What is announced is the size in the listing where that pinned an ETag, else
// the size of the first answer. An object without any is cut at p.Limit.
func Stream(ctx context.Context, src Source, o Object, p RetryPolicy) (*Body, error) {
	p = p.withDefaults()
	b := &Body{ctx: ctx, src: src, object: o, policy: p, tries: attempts{policy: p}, length: -1}
	if err := b.connect(); err != nil {
		return nil, err
	}
	return b, nil
}

// Size returns the announced size in bytes, -1 where none was announced.
func (b *Body) Size() int64 { return b.length }

// ETag returns the state that is read.
func (b *Body) ETag() string { return b.object.ETag }

// Reading returns what the first answer told, without its body.
func (b *Body) Reading() Reading { return b.first }

// Retries returns how many attempts have failed so far.
func (b *Body) Retries() int64 { return b.tries.total }

// Read implements [io.Reader].
func (b *Body) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, b.err
	}
	for b.err == nil {
		if err := b.connect(); err != nil {
			b.err = err
			break
		}
		if b.length >= 0 && b.pos == b.length {
			b.err = b.finish()
			break
		}
		part := p
		if left := b.left(); int64(len(part)) > left {
			part = part[:left]
		}
		n, err := b.open.read(part)
		b.pos += int64(n)
		if n > 0 {
			b.tries.gain(n)
		}
		if err != nil {
			b.err = b.broken(err)
		} else if b.length < 0 && b.pos >= b.policy.Limit {
			b.err = b.fail(ErrLength, nil)
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, b.err
}

// Close ends the reading. It may be called while Read waits.
func (b *Body) Close() error {
	b.mu.Lock()
	b.closed = true
	open := b.open
	b.mu.Unlock()
	if open != nil {
		open.close(errClosed)
	}
	return nil
}

var errClosed = errors.New("source: read of a closed body")

func (b *Body) left() int64 {
	if b.length >= 0 {
		return b.length - b.pos
	}
	return b.policy.Limit - b.pos
}

// finish is called when all announced bytes have come: one more is too many.
func (b *Body) finish() error {
	var one [1]byte
	n, _ := b.open.read(one[:])
	if n > 0 {
		return b.drop(b.fail(ErrLength, nil))
	}
	if err := context.Cause(b.ctx); err != nil {
		return b.drop(err)
	}
	if err := b.open.verdict; err != nil {
		return b.drop(err)
	}
	return b.drop(io.EOF)
}

// broken decides what an error in the middle of a body means: nil where it is
// worth opening it again.
func (b *Body) broken(err error) error {
	announced := b.open.reading.Size
	b.drop(nil)
	if b.isClosed() {
		return errClosed
	}
	if cause := context.Cause(b.ctx); cause != nil {
		return cause
	}
	var known *Error
	switch {
	case errors.As(err, &known) && !Retryable(err):
		return err
	case b.pos == b.length, err == io.EOF && b.length < 0:
		return io.EOF
	case err == io.EOF && (announced < 0 || announced <= b.pos):
		return b.fail(ErrLength, nil) // whole by its own account, and too short
	case err == io.EOF:
		err = b.fail(ErrNetwork, io.ErrUnexpectedEOF)
	case known == nil:
		err = FailTransport(b.ctx, "read", nameOf(b.src), b.object.Name, err)
	}
	return b.tries.again(b.ctx, err)
}

// connect opens the object at the position reached where no connection stands.
func (b *Body) connect() error {
	for b.open == nil {
		if b.isClosed() {
			return errClosed
		}
		open, err := openTimed(b.ctx, b.policy, b.src, func(ctx context.Context) (*Reading, error) {
			return b.src.Open(ctx, b.object, b.pos)
		})
		if err == nil {
			return b.begin(open)
		}
		if err := b.tries.again(b.ctx, err); err != nil {
			return err
		}
	}
	return nil
}

// begin takes a fresh connection into use and holds it to the pinned state.
func (b *Body) begin(open *opened) error {
	r := open.reading
	if b.object.ETag != "" && r.ETag != "" && r.ETag != b.object.ETag {
		open.close(errClosed)
		return b.fail(ErrChanged, nil)
	}
	if b.first.Address == "" {
		b.first = *r
		b.first.Body = nil
		b.length = r.Size
		if b.object.Size >= 0 && (b.object.ETag != "" || r.Size < 0) {
			b.length = b.object.Size
		}
	}
	if b.object.ETag == "" {
		b.object.ETag = r.ETag
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open = open
	if b.closed {
		open.close(errClosed)
	}
	return nil
}

func (b *Body) isClosed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}

func (b *Body) drop(err error) error {
	b.mu.Lock()
	open := b.open
	b.open = nil
	b.mu.Unlock()
	open.close(errClosed)
	return err
}

func (b *Body) fail(kind, cause error) error {
	return Fail(Error{Op: "read", Target: nameOf(b.src), Object: b.object.Name, Kind: kind, Err: cause})
}
