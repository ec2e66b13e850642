package scan

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source"
)

// The bounds of a bundle: whatever comes first sends it to the publisher.
const (
	bundleBytes   = 4 << 20
	bundleObjects = 256
	bundleAge     = 500 * time.Millisecond
)

// attempts is how often an object is read again because it changed.
const attempts = 3

// worker reads one object after another.
type worker struct {
	*scan
	sealing *sealing
	sink    *sink
	bundle  *bundle
	batches []*ledger.Batch // one a level of nesting, of the current bundle
	known   map[[32]byte]catalog.Known
}

// work is the life of one worker.
func (s *scan) work(ctx, drain context.Context) error {
	w := &worker{scan: s, sealing: s.newSealing()}
	w.sink = newSink(w)
	w.fresh()
	opening, stop := context.WithCancel(ctx)
	ahead := s.ahead(opening, drain)
	defer ahead.close()
	defer stop()
	for f := range ahead.queue {
		if drain.Err() != nil {
			w.dropped(f)
			ahead.release(f)
			continue
		}
		err := w.fetched(ctx, f)
		ahead.release(f)
		if err != nil {
			return err
		}
	}
	if ahead.err != nil {
		return ahead.err
	}
	return w.send(ctx)
}

// fetched takes in one object, or a shard that holds nothing any more.
func (w *worker) fetched(ctx context.Context, f *fetch) error {
	if f.target != nil {
		if err := w.object(ctx, f); err != nil {
			return err
		}
	}
	w.ended(f.shard)
	if f.target != nil && w.full() {
		return w.send(ctx)
	}
	return nil
}

// ended notes that something of a shard has ended.
func (w *worker) ended(shard int64) {
	if !slices.Contains(w.bundle.Shards, shard) {
		w.bundle.Shards = append(w.bundle.Shards, shard)
	}
}

func (w *worker) full() bool {
	size := 0
	for _, b := range w.batches {
		size += b.Size()
	}
	return w.bundle.objects >= bundleObjects || len(w.bundle.Contents) >= 4*bundleObjects ||
		size >= bundleBytes || w.Now().Sub(w.bundle.began) > bundleAge
}

// fresh starts a new bundle.
func (w *worker) fresh() {
	w.bundle = &bundle{began: w.Now()}
	w.batches = nil
	w.known = map[[32]byte]catalog.Known{}
}

// send hands the bundle to the publisher and starts a new one.
func (w *worker) send(ctx context.Context) error {
	w.bundle.batches = w.batches
	full := w.bundle
	w.fresh()
	if full.empty() && len(full.Shards) == 0 {
		return nil
	}
	return w.publisher.publish(ctx, full)
}

// batch returns the worker's batch for one level of nesting.
func (w *worker) batch(level int) *ledger.Batch {
	for len(w.batches) <= level {
		w.batches = append(w.batches, w.publisher.batch())
	}
	return w.batches[level]
}

