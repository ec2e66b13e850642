package linkage

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// maxWorkers bounds what goroutines hold for themselves.
const maxWorkers = 16

func workers() int { return min(runtime.GOMAXPROCS(0), maxWorkers) }

// inParallel calls work for each task below n. worker is less than workers(), and no two
// calls at once have the same.
func inParallel(ctx context.Context, n int, work func(worker, task int)) error {
	var next atomic.Int64
	var all sync.WaitGroup
	for worker := range workers() {
		all.Go(func() {
			for ctx.Err() == nil {
				task := int(next.Add(1)) - 1
				if task >= n {
					return
				}
				work(worker, task)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// checkEvery is after how many profiles a pass looks whether it is still wanted.
const checkEvery = 1024

func wanted(ctx context.Context, met int) error {
	if met%checkEvery == 0 && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// sortFacts sorts facts, in two halves at once.
func sortFacts(ctx context.Context, list []Fact) error {
	half := len(list) / 2
	err := inParallel(ctx, 2, func(_, task int) {
		if task == 0 {
			slices.Sort(list[:half])
		} else {
			slices.Sort(list[half:])
		}
	})
	if err == nil {
		merge(list, half)
	}
	return err
}

// merge makes one ascending list of two that stand one behind the other.
func merge(list []Fact, half int) {
	first := slices.Clone(list[:half])
	i, j := 0, half
	for at := 0; i < len(first); at++ {
		if j < len(list) && list[j] < first[i] {
			list[at] = list[j]
			j++
		} else {
			list[at] = first[i]
			i++
		}
	}
}
