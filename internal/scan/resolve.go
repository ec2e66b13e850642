package scan

import (
	"context"
	"errors"
	"sync"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/source"
)

// resolver finds withheld names of a target again, by listing the page that
// names them once more. It remembers, in memory alone, the last page and where
// pages begin whose markers may not be stored: a marker quotes the name of an
// object.
type resolver struct {
	scan   *scan
	target *target
	mu     sync.Mutex
	sealer *seal.Sealer
	page   map[[16]byte]source.Object
	after  map[string][]string // for a stored marker, those of the pages that follow it
}

// names returns the target's resolver.
func (t *target) names(s *scan) *resolver {
	t.once.Do(func() {
		t.resolver = &resolver{scan: s, target: t, sealer: s.campaign.Key.Sealer(), after: map[string][]string{}}
	})
	return t.resolver
}

// object returns an object of the catalog as the source knows it.
func (r *resolver) object(ctx context.Context, o catalog.Object) (source.Object, error) {
	if o.Name != nil {
		return source.Object{Name: string(o.Name), Size: o.Size, ETag: o.ETag, Modified: o.Modified, Current: true}, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if found, ok := r.page[o.Key]; ok {
		return found, nil
	}
	// Where the listing has changed since, the object may stand before its page.
	at := min(o.Ahead, len(r.after[o.Page]))
	err := r.list(ctx, o, at)
	if err == nil && at > 0 {
		err = r.list(ctx, o, 0)
	}
	if errors.Is(err, errFound) {
		return r.page[o.Key], nil
	}
	if err == nil {
		err = &source.Error{Op: "open", Target: r.target.name, Kind: source.ErrGone, Reason: exposure.NotReadGone}
	}
	return source.Object{}, err
}

// errFound ends a listing early.
var errFound = errors.New("found")

// list lists from the page that is so many behind o's stored marker, until a
// page names o.
func (r *resolver) list(ctx context.Context, o catalog.Object, at int) error {
	marker := o.Page
	if at > 0 {
		marker = r.after[o.Page][at-1]
	}
	return r.scan.Retry.Walk(ctx, r.target.Source, marker, func(p source.Page) error {
		r.page = make(map[[16]byte]source.Object, len(p.Objects))
		for _, listed := range p.Objects {
			r.page[objectKey(r.sealer, r.target.name, listed)] = listed
		}
		if at++; at > len(r.after[o.Page]) && p.Next != "" { // "" is where the listing begins
			r.after[o.Page] = append(r.after[o.Page], p.Next)
		}
		if _, ok := r.page[o.Key]; ok {
			return errFound
		}
		return nil
	})
}
