package attribute

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/hemostat/hemostat/exposure"
)

// Unattributed is what stands in a campaign and belongs to no person and no organisation that is known: on no
// list, and told to nobody until somebody has looked.
type Unattributed struct {
	Holders  []Holders `json:"holders"`  // ascending by kind
	Contents uint64    `json:"contents"` // in how many it stands, 0 where none are asked for
	Loose    []Loose   `json:"loose"`    // those of them with most of it first, at most so many as were asked for
}

// A Loose is a content with what nobody has.
type Loose struct {
	Unit     exposure.Unit         `json:"-"`
	Document exposure.DocumentKind `json:"-"`
	Ways     uint64                `json:"ways"`     // that lead to it
	Distinct uint64                `json:"distinct"` // identities there that nobody has
	Mentions uint64                `json:"mentions"` // of them, without the ways
	Kinds    []LooseKind           `json:"kinds"`    // ascending
}

// A LooseKind is how many identities of a kind nobody has.
type LooseKind struct {
	Kind     exposure.Kind `json:"kind"`
	Distinct uint64        `json:"distinct"`
}

// FindUnattributed tells what belongs to nobody, and in which contents most of it stands: of some kinds, or of
// all where none is named. It passes over the ledger as [People] does before the first person, once more, and again
// where contents are asked for.
func FindUnattributed(ctx context.Context, in Input, kinds []exposure.Kind, contents int) (*Unattributed, error) {
	c, err := newCrowd(ctx, in, Crowd{})
	if err != nil {
		return nil, fmt.Errorf("unattributed: %w", err)
	}
	h := &harvest{c: c, sides: &sides{kinds: kinds}}
	u := &Unattributed{Loose: []Loose{}}
	if err := h.reap(ctx); err != nil {
		return nil, fmt.Errorf("unattributed: %w", err)
	}
	if u.Holders, err = h.sides.count(ctx, true); err != nil {
		return nil, fmt.Errorf("unattributed: %w", err)
	}
	if contents == 0 {
		return u, nil
	}
	loose := &looseContents{m: c.m, most: contents}
	h.sides.loose = loose
	if err := h.reap(ctx); err != nil {
		return nil, fmt.Errorf("unattributed: %w", err)
	}
	u.Contents, u.Loose = loose.met, append(u.Loose, loose.first()...)
	return u, nil
}

// looseContents are the contents with most of what nobody has.
type looseContents struct {
	m    *model
	most int

	mu   sync.Mutex
	met  uint64
	list []Loose
}

func (l *looseContents) add(content uint32, mentions map[uint64]uint64) {
	x := Loose{Unit: *l.m.units.at(content), Document: l.m.units.kindOf(content), Ways: l.m.units.waysOf(content), Distinct: uint64(len(mentions))}
	var sums [kindMask + 1]uint64
	for hash, n := range mentions {
		sums[hash&kindMask]++
		x.Mentions += n
	}
	for _, kind := range exposure.Kinds() {
		if sums[kind] > 0 {
			x.Kinds = append(x.Kinds, LooseKind{kind, sums[kind]})
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.met++
	if l.list = append(l.list, x); len(l.list) > 2*l.most+64 {
		l.list = l.first()
	}
}

// first are so many as are wanted, those with most first.
func (l *looseContents) first() []Loose {
	slices.SortFunc(l.list, func(a, b Loose) int {
		return cmp.Or(cmp.Compare(b.Distinct, a.Distinct), bytes.Compare(a.Unit[:], b.Unit[:]))
	})
	return l.list[:min(len(l.list), l.most)]
}
