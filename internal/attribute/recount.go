package attribute

import (
	"bytes"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A recounting is everything counted once more.
type recounting struct {
	in        Input
	published published
	byBlocks  [256]uint64
	bySummary [256]uint64
	distinct  [256]uint64
	usable    uint64 // credentials
	examples  [256]uint64
	reserved  [256]uint64
	contents  uint64 // that are documents
	ways      uint64
}

// inMemory is about how many identities a recounting holds at once, at 27 bytes
// each.
const inMemory = 2 << 20

// recount counts again. The blocks are gone over once for each share of the
// fingerprints: where there are many, one share after another is in memory.
func recount(ctx context.Context, in Input, shares int) (*recounting, error) {
	r := &recounting{in: in}
	if err := r.readContents(); err != nil {
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
			r.bySummary[k.Kind] += k.Tallies.From(in.MinScore) * r.published.of(&s.Unit)
		}
	}
	for n := range shares {
		if err := r.share(ctx, share{n, shares}); err != nil {
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

func (r *recounting) readContents() error {
	p := &r.published
	for c, err := range r.in.Contents() {
		if err != nil {
			return err
		}
		p.units, p.ways = append(p.units, c.Unit), append(p.ways, max(c.Ways, 1))
		if c.Leaf && !c.Name {
			r.contents++
			r.ways += max(c.Ways, 1)
		}
	}
	return nil
}

// A share is one of so many equal shares of all fingerprints, by their last byte.
type share struct{ n, of int }

func (s share) has(fp *exposure.Fingerprint) bool { return int(fp[len(fp)-1])%s.of == s.n }

// An identity is a kind and a whole fingerprint.
type identity struct {
	kind  exposure.Kind
	print exposure.Fingerprint
}

func (i identity) key() uint64 { return short(i.print) }

// share counts over all blocks: mentions with the first share, and the identities
// of each.
func (r *recounting) share(ctx context.Context, s share) error {
	var met shared[identity]
	counters := make([]*counter, workers(walkParts))
	for i := range counters {
		counters[i] = &counter{r: r, share: s, identities: adder[identity]{set: &met}}
	}
	err := inParallel(ctx, walkParts, func(ctx context.Context, worker, part int) error {
		return counters[worker].count(ctx, ledger.Part{Ordinal: part, Of: walkParts})
	})
	if err != nil {
		return err
	}
	for _, c := range counters {
		c.identities.end()
		for kind, n := range c.mentions {
			if s.n == 0 {
				r.byBlocks[kind] += n
			}
		}
	}
	for _, kind := range exposure.Kinds() {
		if err := r.countClasses(kind, s, &met); err != nil {
			return err
		}
	}
	for part := range sharedParts {
		for _, id := range met.take(part) {
			r.distinct[id.kind]++
		}
	}
	return nil
}

// countClasses counts, among the identities of a kind that were met, the credentials
// that may still open something, what is an example and what is reserved.
func (r *recounting) countClasses(kind exposure.Kind, s share, met *shared[identity]) error {
	for id, err := range r.in.Ledger.Identities(kind, ledger.Part{}) {
		if err != nil {
			return err
		}
		usable, example, reserved := kind == exposure.Secret && id.Class.Usable(), id.Class.Example(), id.Class == exposure.ClassReserved
		if !usable && !example && !reserved || !s.has(&id.Fingerprint) || !met.has(identity{id.Kind, id.Fingerprint}) {
			continue
		}
		if usable {
			r.usable++
		}
		if example {
			r.examples[kind]++
		}
		if reserved {
			r.reserved[kind]++
		}
	}
	return nil
}

// A counter goes over blocks, mention by mention.
type counter struct {
	r          *recounting
	share      share
	mentions   [256]uint64
	identities adder[identity]
	counts     []bool // by identity of a block: one of its mentions counts
}

func (c *counter) count(ctx context.Context, part ledger.Part) error {
	for b, err := range c.r.in.Ledger.BlocksOf(part) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if ways := c.r.published.of(&b.Unit); ways > 0 {
			c.block(b, ways)
		}
	}
	return nil
}

func (c *counter) block(b *ledger.Block, ways uint64) {
	c.counts = append(c.counts[:0], make([]bool, len(b.Identities))...)
	for i := range b.Mentions {
		if m := &b.Mentions[i]; m.Score >= c.r.in.MinScore {
			c.mentions[m.Kind] += ways
			c.counts[b.Of[i]] = true
		}
	}
	for i := range b.Identities {
		if id := &b.Identities[i]; c.counts[i] && c.share.has(&id.Fingerprint) {
			c.identities.add(identity{id.Kind, id.Fingerprint})
		}
	}
}
