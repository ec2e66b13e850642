package attribute

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// An identityWords is what is told of an identity, once for all who have it.
type identityWords struct {
	kind        exposure.Kind
	print       exposure.Fingerprint
	mask, clear string
	class       exposure.Class
}

// A holdingWords is a holding that is told.
type holdingWords struct {
	*identityWords
	holdingSum
	owner uint32
}

// element makes an element of a holding.
func (h *holdingWords) element() Element {
	return Element{
		Kind: h.kind, Print: h.print, Mask: h.mask, Clear: h.clear, Class: h.class, Login: h.login,
		Mentions: h.mentions, Contents: uint64(h.contents), First: moment(h.first), Last: moment(h.last),
	}
}

// describe finds the words of the holdings of one part, and lets go of their sums.
func (g *gathering) describe(ctx context.Context, part int) error {
	sums := g.parts[part].sums
	g.parts[part].sums = nil
	holdings := slices.SortedFunc(maps.Keys(sums), func(a, b holding) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), bytes.Compare(a.print[:], b.print[:]), cmp.Compare(a.owner, b.owner))
	})
	list := make([]holdingWords, 0, len(holdings))
	var last *identityWords
	err := g.identities(ctx, part, holdings, func(h holding, id *exposure.Identity) {
		if last == nil || last.kind != h.kind || last.print != h.print {
			last = &identityWords{h.kind, h.print, id.Mask, id.Clear, id.Class}
		}
		list = append(list, holdingWords{last, sums[h], h.owner})
	})
	g.words[part] = list
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

// tell yields the subjects one by one; it reports whether more are wanted. Each is made when
// its turn comes, so that what is told before may be let go.
func (g *gathering) tell(yield func(*Subject) bool) (more bool) {
	by := g.byOwner()
	for i, o := range g.r.owners[g.from:g.to] {
		s := o.subject()
		s.Elements = make([]Element, 0, len(by[i]))
		for _, h := range by[i] {
			e := h.element()
			within(&s.First, &s.Last, e.First)
			within(&s.First, &s.Last, e.Last)
			s.Elements = append(s.Elements, e)
		}
		slices.SortFunc(s.Elements, compareElements)
		if g.touched != nil {
			s.Touched = g.touchedOf(i)
		}
		if !yield(s) {
			return false
		}
	}
	return true
}

// byOwner are the holdings of each owner.
func (g *gathering) byOwner() [][]*holdingWords {
	by, counts := make([][]*holdingWords, g.to-g.from), make([]int, g.to-g.from)
	for _, list := range g.words {
		for i := range list {
			counts[list[i].owner]++
		}
	}
	for i, n := range counts {
		by[i] = make([]*holdingWords, 0, n)
	}
	for _, list := range g.words {
		for i := range list {
			owner := list[i].owner
			by[owner] = append(by[owner], &list[i])
		}
	}
	return by
}

// touchedOf are the contents that touch an owner, and lets go of them.
func (g *gathering) touchedOf(owner int) []Touched {
	list, units := g.touched[owner].list, &g.r.m.units
	g.touched[owner].list = nil
	slices.SortFunc(list, func(a, b touchedContent) int { return cmp.Compare(a.content, b.content) }) // as units are
	out := make([]Touched, len(list))
	for i, t := range list {
		fact := &g.r.facts[t.content]
		out[i] = Touched{
			Unit: *units.at(t.content), Document: fact.document, Leaf: fact.leaf, Modified: moment(fact.dated),
			Ways: units.waysOf(t.content), Mentions: t.mentions,
		}
	}
	return out
}
