package attribute

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
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
	first, last int64 // file dates in Unix nanoseconds, 0 where none is known
}

func (s *holdingSum) add(mentions uint64, dated int64) {
	s.mentions += mentions
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
	mu      sync.Mutex    // over the elements of subjects
}

// A touchedList is the contents that touch one owner, in the order in which they were met.
type touchedList struct {
	sync.Mutex
	list []Touched
}

// gather returns the subjects of the owners from one to before another.
func (r *roll) gather(ctx context.Context, from, to int) ([]*Subject, error) {
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
	err := inParallel(ctx, parts, func(ctx context.Context, worker, part int) error {
		c := list[worker]
		if err := c.walker.walk(ctx, ledger.Part{Ordinal: part, Of: parts}); err != nil {
			return err
		}
		c.end()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return g.subjects(ctx)
}

// contentHoldings are the mentions of one content by what they are of.
type contentHoldings struct {
	g       *gathering
	walker  *walker // each content is walked by one alone
	content uint32
	met     map[holding]uint64
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
		c.met, c.owners = map[holding]uint64{}, map[uint32]uint64{}
	}
	owner -= uint32(c.g.from)
	c.met[holding{s.mention.Identity, owner, s.mention.Kind}] += s.ways
	c.owners[owner] += s.ways
}

// end hands on what the content came to.
func (c *contentHoldings) end() {
	if len(c.met) == 0 {
		return
	}
	fact := &c.g.r.facts[c.content]
	for h, n := range c.met {
		p := &c.g.parts[partOf(&h.print)]
		p.Lock()
		sum := p.sums[h]
		sum.add(n, fact.dated)
		p.sums[h] = sum
		p.Unlock()
	}
	if c.g.touched != nil {
		for owner, n := range c.owners {
			c.g.touch(owner, c.touched(fact, n))
		}
	}
	if len(c.met) > mostKept {
		c.met, c.owners = nil, nil
		return
	}
	clear(c.met)
	clear(c.owners)
}

func (c *contentHoldings) touched(fact *contentFact, mentions uint64) Touched {
	units := &c.g.r.m.units
	return Touched{
		Unit: *units.at(c.content), Document: fact.document, Leaf: fact.leaf, Modified: moment(fact.dated),
		Ways: units.waysOf(c.content), Mentions: mentions,
	}
}

func (g *gathering) touch(owner uint32, t Touched) {
	p := &g.touched[owner]
	p.Lock()
	p.list = append(p.list, t)
	p.Unlock()
}

// subjects makes subjects of what was gathered, and lets go of that.
func (g *gathering) subjects(ctx context.Context) ([]*Subject, error) {
	list := make([]*Subject, 0, g.to-g.from)
	for _, o := range g.r.owners[g.from:g.to] {
		list = append(list, o.subject())
	}
	err := inParallel(ctx, sharedParts, func(ctx context.Context, _, part int) error {
		return g.describe(ctx, part, list)
	})
	if err != nil {
		return nil, err
	}
	for i, s := range list {
		slices.SortFunc(s.Elements, compareElements)
		for _, e := range s.Elements {
			within(&s.First, &s.Last, e.First)
			within(&s.First, &s.Last, e.Last)
		}
		if g.touched != nil {
			s.Touched = g.touched[i].list
			slices.SortFunc(s.Touched, func(a, b Touched) int { return bytes.Compare(a.Unit[:], b.Unit[:]) })
		}
	}
	return list, nil
}

// describe turns the holdings of one part into elements of their subjects. Those of one
// identity share its words.
func (g *gathering) describe(ctx context.Context, part int, list []*Subject) error {
	sums := g.parts[part].sums
	g.parts[part].sums = nil
	holdings := slices.SortedFunc(maps.Keys(sums), func(a, b holding) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), bytes.Compare(a.print[:], b.print[:]), cmp.Compare(a.owner, b.owner))
	})
	described := make([]owned, 0, len(holdings))
	err := g.identities(ctx, part, holdings, func(h holding, id *exposure.Identity) {
		sum := sums[h]
		described = append(described, owned{h.owner, Element{
			Kind: h.kind, Print: h.print, Mask: id.Mask, Clear: id.Clear, Class: id.Class,
			Mentions: sum.mentions, Contents: uint64(sum.contents), First: moment(sum.first), Last: moment(sum.last),
		}})
	})
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, x := range described {
		list[x.owner].Elements = append(list[x.owner].Elements, x.element)
	}
	return err
}

// fewHoldings is up to how many identities of a kind are looked up one by one in a part
// of all fingerprints: more are met sooner by reading all of that part.
const fewHoldings = 8

// identities shows each holding of a part, in their order, with its identity.
func (g *gathering) identities(ctx context.Context, part int, list []holding, show func(holding, *exposure.Identity)) error {
	for len(list) > 0 {
		kind, n := list[0].kind, 1
		for n < len(list) && list[n].kind == kind {
			n++
		}
		some := list[:n]
		list = list[n:]
		var err error
		if n <= fewHoldings {
			err = g.lookUp(some, show)
		} else {
			err = g.readPart(ctx, kind, part, some, show)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *gathering) lookUp(list []holding, show func(holding, *exposure.Identity)) error {
	for _, h := range list {
		id, _, err := g.r.m.in.Ledger.Lookup(h.kind, h.print)
		if err != nil {
			return err
		}
		show(h, &id)
	}
	return nil
}

func (g *gathering) readPart(ctx context.Context, kind exposure.Kind, part int, list []holding, show func(holding, *exposure.Identity)) error {
	met := 0
	for id, err := range g.r.m.in.Ledger.Identities(kind, ledger.Part{Ordinal: part, Of: sharedParts}) {
		if err := wanted(ctx, met, err); err != nil {
			return err
		}
		met++
		for len(list) > 0 && list[0].print == id.Fingerprint {
			show(list[0], id)
			list = list[1:]
		}
		if len(list) == 0 {
			return nil
		}
	}
	return &ledger.BrokenError{What: fmt.Sprintf("of a %s that is mentioned nothing is described", kind)}
}

// An owned is an element and whose it is.
type owned struct {
	owner   uint32
	element Element
}
