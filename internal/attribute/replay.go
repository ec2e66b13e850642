package attribute

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A Check compares one figure as it was reached by two independent ways.
type Check struct {
	Name string `json:"name"` // "email: mentions, blocks against inverse"
	Want uint64 `json:"want"` // by the brute way over blocks and contents
	Have uint64 `json:"have"` // as the figures have it
}

// OK reports whether both ways agree.
func (c Check) OK() bool { return c.Want == c.Have }

// Replay makes the figures and counts again by brute force: mention by mention
// over the blocks, with whole fingerprints, where the figures rest on inverse
// rows, and once more by the summaries. The checks stand in a fixed order;
// figures are as Compute makes them.
func Replay(ctx context.Context, in Input) (*Figures, []Check, error) {
	f, err := Compute(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	c, err := recount(ctx, in)
	if err != nil {
		return nil, nil, fmt.Errorf("replay: %w", err)
	}
	return f, c.checks(f), nil
}

// A recounting is everything counted once more.
type recounting struct {
	byBlocks  [256]uint64
	bySummary [256]uint64
	distinct  [256]uint64
	usable    uint64 // credentials
	contents  uint64 // that are documents
	ways      uint64
}

func recount(ctx context.Context, in Input) (*recounting, error) {
	r := &recounting{}
	ways, err := r.contentsOf(in)
	if err != nil {
		return nil, err
	}
	for s, err := range in.Ledger.Summaries() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		for _, k := range s.Kinds {
			r.bySummary[k.Kind] += k.Tallies.From(in.MinScore) * ways.of(&s.Unit)
		}
	}
	// One kind after another, so that the fingerprints of one are in memory.
	for _, kind := range exposure.Kinds() {
		if err := r.kind(ctx, in, kind, ways); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// published are units and ways, held otherwise than in Compute.
type published struct {
	units []exposure.Unit
	ways  []uint64
}

func (p *published) of(u *exposure.Unit) uint64 {
	at, ok := slices.BinarySearchFunc(p.units, *u, func(a, b exposure.Unit) int { return bytes.Compare(a[:], b[:]) })
	if !ok {
		return 0
	}
	return p.ways[at]
}

func (r *recounting) contentsOf(in Input) (*published, error) {
	p := &published{}
	for c, err := range in.Contents() {
		if err != nil {
			return nil, err
		}
		p.units, p.ways = append(p.units, c.Unit), append(p.ways, max(c.Ways, 1))
		if c.Leaf && !c.Name {
			r.contents++
			r.ways += max(c.Ways, 1)
		}
	}
	return p, nil
}

// kind counts one kind over all blocks.
func (r *recounting) kind(ctx context.Context, in Input, kind exposure.Kind, p *published) error {
	if r.bySummary[kind] == 0 && kind != exposure.Kinds()[0] {
		// The summaries know of none. The first kind's pass has looked at the
		// blocks of every kind.
		return nil
	}
	first := kind == exposure.Kinds()[0]
	var prints []exposure.Fingerprint
	kept := 0 // so many from the front are sorted and different
	for b, err := range in.Ledger.Blocks() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		ways := p.of(&b.Unit)
		if ways == 0 {
			continue
		}
		counts := make([]bool, len(b.Identities))
		for i := range b.Mentions {
			m := &b.Mentions[i]
			if m.Score < in.MinScore {
				continue
			}
			if first {
				r.byBlocks[m.Kind] += ways
			}
			counts[b.Of[i]] = true
		}
		prints = appendPrints(prints, b, counts, kind)
		if len(prints) > 2*kept+1<<20 {
			prints = differentPrints(prints)
			kept = len(prints)
		}
	}
	prints = differentPrints(prints)
	r.distinct[kind] = uint64(len(prints))
	if kind == exposure.Secret {
		return r.countUsable(in, prints)
	}
	return nil
}

// countUsable counts those of prints, which are ascending, that may still open
// something.
func (r *recounting) countUsable(in Input, prints []exposure.Fingerprint) error {
	for use, err := range in.Ledger.Identities(exposure.Secret) {
		if err != nil {
			return err
		}
		id, err := use.Identity()
		if err != nil {
			return err
		}
		if _, counts := slices.BinarySearchFunc(prints, id.Fingerprint, comparePrints); counts && id.Class.Usable() {
			r.usable++
		}
	}
	return nil
}

func comparePrints(a, b exposure.Fingerprint) int { return bytes.Compare(a[:], b[:]) }

func appendPrints(prints []exposure.Fingerprint, b *ledger.Block, counts []bool, kind exposure.Kind) []exposure.Fingerprint {
	for i, id := range b.Identities {
		if counts[i] && id.Kind == kind {
			prints = append(prints, id.Fingerprint)
		}
	}
	return prints
}

func differentPrints(list []exposure.Fingerprint) []exposure.Fingerprint {
	slices.SortFunc(list, comparePrints)
	return slices.Compact(list)
}

// checks compares with figures.
func (r *recounting) checks(f *Figures) []Check {
	var list []Check
	for _, k := range f.Kinds {
		list = append(list,
			Check{k.Kind.String() + ": mentions, blocks against inverse", r.byBlocks[k.Kind], k.Mentions},
			Check{k.Kind.String() + ": mentions, blocks against summaries", r.byBlocks[k.Kind], r.bySummary[k.Kind]},
			Check{k.Kind.String() + ": distinct, blocks against inverse", r.distinct[k.Kind], k.Distinct})
	}
	var secrets, entities, countries, kinds uint64
	for _, s := range f.Secrets {
		secrets += s.Mentions
	}
	for _, e := range f.Entities.List {
		entities += e.Mentions
	}
	for _, c := range f.Countries {
		countries += c.Mentions
	}
	for _, k := range f.Documents.Kinds {
		kinds += k.Distinct
	}
	return append(list,
		Check{"documents: ways", r.ways, f.Documents.Ways},
		Check{"documents: distinct", r.contents, f.Documents.Distinct},
		Check{"documents: sum over kinds", r.contents, kinds},
		Check{"secrets: sum over rules", r.byBlocks[exposure.Secret], secrets},
		Check{"secrets: usable", r.usable, f.UsableSecrets},
		Check{"persons: mentions", r.byBlocks[exposure.Person], f.Persons.Mentions},
		Check{"entities: sum over list", entities, f.Entities.Mentions},
		Check{"entities: sum over countries", countries, f.Entities.Mentions})
}
