package inquiry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"syscall"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/compare"
	"github.com/hemostat/hemostat/internal/report"
	"github.com/hemostat/hemostat/internal/respond/rotate"
	"github.com/hemostat/hemostat/internal/scope"
)

func (d *Desk) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", answer(func(r *http.Request) (any, error) { return d.Status(r.Context()) }))
	mux.HandleFunc("GET /report", answer(func(r *http.Request) (any, error) { return d.Report(r.Context()) }))
	mux.HandleFunc("GET /explain", answer(func(r *http.Request) (any, error) {
		q := r.URL.Query()
		places, err := strconv.Atoi(q.Get("places"))
		if err != nil {
			return nil, errors.New("explain: how many places is not said")
		}
		return d.Explain(r.Context(), q.Get("what"), q.Get("id"), places)
	}))
	mux.HandleFunc("GET /object", answer(func(r *http.Request) (any, error) {
		q := r.URL.Query()
		mentions, err := strconv.Atoi(q.Get("mentions"))
		if err != nil {
			return nil, errors.New("explain: how many mentions is not said")
		}
		return d.Object(r.Context(), q.Get("way"), mentions)
	}))
	mux.HandleFunc("GET /counts", answer(func(r *http.Request) (any, error) { return d.Counts(r.Context()) }))
	mux.HandleFunc("GET /holders", answer(func(r *http.Request) (any, error) { return d.Holders(r.Context()) }))
	mux.HandleFunc("POST /unattributed", answer(d.serveUnattributed))
	mux.HandleFunc("GET /keys", answer(func(r *http.Request) (any, error) {
		q := r.URL.Query()
		return d.Keys(r.Context(), KeysQuestion{Names: q.Has("names"), Breached: q.Get("breached"), By: q.Get("by")})
	}))
	mux.HandleFunc("POST /mark-key", answer(func(r *http.Request) (any, error) {
		q := r.URL.Query()
		return d.MarkKey(r.Context(), q.Get("print"), catalog.Mark{Op: q.Get("op"), Value: q.Get("value"), Reason: q.Get("reason"), By: q.Get("by")})
	}))
	mux.HandleFunc("GET /replay", answer(func(r *http.Request) (any, error) { return d.Replay(r.Context()) }))
	mux.HandleFunc("GET /custody", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "Entries, Head")
		n, head, err := d.Custody(r.Context(), w)
		if err == nil {
			w.Header().Set("Entries", strconv.FormatInt(n, 10))
			w.Header().Set("Head", head)
		}
	})
	mux.HandleFunc("GET /manifest", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "Complete")
		if d.Manifest(r.Context(), w) == nil {
			w.Header().Set("Complete", "yes")
		}
	})
	mux.HandleFunc("GET /files", d.serveFiles)
	mux.HandleFunc("POST /told", d.serveTold)
	d.handleDecisions(mux)
	d.handleApproval(mux)
	mux.HandleFunc("POST /record", answer(func(r *http.Request) (any, error) {
		q := r.URL.Query()
		return struct{}{}, d.Record(r.Context(), q.Get("event"), q.Get("by"), q.Get("detail"))
	}))
	return mux
}

func answer(f func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := f(r)
		var body bytes.Buffer
		if err == nil {
			err = json.NewEncoder(&body).Encode(v)
		}
		if err != nil {
			if r.Context().Err() != nil { // the server is closed: say so, not what it stumbled over
				err = errCut
			}
			code := http.StatusInternalServerError
			var refused *attribute.Refusal
			switch {
			case errors.Is(err, attribute.ErrNotFound):
				code = http.StatusNotFound
			case errors.As(err, &refused):
				writeRefusal(w, refused)
				return
			}
			http.Error(w, err.Error(), code)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body.Bytes())
	}
}

// A Client asks the process that has a campaign open.
type Client struct{ http http.Client }

// Dial returns a client for the socket at path.
func Dial(path string) *Client {
	return &Client{http.Client{Transport: scope.SocketTransport(path)}}
}

// notFound is [attribute.ErrNotFound] as another process said it.
type notFound struct{ error }

func (notFound) Unwrap() error { return attribute.ErrNotFound }

// get asks for path and hands the answer to read, before its trailers are looked at.
func (c *Client) get(ctx context.Context, method, path string, query url.Values, read func(io.Reader) error) (http.Header, error) {
	return c.send(ctx, method, path, query, nil, read)
}

// send is get with something to say.
func (c *Client) send(ctx context.Context, method, path string, query url.Values, body io.Reader, read func(io.Reader) error) (http.Header, error) {
	request, err := http.NewRequestWithContext(ctx, method, "http://campaign/"+path+"?"+query.Encode(), body)
	if err != nil {
		return nil, err
	}
	return c.do(request, read)
}

