package attribute

import (
	"context"

	"github.com/hemostat/hemostat/exposure"
)

// A company is one name of a company by its features.
type company struct {
	name   uint32 // among names
	stem   uint64 // without its legal form; equal: certainly the same
	folded uint64 // without separators and accents; equal: probably the same
	tokens uint64 // of its set of words; equal: probably the same
}

func newCompany(name uint32, id *exposure.Identity) company {
	c := company{name: name, stem: orPrint(feature(id, exposure.FeatureStem), id), folded: feature(id, exposure.FeatureFolded)}
	for _, f := range id.Features {
		if f.Of == exposure.FeatureToken { // ascending, so that order in the name does not show
			c.tokens = join(c.tokens, f.Hash)
		}
	}
	return c
}

// namesOfCompanies returns the names of companies by their ordinal.
func namesOfCompanies(list []company) []uint32 {
	names := make([]uint32, len(list))
	for i := range list {
		names[i] = list[i].name
	}
	return names
}

// countCompanies returns how many companies the names come to: by what is
// certain, and by what is probable too.
func countCompanies(list []company) (high, low uint64) {
	s := newSets(len(list))
	link(list, s, func(c *company) uint64 { return c.stem })
	high = s.count()
	link(list, s, func(c *company) uint64 { return c.folded })
	link(list, s, func(c *company) uint64 { return c.tokens })
	return high, s.count()
}

// link joins the companies of equal keys; key 0 is none.
func link(list []company, s sets, key func(*company) uint64) {
	var first table
	first.reset(len(list))
	for i := range list {
		k := key(&list[i])
		if k == 0 {
			continue
		}
		if at, met := first.at(k); met {
			s.union(*at, uint32(i))
		} else {
			*at = uint32(i)
		}
	}
}

// groups returns the ordinals below n by equal keys, each group ascending, those
// of one member and of key 0 left out.
func groups(ctx context.Context, n int, key func(uint32) uint64) ([][]uint32, error) {
	order := make([]uint32, 0, n)
	for i := range uint32(n) {
		if key(i) != 0 {
			order = append(order, i)
		}
	}
	err := sortWanted(ctx, order, func(a, b uint32) int {
		switch x, y := key(a), key(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return int(a) - int(b)
	})
	if err != nil {
		return nil, err
	}
	var out [][]uint32
	for from := 0; from < len(order); {
		if err := wanted(ctx, len(out), nil); err != nil {
			return nil, err
		}
		to := from + 1
		for to < len(order) && key(order[to]) == key(order[from]) {
			to++
		}
		if to-from > 1 {
			out = append(out, order[from:to:to])
		}
		from = to
	}
	return out, nil
}

func (s sets) count() (n uint64) {
	for i := range s.parent {
		if s.parent[i] == uint32(i) {
			n++
		}
	}
	return n
}
