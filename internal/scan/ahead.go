package scan

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/source"
)

// A provider takes some hundredths of a second to answer, and most objects are
// small: asked one after another, nearly all of the time would go by in waiting. So
// the next objects of a worker are opened, and their first bytes read, while it is
// busy with the one before. What a folder holds has no such wait, and a [source.Thrifty]
// one bears no such haste.
const (
	openAhead = 32        // objects of one worker
	allAhead  = 64        // of all workers, as far as each still has one
	headAhead = 128 << 10 // bytes of each
)

// A fetch is one object on its way to a worker.
type fetch struct {
	shard  int64
	target *target        // nil: the shard holds nothing any more
	object catalog.Object // as the catalog has it

	named source.Object // as the source has it
	body  *source.Body

	// Where it is opened ahead. Until ready is closed, all but shard, target and
	// object are the opener's.
	ready chan struct{}
	end   context.CancelFunc
	head  []byte // what was read of body
	err   error
}

// An ahead opens the objects of one worker, in their order.
type ahead struct {
	scan  *scan
	queue chan *fetch
	room  chan struct{} // as many as may be open
	err   error         // once queue is closed
	under sync.WaitGroup
}

// ahead begins to open objects until drain or ctx ends. Ctx is to be ended before
// close.
func (s *scan) ahead(ctx, drain context.Context) *ahead {
	n := max(1, min(openAhead, allAhead/s.Workers))
	a := &ahead{scan: s, queue: make(chan *fetch, n), room: make(chan struct{}, n)}
	a.under.Go(func() {
		defer close(a.queue)
		a.err = a.run(ctx, drain)
	})
	return a
}

// close waits until nothing is open any more.
func (a *ahead) close() {
	for f := range a.queue {
		a.release(f)
	}
	a.under.Wait()
}

func (a *ahead) run(ctx, drain context.Context) error {
	for drain.Err() == nil {
		shard, err := a.scan.feed.next(ctx, drain)
		if err != nil || shard == 0 {
			return err
		}
		if err := a.shard(ctx, drain, shard); err != nil {
			return err
		}
	}
	return nil
}

func (a *ahead) shard(ctx, drain context.Context, shard int64) error {
	s := a.scan
	objects, err := s.catalog.ShardObjects(ctx, shard)
	if err != nil {
		return err
	}
	if len(objects) == 0 {
		return a.send(ctx, &fetch{shard: shard})
	}
	t := s.targets[objects[0].Target]
	if !t.ended.Load() {
		if err := s.announce(ctx, t, objects); err != nil {
			return err
		}
	}
	for _, o := range objects {
		if drain.Err() != nil {
			return nil
		}
		f := &fetch{shard: shard, target: t, object: o}
		if t.opensAhead && !t.ended.Load() {
			if err := a.begin(ctx, drain, f); err != nil {
				return err
			}
		}
		if err := a.send(ctx, f); err != nil {
			a.release(f)
			return err
		}
	}
	return nil
}

func (a *ahead) send(ctx context.Context, f *fetch) error {
	select {
	case a.queue <- f:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// begin opens f in the background, once there is room. Withheld names are found
// here, one after another, as the resolver goes through the listing.
func (a *ahead) begin(ctx, drain context.Context, f *fetch) error {
	select {
	case a.room <- struct{}{}:
	case <-drain.Done():
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	f.ready = make(chan struct{})
	ctx, f.end = context.WithCancel(ctx)
	if f.err = f.find(ctx, a.scan); f.err != nil {
		close(f.ready)
		return nil
	}
	a.under.Go(func() {
		defer close(f.ready)
		f.open(ctx, a.scan)
	})
	return nil
}

// find finds what the object is called. A panic costs that object and nothing else.
func (f *fetch) find(ctx context.Context, s *scan) (err error) {
	defer func() {
		if recover() != nil {
			err = errFault
		}
	}()
	f.named, err = f.target.names(s).object(ctx, f.object)
	if f.object.ETag == "" {
		f.named.ETag = ""
	}
	return err
}

// open opens the object and reads its first bytes. What breaks meanwhile shows when
// the worker reads on.
func (f *fetch) open(ctx context.Context, s *scan) {
	defer func() {
		if recover() != nil {
			f.err = errFault
		}
	}()
	if f.body, f.err = source.Stream(ctx, f.target.Source, f.named, s.Retry); f.err != nil {
		return
	}
	buf := s.heads.Get().(*[headAhead]byte)
	n, _ := io.ReadFull(f.body, buf[:])
	f.head = buf[:n]
}

// opened waits until the object is open. One that was not opened ahead is opened
// now, until ctx ends.
func (f *fetch) opened(ctx context.Context, s *scan) (err error) {
	if f.ready == nil {
		if err = f.find(ctx, s); err == nil {
			f.body, err = source.Stream(ctx, f.target.Source, f.named, s.Retry)
		}
		return err
	}
	select {
	case <-f.ready:
		return f.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// reader returns all of the opened object.
func (f *fetch) reader() io.Reader {
	return io.MultiReader(bytes.NewReader(f.head), f.body)
}

// release ends what was opened for f, and makes room for another.
func (a *ahead) release(f *fetch) {
	if f.ready == nil {
		return
	}
	f.end()
	<-f.ready
	if f.body != nil {
		f.body.Close()
	}
	if f.head != nil {
		clear(f.head)
		a.scan.heads.Put((*[headAhead]byte)(f.head[:headAhead]))
	}
	f.ready, f.body, f.head = nil, nil, nil
	<-a.room
}
