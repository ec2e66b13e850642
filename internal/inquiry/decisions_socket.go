package inquiry

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
)

// decisionsBytes bounds what another process may send as decisions.
const decisionsBytes = 1 << 30

func (d *Desk) handleDecisions(mux *http.ServeMux) {
	large := func(r *http.Request) bool { return r.URL.Query().Get("large") == "true" }
	mux.HandleFunc("POST /decide", answer(func(r *http.Request) (any, error) {
		var x catalog.Decision
		if err := json.NewDecoder(io.LimitReader(r.Body, decisionLine)).Decode(&x); err != nil {
			return nil, err
		}
		return d.Decide(r.Context(), x, large(r))
	}))
	mux.HandleFunc("GET /entities", answer(func(r *http.Request) (any, error) { return d.Entities(r.Context()) }))
	mux.HandleFunc("GET /names", answer(func(r *http.Request) (any, error) { return d.Names(r.Context()) }))
	mux.HandleFunc("GET /decisions", answer(func(r *http.Request) (any, error) { return d.Decisions(r.Context()) }))
	mux.HandleFunc("POST /decisions", answer(func(r *http.Request) (any, error) {
		var list []catalog.Decision
		if err := json.NewDecoder(io.LimitReader(r.Body, decisionsBytes)).Decode(&list); err != nil {
			return nil, err
		}
		return d.DecideAll(r.Context(), list, large(r))
	}))
}

// writeRefusal tells another process that something is refused.
func writeRefusal(w http.ResponseWriter, r *attribute.Refusal) {
	w.WriteHeader(http.StatusConflict)
	json.NewEncoder(w).Encode(r)
}

// refusal is what writeRefusal wrote.
func refusal(text []byte) error {
	var r attribute.Refusal
	if err := json.Unmarshal(text, &r); err != nil {
		return errCut
	}
	return &r
}

// tell sends something as JSON and returns the answer.
func tell[T any](ctx context.Context, c *Client, path string, large bool, what any) (*T, error) {
	body, err := json.Marshal(what)
	if err != nil {
		return nil, err
	}
	var v T
	query := url.Values{"large": {strconv.FormatBool(large)}}
	_, err = c.send(ctx, http.MethodPost, path, query, bytes.NewReader(body), func(r io.Reader) error { return json.NewDecoder(r).Decode(&v) })
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// Decide implements [Answerer].
func (c *Client) Decide(ctx context.Context, x catalog.Decision, large bool) (*attribute.Considered, error) {
	return tell[attribute.Considered](ctx, c, "decide", large, x)
}

// Entities implements [Answerer].
func (c *Client) Entities(ctx context.Context) ([]attribute.Entity, error) {
	list, err := ask[[]attribute.Entity](ctx, c, "entities", nil)
	return *list, err
}

// Names implements [Answerer].
func (c *Client) Names(ctx context.Context) ([]string, error) {
	list, err := ask[[]string](ctx, c, "names", nil)
	return *list, err
}

// Decisions implements [Answerer].
func (c *Client) Decisions(ctx context.Context) ([]Logged, error) {
	list, err := ask[[]Logged](ctx, c, "decisions", nil)
	return *list, err
}

// DecideAll implements [Answerer].
func (c *Client) DecideAll(ctx context.Context, list []catalog.Decision, large bool) (*Imported, error) {
	return tell[Imported](ctx, c, "decisions", large, list)
}
