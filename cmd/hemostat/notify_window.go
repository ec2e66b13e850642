package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/register"
)

// window says when the targets of a campaign were open, by the register.
func (a *app) window(ctx context.Context, targets []string) (w disclose.Window, err error) {
	err = a.eachExposure(ctx, targets, func(target string, e *register.Exposure) {
		switch {
		case isFolder(target):
			w.Copies++
		case e == nil:
			w.Unknown++
		case e.Found.IsZero():
			w.Shut++
		case e.State == register.StateClosed:
			w.Join(e.Found, e.Opened, e.Closed)
		default:
			w.Join(e.Found, e.Opened, time.Time{})
		}
	})
	return w, err
}

// isFolder reports whether a target is a folder of this machine.
func isFolder(target string) bool {
	t, err := exposure.ParseTarget(target)
	return err == nil && t.Provider == exposure.Folder
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
