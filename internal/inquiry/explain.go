package inquiry

import (
	"context"
	"errors"
)

type Explanation struct{}
type Replay struct {
	Agrees bool
}

func (d *Desk) Explain(ctx context.Context, what, id string) (*Explanation, error) {
	return nil, errors.New("not yet")
}
func (d *Desk) Replay(ctx context.Context) (*Replay, error) { return nil, errors.New("not yet") }
