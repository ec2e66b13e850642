package scan

import (
	"context"
	"math/rand/v2"
	"sync"

	"github.com/hemostat/hemostat/internal/catalog"
)

// A feed hands shards to workers: the most promising of those that the catalog
// calls pending. It keeps nothing but which ones are taken by this run.
type feed struct {
	catalog *catalog.Catalog
	targets map[int64]*target
	shuffle *rand.Rand

	mu      sync.Mutex
	ready   map[int64]bool // targets of which objects may be read
	taken   map[int64]bool
	waiting []int64       // shards seen pending in the catalog and not taken, in order
	done    bool          // no more shards will come
	changed chan struct{} // closed and replaced when more may be ready
}

func newFeed(c *catalog.Catalog, targets map[int64]*target, shuffle uint64) *feed {
	f := &feed{catalog: c, targets: targets, ready: map[int64]bool{}, taken: map[int64]bool{}, changed: make(chan struct{})}
	if shuffle != 0 {
		f.shuffle = rand.New(rand.NewPCG(shuffle, shuffle))
	}
	return f
}

// open says that objects of a target may be read.
func (f *feed) open(target int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ready[target] = true
	f.wake()
}

// more says that the catalog has new shards.
func (f *feed) more() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = nil
	f.wake()
}

// listed says that all listings have ended.
func (f *feed) listed() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = true
	f.wake()
}

func (f *feed) wake() {
	close(f.changed)
	f.changed = make(chan struct{})
}

// next waits for a shard and takes it; 0 means that there is none any more.
func (f *feed) next(ctx, drain context.Context) (int64, error) {
	for {
		id, changed, done, err := f.take(ctx)
		if err != nil || id != 0 || done {
			return id, err
		}
		select {
		case <-changed:
		case <-drain.Done():
			return 0, nil
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

func (f *feed) take(ctx context.Context) (id int64, changed <-chan struct{}, done bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.waiting) == 0 {
		if f.waiting, err = f.catalog.PendingShards(ctx, f.taken, f.ready, 256); err != nil {
			return 0, nil, false, err
		}
		if f.shuffle != nil {
			f.shuffle.Shuffle(len(f.waiting), func(i, j int) { f.waiting[i], f.waiting[j] = f.waiting[j], f.waiting[i] })
		}
	}
	if len(f.waiting) == 0 {
		return 0, f.changed, f.done, nil
	}
	id, f.waiting = f.waiting[0], f.waiting[1:]
	f.taken[id] = true
	return id, nil, false, nil
}
