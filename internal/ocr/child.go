package ocr

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"runtime"
	"time"
)

// The limits of one child. Pixels decide what is read (see [extract.MaxPixels]); these
// hold for what is hostile, and the time is a safety net.
const (
	memoryLimit = 2 << 30 // bytes of address space: a page of 40 megapixels takes less than half
	cpuLimit    = 300     // seconds of one processor
	wallLimit   = 10 * time.Minute
	fileLimit   = 32       // open files
	outputLimit = 16 << 20 // bytes
)

// A child is how a program is run.
type child struct {
	path, dir string
	env       []string
	memory    uint64  // bytes of address space
	flags     uintptr // namespaces of its own, see confinements
}

// errTooMuch says that a child wrote more than outputLimit.
var errTooMuch = errors.New("more output than the limit")

// An endError says how a child ended that did not end well.
type endError struct {
	spent   bool // it used up its processor time
	killed  bool // by somebody else
	crashed bool // by a signal of its own making
	err     error
}

func (e *endError) Error() string { return e.err.Error() }
func (e *endError) Unwrap() error { return e.err }

// run runs the program with in as its standard input and returns its standard output.
// It, and what it may have started, is killed when ctx ends.
func (c *child) run(ctx context.Context, in io.Reader, args ...string) ([]byte, error) {
	// The kernel kills the child when the thread that made it ends.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.dir, c.env, c.attributes()
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = 2 * time.Second
	out := &bounded{full: func() { cancel(errTooMuch) }}
	cmd.Stdout = out
	limited := make(chan struct{})
	if in != nil {
		cmd.Stdin = &gate{open: limited, r: in}
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	// It gets nothing to read before its limits hold.
	failed := limit(cmd.Process.Pid, c.memory)
	if failed != nil {
		cancel(failed)
	}
	close(limited)
	err := cmd.Wait()
	switch cause := context.Cause(ctx); {
	case out.over:
		return nil, errTooMuch
	case failed != nil:
		return nil, failed
	case cause != nil:
		return nil, cause
	case err == nil:
		return out.b, nil
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return nil, ended(exit)
	}
	// What it was to read could not be written: it had ended before, or was read enough.
	return nil, &endError{err: err}
}

// A gate gives nothing before it is open.
type gate struct {
	open <-chan struct{}
	r    io.Reader
}

func (g *gate) Read(p []byte) (int, error) {
	<-g.open
	return g.r.Read(p)
}

// bounded takes what a child writes, up to outputLimit.
type bounded struct {
	b    []byte
	over bool
	full func()
}

func (w *bounded) Write(p []byte) (int, error) {
	if len(w.b)+len(p) > outputLimit {
		w.over = true
		w.full()
		return 0, errTooMuch
	}
	w.b = append(w.b, p...)
	return len(p), nil
}
