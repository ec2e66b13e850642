package inquiry

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/hemostat/hemostat/internal/catalog"
)

// approvalName is where the catalog keeps the newest approval.
const approvalName = "approval"

// An Approval is a named person's word that those affected may be told.
type Approval struct {
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
	// Although says why they may be told before closure is verified; "" where it is.
	Although string `json:"although,omitempty"`
	// State is what of the campaign was approved, Current whether it still is that: what is
	// read or decided later nobody has approved.
	State   string `json:"state"`
	Current bool   `json:"current"`
}

// Approve implements [Answerer].
func (d *Desk) Approve(ctx context.Context, a Approval) error {
	if strings.TrimSpace(a.By) == "" || strings.TrimSpace(a.Reason) == "" {
		return errors.New("an approval says who and why")
	}
	var err error
	if a.State, err = d.state(ctx); err != nil {
		return err
	}
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	detail := "packs, for " + a.State + ": " + a.Reason
	if a.Although != "" {
		detail += "; although closure is not verified: " + a.Although
	}
	if err := d.campaign.Catalog.Record(ctx, catalog.Event{At: a.At, Event: "approved", By: a.By, Detail: detail}); err != nil {
		return err
	}
	return d.campaign.Catalog.SetMeta(ctx, approvalName, string(text))
}

// Approval implements [Answerer].
func (d *Desk) Approval(ctx context.Context) (*Approval, error) {
	text, err := d.campaign.Catalog.Meta(ctx, approvalName)
	if err != nil || text == "" {
		return nil, err
	}
	a := &Approval{}
	if err := json.Unmarshal([]byte(text), a); err != nil {
		return nil, err
	}
	state, err := d.state(ctx)
	a.Current = a.State == state
	return a, err
}

func (d *Desk) handleApproval(mux *http.ServeMux) {
	mux.HandleFunc("GET /approval", answer(func(r *http.Request) (any, error) { return d.Approval(r.Context()) }))
	mux.HandleFunc("POST /approve", answer(func(r *http.Request) (any, error) {
		var a Approval
		if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, wishLimit)).Decode(&a); err != nil {
			return nil, errors.New("what is approved is not said")
		}
		return struct{}{}, d.Approve(r.Context(), a)
	}))
}

// Approve implements [Answerer].
func (c *Client) Approve(ctx context.Context, a Approval) error {
	_, err := c.post(ctx, "approve", a, func(io.Reader) error { return nil })
	return err
}

// Approval implements [Answerer].
func (c *Client) Approval(ctx context.Context) (*Approval, error) {
	a, err := ask[*Approval](ctx, c, "approval", nil)
	if err != nil {
		return nil, err
	}
	return *a, nil
}