// post is get with a body in JSON.
func (c *Client) post(ctx context.Context, path string, body any, read func(io.Reader) error) (http.Header, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://campaign/"+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return c.do(request, read)
}

func (c *Client) do(request *http.Request, read func(io.Reader) error) (http.Header, error) {
	response, err := c.http.Do(request)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) {
			return nil, errCut
		}
		return nil, fmt.Errorf("ask the process that has the campaign open: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		err := errors.New(string(bytes.TrimSpace(text)))
		switch response.StatusCode {
		case http.StatusNotFound:
			return nil, notFound{err}
		case http.StatusConflict:
			return nil, refusal(text)
		case http.StatusUnprocessableEntity:
			return nil, ErrNoValues
		case http.StatusPreconditionFailed:
			return nil, ErrNotApproved
		}
		return nil, err
	}
	if err = read(response.Body); errors.Is(err, io.ErrUnexpectedEOF) {
		err = errCut
	}
	return response.Trailer, err
}

func ask[T any](ctx context.Context, c *Client, path string, query url.Values) (*T, error) {
	var v T
	_, err := c.get(ctx, http.MethodGet, path, query, func(r io.Reader) error { return json.NewDecoder(r).Decode(&v) })
	return &v, err
}

// Status implements [Answerer].
func (c *Client) Status(ctx context.Context) (*Status, error) {
	return ask[Status](ctx, c, "status", nil)
}

// Report implements [Answerer].
func (c *Client) Report(ctx context.Context) (*report.Report, error) {
	return ask[report.Report](ctx, c, "report", nil)
}

// Explain implements [Answerer].
func (c *Client) Explain(ctx context.Context, what, id string, places int) (*Explanation, error) {
	return ask[Explanation](ctx, c, "explain", url.Values{"what": {what}, "id": {id}, "places": {strconv.Itoa(places)}})
}

// Object implements [Answerer].
func (c *Client) Object(ctx context.Context, way string, mentions int) (*Object, error) {
	return ask[Object](ctx, c, "object", url.Values{"way": {way}, "mentions": {strconv.Itoa(mentions)}})
}

// Counts implements [Answerer].
func (c *Client) Counts(ctx context.Context) (*compare.Counts, error) {
	return ask[compare.Counts](ctx, c, "counts", nil)
}

// Keys implements [Answerer].
func (c *Client) Keys(ctx context.Context, k KeysQuestion) (*rotate.List, error) {
	q := url.Values{"breached": {k.Breached}, "by": {k.By}}
	if k.Names {
		q.Set("names", "")
	}
	return ask[rotate.List](ctx, c, "keys", q)
}

// MarkKey implements [Answerer].
func (c *Client) MarkKey(ctx context.Context, print string, m catalog.Mark) (*rotate.State, error) {
	q := url.Values{"print": {print}, "op": {m.Op}, "value": {m.Value}, "reason": {m.Reason}, "by": {m.By}}
	var s rotate.State
	_, err := c.get(ctx, http.MethodPost, "mark-key", q, func(r io.Reader) error { return json.NewDecoder(r).Decode(&s) })
	return &s, err
}

// Replay implements [Answerer].
func (c *Client) Replay(ctx context.Context) (*Replay, error) {
	return ask[Replay](ctx, c, "replay", nil)
}

// errCut says that the other process ended in the midst of an answer.
var errCut = errors.New("the process that has the campaign open ended before its answer was whole: say the same again")

// Custody implements [Answerer].
func (c *Client) Custody(ctx context.Context, w io.Writer) (int64, string, error) {
	trailer, err := c.get(ctx, http.MethodGet, "custody", nil, func(r io.Reader) error { _, err := io.Copy(w, r); return err })
	if err != nil {
		return 0, "", err
	}
	n, err := strconv.ParseInt(trailer.Get("Entries"), 10, 64)
	if err != nil {
		return 0, "", errCut
	}
	return n, trailer.Get("Head"), nil
}

// Manifest implements [Answerer].
func (c *Client) Manifest(ctx context.Context, w io.Writer) error {
	trailer, err := c.get(ctx, http.MethodGet, "manifest", nil, func(r io.Reader) error { _, err := io.Copy(w, r); return err })
	if err == nil && trailer.Get("Complete") == "" {
		err = errCut
	}
	return err
}

// Record implements [Answerer].
func (c *Client) Record(ctx context.Context, event, by, detail string) error {
	_, err := c.get(ctx, http.MethodPost, "record", url.Values{"event": {event}, "by": {by}, "detail": {detail}}, func(io.Reader) error { return nil })
	return err
}
