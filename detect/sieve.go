package detect

// Few places of a text have an anchor. A sieve tells of each place whether one may
// end there: literals share buckets, a bucket has a set of bytes for each of four
// places in a row, and where four bytes in a row are in the sets of one bucket, an
// anchor may stand. Sets are made of classes of bytes, so that a processor that
// looks bytes up in a register looks at 64 places at once. A place too many costs
// speed, not findings.

// A sieve knows what the four bytes that end at a place may be.
type sieve struct {
	bytes   [256][sieveWidth]uint32 // by byte: the buckets that have it, place by place
	classes classTables             // the same by class, in groups of eight buckets
	sift    siftFunc
}

type classTables [sieveWidth][sieveBuckets / 8][classes]byte

const (
	classes = 128

	sieveWidth   = 4  // bytes of a place: its own and those before
	sieveBuckets = 32 // the last eight are those of specials
	literals     = sieveBuckets - 8

	// chunk is how many places are looked at at once: it stays in the first-level cache.
	chunk = 1 << 10
)

// sifted are the places of a chunk where something may end, bit by bit. Assembly
// knows where its fields lie.
type sifted struct {
	literal [chunk / 64]uint64
	special [chunk / 64]uint64 // any but digits
	digits  [chunk / 64]uint64

	last [sieveWidth - 1 + 64]byte // of a text, whose places are fewer than 64
}

// A siftFunc fills out for the places of text[3:], of which there are a multiple of
// 64 and at most a chunk.
type siftFunc func(s *sieve, text []byte, out *sifted)

// classOf is the class of a byte: what is printed in ASCII is one by itself, and all
// others are told apart by their last four bits.
func classOf(c byte) uint8 {
	if c >= 0x20 && c < 0x80 {
		return c
	}
	return c & 0x0f
}

// siftPlain is for processors of which nothing is known. Places where something may
// end are gathered without a branch and marked afterwards.
func siftPlain(s *sieve, text []byte, out *sifted) {
	var found [64]uint64
	for w := 0; len(text) >= sieveWidth-1+64; w++ {
		n := s.gather((*[sieveWidth - 1 + 64]byte)(text), &found)
		var literal, special, digits uint64
		for _, x := range found[:n] {
			const any, others = 1<<literals - 1, uint64(^specialDigits)
			i := x >> 32 & 63
			literal |= (x&any + any) >> literals << i
			special |= (x>>literals&others + others) >> 7 << i
			digits |= x >> 31 & 1 << i
		}
		out.literal[w], out.special[w], out.digits[w] = literal, special, digits
		text = text[64:]
	}
}

// gather fills found with the places of text[3:] that have a bucket, and their
// buckets in the lower half. It is by itself so that all it has fits into registers.
//
//go:noinline
func (s *sieve) gather(text *[sieveWidth - 1 + 64]byte, found *[64]uint64) (n uint64) {
	a, b, c := &s.bytes[text[0]], &s.bytes[text[1]], &s.bytes[text[2]]
	three, two, one := a[0]&b[1]&c[2], b[0]&c[1], c[0]
	for i := range uint64(64) {
		next := &s.bytes[text[i+sieveWidth-1]]
		of := uint64(three & next[3])
		three, two, one = two&next[2], one&next[1], next[0]
		found[n&63] = i<<32 | of
		n += (of + 1<<32 - 1) >> 32
	}
	return n
}
