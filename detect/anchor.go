package detect

import (
	"encoding/binary"
	"strconv"
)

// The anchors of all rules are found in one pass. Each byte is folded to one of
// 32 classes (letters by their place in the alphabet without case, digits
// together); three classes in a row index a set of 32,768 bits, which stays in
// the first-level cache. A triple in the set has a bucket: it names the literals
// that have those three classes at their rarest place; they are then compared
// in full.

const (
	classOther = 0
	classDigit = 27
	classAt    = 28
	classDot   = 29
	classColon = 30
	classLine  = 31 // '_' and '-'

	tripleMask = 1<<15 - 1
)

// classOf is the class of each byte. Bytes that no letter needs share the class
// of a rare letter; the full comparison tells them apart.
var classOf = buildClasses()

func buildClasses() (t [256]uint8) {
	for b := range 256 {
		switch c := byte(b); {
		case c >= 'a' && c <= 'z':
			t[b] = c - 'a' + 1
		case c >= 'A' && c <= 'Z':
			t[b] = c - 'A' + 1
		case c >= '0' && c <= '9':
			t[b] = classDigit
		case c >= 0x80:
			t[b] = c%26 + 1
		}
	}
	t['@'], t['.'], t[':'], t['_'], t['-'] = classAt, classDot, classColon, classLine, classLine
	t['/'], t['\\'], t['+'], t['='] = 'x'-'a'+1, 'j'-'a'+1, 'q'-'a'+1, 'z'-'a'+1
	return t
}

// classCost is about how often a class stands in mixed business text, in
// per mille. It only chooses anchors: wrong figures cost speed, not findings.
var classCost = [32]uint32{
	150, 62, 15, 32, 30, 88, 16, 15, 25, 55, 6, 8, 33, 24, 52, 56, 19, 5, 50, 52, 65, 24, 9, 11, 14, 13, 7,
	110, 2, 18, 14, 22,
}

// A hitFunc looks at one anchor. It must not look further than the view.
type hitFunc func(v *view)

// An anchor is a literal and what looks at it.
type anchor struct {
	word  uint64 // the first eight bytes of lit
	mask  uint64 // which of them there are
	fold  uint64 // the bits of case that do not matter in them
	lit   []byte // lower case
	last  int    // index in lit of the last byte of the triple
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
	if i >= 0 && i+8 <= len(text) && (binary.LittleEndian.Uint64(text[i:])|a.fold)&a.mask != a.word {
		return false
	}
	return a.matchesAll(text, i)
}

