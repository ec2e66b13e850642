package main

import (
	"errors"
	"fmt"
	"io"
	"syscall"
)

// An outlet is the standard output. It remembers that something could not be
// written, so that no command takes output that is lost for success.
type outlet struct {
	to  io.Writer
	err error // the first
}

// Write implements [io.Writer].
func (o *outlet) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	// A reader that has seen enough, as head has, closes its pipe: nothing is lost to it.
	if err != nil && o.err == nil && !errors.Is(err, syscall.EPIPE) {
		o.err = err
	}
	return n, err
}

// judge returns how a command ended whose own word is err. Output that was lost is an
// error for one that would have come to its end; what is incomplete or was interrupted
// stays so, for that is what has to be acted on.
func (o *outlet) judge(err error) (lost, verdict error) {
	var s status
	switch {
	case o.err == nil, err != nil && !errors.As(err, &s):
		return nil, err
	case s == exitNothing, s == exitFindings:
		err = status(exitError)
	}
	return fmt.Errorf("standard output: what was to be printed is lost: %w", o.err), err
}
