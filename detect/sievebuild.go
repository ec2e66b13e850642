package detect

import (
	"cmp"
	"math/bits"
	"slices"
)

// A classSet has a bit for each class of bytes.
type classSet uint64

const anyClass = ^classSet(0)

func (s classSet) share() (sum float64) {
	for ; s != 0; s &= s - 1 {
		sum += classShare[bits.TrailingZeros64(uint64(s))]
	}
	return sum
}

// classesOf returns the classes of a set of bytes; nil is all.
func classesOf(c *charset) (s classSet) {
	if c == nil {
		return anyClass
	}
	for b, in := range c {
		if in {
			s |= 1 << classOf(byte(b))
		}
	}
	return s
}

// A place is what the bytes may be that end somewhere.
type place [sieveWidth]classSet

func (p *place) share() float64 {
	product := 1.0
	for _, s := range p {
		product *= s.share()
	}
	return product
}

// A sieveBuilder shares buckets out among literals.
type sieveBuilder struct {
	buckets [sieveBuckets]place
	shares  [sieveBuckets][sieveWidth]float64 // of the sets of buckets
}

// special adds what the bytes are where something ends that is no literal; the
// last of sets is of the place's own byte.
func (b *sieveBuilder) special(what special, sets ...*charset) {
	bucket := literals + bits.TrailingZeros8(uint8(what))
	for i := range sieveWidth {
		s := anyClass
		if j := i + len(sets) - sieveWidth; j >= 0 {
			s = classesOf(sets[j])
		}
		b.buckets[bucket][i] |= s
	}
}

// A windowChoice is one way to look for a literal: by which of its bytes, of which the
// last is at end.
type windowChoice struct {
	place place
	share float64
	end   int
}

// hitCost is by how much a place where a literal has to be compared costs more than
// one that its bytes' hash rules out.
const hitCost = 4

// choose returns the choice by which the buckets that hold it already grow least,
// and enters it.
func (b *sieveBuilder) choose(choices []windowChoice) *windowChoice {
	var best *windowChoice
	var into int
	least := 0.0
	for i := range choices {
		c := &choices[i]
		var own [sieveWidth]float64
		for k, s := range c.place {
			own[k] = s.share()
		}
		for bucket := range literals {
			was, is := 1.0, 1.0
			for k, s := range c.place {
				was *= b.shares[bucket][k]
				switch have := b.buckets[bucket][k]; {
				case s&^have == 0:
					is *= b.shares[bucket][k]
				case s&have == 0:
					is *= b.shares[bucket][k] + own[k]
				default:
					is *= (s | have).share()
				}
			}
			if grows := is - was + hitCost*c.share; best == nil || grows < least {
				best, into, least = c, bucket, grows
			}
		}
	}
	for k, s := range best.place {
		b.buckets[into][k] |= s
		b.shares[into][k] = b.buckets[into][k].share()
	}
	return best
}

// build makes the tables.
func (b *sieveBuilder) build() sieve {
	all := sifts()
	s := sieve{sift: all[len(all)-1]}
	for bucket, p := range b.buckets {
		for k, set := range p {
			for ; set != 0; set &= set - 1 {
				s.classes[k][bucket/8][bits.TrailingZeros64(uint64(set))] |= 1 << (bucket % 8)
			}
		}
	}
	for c := range s.bytes {
		for k := range sieveWidth {
			for group := range s.classes[k] {
				s.bytes[c][k] |= uint32(s.classes[k][group][classOf(byte(c))]) << (8 * group)
			}
		}
	}
	return s
}

// windowChoices returns how a literal may be looked for. One of four bytes or more is
// known by any four of them, a shorter one by itself and what stands before it.
func (a *anchor) windowChoices() []windowChoice {
	class := func(i int) classSet { return 1 << classOf(a.lit[i]) }
	if n := len(a.lit); n < sieveWidth {
		w := windowChoice{end: n - 1}
		for k := range w.place {
			switch i := k + n - sieveWidth; {
			case i < -1:
				w.place[k] = anyClass
			case i == -1:
				w.place[k] = classesOf(a.before)
			default:
				w.place[k] = class(i)
			}
		}
		w.share = w.place.share()
		return []windowChoice{w}
	}
	var all []windowChoice
	for end := sieveWidth - 1; end < len(a.lit); end++ {
		w := windowChoice{end: end}
		for k := range w.place {
			w.place[k] = class(end - sieveWidth + 1 + k)
		}
		w.share = w.place.share()
		all = append(all, w)
	}
	slices.SortStableFunc(all, func(a, b windowChoice) int { return cmp.Compare(a.share, b.share) })
	return all[:min(len(all), mostChoices)]
}

// mostChoices bounds the time that it takes to build a sieve.
const mostChoices = 4

// classShare is about how often a class of bytes stands in mixed business text, of 1.
// It decides about speed alone.
var classShare = func() (t [64]float64) {
	const perMille = 1.0 / 1000
	for i, n := range [26]float64{62, 15, 32, 30, 88, 16, 15, 25, 55, 6, 8, 33, 24, 52, 56, 19, 5, 50, 52, 65, 24, 9, 11, 14, 13, 7} {
		t[classOf('a'+byte(i))] = n * perMille
	}
	for c := byte(' '); c < 0x40; c++ {
		switch {
		case c == ' ':
			t[classOf(c)] = 100 * perMille
		case isDigit(c):
			t[classOf(c)] = 11 * perMille
		default:
			t[classOf(c)] = 3 * perMille
		}
	}
	for _, c := range "\n,\".:-_/" {
		t[classOf(byte(c))] = 12 * perMille
	}
	for _, c := range "@[\\]^" {
		t[classOf(byte(c))] = 2 * perMille
	}
	return t
}()
