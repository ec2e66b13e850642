package mongodb

import (
	"context"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
)

// Open implements [source.Source].
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	try := s.attempt("open", o.Name, true)
	p, ok := parseName(o.Name)
	switch {
	case !ok, !s.covers(p):
		return nil, try.Fail(source.ErrRequest)
	case at > 0 && !p.file:
		return nil, try.FromStart()
	}
	c, err := s.connect(ctx, try, s.options.Dialer.DialRead)
	if err != nil {
		return nil, err
	}
	var r *source.Reading
	if p.file {
		r, err = s.openFile(ctx, c, p, o, at)
	} else {
		r, err = s.openRows(ctx, c, p)
	}
	if err != nil {
		c.end()
		return nil, err
	}
	r.Address, r.Access = s.options.Target.Endpoint+"/"+place{database: p.database, collection: p.collection}.name(), s.Access()
	return r, nil
}

// covers reports whether what p holds belongs to the target.
func (s *Source) covers(p place) bool {
	t := s.options.Target
	return (t.Container == "" || t.Container == p.database) && len(p.collection) >= len(t.Prefix) && p.collection[:len(t.Prefix)] == t.Prefix
}

// openRows begins to read documents.
func (s *Source) openRows(ctx context.Context, c *conn, p place) (*source.Reading, error) {
	b := &body{ctx: ctx, c: c, place: p}
	if err := b.exists(); err != nil {
		return nil, err
	}
	if p.rest {
		b.rows = &rest{c: c, place: p}
		return &source.Reading{Body: b, Size: -1}, nil
	}
	var err error
	b.rows, err = c.open(ctx, p.database, bson.D{{Key: "find", Value: p.collection}, {Key: "filter", Value: p.filter()}, {Key: "batchSize", Value: firstBatch}})
	if err != nil {
		return nil, err
	}
	return &source.Reading{Body: b, Size: -1}, nil
}

// rows are documents, one after another; [io.EOF] ends them.
type rows interface {
	next(context.Context) (bson.Raw, error)
}

// body gives documents as bytes.
type body struct {
	ctx   context.Context
	c     *conn
	place place
	rows  rows
	left  []byte // of the document that is given out
	any   bool   // there was one
	err   error
}

// Read implements [io.Reader].
func (b *body) Read(p []byte) (int, error) {
	for len(b.left) == 0 && b.err == nil {
		b.left, b.err = b.rows.next(b.ctx)
		b.any = b.any || len(b.left) > 0
		if b.err == io.EOF && !b.any { // none, or none any more
			if err := b.exists(); err != nil {
				b.err = err
			}
		}
	}
	if len(b.left) == 0 {
		return 0, b.err
	}
	n := copy(p, b.left)
	b.left = b.left[n:]
	return n, nil
}

// Close implements [io.Closer].
func (b *body) Close() error {
	b.c.end()
	return nil
}

// exists asks whether the collection is there: where it is not, nothing is found in it.
func (b *body) exists() error {
	k, err := b.c.open(b.ctx, b.place.database, bson.D{{Key: "listCollections", Value: 1}, {Key: "filter", Value: bson.D{{Key: "name", Value: b.place.collection}}}, {Key: "nameOnly", Value: true}})
	if err != nil {
		return err
	}
	switch _, err := k.next(b.ctx); err {
	case nil:
		return nil
	case io.EOF:
		return b.c.try.Fail(source.ErrGone)
	default:
		return err
	}
}
