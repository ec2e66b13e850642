package source

import (
	"context"
	"crypto/sha256"
	"fmt"
)

// longestMarker bounds what is sent back to a provider as its own marker, in
// bytes. Those in use are under 4 KiB.
const longestMarker = 64 << 10

// Walk calls visit with each page of src from marker on, "" for the first, until
// the listing ends, visit fails or ctx ends. Throttling, failures of the
// provider and lost connections are borne as the zero [RetryPolicy] says. A
// marker that comes again is [ErrMarkerRepeats].
func Walk(ctx context.Context, src Source, marker string, visit func(Page) error) error {
	return RetryPolicy{}.Walk(ctx, src, marker, visit)
}

// Walk is [Walk] under p.
func (p RetryPolicy) Walk(ctx context.Context, src Source, marker string, visit func(Page) error) error {
	p = p.withDefaults()
	seen := map[[16]byte]bool{}
	for {
		// A hash of each marker: 10⁹ objects have 200,000 of them at the least.
		sum := sha256.Sum256([]byte(marker))
		seen[[16]byte(sum[:])] = true
		page, err := p.list(ctx, src, marker)
		if err != nil {
			return err
		}
		if len(page.Next) > longestMarker {
			return Fail(Error{Op: "list", Target: nameOf(src), Kind: ErrGarbled, Code: "marker-too-long"})
		}
		next := sha256.Sum256([]byte(page.Next))
		if err := visit(page); err != nil || page.Next == "" {
			return err
		}
		if seen[[16]byte(next[:])] {
			return Fail(Error{Op: "list", Target: nameOf(src), Kind: ErrMarkerRepeats})
		}
		marker = page.Next
	}
}

// list asks for one page until it comes.
func (p RetryPolicy) list(ctx context.Context, src Source, marker string) (Page, error) {
	tries := attempts{policy: p}
	for {
		page, err := p.listOnce(ctx, src, marker)
		if err == nil {
			return page, nil
		}
		if err := tries.again(ctx, err); err != nil {
			return Page{}, err
		}
	}
}

func (p RetryPolicy) listOnce(ctx context.Context, src Source, marker string) (Page, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, p.Answer, ErrTimeout)
	defer cancel()
	page, err := src.List(ctx, marker)
	if err != nil && context.Cause(ctx) != nil {
		err = FailTransport(ctx, "list", nameOf(src), "", err)
	}
	return page, err
}

// nameOf returns what a source calls itself in errors.
func nameOf(src any) string {
	if s, ok := src.(fmt.Stringer); ok {
		return s.String()
	}
	return ""
}
