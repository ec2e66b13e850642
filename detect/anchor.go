package detect

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// The anchors of all rules are found in one pass. A sieve leaves the few places where
// a literal may end, or four of its bytes; their hash leaves those where it does, and
// there the literal is compared in full.

// A hitFunc looks at one anchor. It must not look further than the view.
type hitFunc func(v *view)

// An anchor is a literal and what looks at it.
type anchor struct {
	lit   []byte // lower case
	last  int    // index in lit of the last byte by which it is found
	which int    // place among the rule's anchors
	rule  *Rule
	hit   hitFunc
	skip  int    // bytes of lit before what the verifier takes as the anchor
	exact []byte // as written, where case matters; else nil
	id    int
	beside
}

// beside is what may stand directly before and after an anchor for its verifier
// to go on; nil is anything.
type beside struct{ before, after *charset }

// matches reports whether the anchor stands in text at i.
func (a *anchor) matches(text []byte, i int) bool {
	if i < 0 || len(text)-i < len(a.lit) {
		return false
	}
	if a.exact != nil {
		return string(text[i:i+len(a.exact)]) == string(a.exact)
	}
	for j, c := range a.lit {
		if lower[text[i+j]] != c {
			return false
		}
	}
	return true
}

// A head is what rules most anchors out that are found by the same bytes.
type head struct {
	word  uint64 // the first eight bytes
	mask  uint64 // the bits of them that matter: not case, where it is folded
	last  int32
	known int32 // how many bytes it is found by
}

func (a *anchor) head() head {
	h := head{last: int32(a.last), known: int32(min(len(a.lit), sieveWidth))}
	for i, c := range a.lit[:min(8, len(a.lit))] {
		mask := uint64(0xff)
		if a.exact != nil {
			c = a.exact[i]
		} else if isLower(c) {
			mask = 0xdf
		}
		h.word |= uint64(c) << (8 * i)
		h.mask |= mask << (8 * i)
	}
	return h
}

// may reports whether the anchor may stand in text so that i is the last byte by which
// it is found.
func (h *head) may(text []byte, i int) bool {
	start := i - int(h.last)
	return start < 0 || start+8 > len(text) || (binary.LittleEndian.Uint64(text[start:])^h.word)&h.mask == 0
}

// special says what else than literals may end at a place: what a sieve's last
// eight buckets are for.
type special uint8

const (
	specialAt      special = 1 << iota // '@' and one byte more
	specialGroups                      // "1.2." or "a:b:", of which the last may be a digit
	specialColons                      // "::"
	specialBack                        // '\\' and a letter
	specialPlus                        // '+' and a digit
	specialCountry                     // two letters and two digits
	specialNumber                      // two digits behind what ends a label
	specialDigits                      // four digits
)

// An anchorTable finds anchors.
type anchorTable struct {
	sieve   sieve
	hashed  [1 << hashBits / 64]uint64 // which hashes there are
	spans   [1 << spanBits]span        // by the upper bits of the hash
	heads   []head
	anchors []anchor // beside heads
}

// A span is a part of heads.
type span struct{ from, to uint32 }

const (
	hashBits = 16
	spanBits = 11

	noCase = 0x20202020
)

// knownBytes are the bytes by which a literal is found, by how many they are.
var knownBytes = [sieveWidth + 1]uint32{2: 0xFFFF0000, 3: 0xFFFFFF00, 4: 0xFFFFFFFF}

// fourAt returns the four bytes that end at i without case, as a number; those before
// the text are 0.
func fourAt(text []byte, i int) uint32 {
	if i >= 3 {
		return binary.LittleEndian.Uint32(text[i-3:]) | noCase
	}
	four := uint32(0)
	for k := range i + 1 {
		four |= uint32(text[k]) << (8 * (3 - i + k))
	}
	return four | noCase
}

func fourHash(four uint32) uint32 { return four * 0x9E3779B1 >> (32 - hashBits) }

// A tableBuilder collects what an anchorTable finds.
type tableBuilder struct {
	often   fours
	sieve   sieveBuilder
	anchors []*unplaced
}

// An unplaced anchor can be found in several ways.
type unplaced struct {
	anchor
	choices []windowChoice
}

// literal adds one literal of at least two bytes.
func (t *tableBuilder) literal(a anchor) {
	t.anchors = append(t.anchors, &unplaced{a, a.windowChoices(t.often)})
}

// specials adds what numbers and addresses begin with, as far as they are wanted.
func (t *tableBuilder) specials(e *Engine) {
	s := &t.sieve
	at, colon, hexColon := chars("@"), chars(":"), hexChars.and(":")
	if e.wants(groupUser) {
		s.special(specialBack, upperDigits, upperDigits, chars("\\"), asciiLetters)
	}
	if e.wants(groupAddress, groupPerson, groupSecret) {
		s.special(specialAt, atBeside, at, atBeside)
	}
	if !e.wants(groupAddress) {
		return
	}
	s.special(specialGroups, digitChars, chars("."), digitChars, digitChars.and("."))
	s.special(specialGroups, hexChars, colon, hexChars, hexColon)
	s.special(specialColons, colon, colon)
	s.special(specialPlus, plusBefore, chars("+"), chars("1-9"))
	s.special(specialNumber, labelBefore, labelEnds, digitChars, digitChars)
	s.special(specialDigits, digitChars, digitChars, digitChars, digitChars)
}

// countries adds the letters of countries and two digits.
func (t *tableBuilder) countries(codes []string) {
	a, b := new(charset), new(charset)
	for _, code := range codes {
		a[code[0]], a[code[0]&^0x20] = true, true
		b[code[1]], b[code[1]&^0x20] = true, true
	}
	t.sieve.special(specialCountry, a, b, digitChars, digitChars)
}

// asciiLower folds ASCII letters and no others, as matching does.
func asciiLower(s string) []byte {
	b := []byte(s)
	for i, c := range b {
		b[i] = lower[c]
	}
	return b
}

// build shares the buckets of the sieve out among the literals, the most frequent
// first, and files these.
func (t *tableBuilder) build() *anchorTable {
	slices.SortStableFunc(t.anchors, func(a, b *unplaced) int { return cmp.Compare(b.choices[0].share, a.choices[0].share) })
	t.sieve.same = map[uint32]int{}
	for _, a := range t.anchors {
		a.last = t.sieve.choose(a.choices).end
	}
	table := &anchorTable{sieve: t.sieve.build()}
	slices.SortFunc(t.anchors, func(a, b *unplaced) int {
		return cmp.Or(cmp.Compare(a.span(), b.span()), cmp.Compare(a.id, b.id))
	})
	for i, a := range t.anchors {
		table.heads, table.anchors = append(table.heads, a.head()), append(table.anchors, a.anchor)
		h := fourHash(a.fourOf(a.last))
		table.hashed[h>>6] |= 1 << (h & 63)
		s := &table.spans[a.span()]
		if s.to == 0 {
			s.from = uint32(i)
		}
		s.to = uint32(i + 1)
	}
	return table
}

func (a *anchor) span() uint32 { return fourHash(a.fourOf(a.last)) >> (hashBits - spanBits) }

// foldedAt reports whether text has lit, which is lower case, at i, ASCII
// letters without case.
func foldedAt(text []byte, i int, lit []byte) bool {
	if i < 0 || len(text)-i < len(lit) {
		return false
	}
	for j, c := range lit {
		if lower[text[i+j]] != c {
			return false
		}
	}
	return true
}
