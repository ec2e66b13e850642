// Package sketch tells texts that are nearly the same: a document in another format,
// another version of it. A [Sketch] is small; of a short text it says nothing to whoever
// lacks the key, and nobody guesses a long one.
//
// It holds a keyed hash of the words and, of all runs of four words, one minimum in each of
// [Bins] classes (MinHash with one permutation: Li, Owen and Zhang, 2012). The share of
// equal minima of two texts estimates the share of their runs that they have in common
// (Jaccard), to some 7 points with 32 classes. White space, punctuation and case play
// no part; a character of Chinese, Japanese or Korean is a word of its own.
package sketch

import (
	"encoding/binary"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

const (
	// Bins are the classes of runs of words.
	Bins = 32
	// Window is how many bytes of a text are looked at, from its beginning.
	Window = 16 << 10
	// Size is that of a sketch in bytes.
	Size = 8 + 4 + 2*Bins

	// fewest is how many words a text needs for its runs to be compared: two short
	// texts are the same or not.
	fewest = 40
	run    = 4 // words

	// runSeed is the same in every campaign, so that the same documents come to the same
	// figures. Minima are kept of longer texts alone, and nobody guesses such a text.
	runSeed = 0x8ebc6af09c88c6e3
)

// A Sketch is what is kept of a text; the zero value is that of none.
type Sketch [Size]byte

// empty stands in a class of which the text has no run.
const empty = 0xffff

func (s *Sketch) words() uint64    { return binary.LittleEndian.Uint64(s[:]) }
func (s *Sketch) length() uint32   { return binary.LittleEndian.Uint32(s[8:]) }
func (s *Sketch) bin(i int) uint16 { return binary.LittleEndian.Uint16(s[12+2*i:]) }

// A Maker makes the sketch of one text after another. It keeps none of it.
type Maker struct {
	seed   uint64
	read   int64 // bytes of text, also those beyond the window
	word   uint64
	inWord bool
	last   [run]uint64 // hashes of the last words
	count  int         // words
	words  uint64      // hash of all
	least  [Bins]uint32
}

// NewMaker returns a maker whose sketches can be compared with those of the same seed.
func NewMaker(seed uint64) *Maker {
	m := &Maker{seed: seed | 1}
	m.Reset()
	return m
}

// Reset begins another text.
func (m *Maker) Reset() {
	*m = Maker{seed: m.seed}
	for i := range m.least {
		m.least[i] = 1<<32 - 1
	}
}

// Write takes in text that is cut anywhere but within a character.
func (m *Maker) Write(p []byte) {
	room := int64(Window) - m.read
	m.read += int64(len(p))
	if room <= 0 {
		return
	}
	word, in := m.word, m.inWord
	for i := 0; i < len(p); {
		c := p[i]
		if c < utf8.RuneSelf {
			if int64(i) >= room {
				break
			}
			if k := folded[c]; k != 0 {
				word, in = (word^uint64(k))*0x100000001b3, true
			} else if in {
				m.endWord(word)
				word, in = 0, false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(p[i:])
		if int64(i+n) > room {
			break
		}
		m.word, m.inWord = word, in
		m.wide(r)
		word, in = m.word, m.inWord
		i += n
	}
	m.word, m.inWord = word, in
}

// wide takes in a character beyond ASCII.
func (m *Maker) wide(r rune) {
	switch {
	case r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		m.Break()
		m.endWord(uint64(r) * 0x9e3779b97f4a7c15)
	case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r):
		m.word, m.inWord = (m.word^uint64(unicode.ToLower(r)))*0x100000001b3, true
	default:
		m.Break()
	}
}

// Break ends a word, as the end of a run of text does.
func (m *Maker) Break() {
	if m.inWord {
		m.endWord(m.word)
		m.word, m.inWord = 0, false
	}
}

// folded is 0 for what stands between words, else the byte as a small letter.
var folded = func() (t [utf8.RuneSelf]byte) {
	for c := range byte(utf8.RuneSelf) {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z':
			t[c] = c
		case c >= 'A' && c <= 'Z':
			t[c] = c | 0x20
		}
	}
	return t
}()

func (m *Maker) endWord(word uint64) {
	m.words = (bits.RotateLeft64(m.words, 5) ^ mix(word, m.seed)) * 0x9e3779b97f4a7c15
	m.last[uint(m.count)%run] = mix(word, runSeed)
	if m.count++; m.count < run {
		return
	}
	var sum uint64
	for i := range uint64(run) {
		sum = bits.RotateLeft64(sum, 17) ^ m.last[(uint64(m.count)+i)%run]
	}
	sum = mix(sum, runSeed)
	bin, value := sum>>(64-5), uint32(sum)
	m.least[bin] = min(m.least[bin], value)
}

// mix spreads a hash, as wyhash does.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0xa0761d6478bd642f, b^0xe7037ed1a0b428db)
	return hi ^ lo
}

// Sum returns the sketch of the text so far; ok is false where there are no words.
func (m *Maker) Sum() (s Sketch, ok bool) {
	m.Break()
	if m.count == 0 {
		return s, false
	}
	binary.LittleEndian.PutUint64(s[:], mix(m.words^uint64(m.count), m.seed))
	binary.LittleEndian.PutUint32(s[8:], uint32(min(m.read, 1<<32-1)))
	for i, v := range m.least {
		short := uint16(empty)
		if m.count >= fewest && v != 1<<32-1 {
			short = uint16(v>>16) - b2u(v>>16 == empty)
		}
		binary.LittleEndian.PutUint16(s[12+2*i:], short)
	}
	return s, true
}

func b2u(b bool) uint16 {
	if b {
		return 1
	}
	return 0
}
