package leak

// An rng is SplitMix64 (Steele, Lea, Flood, 2014). It is written out here so
// that a leak's bytes depend on its seed alone and on no library's version.
type rng struct{ s uint64 }

// Streams of random numbers that must not depend on one another.
const (
	streamEntity = iota + 1
	streamPerson
	streamProject
	streamObject
	streamName
	streamSecret
	streamDate
	streamCorpus
	streamSnare
)

// stream returns the generator of one thing of one sort.
func stream(seed uint64, sort, index int) rng {
	return rng{mix(mix(seed+uint64(sort)*0x9e3779b97f4a7c15) ^ uint64(index))}
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (r *rng) next() uint64 {
	r.s += 0x9e3779b97f4a7c15
	return mix(r.s)
}

// n returns a number from 0 to k-1.
func (r *rng) n(k int) int { return int((r.next() >> 32) * uint64(k) >> 32) }

// one reports true once in k times.
func (r *rng) one(k int) bool { return r.n(k) == 0 }

func pick[T any](r *rng, from []T) T { return from[r.n(len(from))] }

func (r *rng) from(alphabet string, length int) string {
	b := make([]byte, length)
	for i := range b {
		b[i] = alphabet[r.n(len(alphabet))]
	}
	return string(b)
}

func (r *rng) bytes(length int) []byte {
	b := make([]byte, length)
	for i := 0; i < length; i += 8 {
		v := r.next()
		for j := i; j < length && j < i+8; j++ {
			b[j] = byte(v)
			v >>= 8
		}
	}
	return b
}

const (
	digits     = "0123456789"
	letters    = "abcdefghijklmnopqrstuvwxyz"
	alnum      = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	consonants = "bdfghklmnprstvwz"
	vowels     = "aeiou"
)

// stem returns the ten consonant-vowel letters of one index: different for each
// index below 2³⁰ and improbable as a registered name.
func stem(seed uint64, index int) string {
	left, right := uint64(index)>>15&0x7fff, uint64(index)&0x7fff
	for round := range uint64(4) { // a Feistel network is a bijection
		left, right = right, left^mix(seed^round<<40^right)&0x7fff
	}
	v := left<<15 | right
	b := make([]byte, 10)
	for i := 0; i < len(b); i += 2 {
		b[i] = consonants[v%16]
		v /= 16
		b[i+1] = vowels[v%5]
		v /= 5
	}
	return string(b)
}

// syllables returns n invented syllables.
func (r *rng) syllables(n int) string {
	b := make([]byte, 0, 2*n)
	for range n {
		b = append(b, consonants[r.n(16)], vowels[r.n(5)])
	}
	return string(b)
}
