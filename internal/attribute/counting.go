package attribute

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// countedAtOnce is about how many identities are counted in one pass over the
// blocks, at some 60 bytes each. Where there are more, their fingerprints are cut
// into shares, and one pass after another counts one of these.
const countedAtOnce = 1 << 20

// A counted is one identity and where it stands first. Its zero value is none. It
// takes 32 bytes, so that it never lies in two lines of a processor's cache.
type counted struct {
	print   exposure.Fingerprint
	inFirst uint64 // mentions there
	first   uint32 // the least content that mentions it
	kind    exposure.Kind
}

// join adds what another place comes to. The order does not show.
func (c *counted) join(x *counted) {
	switch {
	case x.first < c.first:
		c.first, c.inFirst = x.first, x.inFirst
	case x.first == c.first:
		c.inFirst += x.inFirst
	}
}

// sums are mentions by kind.
type sums [kindMask + 1]struct {
	total    uint64 // a content once
	mentions uint64 // with ways
}

func (s *sums) join(other *sums) {
	for kind := range other {
		s[kind].total += other[kind].total
		s[kind].mentions += other[kind].mentions
	}
}

// A counting adds up the mentions of each identity in one share.
type counting struct {
	m     *model
	share ledger.Part
	sums  sums
	parts [sharedParts]struct {
		sync.Mutex
		list []counted // open addressing, as in cells
		n    int
		seen exposure.Kind // see addAll
	}
}

// A countWorker hands on what it counts a few at once.
type countWorker struct {
	c       *counting
	sums    sums
	waiting [sharedParts]struct {
		list [handedOn]counted
		n    int
	}
}

// countShare passes over the blocks.
func (m *model) countShare(ctx context.Context, share ledger.Part) (*counting, error) {
	c := &counting{m: m, share: share}
	parts := min(walkParts, max(m.units.count(), 1))
	list := make([]*countWorker, workers(parts))
	for i := range list {
		list[i] = &countWorker{c: c}
	}
	err := inParallel(ctx, parts, func(ctx context.Context, worker, part int) error {
		return list[worker].count(ctx, ledger.Part{Ordinal: part, Of: parts})
	})
	for _, w := range list {
		w.end()
		c.sums.join(&w.sums)
	}
	return c, err
}

func (w *countWorker) count(ctx context.Context, part ledger.Part) error {
	m := w.c.m
	for b, err := range m.in.Ledger.Counts(0, m.in.MinScore, part) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		content, ok := m.units.find(&b.Unit)
		if !ok {
			continue // not published
		}
		ways := m.units.waysOf(content)
		for i, id := range b.Identities {
			if id.Kind.Valid() && w.c.share.Has(id.Fingerprint) {
				n := uint64(b.Mentions[i])
				sum := &w.sums[id.Kind]
				sum.total += n
				sum.mentions += n * ways
				w.add(counted{print: id.Fingerprint, kind: id.Kind, first: content, inFirst: n})
			}
		}
	}
	return nil
}

func (w *countWorker) add(x counted) {
	part := w.c.partOf(&x.print)
	wait := &w.waiting[part]
	wait.list[wait.n] = x
	if wait.n++; wait.n == handedOn {
		w.c.addAll(part, wait.list[:])
		wait.n = 0
	}
}

func (w *countWorker) end() {
	for part := range w.waiting {
		wait := &w.waiting[part]
		w.c.addAll(part, wait.list[:wait.n])
		wait.n = 0
	}
}

// The first bits of a fingerprint are nearly the same in all of a share; those
// in the middle are not.
func (c *counting) partOf(fp *exposure.Fingerprint) int { return int(fp[8]) }

func (c *counting) addAll(part int, list []counted) {
	p := &c.parts[part]
	p.Lock()
	defer p.Unlock()
	if len(p.list) > 0 { // all places are fetched at once, as in putAll
		for i := range list {
			p.seen = p.list[placeOf(p.list, &list[i])].kind
		}
	}
	for i := range list {
		if 4*(p.n+1) > 3*len(p.list) {
			p.list = grown(p.list)
		}
		at := slotOf(p.list, &list[i])
		if p.list[at].kind == 0 {
			p.list[at] = list[i]
			p.n++
			continue
		}
		p.list[at].join(&list[i])
	}
}

// placeOf is where an identity belongs if it is alone.
func placeOf(list []counted, x *counted) int {
	return int(uint64(uint32(mix(binary.LittleEndian.Uint64(x.print[:8])+binary.LittleEndian.Uint64(x.print[8:])))) * uint64(len(list)) >> 32)
}

// slotOf is where an identity stands or belongs.
func slotOf(list []counted, x *counted) int {
	at := placeOf(list, x)
	for list[at].kind != 0 && (list[at].print != x.print || list[at].kind != x.kind) {
		if at++; at == len(list) {
			at = 0
		}
	}
	return at
}

func grown(old []counted) []counted {
	room := 2 * len(old)
	if room > thrifty {
		room = len(old) + len(old)/2
	}
	list := make([]counted, max(64, room))
	for i := range old {
		if old[i].kind != 0 {
			list[slotOf(list, &old[i])] = old[i]
		}
	}
	return list
}

// of returns what an identity comes to, or nil. Nothing may be added any more.
func (c *counting) of(id *exposure.Identity) *counted {
	p := &c.parts[c.partOf(&id.Fingerprint)]
	if p.n == 0 {
		return nil
	}
	at := slotOf(p.list, &counted{print: id.Fingerprint, kind: id.Kind})
	if p.list[at].kind == 0 {
		return nil
	}
	return &p.list[at]
}

// check fails where an identity is mentioned that was never described.
func (c *counting) check(described uint64) error {
	n := uint64(0)
	for i := range c.parts {
		n += uint64(c.parts[i].n)
	}
	if n != described {
		return &ledger.BrokenError{What: fmt.Sprintf("of %d identities that are mentioned %d are described", n, described)}
	}
	return nil
}
