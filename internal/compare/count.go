package compare

import (
	"context"
	"iter"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/sketch"
)

// An Input is what is counted.
type Input struct {
	Ledger   *ledger.Ledger
	Contents func() iter.Seq2[attribute.Content, error] // as of [attribute.Input]
	Quoted   iter.Seq2[catalog.QuotedPart, error]       // ascending by unit
	Figures  *attribute.Figures
	Progress catalog.Progress
}

// atOnce is about how many identities are held at once, at some 40 bytes each.
const atOnce = 1 << 20

// Count counts. It takes a pass over the ledger for each million identities.
func Count(ctx context.Context, in Input) (*Counts, error) { return count(ctx, in, atOnce) }

func count(ctx context.Context, in Input, atOnce int) (*Counts, error) {
	c := &counting{in: in, quoted: map[exposure.Unit]map[uint32]bool{}, counts: &Counts{}}
	steps := []func(context.Context) error{c.readContents, c.readQuoted, c.readSummaries}
	n, err := in.Ledger.CountIdentities()
	if err != nil {
		return nil, err
	}
	shares := min(1+n/atOnce, 4096)
	for share := range shares {
		steps = append(steps, func(ctx context.Context) error { return c.share(ctx, ledger.Part{Ordinal: share, Of: shares}) })
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	c.finish()
	return c.counts, c.counts.Check(in.Figures)
}

// A counting is a count under way.
type counting struct {
	in     Input
	units  []unit
	quoted map[exposure.Unit]map[uint32]bool
	kinds  [256]tally
	counts *Counts
}

// A unit is a published content.
type unit struct {
	unit    exposure.Unit
	ways    uint64
	objects uint64 // of the ways, those that are objects themselves
	version bool   // another content is taken for the same document, and stands for it
}

// A tally is what is added up of one kind. The levels of where a value stands say what
// its mentions count as: see share.
type tally struct {
	mentions, sameBytes, container, once, near, quoted, inQuoted, perFile uint64
	distinct                                                              [levels]uint64 // values by the best level at which they stand
}

// The levels at which a value stands, the best first.
const (
	written   = iota // in a text, written there
	inHistory        // in what a mail quotes
	inVersion        // in a further version of a document
	levels
)

func (c *counting) readContents(ctx context.Context) error {
	var sketches []sketch.Sketch
	var of []int // units
	f := &c.counts.Files
	for x, err := range c.in.Contents() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		c.units = append(c.units, unit{unit: x.Unit, ways: max(x.Ways, 1), objects: x.Objects})
		if x.Name {
			continue
		}
		if x.Objects > 0 {
			f.Distinct++
			f.DistinctBytes += x.Size
			f.ReadBytes += x.Size * x.Objects
			f.Read += x.Objects
		}
		if !x.Leaf {
			continue
		}
		f.OpenedBytes += x.Size * max(x.Ways, 1)
		if mail(x.Media) {
			f.Mails += max(x.Ways, 1)
			f.DistinctMails++
		}
		if len(x.Sketch) == sketch.Size {
			sketches, of = append(sketches, sketch.Sketch(x.Sketch)), append(of, len(c.units)-1)
		}
	}
	for i, first := range sketch.Versions(sketches) {
		c.units[of[i]].version = int(first) != i
	}
	return nil
}

// mail reports whether a content is one mail.
func mail(media string) bool {
	return media == "message/rfc822" || media == "application/vnd.ms-outlook"
}

func (c *counting) readQuoted(ctx context.Context) error {
	for q, err := range c.in.Quoted {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if c.quoted[q.Unit] == nil {
			c.quoted[q.Unit] = map[uint32]bool{}
		}
		c.quoted[q.Unit][q.Part] = true
	}
	return nil
}

// readSummaries adds up mentions by what leads to the contents in which they stand.
func (c *counting) readSummaries(ctx context.Context) error {
	next := 0
	for s, err := range c.in.Ledger.Summaries() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		u := c.find(&next, s.Unit)
		if u == nil {
			continue
		}
		same := max(u.objects, 1) - 1
		for _, k := range s.Kinds {
			n := k.Tallies.From(0)
			t := &c.kinds[k.Kind]
			t.mentions += n * u.ways
			t.sameBytes += n * same
			t.container += n * (u.ways - 1 - same)
			t.once += n
			if !u.version {
				t.near += n
			}
		}
	}
	return nil
}

// find returns a published unit, nil for one that is not; they are asked for in ascending
// order.
func (c *counting) find(next *int, want exposure.Unit) *unit {
	for *next < len(c.units) && string(c.units[*next].unit[:]) < string(want[:]) {
		*next++
	}
	if *next < len(c.units) && c.units[*next].unit == want {
		return &c.units[*next]
	}
	return nil
}

func (c *counting) finish() {
	f, out := c.in.Figures, c.counts
	for _, k := range f.Kinds {
		t := &c.kinds[k.Kind]
		kept := t.distinct[written] + t.distinct[inHistory] + t.distinct[inVersion]
		out.Kinds = append(out.Kinds, KindCount{
			Kind: k.Kind, Mentions: t.mentions, PerFile: t.perFile, Once: t.once, Near: t.near, InQuoted: t.inQuoted, Distinct: kept, Resolved: k.Resolved,
			Sorts: Sorts{
				SameBytes: t.sameBytes, OtherContainer: t.container,
				NearDuplicate: t.once - t.near - t.distinct[inVersion],
				Quoted:        t.quoted - t.distinct[inHistory],
				Again:         t.near - t.quoted - t.distinct[written],
				OtherSpelling: kept - min(kept, k.Resolved.High),
			},
		})
	}
	out.Persons, out.Documents, out.Secrets = f.Persons, f.Documents, f.UsableSecrets
	out.Documents.Kinds, out.Documents.Years = nil, nil
	out.Entities = EntityCount{Mentions: f.Entities.Mentions, Distinct: f.Entities.Distinct, Resolved: f.Entities.Resolved, Apart: f.Entities.Apart}
	for _, x := range f.Countries {
		switch {
		case x.Country == "":
			out.Countries.Unknown += x.Entities
			continue
		case x.Entities > 0:
			out.Countries.OfEntities++
		}
		out.Countries.Mentioned++
	}
	p := c.in.Progress
	out.Files.Listed, out.Files.ListedBytes = uint64(p.Listed), uint64(p.ListedBytes)
	if !p.ListingDone {
		out.Incomplete = append(out.Incomplete, "a listing has not come to its end")
	}
	if left := p.Listed - p.Read; left > 0 {
		out.Incomplete = append(out.Incomplete, plural(uint64(left), "listed object was", "listed objects were")+" not read, or not to the end")
	}
}
