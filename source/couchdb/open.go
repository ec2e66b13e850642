package couchdb

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"net"
	"strconv"

	"github.com/hemostat/hemostat/source"
)

// The bounds of what is held of an object that is read.
const (
	pageRows   = 1000     // documents that are asked for at a time
	longMember = 1 << 20  // bytes of documents after which a member ends
	mostFiles  = 1000     // files that wait for the end of a page; at more it ends sooner
	fileStep   = 64 << 10 // bytes of a file that are read at a time
)

// Open implements [source.Source].
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	try := s.attempt("open", o.Name, true)
	p, ok := parseName(o.Name)
	switch named := s.options.Target.Container; {
	case !ok, named != "" && named != p.database:
		return nil, try.Fail(source.ErrRequest)
	case at > 0:
		return nil, try.FromStart()
	}
	b := &body{s: s, try: try, place: p, ends: map[[sha256.Size]byte]bool{}}
	b.ctx, b.cancel = context.WithCancelCause(ctx)
	b.tar = tar.NewWriter(&b.out)
	if err := b.turn(); err != nil {
		b.Close()
		return nil, err
	}
	return &source.Reading{Body: b, Size: -1, Address: s.options.Target.Endpoint + "/" + segment(p.database), Access: s.Access()}, nil
}

// A file is one that is attached to a document.
type file struct {
	document, revision, name string
	length                   int64
}

// body makes the archive of a database, or of a part of one, while it is read.
type body struct {
	s      *Source
	ctx    context.Context
	cancel context.CancelCauseFunc
	try    source.Attempt
	place  place

	page    *rows                      // nil between two pages
	last    string                     // identifier of the last document
	ends    map[[sha256.Size]byte]bool // hashes of what last was at the ends of pages
	whole   bool                       // the last page came to the end of the place
	lines   bytes.Buffer               // documents of the next member
	members int                        // of documents
	files   []file                     // of the page, that wait for its end
	content io.ReadCloser              // of the file that is read; nil between two

	tar *tar.Writer
	out bytes.Buffer // of the archive, not yet given out
	err error
}

// Read implements [io.Reader].
func (b *body) Read(p []byte) (int, error) {
	for b.out.Len() == 0 && b.err == nil {
		b.err = b.step()
	}
	if b.out.Len() == 0 {
		return 0, b.err
	}
	return b.out.Read(p)
}

// Close implements [io.Closer]. It ends what is asked for.
func (b *body) Close() error {
	b.cancel(net.ErrClosed)
	return nil
}

// step makes something of the archive, or comes nearer to it.
func (b *body) step() error {
	switch {
	case b.content != nil:
		return b.goOn()
	case b.page != nil:
		return b.gather()
	case len(b.files) > 0:
		return b.attach()
	case !b.whole:
		return b.turn()
	}
	if err := b.tar.Close(); err != nil {
		return b.failed(err)
	}
	return io.EOF
}

// turn asks for the next page of documents. It begins with the last one of the page
// before, which tells whether it is still there.
func (b *body) turn() error {
	query := b.place.query(b.last, strconv.Itoa(pageRows))
	query.Set("include_docs", "true")
	resp, err := b.s.ask(b.ctx, b.try, b.s.reads, "/"+segment(b.place.database)+"/_all_docs?"+query.Encode())
	if err == nil {
		b.page = newRows(resp.Body)
	}
	return err
}
