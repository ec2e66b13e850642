package detect

import "fmt"

// The anchors of all rules are found in one pass. Each byte is folded to one of
// 32 classes (letters by their place in the alphabet without case, digits
// together); three classes in a row index a table of 32,768 buckets, small
// enough for the first-level cache. A bucket names the literals that have those
// three classes at their rarest place; they are then compared in full.

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

// An anchor is a literal, folded, and what looks at it.
type anchor struct {
	id   int
	lit  []byte // lower case
	last int    // index in lit of the last byte of the triple
	rule *Rule
	// which is the literal's place among the rule's anchors.
	which int
	hit   hitFunc
}

// A bucket is what one triple of classes may be.
type bucket struct {
	at, digits, dotted, colons, iban, back bool
	anchors                                []anchor
}

// anchorTable finds anchors.
type anchorTable struct {
	index   [1 << 15]uint8
	buckets []bucket // 0 is unused
}

// tableBuilder collects what each triple may be before buckets are numbered.
type tableBuilder struct {
	triples map[uint16]*bucket
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
		return
	}
	a.last = len(cls) - 1
	for x := range uint8(32) {
		b := t.at(x, cls[0], cls[1])
		b.anchors = append(b.anchors, a)
	}
}

// specials marks the triples at which '@', numbers and addresses begin.
func (t *tableBuilder) specials() {
	for x := range uint8(32) {
		for y := range uint8(32) {
			t.at(x, y, classAt).at = true
		}
		if x != classDigit {
			t.at(x, classDigit, classDigit).digits = true
		}
		t.at(x, classColon, classColon).colons = true
	}
	t.at(classDigit, classDot, classDigit).dotted = true
	for x := range uint8(28) {
		for y := range uint8(27) {
			if x > 0 && y > 0 {
				t.at(x, classOf['\\'], y).back = true
			}
		}
	}
	hex := []uint8{1, 2, 3, 4, 5, 6, classDigit}
	for _, a := range hex {
		for _, b := range hex {
			t.at(a, classColon, b).colons = true
		}
	}
}

// build numbers the buckets. Triples that may be the same things share one;
// beyond 255 buckets, triples share with others and the comparison sorts it out.
func (t *tableBuilder) build() *anchorTable {
	table := &anchorTable{buckets: make([]bucket, 1, 256)}
	known := map[string]uint8{}
	for key := range uint16(1 << 15) {
		b := t.triples[key]
		if b == nil {
			continue
		}
		sign := b.signature()
		n, ok := known[sign]
		switch {
		case ok:
		case len(table.buckets) < 256:
			n = uint8(len(table.buckets))
			table.buckets = append(table.buckets, *b)
		default:
			n = uint8(1 + len(known)%255)
			table.buckets[n].merge(b)
		}
		known[sign] = n
		table.index[key] = n
	}
	return table
}

func (b *bucket) merge(o *bucket) {
	b.at, b.digits = b.at || o.at, b.digits || o.digits
	b.dotted, b.colons, b.iban = b.dotted || o.dotted, b.colons || o.colons, b.iban || o.iban
	b.back = b.back || o.back
	b.anchors = append(b.anchors, o.anchors...)
}

func (b *bucket) signature() string {
	sign := fmt.Sprint(b.at, b.digits, b.dotted, b.colons, b.iban, b.back)
	for _, a := range b.anchors {
		sign += fmt.Sprintf(" %d/%d", a.id, a.last)
	}
	return sign
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
