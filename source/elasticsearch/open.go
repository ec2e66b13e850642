package elasticsearch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/hemostat/hemostat/source"
)

// Open implements [source.Source]. It can begin at the first byte alone.
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	try := s.attempt("open", o.Name, true)
	p, ok := partOf(o.Name)
	switch {
	case !ok || s.index != "" && p.index != s.index:
		return nil, try.Fail(source.ErrGone)
	case at > 0:
		return nil, try.FromStart()
	}
	b := &documents{ctx: ctx, s: s, try: try}
	resp, err := s.search(ctx, try, p)
	if err != nil {
		return nil, err
	}
	b.begin(resp)
	return &source.Reading{Body: b, Size: -1, Address: s.target, Access: source.AccessAnonymous, Whole: true}, nil
}

// search begins to read a part. The order of the index is the cheapest one; servers before
// 2.1 do not know it, and have another of their own.
func (s *Source) search(ctx context.Context, try source.Attempt, p part) (*http.Response, error) {
	path := fmt.Sprintf("/%s/_search?scroll=2m&size=%d", inPath(p.index), s.documents)
	if p.shard >= 0 {
		path += fmt.Sprintf("&preference=_shards:%d", p.shard)
	}
	resp, err := s.ask(ctx, try, s.by.Read, path+"&sort=_doc")
	if statusOf(err) == http.StatusBadRequest && !errors.Is(err, source.ErrArchived) {
		resp, err = s.ask(ctx, try, s.by.Read, path)
	}
	return resp, err
}

// documents is the body of a part: answer after answer of a scroll.
type documents struct {
	ctx context.Context
	s   *Source
	try source.Attempt

	resp   *http.Response
	answer *answer
	buffer bytes.Buffer
	err    error
}

func (b *documents) begin(resp *http.Response) {
	b.resp, b.answer = resp, newAnswer(resp.Body)
}

// Read implements [io.Reader].
func (b *documents) Read(p []byte) (int, error) {
	for b.buffer.Len() == 0 && b.err == nil {
		b.buffer.Reset()
		b.err = b.more()
	}
	if b.buffer.Len() > 0 {
		return b.buffer.Read(p)
	}
	return 0, b.err
}

// more takes one document, or the next answer. An answer without documents is the last one.
func (b *documents) more() error {
	err := b.answer.next(&b.buffer)
	switch {
	case errors.Is(err, errGarbled):
		return b.try.Fail(source.ErrGarbled)
	case errors.Is(err, errPartial):
		return b.try.Fail(source.ErrServer)
	case errors.Is(err, errLong):
		e := b.try.Answered(http.StatusOK, "document-too-long")
		e.Kind, e.Hint = source.ErrGarbled, "a document of more than 64 MiB is not read"
		return source.Fail(e)
	case err != nil && !errors.Is(err, io.EOF):
		return source.FailTransport(b.ctx, b.try.Op, b.try.Target, b.try.Object, err)
	case err == nil:
		return nil
	}
	b.resp.Body.Close()
	if b.answer.documents == 0 {
		return io.EOF
	}
	if b.answer.scroll == "" {
		return b.try.Fail(source.ErrGarbled)
	}
	resp, err := b.s.ask(b.ctx, b.try, b.s.by.Read, "/_search/scroll?scroll=2m&scroll_id="+url.QueryEscape(b.answer.scroll))
	if err != nil {
		return err
	}
	b.begin(resp)
	return nil
}

// Close implements [io.Closer].
func (b *documents) Close() error { return b.resp.Body.Close() }
