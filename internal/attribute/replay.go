package attribute

import (
	"context"
	"fmt"

	"github.com/hemostat/hemostat/exposure"
)

// A Check compares one figure as it was reached by two independent ways.
type Check struct {
	Name string `json:"name"` // "email: mentions, one by one"
	Want uint64 `json:"want"` // by the brute way over blocks and contents
	Have uint64 `json:"have"` // as the figures have it
}

// OK reports whether both ways agree.
func (c Check) OK() bool { return c.Want == c.Have }

// Replay makes the figures and counts again by brute force: mention by mention,
// with sets of whole fingerprints, where the figures rest on the counts of blocks,
// and once more by the summaries, which were written when each content ended. The
// checks stand in a fixed order; figures are as Compute makes them.
func Replay(ctx context.Context, in Input) (*Figures, []Check, error) {
	f, err := Compute(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	identities := uint64(0)
	for _, k := range f.Kinds {
		identities += k.Distinct
	}
	c, err := recount(ctx, in, min(1+int(identities/inMemory), 256))
	if err != nil {
		return nil, nil, fmt.Errorf("replay: %w", err)
	}
	return f, c.checks(f), nil
}

// checks compares with figures.
func (r *recounting) checks(f *Figures) []Check {
	var list []Check
	var mentions, distinct uint64
	for _, k := range f.Kinds {
		list = append(list,
			Check{k.Kind.String() + ": mentions, one by one", r.byBlocks[k.Kind], k.Mentions},
			Check{k.Kind.String() + ": mentions, one by one against the summaries of contents", r.byBlocks[k.Kind], r.bySummary[k.Kind]},
			Check{k.Kind.String() + ": distinct, as a set", r.distinct[k.Kind], k.Distinct},
			Check{k.Kind.String() + ": examples", r.examples[k.Kind], k.Examples},
			Check{k.Kind.String() + ": reserved", r.reserved[k.Kind], k.Reserved})
		mentions += r.byBlocks[k.Kind]
		distinct += r.distinct[k.Kind]
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
		Check{"ranges that are upside down", 0, f.upsideDown()},
		Check{"mentions beyond the distinct ones, all kinds", mentions - distinct, f.Duplicates.SameContent + f.Duplicates.SameIdentity + f.Duplicates.FurtherWays},
		Check{"documents: ways", r.ways, f.Documents.Ways},
		Check{"documents: distinct", r.contents, f.Documents.Distinct},
		Check{"documents: sum over kinds", r.contents, kinds},
		Check{"secrets: sum over rules", r.byBlocks[exposure.Secret], secrets},
		Check{"secrets: usable", r.usable, f.UsableSecrets},
		Check{"persons: mentions", r.byBlocks[exposure.Person], f.Persons.Mentions},
		Check{"entities: sum over list", entities, f.Entities.Mentions},
		Check{"entities: sum over countries", countries, f.Entities.Mentions})
}

// upsideDown counts the figures that break Low ≤ High ≤ distinct.
func (f *Figures) upsideDown() (n uint64) {
	check := func(r Range, distinct uint64) {
		if r.Low > r.High || r.High > distinct || r.Low == 0 && distinct > 0 {
			n++
		}
	}
	for _, k := range f.Kinds {
		check(k.Resolved, k.Distinct)
	}
	check(f.Persons.Resolved, f.Persons.Distinct)
	check(f.Entities.Resolved, f.Entities.Distinct)
	check(f.Documents.Resolved, f.Documents.Distinct)
	return n
}
