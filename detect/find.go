package detect

import (
	"encoding/binary"
	"math/bits"
)

// A finder takes in what is found: a literal that begins at start, or what else
// may end at i.
type finder interface {
	literal(a *anchor, start int)
	special(s special, i int)
}

// find hands on what ends in text[lo:hi], in ascending order of the places by which
// it is found. offset is that of text[0] in the whole text. Of four digits only those at
// a multiple of four in the text are handed on: every grouping of a card number has
// such four, and few other numbers do.
func (t *anchorTable) find(text []byte, offset int64, lo, hi int, to finder, s *sifted) {
	i := lo
	for ; i < min(sieveWidth-1, hi); i++ {
		t.atBeginning(text, i, to)
	}
	for n := 0; i < hi; i += n {
		if n = min(chunk, hi-i) &^ 63; n > 0 {
			t.sieve.sift(&t.sieve, text[i-sieveWidth+1:i+n], s)
			t.look(text, offset, i, n/64, to, s)
			continue
		}
		n = hi - i
		copy(s.last[:], text[i-sieveWidth+1:hi])
		t.sieve.sift(&t.sieve, s.last[:], s)
		clear(s.last[:])
		here := uint64(1)<<n - 1
		s.literal[0] &= here
		s.special[0] &= here
		s.digits[0] &= here
		t.look(text, offset, i, 1, to, s)
	}
}

// atBeginning looks at a place before which less stands than a sieve is wide.
func (t *anchorTable) atBeginning(text []byte, i int, to finder) {
	t.place(text, i, true, t.specials(text, i)&^specialDigits, to)
}

// specials returns what may end at i.
func (t *anchorTable) specials(text []byte, i int) special {
	found := ^uint32(0)
	for k := range min(sieveWidth, i+1) {
		found &= t.sieve.bytes[text[i-k]][sieveWidth-1-k]
	}
	return special(found >> literals)
}

// look hands on what ends at the places that were sifted, from i on.
func (t *anchorTable) look(text []byte, offset int64, i, words int, to finder, s *sifted) {
	const fourths = 0x8888888888888888
	aligned := bits.RotateLeft64(fourths, -int((offset+int64(i))&3))
	for w := range words {
		literal := t.hashes(text, i, s.literal[w])
		digits := s.digits[w] & aligned
		for places := literal | digits | s.special[w]; places != 0; places &= places - 1 {
			bit := places & -places
			at := i + bits.TrailingZeros64(bit)
			var what special
			if s.special[w]&bit != 0 {
				what = t.specials(text, at) &^ specialDigits
			}
			if digits&bit != 0 {
				what |= specialDigits
			}
			t.place(text, at, literal&bit != 0, what, to)
		}
		i += 64
	}
}

// hashes leaves those of the places from i on where the hash of a literal's bytes
// stands. No processor guesses well what comes next in a text: there is no branch.
func (t *anchorTable) hashes(text []byte, i int, places uint64) (left uint64) {
	for ; places != 0; places &= places - 1 {
		k := bits.TrailingZeros64(places)
		four := binary.LittleEndian.Uint32(text[i+k-3:]) | noCase
		a, b, c := fourHash(four), fourHash(four&knownBytes[3]), fourHash(four&knownBytes[2])
		left |= (t.hashed[a>>6]>>(a&63) | t.hashed[b>>6]>>(b&63) | t.hashed[c>>6]>>(c&63)) & 1 << k
	}
	return left
}

// place hands on what ends at i.
func (t *anchorTable) place(text []byte, i int, literal bool, what special, to finder) {
	const late = specialNumber | specialDigits
	if what&^late != 0 {
		to.special(what&^late, i)
	}
	if literal {
		four := fourAt(text, i)
		for n := sieveWidth; n >= 2; n-- {
			if h := fourHash(four & knownBytes[n]); t.hashed[h>>6]>>(h&63)&1 != 0 {
				t.literals(text, i, n, t.spans[h>>(hashBits-spanBits)], to)
			}
		}
	}
	if what&late != 0 {
		to.special(what&late, i)
	}
}

// literals hands on the literals of a span that are found by the n bytes up to i.
func (t *anchorTable) literals(text []byte, i, n int, s span, to finder) {
	for j := s.from; j < s.to; j++ {
		if h := &t.heads[j]; int(h.known) != n || !h.may(text, i) {
			continue
		}
		a := &t.anchors[j]
		if start := i - a.last; a.matches(text, start) && a.standsIn(text, start, start+len(a.lit)) {
			to.literal(a, start)
		}
	}
}
