package inquiry

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
)

// An UnattributedQuestion says what of that which belongs to nobody is asked for.
type UnattributedQuestion struct {
	Kinds     []exposure.Kind `json:"kinds,omitempty"` // none: all
	Documents int             `json:"documents"`       // how many are named
}

// Unattributed is what belongs to no person and no organisation, and where somebody has to look for whose it is.
type Unattributed struct {
	Holders   []attribute.Holders `json:"holders"`   // ascending by kind
	Contents  uint64              `json:"contents"`  // in how many it stands
	Documents []LooseDocument     `json:"documents"` // those of them with most of it first
}

// A LooseDocument is a content with what nobody has, and one of the ways that lead to it.
type LooseDocument struct {
	attribute.Loose
	Way      string `json:"way"`
	Document string `json:"document,omitempty"` // what kind of document it is
}

// Unattributed implements [Answerer].
func (d *Desk) Unattributed(ctx context.Context, q UnattributedQuestion) (u *Unattributed, err error) {
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	in, err := s.input(ctx)
	if err != nil {
		return nil, err
	}
	found, err := attribute.FindUnattributed(ctx, in, q.Kinds, q.Documents)
	if err != nil {
		return nil, err
	}
	u = &Unattributed{Holders: found.Holders, Contents: found.Contents, Documents: []LooseDocument{}}
	for _, loose := range found.Loose {
		ways, err := d.campaign.Catalog.Ways(ctx, loose.Unit, 1)
		if err != nil {
			return nil, err
		}
		x := LooseDocument{Loose: loose, Document: string(loose.Document)}
		if len(ways) > 0 {
			x.Way = ways[0].Way
		}
		u.Documents = append(u.Documents, x)
	}
	return u, nil
}

// A holdersOf is whose what is in one state of the campaign.
type holdersOf struct {
	state string
	list  []attribute.Holders
}

// keepHolders keeps what a list of all persons came to, for whoever asks next.
func (d *Desk) keepHolders(state string, list []attribute.Holders) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.holders = &holdersOf{state, list}
}

// Holders implements [Answerer].
func (d *Desk) Holders(ctx context.Context) ([]attribute.Holders, error) {
	state, err := d.state(ctx)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	kept := d.holders
	d.mu.Unlock()
	if kept != nil && kept.state == state {
		return kept.list, nil
	}
	u, err := d.Unattributed(ctx, UnattributedQuestion{})
	if err != nil {
		return nil, err
	}
	return u.Holders, nil
}

// serveUnattributed answers what belongs to nobody.
func (d *Desk) serveUnattributed(r *http.Request) (any, error) {
	var q UnattributedQuestion
	if err := json.NewDecoder(io.LimitReader(r.Body, wishLimit)).Decode(&q); err != nil {
		return nil, errors.New("what is asked for is not said")
	}
	return d.Unattributed(r.Context(), q)
}

// Unattributed implements [Answerer].
func (c *Client) Unattributed(ctx context.Context, q UnattributedQuestion) (*Unattributed, error) {
	u := &Unattributed{}
	_, err := c.post(ctx, "unattributed", q, func(r io.Reader) error { return json.NewDecoder(r).Decode(u) })
	return u, err
}

// Holders implements [Answerer].
func (c *Client) Holders(ctx context.Context) ([]attribute.Holders, error) {
	list, err := ask[[]attribute.Holders](ctx, c, "holders", nil)
	if err != nil {
		return nil, err
	}
	return *list, nil
}
