package source

import (
	"context"
	"errors"
	"sync"
	"time"
)

// opened is one connection, with the watch on its pace.
type opened struct {
	reading *Reading
	cancel  context.CancelCauseFunc
	stop    func() bool // ends the watch on the context
	idle    time.Duration
	spent   time.Duration // waited in read since the last idleFloor bytes
	got     int           // bytes in that time
	slow    chan struct{} // closed when the pace was too slow
	verdict error         // what the provider said at the end, where it was no plain EOF
	once    sync.Once
}

// openTimed opens within p.Answer and has the end of ctx close the body, for
// bodies that do not watch it themselves.
func openTimed(parent context.Context, p RetryPolicy, src any, open func(context.Context) (*Reading, error)) (*opened, error) {
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(p.Answer, func() { cancel(ErrTimeout) })
	r, err := open(ctx)
	if !timer.Stop() && err == nil {
		r.Body.Close()
		err = context.Cause(ctx)
	}
	if err != nil {
		if context.Cause(ctx) != nil {
			err = FailTransport(ctx, "open", nameOf(src), "", err)
		}
		cancel(nil)
		return nil, err
	}
	o := &opened{reading: r, cancel: cancel, idle: p.Idle, slow: make(chan struct{})}
	o.stop = context.AfterFunc(ctx, func() { r.Body.Close() })
	return o, nil
}

// read reads once. A body that gives less than idleFloor bytes in idle is cut
// and the error is [ErrTimeout]; the time that the caller takes does not count.
func (o *opened) read(p []byte) (int, error) {
	begun := time.Now()
	timer := time.AfterFunc(max(o.idle-o.spent, 0), func() {
		close(o.slow)
		o.cancel(ErrTimeout)
	})
	n, err := o.reading.Body.Read(p)
	fired := !timer.Stop()
	if o.got += n; o.got >= idleFloor {
		o.got, o.spent = 0, 0
	} else {
		o.spent += time.Since(begun)
	}
	if fired {
		<-o.slow
		return n, Fail(Error{Op: "read", Kind: ErrTimeout})
	}
	var known *Error
	if errors.As(err, &known) {
		o.verdict = err
	}
	return n, err
}

func (o *opened) close(cause error) {
	o.once.Do(func() {
		o.stop()
		o.cancel(cause)
		o.reading.Body.Close()
	})
}
