package attribute

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// maxWorkers bounds what goroutines hold for themselves, a few MB each.
const maxWorkers = 16

// workers is how many goroutines share so many tasks.
func workers(tasks int) int { return min(max(tasks, 1), runtime.GOMAXPROCS(0), maxWorkers) }

// inParallel calls work for each task below n, begun in their order. worker is
// less than workers(n), and no two calls at once have the same. The first error
// ends it.
func inParallel(ctx context.Context, n int, work func(ctx context.Context, worker, task int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var all sync.WaitGroup
	for worker := range workers(n) {
		all.Go(func() {
			for {
				task := int(next.Add(1)) - 1
				if task >= n || ctx.Err() != nil {
					return
				}
				if err := work(ctx, worker, task); err != nil {
					cancel(err) // the first one stays
					return
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// beside runs functions at once.
func beside(list ...func()) {
	var all sync.WaitGroup
	for _, f := range list {
		all.Go(f)
	}
	all.Wait()
}

// checkEvery is after how many rows a pass looks whether it is still wanted.
const checkEvery = 1024

// wanted returns the error that ends a pass: that of its reading, and every now
// and then that of its context.
func wanted(ctx context.Context, met int, err error) error {
	if err == nil && met%checkEvery == 0 && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
