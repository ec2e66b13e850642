package compare

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/sketch"
)

// A note is a mention as the test keeps it.
type note struct {
	kind  exposure.Kind
	value byte
	part  uint32
}

// A page is a content as the test keeps it.
type page struct {
	attribute.Content
	notes  []note
	quoted []uint32
	text   string
}

// world makes contents of which some are versions of others, with mails that quote.
func world(seed uint64) (pages []page) {
	rnd := rand.New(rand.NewPCG(seed, 7))
	kinds := []exposure.Kind{exposure.Email, exposure.Person, exposure.Secret}
	for i := range 40 {
		p := page{Content: attribute.Content{Unit: exposure.Unit{byte(3 * i), byte(seed)}, Leaf: true, Size: 100, Media: "text/plain"}}
		p.Objects = rnd.Uint64N(3)
		p.Ways = max(1, p.Objects+rnd.Uint64N(4))
		n := rnd.IntN(30)
		if i == 17 {
			n = ledger.BlockMentions + 500 // of two blocks
		}
		if rnd.IntN(3) == 0 {
			p.Media, p.quoted = "message/rfc822", []uint32{1, 3}
		}
		for range n {
			p.notes = append(p.notes, note{kinds[rnd.IntN(len(kinds))], byte(rnd.IntN(60)), uint32(rnd.IntN(4))})
		}
		words := make([]string, 200)
		author := rand.New(rand.NewPCG(seed, rnd.Uint64N(12)))
		for j := range words {
			words[j] = fmt.Sprint("w", author.IntN(5000))
		}
		p.text = strings.Join(words, " ")
		if rnd.IntN(5) > 0 {
			m := sketch.NewMaker(5)
			m.Write([]byte(p.text))
			if s, ok := m.Sum(); ok {
				p.Sketch = s[:]
			}
		} else {
			p.text = fmt.Sprint("alone ", i)
		}
		pages = append(pages, p)
	}
	return pages
}

func identityOf(n note) exposure.Identity {
	id := exposure.Identity{Kind: n.kind, Fingerprint: exposure.Fingerprint{byte(int(n.value) * 151), n.value, byte(n.kind), 8: n.value}, Mask: "•••"}
	if n.kind == exposure.Email {
		id.Clear = "contoso.test"
	}
	return id
}

func inputOf(t *testing.T, pages []page) Input {
	t.Helper()
	l, err := ledger.Open(vfs.NewMem(), "ledger", ledger.Options{Digest: "d"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	b := l.NewBatch()
	hidden := page{Content: attribute.Content{Unit: exposure.Unit{1}}, notes: []note{{exposure.Email, 1, 0}}} // never published
	for _, p := range append(slices.Clone(pages), hidden) {
		b.Begin(p.Unit)
		for i, n := range p.notes {
			id := identityOf(n)
			b.Add(&id, exposure.Mention{Part: n.part, Offset: uint64(i), Length: 1, Rule: "r", Score: 90})
		}
		b.Finish()
	}
	if err := l.Commit(b); err != nil {
		t.Fatal(err)
	}
	contents := func() iter.Seq2[attribute.Content, error] {
		return func(yield func(attribute.Content, error) bool) {
			for _, p := range pages {
				if !yield(p.Content, nil) {
					return
				}
			}
		}
	}
	figures, err := attribute.Compute(t.Context(), attribute.Input{Ledger: l, Contents: contents})
	if err != nil {
		t.Fatal(err)
	}
	return Input{Ledger: l, Contents: contents, Figures: figures, Progress: catalog.Progress{ListingDone: true}, Quoted: func(yield func(catalog.QuotedPart, error) bool) {
		for _, p := range pages {
			for _, part := range p.quoted {
				if !yield(catalog.QuotedPart{Unit: p.Unit, Part: part}, nil) {
					return
				}
			}
		}
	}}
}

// plainly counts one kind mention by mention, as the words of the documentation say.
func plainly(pages []page, kind exposure.Kind) (k KindCount) {
	k.Kind = kind
	first := map[string]int{}
	best := map[byte]int{}              // level of each value
	levels := map[byte]map[int]uint64{} // mentions of each value by level, a content once
	for i, p := range pages {
		if _, ok := first[p.text]; !ok {
			first[p.text] = i
		}
		inFile := map[byte]bool{}
		for _, n := range p.notes {
			if n.kind != kind {
				continue
			}
			level := written
			switch {
			case first[p.text] != i:
				level = inVersion
			case slices.Contains(p.quoted, n.part):
				level = inHistory
			}
			if have, ok := best[n.value]; !ok || level < have {
				best[n.value] = level
			}
			if levels[n.value] == nil {
				levels[n.value] = map[int]uint64{}
			}
			levels[n.value][level]++
			k.Mentions += p.Ways
			k.Once++
			if level != inVersion {
				k.Near++
			}
			same := max(p.Objects, 1) - 1
			k.Sorts.SameBytes += same
			k.Sorts.OtherContainer += p.Ways - 1 - same
			if slices.Contains(p.quoted, n.part) {
				k.InQuoted += p.Ways
			}
			inFile[n.value] = true
		}
		k.PerFile += uint64(len(inFile)) * p.Ways
	}
	k.Distinct = uint64(len(best))
	for value, by := range levels {
		by[best[value]]-- // that is the value itself
		k.Sorts.NearDuplicate += by[inVersion]
		k.Sorts.Quoted += by[inHistory]
		k.Sorts.Again += by[written]
	}
	return k
}

func TestCountsAreThoseOfAPlainCount(t *testing.T) {
	for seed := range uint64(6) {
		pages := world(seed)
		in := inputOf(t, pages)
		var first *Counts
		for _, atOnce := range []int{1 << 20, 20} { // in one pass, and in several
			c, err := count(t.Context(), in, atOnce)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = c
			} else if !reflect.DeepEqual(c, first) {
				t.Errorf("seed %d: in several passes %+v, in one %+v", seed, c, first)
			}
			versions := false
			for _, kind := range []exposure.Kind{exposure.Email, exposure.Person, exposure.Secret} {
				have, want := c.Of(kind), plainly(pages, kind)
				want.Resolved, want.Sorts.OtherSpelling = have.Resolved, have.Sorts.OtherSpelling
				if have != want {
					t.Errorf("seed %d, %s:\n%+v, plainly\n%+v", seed, kind, have, want)
				}
				s := have.Sorts
				if sum := have.Distinct + s.SameBytes + s.OtherContainer + s.NearDuplicate + s.Quoted + s.Again; sum != have.Mentions {
					t.Errorf("seed %d, %s: the sorts come to %d of %d", seed, kind, sum, have.Mentions)
				}
				versions = versions || s.NearDuplicate > 0 && s.Quoted > 0
			}
			if !versions {
				t.Errorf("seed %d: nothing is a version or quoted", seed)
			}
		}
	}
}

// What was counted is held to the figures.
func TestCountsAreHeldToTheFigures(t *testing.T) {
	in := inputOf(t, world(1))
	for _, spoil := range []func(*attribute.KindFigure){func(k *attribute.KindFigure) { k.Mentions++ }, func(k *attribute.KindFigure) { k.Distinct-- }} {
		f := *in.Figures
		f.Kinds = slices.Clone(f.Kinds)
		spoil(&f.Kinds[0])
		other := in
		other.Figures = &f
		if _, err := Count(t.Context(), other); err == nil {
			t.Error("other figures agree")
		}
	}
}
