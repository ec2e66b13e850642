package attribute

import (
	"context"
	"sync"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A holding is one identity of one entity.
type holding struct {
	print exposure.Fingerprint
	owner uint32 // ordinal among those that are gathered
	kind  exposure.Kind
}

// partOf is in which part of all fingerprints one lies, as [ledger.Part] cuts them.
func partOf(fp *exposure.Fingerprint) int { return int(fp[0]) }

// A holdingSum is what the contents come to in which a holding stands.
type holdingSum struct {
	mentions    uint64
	contents    uint32
	login       bool  // see [Element.Login]
	first, last int64 // file dates in Unix nanoseconds, 0 where none is known
}

func (s *holdingSum) add(met meeting, dated int64) {
	s.mentions += met.mentions
	s.login = s.login || met.login
	s.contents++
	if dated == 0 {
		return
	}
	if s.first == 0 || dated < s.first {
		s.first = dated
	}
	if s.last == 0 || dated > s.last {
		s.last = dated
	}
}

// A meeting is what one content comes to of a holding.
type meeting struct {
	mentions uint64
	login    bool
}

// A gathering adds up what a share of the entities holds. What it comes to does not
// depend on the order of contents.
type gathering struct {
	r        *roll
	from, to int
	parts    [sharedParts]struct {
		sync.Mutex
		sums map[holding]holdingSum
	}
	touched []touchedList // by owner; nil where nobody asks
	words   [sharedParts][]holdingWords
}

// A touchedList is the contents that touch one owner, in the order in which they were met.
type touchedList struct {
	sync.Mutex
	list []touchedContent
}

type touchedContent struct {
	content  uint32
	mentions uint64
}

// gather yields the subjects of the owners from one to before another; it reports whether
// more are wanted.
func (r *roll) gather(ctx context.Context, from, to int, yield func(*Subject) bool) (more bool, err error) {
	g := &gathering{r: r, from: from, to: to}
	for i := range g.parts {
		g.parts[i].sums = map[holding]holdingSum{}
	}
	if r.with.Contents {
		g.touched = make([]touchedList, to-from)
	}
	parts := min(walkParts, max(r.m.units.count(), 1))
	list := make([]*contentHoldings, workers(parts))
	for i := range list {
		list[i] = g.newHoldings()
	}
	err = inParallel(ctx, parts, func(ctx context.Context, worker, part int) error {
		c := list[worker]
		if err := c.walker.walk(ctx, ledger.Part{Ordinal: part, Of: parts}); err != nil {
			return err
		}
		c.end()
		return nil
	})
	if err == nil {
		err = inParallel(ctx, sharedParts, func(ctx context.Context, _, part int) error { return g.describe(ctx, part) })
	}
	if err != nil {
		return false, err
	}
	return g.tell(yield), nil
}

// contentHoldings are the mentions of one content by what they are of.
type contentHoldings struct {
	g       *gathering
	walker  *walker // each content is walked by one alone
	content uint32
	met     map[holding]meeting
	owners  map[uint32]uint64
}

func (g *gathering) newHoldings() *contentHoldings {
	c := &contentHoldings{g: g, walker: g.r.m.newWalker()}
	c.walker.watch = func(s *sighting) { c.see(c.walker.content, s) }
	return c
}

// mostKept is how many holdings a map may have had that is used again: emptying one
// takes as long as it was large.
const mostKept = 1 << 12

// see takes in a mention. Contents come one after another.
func (c *contentHoldings) see(content uint32, s *sighting) {
	if c.content != content {
		c.end()
		c.content = content
	}
	if s.name == none {
		return
	}
	owner := c.g.r.of[s.name]
	if owner == none || int(owner) < c.g.from || int(owner) >= c.g.to {
		return
	}
	if c.met == nil {
		c.met, c.owners = map[holding]meeting{}, map[uint32]uint64{}
	}
	owner -= uint32(c.g.from)
	h := holding{s.mention.Identity, owner, s.mention.Kind}
	met := c.met[h]
	met.mentions += s.ways
	met.login = met.login || s.mention.Kind == exposure.Secret && s.mention.Field.Login()
	c.met[h] = met
	c.owners[owner] += s.ways
}

// end hands on what the content came to.
func (c *contentHoldings) end() {
	if len(c.met) == 0 {
		return
	}
	fact := &c.g.r.facts[c.content]
	for h, met := range c.met {
		p := &c.g.parts[partOf(&h.print)]
		p.Lock()
		sum := p.sums[h]
		sum.add(met, fact.dated)
		p.sums[h] = sum
		p.Unlock()
	}
	if c.g.touched != nil {
		for owner, n := range c.owners {
			c.g.touch(owner, touchedContent{c.content, n})
		}
	}
	if len(c.met) > mostKept {
		c.met, c.owners = nil, nil
		return
	}
	clear(c.met)
	clear(c.owners)
}

func (g *gathering) touch(owner uint32, t touchedContent) {
	p := &g.touched[owner]
	p.Lock()
	p.list = append(p.list, t)
	p.Unlock()
}
