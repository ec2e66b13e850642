package detect

import (
	"encoding/binary"
	"math/bits"
)

// Few places of a text have an anchor. Before triples are looked up, pairs of
// bytes tell where none can lead to anything. Four bytes that begin at an even
// offset of the text are two pairs; each pair has sixteen bits as the first of
// such a four and sixteen as the second. Where both have a bit, a triple may have
// to be looked up that ends in the last bytes of the four or shortly before: each
// literal has the four that is rarest. The bytes beside a literal count too, and
// its case where that matters. A place too many costs speed, not findings.
//
// No processor guesses well what comes next in a text. So places are gathered
// without branches, and looked at afterwards.

// A pairFilter says where triples are to be looked up.
type pairFilter struct {
	// By little-endian value: the bits as the first of a four in the low half, as
	// the second in the high half.
	pairs [1 << 16]uint32

	// Which triples a four asks for, see reach: by a hash of its bytes without
	// case where all are known, or the first three, or the last three; else by
	// its open bits.
	all, head, tail [1 << hashBits]uint8
	open            [1 << openBits]uint8
	aligned         uint32 // the bit of four digits, where it is in use
}

const (
	hashBits  = 14
	openBits  = 7
	openShift = 16 - openBits
	digitsBit = 15 // the last of the open bits: four digits

	numberBits = 13 // and the next: two digits behind what ends a label

	noCase    = 0x20202020
	headBytes = 0x00FFFFFF
	tailBytes = 0xFFFFFF00

	// reach is how many places one four may ask for: its last byte and those
	// before, the last byte in the highest bit.
	reach    = 6
	lastByte = 1 << (reach - 1)

	// chunk is how many bytes are searched at once.
	chunk = 1 << 10
)

func fourHash(four uint32) uint32 { return four * 0x9E3779B1 >> (32 - hashBits) }

// searched is the memory of a search: zero before and, but for positions, after it.
type searched struct {
	fours [chunk / 8]struct { // those that have a bit, four by four
		bits uint64
		at   uint32
	}
	asked [8 + chunk/8 + 8]byte // places bit by bit, from 8 bytes before a chunk
	hits  [64]struct{ bucket, at uint32 }
}

// A finder takes in what a triple may be that is to be looked at; i is its last byte.
type finder interface{ hit(b *bucket, i int) }

// find hands on all triples of the table that end in text[lo:hi] and may lead to
// something, and some others, in ascending order. offset is that of text[0] in
// the whole text. Of four digits only those at a multiple of four in the text
// are looked at: every grouping of a card number has such four, and few other
// numbers do.
func (t *anchorTable) find(text []byte, offset int64, lo, hi int, to finder, s *searched) {
	i := lo + int(-(offset+int64(lo))&7)
	if i < 2 {
		i += 8 // the pair before must be there
	}
	if i+8 > hi {
		t.findAll(text, lo, hi, to)
		return
	}
	t.findAll(text, lo, i, to)
	for from := i; i+8 <= hi; {
		end := i + min(chunk, (hi-i)&^7)
		t.filter.gather(text[i-2:end], s)
		if i == from {
			s.asked[0] = 0 // looked at above
		}
		// The last ones wait: a later four may ask for one before them.
		last := (end - i) / 8
		waiting := s.asked[last] &^ (1<<(10-reach) - 1)
		s.asked[last] &^= waiting
		for n := 0; n <= last; n += 8 {
			if asked := binary.LittleEndian.Uint64(s.asked[n:]); asked != 0 {
				t.look(text, i-8+n*8, asked, to, s)
				binary.LittleEndian.PutUint64(s.asked[n:], 0)
			}
		}
		s.asked[0] = waiting
		i = end
	}
	s.asked[0] = 0
	t.findAll(text, i+2-reach, hi, to)
}

// look hands on the triples that end at the places asked for, from i on.
func (t *anchorTable) look(text []byte, i int, asked uint64, to finder, s *searched) {
	n := 0
	for ; asked != 0; asked &= asked - 1 {
		at := i + bits.TrailingZeros64(asked)
		c := text[at-2 : at+1 : at+1]
		bucket := uint32(t.index[uint32(classOf[c[0]])<<10|uint32(classOf[c[1]])<<5|uint32(classOf[c[2]])]) // 0: none
		s.hits[n&63].bucket, s.hits[n&63].at = bucket, uint32(at)
		n += int((bucket + 0xffff) >> 16)
	}
	for _, x := range s.hits[:n] {
		to.hit(&t.buckets[x.bucket], int(x.at))
	}
}

// gather marks the places that the fours of text ask for: those whose second
// pair lies in text[2:], whole eights of bytes.
func (f *pairFilter) gather(text []byte, s *searched) {
	found, asked := &s.fours, &s.asked
	n, aligned := 0, f.aligned
	before := f.pairs[binary.LittleEndian.Uint16(text)]
	for i := 2; i+8 <= len(text); i += 8 {
		b := binary.LittleEndian.Uint64(text[i:])
		p0, p1, p2, p3 := f.pairs[uint16(b)], f.pairs[uint16(b>>16)], f.pairs[uint16(b>>32)], f.pairs[b>>48]
		fours := uint64(before&(p0>>16)&^aligned) | uint64(p0&(p1>>16))<<16 |
			uint64(p1&(p2>>16)&^aligned)<<32 | uint64(p2&(p3>>16))<<48
		before = p3
		found[n&(chunk/8-1)].bits, found[n&(chunk/8-1)].at = fours, uint32(i)
		n += int((fours | -fours) >> 63)
	}
	for k := range found[:n] {
		x := &found[k]
		for fours := x.bits; fours != 0; {
			lane := bits.TrailingZeros64(fours) &^ 15
			at := int(x.at) + lane>>3 // of the second pair in text
			four := binary.LittleEndian.Uint32(text[at-2:]) | noCase
			where := f.all[fourHash(four)] | f.head[fourHash(four&headBytes)] | f.tail[fourHash(four&tailBytes)] | f.open[fours>>lane>>openShift&(1<<openBits-1)]
			place := at - 2 + 8 + 2 - reach
			to := asked[place>>3:]
			binary.LittleEndian.PutUint16(to, binary.LittleEndian.Uint16(to)|uint16(where)<<(place&7))
			fours &^= 0xffff << lane
		}
	}
}

// findAll is find without the filter.
func (t *anchorTable) findAll(text []byte, lo, hi int, to finder) {
	var k uint32 // classes of the bytes before
	if lo > 1 {
		k = uint32(classOf[text[lo-2]])
	}
	if lo > 0 {
		k = k<<5 | uint32(classOf[text[lo-1]])
	}
	for i := lo; i < hi; i++ {
		k = (k<<5 | uint32(classOf[text[i]])) & tripleMask
		if t.set[k>>6]>>(k&63)&1 != 0 {
			to.hit(&t.buckets[t.index[k]], i)
		}
	}
}
