package ledger

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

func coded(mentions []exposure.Mention) []byte {
	b := newBlockBuilder()
	for i := range mentions {
		b.add(keyOf(mentions[i].Kind, mentions[i].Identity), &mentions[i])
	}
	return b.appendBlock(nil)
}

func decoded(t *testing.T, src []byte) []exposure.Mention {
	t.Helper()
	var b Block
	if err := b.decode(src, map[string]string{}); err != nil {
		t.Fatal(err)
	}
	return b.Mentions
}

func TestBlockKeepsExtremes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 4))
	edges := []uint64{0, 1, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1<<63 - 1, 1 << 63, 1<<64 - 1}
	edge := func() uint64 { return edges[rng.IntN(len(edges))] }
	mentions := make([]exposure.Mention, BlockMentions)
	for i := range mentions {
		mentions[i] = exposure.Mention{
			Kind: exposure.Kind(edge()), Identity: exposure.Fingerprint{byte(edge())}, Part: uint32(edge()), Offset: edge(),
			Length: uint32(edge()), Record: edge(), Field: exposure.Field(rune('a' + rng.IntN(20))), Rule: "r", Score: uint8(edge()),
		}
	}
	if diff := cmp.Diff(mentions, decoded(t, coded(mentions))); diff != "" {
		t.Error(diff)
	}
	src := coded(mentions)
	var b Block
	if err := b.decode(src, map[string]string{}); err != nil {
		t.Fatal(err)
	}
	checkCounts(t, src, &b)
	if diff := cmp.Diff([]exposure.Mention(nil), decoded(t, coded(nil))); diff != "" {
		t.Error(diff)
	}
}

// A decoded block coded again is the block, whatever bytes it came from, or it
// is refused.
func FuzzBlock(f *testing.F) {
	f.Add(coded(nil))
	f.Add(coded(contents(3)))
	f.Add(coded(contents(5)))
	f.Add([]byte{blockFormat, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, src []byte) {
		var b Block
		if err := b.decode(src, map[string]string{}); err != nil {
			return
		}
		if len(b.Mentions) > BlockMentions || len(b.Of) != len(b.Mentions) {
			t.Fatalf("%d mentions of %d identities", len(b.Mentions), len(b.Of))
		}
		checkCounts(t, src, &b)
		again := decoded(t, coded(b.Mentions))
		if diff := cmp.Diff(b.Mentions, again); diff != "" && len(b.Mentions) > 0 {
			t.Error(diff)
		}
	})
}

// checkCounts compares the counts of a block with its mentions.
func checkCounts(t *testing.T, src []byte, b *Block) {
	t.Helper()
	for _, kind := range []exposure.Kind{0, exposure.Email, exposure.Secret} {
		for _, score := range []uint8{0, 60} {
			var c Counts
			if err := c.decode(src, kind, score); err != nil {
				t.Fatalf("a block that decodes cannot be counted: %v", err)
			}
			want, best := map[IdentityRef]uint32{}, map[IdentityRef]uint8{}
			for i := range b.Mentions {
				if m := &b.Mentions[i]; m.Score >= score && (kind == 0 || m.Kind == kind) {
					id := IdentityRef{m.Kind, m.Identity}
					want[id]++
					best[id] = max(best[id], m.Score)
				}
			}
			have, top := map[IdentityRef]uint32{}, map[IdentityRef]uint8{}
			for i, id := range c.Identities {
				have[id] += c.Mentions[i] // a foreign block may name one twice
				top[id] = max(top[id], c.Best[i])
			}
			if diff := cmp.Diff(want, have) + cmp.Diff(best, top); diff != "" {
				t.Errorf("kind %d from score %d: %s", kind, score, diff)
			}
		}
	}
}

func FuzzHead(f *testing.F) {
	f.Add(appendHead(nil, person(3)))
	f.Add(appendHead(nil, &exposure.Identity{}))
	f.Fuzz(func(t *testing.T, src []byte) {
		var id, again exposure.Identity
		if decodeHead(&id, src) != nil {
			return
		}
		if err := decodeHead(&again, appendHead(nil, &id)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(id, again); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzSummary(f *testing.F) {
	key := unitKey(summaryRow, exposure.Unit{})
	f.Add([]byte{1, 50, 3, 1, 60, 4, 2, 0, 1})
	f.Fuzz(func(t *testing.T, src []byte) {
		var s Summary
		_ = s.decode(key, src)
	})
}
