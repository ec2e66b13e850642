package elasticsearch

import (
	"bytes"
	"context"
	"encoding/json"
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
	resp, scrolls, err := s.search(ctx, try, p)
	if err != nil {
		return nil, err
	}
	b := &documents{ctx: ctx, s: s, try: try, scrolls: scrolls}
	b.begin(resp)
	return &source.Reading{Body: b, Size: -1, Address: s.target, Access: source.AccessAnonymous, Whole: true}, nil
}

// search begins to read a part: with a scroll, of which a server keeps few, only where one
// answer does not hold all of it. The order of the index is the cheapest one; servers before
// 2.1 do not know it, and have another of their own.
func (s *Source) search(ctx context.Context, try source.Attempt, p part) (*http.Response, bool, error) {
	shard := ""
	if p.shard >= 0 {
		shard = fmt.Sprintf("&preference=_shards:%d", p.shard)
	}
	n, err := s.count(ctx, try, p, shard)
	if err != nil {
		return nil, false, err
	}
	scrolls := n >= int64(s.documents)
	path := fmt.Sprintf("/%s/_search?size=%d%s", inPath(p.index), s.documents, shard)
	if scrolls {
		path += "&scroll=2m"
	}
	resp, err := s.ask(ctx, try, s.by.Read, path+"&sort=_doc")
	if statusOf(err) == http.StatusBadRequest && !errors.Is(err, source.ErrArchived) {
		resp, err = s.ask(ctx, try, s.by.Read, path)
	}
	return resp, scrolls, err
}

// count returns how many documents a part has.
func (s *Source) count(ctx context.Context, try source.Attempt, p part, shard string) (int64, error) {
	query := ""
	if shard != "" {
		query = "?" + shard[1:]
	}
	resp, err := s.ask(ctx, try, s.by.List, "/"+inPath(p.index)+"/_count"+query)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, source.FailTransport(ctx, try.Op, try.Target, try.Object, err)
	}
	var said struct {
		Count  *int64 `json:"count"`
		Shards struct {
			Total, Successful, Failed int
		} `json:"_shards"`
	}
	switch {
	case json.Unmarshal(data, &said) != nil || said.Count == nil || *said.Count < 0:
		return 0, try.Fail(source.ErrGarbled)
	case said.Shards.Failed > 0 || said.Shards.Successful < said.Shards.Total:
		return 0, try.Fail(source.ErrServer)
	}
	return *said.Count, nil
}

// documents is the body of a part: answer after answer of a scroll.
type documents struct {
	ctx context.Context
	s   *Source
	try source.Attempt

	scrolls bool
	resp    *http.Response
	answer  *answer
	buffer  bytes.Buffer
	err     error
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
	switch {
	case b.answer.documents == 0, !b.scrolls && b.answer.documents < b.s.documents:
		return io.EOF
	case !b.scrolls: // documents came in meanwhile, and perhaps more than one answer holds
		return b.try.Fail(source.ErrChanged)
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
