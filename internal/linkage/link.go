package linkage

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// An Edge says that two profiles are probably of one person. A is less than B.
type Edge struct {
	A, B   uint32
	Weight Weight
	// Alone says that nothing speaks for it which is one person's alone: it is never likely.
	Alone bool
	// Vague says that their names say less than a given and a family name in full.
	Vague bool
}

// Links are the pairs of a population that are worth a merge.
type Links struct {
	Edges []Edge // those of most weight first
	// Common counts the keys that were passed over, since too many profiles have them.
	Common uint64
}

// Link compares the profiles that share a key and returns the pairs that reach a weight. Keys
// are: a mailbox, telephone, account, number or date of birth; the words of a name, alone and
// with an organisation, two parts of a date of birth or a rare word of an address; one word of
// a name with one of these; two rare words of an address, or one and two parts of a date.
func (p *Population) Link(ctx context.Context, from Weight) (*Links, error) {
	out := &Links{}
	for _, by := range passes {
		found := make([]linking, workers())
		common, err := p.eachShare(ctx, by, func(b *blocks) error {
			rich := slices.Sorted(maps.Keys(b.rich))
			return inParallel(ctx, partCount+len(rich), func(worker, task int) {
				l := &found[worker]
				if task < partCount {
					b.each(task, func(block []keyed) { l.block(p, b, block, from) })
					return
				}
				one := p.side(rich[task-partCount])
				for _, other := range b.richBehind(rich[task-partCount]) {
					two := p.side(other)
					l.compare(p, &one, &two, Edge{A: rich[task-partCount], B: other}, from)
				}
			})
		})
		if err != nil {
			return nil, err
		}
		out.Common += common
		for i := range found {
			out.Edges = append(out.Edges, found[i].edges...)
		}
		out.settle()
	}
	return out, nil
}

// A linking is what one worker holds: the profiles of a block, and edges that it found, of which one
// is found once for each key that two profiles share. It drops those that come again whenever there
// are twice as many.
type linking struct {
	sides []side
	edges []Edge
	full  int
}

// edgesKept is how many edges are gathered before they are looked through.
const edgesKept = 1 << 16

// block compares the profiles of a block with each other.
func (l *linking) block(p *Population, b *blocks, block []keyed, from Weight) {
	l.sides = l.sides[:0]
	for _, x := range block {
		l.sides = append(l.sides, p.side(x.profile))
	}
	for i, x := range block {
		for j := i + 1; j < len(block); j++ {
			if y := block[j]; !b.bothRich(x.profile, y.profile) {
				l.compare(p, &l.sides[i], &l.sides[j], Edge{A: x.profile, B: y.profile}, from)
			}
		}
	}
}

// compare adds the edge of two profiles if they are worth it.
func (l *linking) compare(p *Population, x, y *side, e Edge, from Weight) {
	c := p.besides(x, y)
	if c.hopeless() {
		return
	}
	if p.addNames(&c, x, y); c.worth(from) {
		e.Weight, e.Alone, e.Vague = c.Weight, c.Unlikely(), c.Initial || c.Half
		l.add(e)
	}
}

func (l *linking) add(e Edge) {
	if l.full = max(l.full, edgesKept); len(l.edges) >= l.full {
		settled := Links{Edges: l.edges}
		settled.settle()
		l.edges, l.full = settled.Edges, max(edgesKept, 2*len(settled.Edges))
	}
	l.edges = append(l.edges, e)
}

// settle sorts the edges and drops those that were found twice.
func (l *Links) settle() {
	slices.SortFunc(l.Edges, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	l.Edges = slices.Compact(l.Edges)
}