// object reads one object, and notes its reading or why there is none. It
// returns only the errors that must stop the scan.
func (w *worker) object(ctx context.Context, f *fetch) error {
	t, o := f.target, f.object
	if t.ended.Load() && f.ready == nil { // nothing is asked of it any more
		w.bundle.objects++
		w.notRead(t, &o, catalog.Again, exposure.NotReadScope, scope.ErrExpired.Error())
		return nil
	}
	err := w.guarded(ctx, f)
	for n := 1; n < attempts && errors.Is(err, source.ErrChanged); n++ {
		o.ETag = "" // whatever state it is in now
		err = w.guarded(ctx, &fetch{target: t, object: o})
	}
	w.bundle.objects++
	w.Meter.object(t.name, o.Size)
	if err == nil {
		return nil
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	reason, detail, known := reasonOf(err)
	if !known {
		return err
	}
	w.Trace(t.name, o.Mask+": "+err.Error())
	if errors.Is(err, scope.ErrExpired) && !t.ended.Swap(true) {
		w.Notify(t.name, err.Error())
	}
	state := catalog.NotRead
	switch {
	case !reason.Explain().Final, errors.Is(err, source.ErrClosedMidway), errors.Is(err, scope.ErrExpired):
		state = catalog.Again
	case reason == exposure.NotReadCeiling, reason == exposure.NotReadSample:
		state = catalog.Again // the transport's backstop: what is read was chosen before
	}
	w.notRead(t, &o, state, reason, detail)
	return nil
}

// errFault says that a parser or detector gave up in disorder. What it said is
// not repeated: it may quote what it stumbled on.
var errFault = errors.New("a fault of this program")

// guarded reads one object. A panic costs that object and nothing else.
func (w *worker) guarded(ctx context.Context, f *fetch) (err error) {
	defer func() {
		if recover() != nil {
			w.sink.afresh()
			err = errFault
		}
	}()
	return w.read(ctx, f)
}

// reasonOf tells a failure of the target or the way to it from our own.
func reasonOf(err error) (exposure.Reason, string, bool) {
	var failed *source.Error
	if errors.Is(err, errFault) {
		return exposure.NotReadFault, errFault.Error(), true
	}
	if errors.As(err, &failed) && failed.Reason != "" {
		return failed.Reason, failed.Kind.Error(), true
	}
	return "", "", false
}

// read reads one state of an object to its end.
func (w *worker) read(ctx context.Context, f *fetch) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := f.opened(ctx, w.scan); err != nil {
		return err
	}
	t, body, object := f.target, f.body, f.named
	defer body.Close()
	object.ETag = body.ETag()
	first := body.Reading()
	if object.Modified.IsZero() { // of a listing that does not tell
		object.Modified = first.Modified
	}
	if object.Size < 0 {
		object.Size = body.Size()
	}
	input := extract.Input{Name: object.Name, Size: body.Size(), Modified: object.Modified, Body: metered{f.reader(), w.Meter}}
	if _, ok := t.Source.(source.Ranger); ok && body.Size() > extract.Whole && !first.Whole {
		at, err := source.NewReaderAt(ctx, t.Source, object, w.Retry)
		if err == nil {
			input.At = at
		}
	}
	w.sink.begin(ctx, t, f.object, object.ETag)
	if err := w.Extractor.Walk(ctx, input, w.sink); err != nil {
		w.sink.abandon()
		return err
	}
	return w.finish(ctx, t, f.object, object.ETag)
}

// finish notes the reading of an object that the sink has seen whole.
func (w *worker) finish(ctx context.Context, t *target, o catalog.Object, etag string) error {
	root := w.sink.root
	w.bundle.Readings = append(w.bundle.Readings, catalog.Reading{Object: o.ID, ETag: etag, Size: root.Size, Content: root.Unit, At: w.Now()})
	w.bundle.Custody = append(w.bundle.Custody, catalog.Event{
		At: w.Now(), Event: "fetched", Target: t.name, Object: o.Mask, NameKey: hex.EncodeToString(o.Key[:]),
		SHA256: hex.EncodeToString(root.Hash[:]), ETag: etag, Bytes: root.Size, Access: string(t.Access),
	})
	return t.readable(ctx, w.scan)
}

// metered counts what comes over the wire.
type metered struct {
	io.Reader
	meter *Meter
}

func (m metered) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	m.meter.fetched.Add(int64(n))
	return n, err
}

// open returns the verdict on a right that t has just used. What a signed-in
// request or the operator's own folder shows says nothing about anybody.
func (t *target) open(what string) (exposure.Verdict, string) {
	if t.Access == source.AccessAnonymous {
		return exposure.Open, what + " without signing in"
	}
	how := " with a sign-in (" + string(t.Access) + ")"
	if t.Access == source.AccessFolder {
		how = " with the rights of the user that runs Hemostat"
	}
	return exposure.Inconclusive, what + how + ", which says nothing about anybody else"
}

// readable records, once a run, that the target gave an object's contents.
func (t *target) readable(ctx context.Context, s *scan) (err error) {
	t.read.Do(func() {
		verdict, why := t.open("an object was read")
		err = s.catalog.SetRight(ctx, t.id, exposure.Finding{Right: exposure.RightRead, Verdict: verdict, Why: why, At: s.Now()})
	})
	return err
}

// publishContents publishes what has ended so far, in the midst of an object,
// and waits for it. The worker keeps its batches: some are inside of a unit.
func (w *worker) publishContents(ctx context.Context, rename func(map[exposure.Unit]exposure.Unit)) error {
	if err := w.campaign.Ledger.Commit(w.batches...); err != nil {
		return err
	}
	published := make(chan map[exposure.Unit]exposure.Unit, 1)
	w.bundle.done = func(aliases map[exposure.Unit]exposure.Unit) { published <- aliases }
	if err := w.publisher.publish(ctx, w.bundle); err != nil {
		return err
	}
	w.bundle = &bundle{began: w.Now()}
	w.known = map[[32]byte]catalog.Known{}
	select {
	case aliases := <-published:
		rename(aliases)
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
