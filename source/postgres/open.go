package postgres

import (
	"context"
	"errors"
	"io"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/internal/tables"
	"github.com/jackc/pgx/v5/pgproto3"
)

// Open implements [source.Source]. Rows come in no order that would be the same again,
// so that at must be 0.
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	try := s.attempt("open", o.Name, false)
	if at > 0 {
		return nil, try.FromStart()
	}
	p, ok := parsePlace(o.Name)
	if !ok || s.target.Container != "" && p.Database != s.target.Container || !s.wanted(p) {
		return nil, try.Fail(source.ErrGone)
	}
	ses, err := s.read(ctx, p)
	if err != nil {
		return nil, failed(ctx, try, err)
	}
	try.Op = "read"
	return &source.Reading{
		Body: &rows{ctx: ctx, session: ses, try: try}, Size: -1, Address: s.target.Endpoint + "/" + o.Name, Access: s.Access(), Whole: true,
	}, nil
}

// copyOut asks for the rows of an object, which follow.
func (r *reader) copyOut(p tables.Place) error {
	sql := "COPY (" + rowsOf(p, r.kind, r.columns) + ") TO STDOUT (FORMAT csv, HEADER)"
	if err := r.send(&pgproto3.Query{String: sql}); err != nil {
		return err
	}
	kind, _, err := r.receive()
	if err == nil && kind != isCopyOut {
		err = errGarbled
	}
	return err
}

// A rows is the body of an object. Rows are handed on as they come, however long one is,
// and it ends only where the server says that these were all.
type rows struct {
	ctx     context.Context
	session *session
	try     source.Attempt
	left    int64 // bytes of the message that is being read
	err     error
}

// Read implements [io.Reader].
func (r *rows) Read(p []byte) (int, error) {
	for r.err == nil && r.left == 0 {
		if err := r.next(); err != nil {
			r.end(err)
		}
	}
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.session.in.Read(p[:min(int64(len(p)), r.left)])
	r.left -= int64(n)
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		r.end(err)
	}
	if n > 0 {
		return n, nil
	}
	return 0, r.err
}

// next reads messages up to one with rows in it. io.EOF says that there are no more.
func (r *rows) next() error {
	kind, n, err := r.session.head()
	if err != nil {
		return notEnd(err)
	}
	if kind == isCopyData {
		r.left = n
		return nil
	}
	body, err := r.session.body(n)
	switch {
	case err != nil:
		return notEnd(err)
	case kind == isError:
		return told(body)
	case kind == isCopyDone && n == 0:
		return r.complete()
	case kind == isNotice, kind == isNotification, kind == isParameter:
		return nil
	}
	return errGarbled
}

// complete waits for the server's word that all has been said.
func (r *rows) complete() error {
	kind, _, err := r.session.receive()
	switch {
	case err != nil:
		return notEnd(err)
	case kind != isComplete:
		return errGarbled
	}
	return io.EOF
}

// notEnd tells a connection's end from the rows'.
func notEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// end keeps why nothing more comes.
func (r *rows) end(err error) {
	if err == io.EOF {
		r.session.leave()
	} else {
		r.session.close()
		err = failed(r.ctx, r.try, err)
	}
	r.err = err
}

// Close implements [io.Closer]. It may be called while Read waits.
func (r *rows) Close() error {
	r.session.close()
	return nil
}
