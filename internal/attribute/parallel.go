package attribute

import (
	"context"
	"runtime"
	"slices"
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

// beside runs functions at once. The first error ends the others.
func beside(ctx context.Context, list ...func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for _, f := range list {
		all.Go(func() {
			if err := f(ctx); err != nil {
				cancel(err) // the first one stays
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
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

// sortWanted is slices.SortFunc as long as it is wanted. Once ctx has ended no two
// values are compared any more, so that it comes to its end at once: in what order,
// nobody asks then.
func sortWanted[T any](ctx context.Context, list []T, compare func(a, b T) int) error {
	met, ended := 0, false
	slices.SortFunc(list, func(a, b T) int {
		if met++; met%checkEvery == 0 && ctx.Err() != nil {
			ended = true
		}
		if ended {
			return 0
		}
		return compare(a, b)
	})
	return wanted(ctx, 0, nil)
}
