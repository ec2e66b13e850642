package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/register"
)

// window says when the targets of a campaign were open, by the register.
func (a *app) window(ctx context.Context, targets []string) (w disclose.Window, err error) {
	err = a.eachExposure(ctx, targets, func(_ string, e *register.Exposure) {
		if e == nil {
			w.Join(time.Time{}, time.Time{}, time.Time{})
			return
		}
		closed := e.Closed
		if e.State != register.StateClosed {
			closed = time.Time{}
		}
		w.Join(e.Found, e.Opened, closed)
	})
	return w, err
}

// eachExposure calls f with what the register knows of each target, nil where it knows
// nothing.
func (a *app) eachExposure(ctx context.Context, targets []string, f func(target string, e *register.Exposure)) error {
	r, err := a.knownRegister(ctx)
	if errors.Is(err, errNoRegister) {
		for _, t := range targets {
			f(t, nil)
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer r.Close()
	for _, t := range targets {
		e, err := r.Exposure(ctx, t)
		switch {
		case errors.Is(err, register.ErrUnknown):
			f(t, nil)
		case err != nil:
			return fmt.Errorf("what the register knows: %w", err)
		default:
			f(t, &e)
		}
	}
	return nil
}