func (a *anchor) matchesAll(text []byte, i int) bool {
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

// first fills in the first eight bytes.
func (a *anchor) first() {
	for i, c := range a.lit[:min(8, len(a.lit))] {
		if a.exact != nil {
			c = a.exact[i]
		} else if isLower(c) {
			a.fold |= 0x20 << (8 * i)
		}
		a.word |= uint64(c) << (8 * i)
		a.mask |= 0xff << (8 * i)
	}
}

// special says what else than literals may stand at a triple.
type special uint8

const (
	specialAt     special = 1 << iota // '@'
	specialDotted                     // a digit after a '.' after a digit
	specialColons                     // "::", or hexadecimal digits around ':'
	specialIBAN                       // the letters of a country and a digit
	specialBack                       // '\\' between letters or digits
	specialPlus                       // '+' and a digit
	specialDigits                     // four digits
	specialNumber                     // two digits behind what ends a label
)

// A bucket is what one triple of classes may be.
type bucket struct {
	special special
	anchors []anchor
}

// anchorTable finds anchors.
type anchorTable struct {
	filter  *pairFilter
	set     [1 << 15 / 64]uint64
	index   [1 << 15]uint16
	buckets []bucket // 0 is unused
}

// tableBuilder collects what each triple may be before buckets are numbered.
type tableBuilder struct {
	triples map[uint16]*bucket
	filter  filterBuilder
}

func newTableBuilder() *tableBuilder {
	return &tableBuilder{map[uint16]*bucket{}, filterBuilder{filter: new(pairFilter), sets: map[*charset]*byteSet{}, equal: map[charset]*byteSet{}}}
}

func (t *tableBuilder) at(a, b, c uint8) *bucket {
	key := uint16(a)<<10 | uint16(b)<<5 | uint16(c)
	if t.triples[key] == nil {
		t.triples[key] = new(bucket)
	}
	return t.triples[key]
}

// literal adds one literal of at least two bytes. One of two bytes stands behind
// every class.
func (t *tableBuilder) literal(a anchor) {
	a.first()
	cls := make([]uint8, len(a.lit))
	for i, c := range a.lit {
		cls[i] = classOf[c]
	}
	if len(cls) >= 3 {
		best, cost := 2, ^uint32(0)
		for i := 2; i < len(cls); i++ {
			if c := classCost[cls[i-2]] * classCost[cls[i-1]] * classCost[cls[i]]; c < cost {
				best, cost = i, c
			}
		}
		a.last = best
		b := t.at(cls[best-2], cls[best-1], cls[best])
		b.anchors = append(b.anchors, a)
		t.filter.literal(&a)
		return
	}
	a.last = len(cls) - 1
	t.filter.literal(&a)
	for x := range uint8(32) {
		b := t.at(x, cls[0], cls[1])
		b.anchors = append(b.anchors, a)
	}
}

// specials marks the triples at which '@', numbers and addresses begin.
func (t *tableBuilder) specials() {
	t.filterSpecials()
	for x := range uint8(32) {
		for y := range uint8(32) {
			t.at(x, y, classAt).special |= specialAt
		}
		t.at(x, classColon, classColon).special |= specialColons
		t.at(x, classOf['+'], classDigit).special |= specialPlus
	}
	t.at(classDigit, classDot, classDigit).special |= specialDotted
	for x := uint8(1); x <= classDigit; x++ {
		for y := uint8(1); y <= 26; y++ {
			t.at(x, classOf['\\'], y).special |= specialBack
		}
	}
	for b := range 256 {
		if labelEnds[b] {
			t.at(classOf[b], classDigit, classDigit).special |= specialNumber
		}
	}
	hex := []uint8{1, 2, 3, 4, 5, 6, classDigit}
	for _, a := range hex {
		for _, b := range hex {
			t.at(a, classColon, b).special |= specialColons
		}
	}
}

// iban marks the triples of the letters of a country and a digit.
func (t *tableBuilder) iban(country string) {
	t.at(classOf[country[0]], classOf[country[1]], classDigit).special |= specialIBAN
	a, b := new(charset), new(charset)
	for i, set := range []*charset{a, b} {
		set[country[i]], set[country[i]&^0x20] = true, true
	}
	t.filter.sorts(3, notWord8, a, b, digitChars, digitChars)
}

// asciiLower folds ASCII letters and no others, as matching does.
func asciiLower(s string) []byte {
	b := []byte(s)
	for i, c := range b {
		b[i] = lower[c]
	}
	return b
}

// build numbers the buckets. Triples that may be the same things share one.
func (t *tableBuilder) build() *anchorTable {
	table := &anchorTable{buckets: make([]bucket, 1, 1024), filter: t.filter.build()}
	known := map[string]uint16{}
	for key := range uint16(1 << 15) {
		b := t.triples[key]
		if b == nil {
			continue
		}
		sign := b.signature()
		n, ok := known[sign]
		if !ok {
			n = uint16(len(table.buckets))
			table.buckets = append(table.buckets, *b)
			known[sign] = n
		}
		table.index[key] = n
		table.set[key>>6] |= 1 << (key & 63)
	}
	return table
}

func (b *bucket) signature() string {
	sign := strconv.AppendInt(nil, int64(b.special), 10)
	for i := range b.anchors {
		sign = strconv.AppendInt(append(sign, ' '), int64(b.anchors[i].id), 10)
		sign = strconv.AppendInt(append(sign, '/'), int64(b.anchors[i].last), 10)
	}
	return string(sign)
}

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
