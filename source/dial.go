package source

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
)

// A Dialer connects to the one server that a source reads, for protocols that are
// not HTTP. What is said over its connections is the source's to answer for: it
// changes nothing there.
type Dialer interface {
	// DialList connects so as to ask what is there.
	DialList(ctx context.Context) (net.Conn, error)

	// DialRead connects so as to read contents: what is read counts against the
	// bounded sample of a grant that has one.
	DialRead(ctx context.Context) (net.Conn, error)

	// TLS begins TLS on a connection. Any certificate is taken.
	TLS(ctx context.Context, conn net.Conn) (*tls.Conn, error)
}

// Transports are what a server that speaks HTTP is asked by, where what a path asks
// for is known to its source alone: one asks what is there, the other reads contents.
type Transports struct {
	List, Read http.RoundTripper
}

// A Thrifty source wants no object to be opened before somebody reads it: each open
// one holds a connection of a server that has few of them, or a cursor that ends
// when nobody reads on.
type Thrifty interface{ Thrifty() }

// FromStart is the error of a source that cannot go on in the middle of an object:
// rows come in no order that would be the same again. What is read anew begins at the
// first byte.
func (a Attempt) FromStart() *Error { return a.Fail(ErrChanged) }

// Lost makes the attempt's error of one that a connection returned, which is or
// wraps one of net, crypto/tls or the dialer: protocols' libraries quote what they
// cannot parse, so that nothing else of the error is kept.
func (a Attempt) Lost(ctx context.Context, err error) error {
	var op *net.OpError
	var dns *net.DNSError
	var r refusal
	var record tls.RecordHeaderError
	var number syscall.Errno
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case context.Cause(ctx) != nil, errors.As(err, &r), errors.As(err, &op), errors.As(err, &dns), errors.As(err, &record), errors.As(err, &number),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return FailTransport(ctx, a.Op, a.Target, a.Object, err)
	}
	return a.Fail(ErrGarbled)
}

// ErrNoDialer is [ErrNoTransport] for a server that speaks no HTTP.
var ErrNoDialer = fmt.Errorf("%w: no dialer", ErrNoTransport)
