package scan

import (
	"context"
	"errors"
	"path"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/source"
)

// lister brings the listings of all targets into the catalog.
type lister struct {
	*scan
	drain context.Context

	mu       sync.Mutex
	troubles []Trouble
}

func newLister(s *scan, drain context.Context) *lister { return &lister{scan: s, drain: drain} }

// all lists every target. A target that cannot be listed is a trouble and stops
// nothing but itself.
func (l *lister) all(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	rows, err := l.catalog.Targets(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		t, ok := l.targets[row.ID]
		if !ok {
			continue // of another run of this campaign
		}
		group.Go(func() error { return l.one(ctx, t, row) })
	}
	err = group.Wait()
	l.Meter.listing.Store(false)
	return err
}

func (l *lister) one(ctx context.Context, t *target, row catalog.Target) error {
	bounded := t.SampleObjects > 0 || t.SampleBytes > 0 || t.MaxBytes > 0
	if !bounded {
		l.feed.open(t.id)
	}
	if !row.Listed {
		err := l.pages(ctx, t, row.Marker)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil && !foreign(err) && !errors.Is(err, ErrDrained):
			return err // our own: a full disk, say
		case l.drain.Err() != nil:
			return nil
		}
		if err := l.verdict(ctx, t, err); err != nil {
			return err
		}
		if err != nil {
			l.trouble(t, err)
			if !partial(err) {
				return nil
			}
		}
		if err := l.record(ctx, t); err != nil {
			return err
		}
	}
	if bounded && !row.Chosen {
		if err := l.choose(ctx, t); err != nil {
			return err
		}
	}
	l.feed.open(t.id)
	return nil
}

// record notes the listing in the chain of custody.
func (l *lister) record(ctx context.Context, t *target) error {
	rows, err := l.catalog.Targets(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.ID == t.id {
			return l.catalog.Record(ctx, catalog.Event{At: l.Now(), Event: "listed", Target: t.name, Access: string(t.Access),
				Bytes: row.Bytes, Detail: strconv.FormatInt(row.Objects, 10) + " objects"})
		}
	}
	return nil
}

// foreign reports whether an error is the target's or the way's to it, and not
// our own.
func foreign(err error) bool {
	var failed *source.Error
	return errors.As(err, &failed)
}

// partial reports whether what was listed before err may be read all the same.
func partial(err error) bool { return errors.Is(err, source.ErrMarkerRepeats) }

// choose applies the bounds of the grant once the listing is complete, so that
// the choice depends on nothing else.
func (l *lister) choose(ctx context.Context, t *target) error {
	if t.MaxBytes > 0 {
		if err := l.catalog.Choose(ctx, t.id, 0, t.MaxBytes, exposure.NotReadCeiling); err != nil {
			return err
		}
	}
	return l.catalog.Choose(ctx, t.id, t.SampleObjects, t.SampleBytes, exposure.NotReadSample)
}

func (l *lister) trouble(t *target, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.troubles = append(l.troubles, Trouble{t.name, err})
	l.Notify(t.name, err.Error())
}

// verdict records what the listing showed about the right to list.
func (l *lister) verdict(ctx context.Context, t *target, err error) error {
	f := exposure.Finding{Right: exposure.RightList, At: l.Now()}
	f.Verdict, f.Why = t.open("it was listed")
	var failed *source.Error
	switch {
	case err == nil || partial(err):
	case errors.As(err, &failed):
		f.Verdict, f.Why, f.Status, f.Code = exposure.Inconclusive, failed.Kind.Error(), failed.Status, failed.Code
		switch {
		case errors.Is(err, source.ErrNotFound): // it may be misspelt: that says nothing of the one that is meant
		case errors.Is(err, source.ErrDenied), errors.Is(err, source.ErrNotFoundOrPrivate), errors.Is(err, source.ErrClosedMidway), errors.Is(err, source.ErrNoListing):
			f.Verdict = exposure.Closed
		}
	default:
		f.Verdict, f.Why = exposure.Inconclusive, "the listing failed"
	}
	return l.catalog.SetRight(ctx, t.id, f)
}

// pages lists from marker and saves each page while the next one is fetched.
func (l *lister) pages(ctx context.Context, t *target, marker string) error {
	type listed struct {
		source.Page
		marker string // where it began
	}
	pages := make(chan listed, 1)
	names := newNamer(l.scan, t)
	saving, ctx := errgroup.WithContext(ctx)
	saving.Go(func() error {
		for p := range pages {
			if err := l.save(ctx, names, p.Page, p.marker); err != nil {
				return err
			}
		}
		return nil
	})
	at := marker
	err := l.Retry.Walk(ctx, steady{t.Source, t.name}, marker, func(p source.Page) error {
		if l.drain.Err() != nil {
			return ErrDrained
		}
		select {
		case pages <- listed{p, at}:
			at = p.Next
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(pages)
	if failed := saving.Wait(); failed != nil {
		return failed // the cause of the other
	}
	return err
}

// save puts a page into the ledger and the catalog, the mentions in its
// names first.
func (l *lister) save(ctx context.Context, names *namer, p source.Page, marker string) error {
	page, batch, err := names.page(p, marker)
	if err != nil {
		return err
	}
	if err := l.campaign.Ledger.Commit(batch); err != nil {
		return err
	}
	if err := l.catalog.SavePage(ctx, page); err != nil {
		return err
	}
	units := make([]exposure.Unit, len(page.Names))
	for i, n := range page.Names {
		units[i] = n.Unit
	}
	if err := l.campaign.Ledger.Settle(units...); err != nil {
		return err
	}
	l.Meter.page(page.Objects)
	l.feed.more()
	return nil
}

// outside returns why an object of the listing is not read, "" where it is.
func (s *scan) outside(t *target, o source.Object) exposure.Reason {
	switch p := s.campaign.Properties; {
	case o.Unreadable != "":
		return o.Unreadable
	case !t.Reads():
		return exposure.NotReadScope
	case Excluded(p.Include, p.Exclude, o.Name):
		return exposure.NotReadExcluded
	}
	return ""
}

// Excluded reports whether globs leave a name out: those that include, where
// there are any, do not match it, or one that excludes does.
func Excluded(include, exclude []string, name string) bool {
	return len(include) > 0 && !matches(include, name) || matches(exclude, name)
}

// matches reports whether one of the globs matches a name, or, where the glob
// has no slash, its last part.
func matches(globs []string, name string) bool {
	for _, g := range globs {
		subject := name
		if !strings.Contains(g, "/") {
			subject = path.Base(name)
		}
		if ok, err := path.Match(g, subject); ok && err == nil {
			return true
		}
		if front, ok := strings.CutSuffix(g, "/**"); ok && strings.HasPrefix(name, front+"/") {
			return true
		}
	}
	return false
}

// steady is a source of which no listing ends the program, whatever a server answers.
type steady struct {
	source.Source
	name string
}

// String returns the target, for errors.
func (s steady) String() string { return s.name }

// List implements [source.Source]. A panic costs the listing and nothing else; what it said
// is not repeated, since it may quote the answer.
func (s steady) List(ctx context.Context, marker string) (page source.Page, err error) {
	defer func() {
		if recover() != nil {
			page, err = source.Page{}, source.Fail(source.Error{Op: "list", Target: s.name, Kind: source.ErrGarbled, Hint: "this program gave up on it, which is a fault of its own: report it"})
		}
	}()
	return s.Source.List(ctx, marker)
}
