package inquiry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
)

// A Logged is a decision of the log, and whether it still stands.
type Logged struct {
	catalog.Decision
	Stands bool `json:"stands"`
}

// An Imported says what became of decisions from elsewhere.
type Imported struct {
	attribute.Replayed
	Added int `json:"added"` // the others were in the log already
	Known int `json:"known"`
}

// Decide implements [Answerer].
func (d *Desk) Decide(ctx context.Context, x catalog.Decision, large bool) (*attribute.Considered, error) {
	if err := sound(x); err != nil {
		return nil, err
	}
	c, err := d.consider(ctx, attribute.Decision{Op: x.Op, A: x.A, B: x.B, Reason: x.Reason})
	if large && tooLarge(err) {
		c.Notes = append(c.Notes, "this was asked for although "+err.Error())
		err = nil
	}
	if err != nil {
		return nil, err
	}
	x.A, x.B = c.Decision.A, c.Decision.B
	have, err := d.campaign.Catalog.Decisions(ctx)
	if err != nil {
		return nil, err
	}
	if at := attribute.Repeated(attributed(have), c.Decision); at >= 0 {
		return nil, &attribute.Refusal{Why: fmt.Sprintf("it stands already, since %s: %s", have[at].At.UTC().Format(time.DateTime), have[at].Reason)}
	}
	return c, d.campaign.Catalog.Decide(ctx, x)
}

func (d *Desk) consider(ctx context.Context, x attribute.Decision) (c *attribute.Considered, err error) {
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	in, err := s.input(ctx)
	if err != nil {
		return nil, err
	}
	return attribute.Consider(ctx, in, x)
}

// Entities implements [Answerer].
func (d *Desk) Entities(ctx context.Context) (list []attribute.Entity, err error) {
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	in, err := s.input(ctx)
	if err != nil {
		return nil, err
	}
	return attribute.Organisations(ctx, in)
}

// Names implements [Answerer].
func (d *Desk) Names(ctx context.Context) (list []string, err error) {
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	in, err := s.input(ctx)
	if err != nil {
		return nil, err
	}
	return attribute.Names(ctx, in)
}

// Decisions implements [Answerer].
func (d *Desk) Decisions(ctx context.Context) ([]Logged, error) {
	list, err := d.campaign.Catalog.Decisions(ctx)
	if err != nil {
		return nil, err
	}
	stands := attribute.Standing(attributed(list))
	out := make([]Logged, len(list))
	for i, x := range list {
		out[i] = Logged{x, stands[i]}
	}
	return out, nil
}

// DecideAll implements [Answerer].
func (d *Desk) DecideAll(ctx context.Context, list []catalog.Decision, large bool) (out *Imported, err error) {
	for _, x := range list {
		if err := sound(x); err != nil {
			return nil, err
		}
	}
	have, err := d.campaign.Catalog.Decisions(ctx)
	if err != nil {
		return nil, err
	}
	fresh := without(list, have)
	out = &Imported{Known: len(list) - len(fresh)}
	if len(fresh) == 0 {
		return out, nil
	}
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	in, err := s.input(ctx)
	if err != nil {
		return nil, err
	}
	replayed, err := attribute.ConsiderAll(ctx, in, attributed(fresh))
	if err != nil && !(large && tooLarge(err)) {
		return nil, err
	}
	out.Replayed = *replayed
	out.Added, err = d.campaign.Catalog.DecideAll(ctx, fresh)
	return out, err
}

// without returns those of a list that another does not hold.
func without(list, have []catalog.Decision) []catalog.Decision {
	key := func(x catalog.Decision) catalog.Decision {
		x.At = x.At.UTC().Round(0)
		return x
	}
	met := map[catalog.Decision]bool{}
	for _, x := range have {
		met[key(x)] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(x catalog.Decision) bool {
		known := met[key(x)]
		met[key(x)] = true
		return known
	})
}

// attributed are decisions as attribution takes them.
func attributed(list []catalog.Decision) []attribute.Decision {
	out := make([]attribute.Decision, len(list))
	for i, x := range list {
		out[i] = attribute.Decision{Op: x.Op, A: x.A, B: x.B, Reason: x.Reason}
	}
	return out
}

// tooLarge reports whether an error refuses a decision for its size alone.
func tooLarge(err error) bool {
	var refusal *attribute.Refusal
	return errors.As(err, &refusal) && refusal.Large
}
