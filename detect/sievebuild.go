package detect

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
)

// A classSet has a bit for each class of bytes.
type classSet [classes / 64]uint64

var anyClass = classSet{^uint64(0), ^uint64(0)}

func (s classSet) share() (sum float64) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			sum += classShare[64*i+bits.TrailingZeros64(word)]
		}
	}
	return sum
}

func (s *classSet) add(c byte) { s[classOf(c)/64] |= 1 << (classOf(c) % 64) }

func (s classSet) has(class int) bool { return s[class/64]>>(class%64)&1 != 0 }

func (s classSet) and(o classSet) classSet { return classSet{s[0] & o[0], s[1] & o[1]} }

func (s classSet) or(o classSet) classSet { return classSet{s[0] | o[0], s[1] | o[1]} }

// classesOf returns the classes of a set of bytes; nil is all.
func classesOf(c *charset) (s classSet) {
	if c == nil {
		return anyClass
	}
	for b, in := range c {
		if in {
			s.add(byte(b))
		}
	}
	return s
}

// A sievePlace is what the bytes may be that end somewhere.
type sievePlace [sieveWidth]classSet

func (p *sievePlace) share() float64 {
	product := 1.0
	for _, s := range p {
		product *= s.share()
	}
	return product
}

// A sieveBuilder shares buckets out among literals.
type sieveBuilder struct {
	buckets  [sieveBuckets]sievePlace
	shares   [sieveBuckets][sieveWidth]float64 // of the sets of buckets
	products [sieveBuckets]float64             // of the shares
	same     map[uint32]int                    // how many literals are found by the same bytes
}

// forShort is how many buckets are for literals that are shorter than a sieve is wide:
// almost anything may stand before them, which would spoil the others.
const forShort = 7

// special adds what the bytes are where something ends that is no literal; the
// last of sets is of the place's own byte.
func (b *sieveBuilder) special(what special, sets ...*charset) {
	bucket := literals + bits.TrailingZeros8(uint8(what))
	for i := range sieveWidth {
		s := anyClass
		if j := i + len(sets) - sieveWidth; j >= 0 {
			s = classesOf(sets[j])
		}
		b.buckets[bucket][i] = b.buckets[bucket][i].or(s)
	}
}

// A windowChoice is one way to look for a literal: by which of its bytes, of which the
// last is at end.
type windowChoice struct {
	place sievePlace
	share float64
	end   int
	four  uint32 // see fourOf
	short bool
}

// hitCost is by how much a place where a literal has to be compared costs more than
// one that its bytes' hash rules out.
const hitCost = 50

// choose returns the choice that costs least, by how much the bucket grows that holds it
// already for the most part and by how often it is met, and enters it.
func (b *sieveBuilder) choose(choices []windowChoice) *windowChoice {
	var best *windowChoice
	var into int
	least := math.Inf(1)
	for i := range choices {
		c := &choices[i]
		met := hitCost * c.share * float64(1+b.same[c.four])
		if met >= least {
			continue
		}
		var own [sieveWidth]float64
		for k, s := range c.place {
			own[k] = s.share()
		}
		from, to := forShort, literals
		if c.short {
			from, to = 0, forShort
		}
		for bucket := from; bucket < to; bucket++ {
			if cost := met + b.grows(bucket, &c.place, &own); cost < least {
				best, into, least = c, bucket, cost
			}
		}
	}
	b.same[best.four]++
	product := 1.0
	for k, s := range best.place {
		b.buckets[into][k] = b.buckets[into][k].or(s)
		b.shares[into][k] = b.buckets[into][k].share()
		product *= b.shares[into][k]
	}
	b.products[into] = product
	return best
}

// grows returns by how much a bucket grows by a place; own are the shares of its sets.
func (b *sieveBuilder) grows(bucket int, p *sievePlace, own *[sieveWidth]float64) float64 {
	is := 1.0
	for k := range p {
		share := b.shares[bucket][k]
		switch shared := p[k].and(b.buckets[bucket][k]); shared {
		case p[k]:
		case classSet{}:
			share += own[k]
		default:
			share += own[k] - shared.share()
		}
		is *= share
	}
	return is - b.products[bucket]
}

// build makes the tables.
func (b *sieveBuilder) build() sieve {
	all := sifts()
	s := sieve{sift: all[len(all)-1]}
	for bucket, p := range b.buckets {
		for k, set := range p {
			for class := range classes {
				if set.has(class) {
					s.classes[k][bucket/8][class] |= 1 << (bucket % 8)
				}
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

// fourOf returns what fourAt returns where a literal stands; of a short one alone.
func (a *anchor) fourOf(end int) uint32 {
	return fourAt(a.lit, end) & knownBytes[min(len(a.lit), sieveWidth)]
}

// windowChoices returns how a literal may be looked for, the rarest first. One of four
// bytes or more is known by any four of them, a shorter one by itself and what stands
// before it.
func (a *anchor) windowChoices(often fours) []windowChoice {
	class := func(i int) (s classSet) {
		if a.exact != nil {
			s.add(a.exact[i])
			return s
		}
		s.add(a.lit[i])
		if isLower(a.lit[i]) {
			s.add(a.lit[i] &^ 0x20)
		}
		return s
	}
	if n := len(a.lit); n < sieveWidth {
		w := windowChoice{end: n - 1, four: a.fourOf(n - 1), short: true}
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
		w := windowChoice{end: end, four: a.fourOf(end)}
		for k := range w.place {
			w.place[k] = class(end - sieveWidth + 1 + k)
		}
		w.share = often.share(w.four, w.place.share())
		all = append(all, w)
	}
	slices.SortStableFunc(all, func(a, b windowChoice) int { return cmp.Compare(a.share, b.share) })
	return all[:min(len(all), mostChoices)]
}

// fours are how often four bytes in a row stand in text, of 1, where that is often.
type fours map[uint32]float64

// seldom is how often those four bytes stand at most that are in no list.
const seldom = 80e-6

// share returns how often four bytes stand; guess is what their classes say.
func (f fours) share(four uint32, guess float64) float64 {
	if share, ok := f[four]; ok {
		return share
	}
	return min(guess, seldom)
}

// parseFours reads lines of four bytes, a blank and a number of places in a million.
func parseFours(name string, data []byte) (fours, error) {
	f := fours{}
	n := 0
	for line := range bytes.Lines(data) {
		if n++; n == 1 {
			continue // what is said about it
		}
		share, err := strconv.Atoi(string(bytes.TrimSpace(line[min(len(line), sieveWidth):])))
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %q: want four bytes and a number", name, n, line)
		}
		f[fourAt(line, sieveWidth-1)] = float64(share) / 1e6
	}
	return f, nil
}

// mostChoices bounds the time that it takes to build a sieve.
const mostChoices = 6

// classShare is about how often a class of bytes stands in mixed business text, of 1.
// It decides about speed alone.
var classShare = func() (t [classes]float64) {
	const perMille = 1.0 / 1000
	for c := range t {
		if t[c] = perMille / 2; c > ' ' {
			t[c] = 3 * perMille
		}
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = 11 * perMille
	}
	for _, c := range "\n,\".:-_/=" {
		t[classOf(byte(c))] = 12 * perMille
	}
	t[' '] = 100 * perMille
	for i, n := range [26]float64{62, 15, 32, 30, 88, 16, 15, 25, 55, 6, 8, 33, 24, 52, 56, 19, 5, 50, 52, 65, 24, 9, 11, 14, 13, 7} {
		t['a'+i], t['A'+i] = n*perMille, n*perMille/8
	}
	return t
}()
