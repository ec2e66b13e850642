package catalog

import (
	"encoding/binary"
	"sync/atomic"
)

// seen tells hashes that were certainly never published from those that may have
// been, without asking SQLite: most contents are new. It is a Bloom filter (Bloom,
// Space/Time Trade-offs in Hash Coding, 1970) of 4 MiB with three bits a hash, which
// holds back 99 of 100 needless questions up to 2,500,000 contents. A nil one says
// that all may have been.
type seen struct {
	words [seenWords]atomic.Uint64
}

const seenWords = 1 << 19

// bit is one of the three of a hash, which is as good as random.
func (s *seen) bit(hash *[32]byte, n int) (word *atomic.Uint64, mask uint64) {
	at := binary.LittleEndian.Uint32(hash[16+4*n:])
	return &s.words[at>>6%seenWords], 1 << (at & 63)
}

func (s *seen) add(hash *[32]byte) {
	if s == nil {
		return
	}
	for n := range 3 {
		word, mask := s.bit(hash, n)
		word.Or(mask)
	}
}

func (s *seen) may(hash *[32]byte) bool {
	if s == nil {
		return true
	}
	for n := range 3 {
		word, mask := s.bit(hash, n)
		if word.Load()&mask == 0 {
			return false
		}
	}
	return true
}
