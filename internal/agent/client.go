package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/scope"
)

// A Client asks one agent.
type Client struct {
	invitation Invitation
	transport  http.RoundTripper
}

// New returns the client of an agent. Nothing is sent yet.
func New(s *scope.Scope, i Invitation) (*Client, error) {
	pin, err := i.pin()
	if err != nil {
		return nil, err
	}
	return &Client{i, s.AgentTransport(i.Address, pin)}, nil
}

// Place returns what its operator calls the place where the agent stands.
func (c *Client) Place() string { return c.invitation.Name }

// Probe has the agent do what [probe.Run] does here, under both scopes: o.Grant is of this
// machine's own. The agent's refusal is a [*scope.Refusal]; any other error says that the
// agent could not be asked, so that nothing is known of the target.
func (c *Client) Probe(ctx context.Context, check string, o probe.Options) (*probe.Result, error) {
	t := o.Grant.Target()
	q := question{Target: t.String(), Check: check, Depth: max(o.Depth, exposure.Probe).String(), Objects: o.Objects, Seen: o.Seen, Brief: o.Brief}
	if link := t.Link(); link != "" {
		q.Target = link
	}
	a, err := c.ask(ctx, q)
	switch {
	case err != nil:
		return nil, err
	case a.Refused != nil:
		return nil, &scope.Refusal{What: "agent " + c.invitation.Address, Why: a.Refused.Why, Err: scope.ErrOutOfScope}
	case a.Failed != "":
		return nil, c.failed(a.Failed)
	case a.Result == nil || a.Result.Target != t.String() || a.Result.Check != check:
		return nil, c.failed("it answered another question")
	}
	for _, e := range a.Result.Evidence {
		if !e.Intact() {
			return nil, c.failed("its evidence does not have the digest that it says")
		}
	}
	a.Result.Object = a.Object
	return a.Result, nil
}

func (c *Client) ask(ctx context.Context, q question) (a answer, err error) {
	body, err := json.Marshal(q)
	if err != nil {
		return a, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+c.invitation.Address+path, bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	req.Header.Set("Authorization", "Bearer "+c.invitation.Token)
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		if ctx.Err() != nil {
			return a, context.Cause(ctx)
		}
		return a, fmt.Errorf("agent %s could not be asked: %w", c.invitation.Address, err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusUnauthorized:
		return a, c.failed("it does not know the invitation: ask its operator for another one")
	default:
		return a, c.failed(fmt.Sprintf("HTTP %d: perhaps it runs another version", resp.StatusCode))
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, longestAnswer+1))
	if err != nil || len(text) > longestAnswer {
		return a, c.failed("its answer broke off or does not end")
	}
	if json.Unmarshal(text, &a) != nil {
		return a, c.failed("its answer is none")
	}
	return a, nil
}

func (c *Client) failed(why string) error {
	return errors.New("agent " + c.invitation.Address + ": " + why)
}
