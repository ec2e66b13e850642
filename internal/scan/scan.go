// Package scan reads what a campaign's targets hold: list, open, extract,
// detect, seal, commit, publish. It is the only place where a raw value exists,
// and there in memory alone, during one step.
//
// Work moves in bundles. A worker gathers the results of a few objects; the
// publisher commits their mentions to the ledger, synced, and then publishes
// the readings in the catalog. Killed between the two, the mentions are dropped
// at the next start and the objects read again; nothing is counted twice,
// because every row is keyed by what it says.
package scan

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/source"
)

// A Target is one target with the means to read it.
type Target struct {
	Target exposure.Target
	Source source.Source
	Vendor string
	Access source.Access
	Depth  exposure.Depth // how deep the grant goes: List or Read
	// The bounds of what is read, 0 for none: of a finder's sample, and of a
	// grant's ceiling.
	SampleObjects, SampleBytes int64
	MaxBytes                   int64
}

// Reads reports whether the grant lets anything be read.
func (t *Target) Reads() bool {
	return t.Depth >= exposure.Read || t.SampleObjects > 0 || t.SampleBytes > 0
}

// Options say what a scan does.
type Options struct {
	Campaign  *campaign.Campaign
	Targets   []Target
	Engine    *detect.Engine
	Extractor *extract.Extractor
	Workers   int                  // 0: as many as processors
	Retry     source.RetryPolicy   // the zero value is the default
	Now       func() time.Time     // nil: time.Now
	Meter     *Meter               // counts what happens; nil: nobody looks
	Notify    func(string, string) // told about troubles of a whole target: target, one line; may be nil
	Trace     func(string, string) // told about each object that is not read: target, one line; may be nil
	Shuffle   uint64               // not 0: shards in an order drawn from it, for tests

	finishing func(*extract.Content) // told of each content that is about to be finished, for tests; may be nil
}

// A Result says how a scan ended.
type Result struct {
	Progress catalog.Progress
	Troubles []Trouble // targets whose listing did not come to its end
	Read     bool      // all shards were worked through
}

// Complete reports whether everything was listed, and read or given up for good.
// Where globs left out all there is, nothing was examined, which is not complete.
func (r Result) Complete() bool {
	return r.Read && len(r.Troubles) == 0 && r.Progress.Done() && !r.Progress.NothingChosen()
}

// A Trouble is a target that could not be listed to its end.
type Trouble struct {
	Target string
	Err    error
}

// ErrDrained is the cause with which a caller cancels drain to stop a scan
// after the objects that are being read.
var ErrDrained = errors.New("stopped by the operator: the same command goes on")

// Run scans until everything is read. When drain is done, no new object is
// begun and what was begun is brought to its end and saved. When ctx is done,
// it stops at once; the next run goes on from what was published.
func Run(ctx, drain context.Context, o Options) (Result, error) {
	s, err := newScan(o)
	if err != nil {
		return Result{}, err
	}
	if err := s.campaign.Recover(ctx); err != nil {
		return Result{}, fmt.Errorf("recover the last run: %w", err)
	}
	if _, err := s.catalog.TryAgain(ctx); err != nil {
		return Result{}, err
	}
	result, err := s.run(ctx, drain)
	// What was begun and given up leaves no mention behind.
	return result, errors.Join(err, s.campaign.Recover(context.WithoutCancel(ctx)))
}

type scan struct {
	Options
	campaign  *campaign.Campaign
	catalog   *catalog.Catalog
	targets   map[int64]*target // by the catalog's identifier
	feed      *feed
	publisher *publisher
	prints    *prints
	heads     sync.Pool // of *[headAhead]byte
}

// target is a target of this run with its place in the catalog.
type target struct {
	Target
	id       int64
	name     string
	once     sync.Once
	resolver *resolver   // of withheld names
	read     sync.Once   // the right to read was recorded
	ended    atomic.Bool // the grant has ended while the scan ran

	opensAhead bool
}

func newScan(o Options) (*scan, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Meter == nil {
		o.Meter = NewMeter()
	}
	if o.Notify == nil {
		o.Notify = func(string, string) {}
	}
	if o.Trace == nil {
		o.Trace = func(string, string) {}
	}
	o.Retry.Notify = func(err error, wait time.Duration) { o.Meter.retried(err) }
	s := &scan{Options: o, campaign: o.Campaign, catalog: o.Campaign.Catalog, targets: map[int64]*target{}, prints: newPrints()}
	s.heads.New = func() any { return new([headAhead]byte) }
	s.publisher = newPublisher(o.Campaign, o.Meter)
	return s, nil
}

func (s *scan) run(ctx, drain context.Context) (Result, error) {
	if err := s.register(ctx); err != nil {
		return Result{}, err
	}
	s.feed = newFeed(s.catalog, s.targets, s.Shuffle)
	var result Result
	lists := newLister(s, drain)
	// A publisher that fails ends the work: nobody would take the bundles.
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	work, workCtx := errgroup.WithContext(ctx)
	var publish errgroup.Group
	publish.Go(func() error {
		err := s.publisher.run(ctx)
		if err != nil {
			fail(err)
		}
		return err
	})
	work.Go(func() error {
		defer s.feed.listed()
		return lists.all(workCtx)
	})
	for range s.Workers {
		work.Go(func() error { return s.work(workCtx, drain) })
	}
	err := work.Wait()
	s.publisher.close()
	if publishErr := publish.Wait(); publishErr != nil {
		err = publishErr // the cause of the others
	}
	result.Troubles = lists.troubles
	result.Read = err == nil && drain.Err() == nil
	progress, progressErr := s.catalog.Progress(context.WithoutCancel(ctx))
	result.Progress = progress
	return result, errors.Join(err, progressErr)
}

// register gives each target its place in the catalog.
func (s *scan) register(ctx context.Context) error {
	for _, t := range s.Targets {
		name := t.Target.String()
		row, err := s.catalog.AddTarget(ctx, name, t.Vendor, string(t.Access), s.Now())
		if err != nil {
			return fmt.Errorf("target %s: %w", name, err)
		}
		_, thrifty := t.Source.(source.Thrifty)
		s.targets[row.ID] = &target{Target: t, id: row.ID, name: name, opensAhead: t.Access != source.AccessFolder && !thrifty}
		if err := s.catalog.Regrant(ctx, row.ID, t.Reads()); err != nil {
			return fmt.Errorf("target %s: %w", name, err)
		}
	}
	progress, err := s.catalog.Progress(ctx)
	if err != nil {
		return err
	}
	s.Meter.start(progress, s.Now())
	return nil
}
