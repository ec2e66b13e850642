package detect

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
)

// Phrases are found by their words, as there are too many for a sieve: of each one word is hashed,
// the longest, or two characters of a script that has no spaces; where a word of the text
// has that hash, the phrase is compared.

type phrase struct {
	text    string // folded
	after   bool   // the last word may go on
	weights []weight
	family  int // the phrase that stands for all forms of the word
}

type weight struct {
	kind, points int
	spoken       languages
}

// A phraseTable finds phrases.
type phraseTable struct {
	whole, begun [1 << phraseBits / 64]uint64 // hashes of words, and of the first letters of words
	spans        [1 << phraseSpanBits]span
	keys         []phraseKey
}

type phraseKey struct {
	hash        uint32
	which       int32 // the phrase
	at, length  uint8 // where in it the key begins; its length
	first, last byte  // of the phrase
}

const (
	phraseBits     = 17
	phraseSpanBits = 13
	begunLetters   = 4 // by which a word is found that may go on
	eastBytes      = 6 // two characters

	begunSalt = 0x5bd1e995
)

func hashWord(h uint32) uint32 { return (h ^ h>>15) * 0x9E3779B1 }

func hashLetters(word string) (h uint32) {
	for i := range len(word) {
		h = h*31 + uint32(word[i])
	}
	return h
}

func hashEast(six uint64) uint32 { return uint32(six * 0x9E3779B97F4A7C15 >> 32) }

func isEast(c byte) bool { return c >= 0xE3 && c < 0xF0 }

// keyOf chooses the word by which a phrase is found.
func (p *phrase) keyOf() (key phraseKey, begun bool, err error) {
	best, s := 0, p.text
	for i := 0; i < len(s); {
		if isEast(s[i]) && len(s)-i >= eastBytes {
			var b [8]byte
			copy(b[:], s[i:i+eastBytes])
			return phraseKey{hash: hashEast(binary.LittleEndian.Uint64(b[:])), at: uint8(i)}, false, nil
		}
		n := 0
		for i+n < len(s) && isLower(s[i+n]) {
			n++
		}
		if n > best && (i+n < len(s) || !p.after) {
			best, begun = n, false
			key.hash, key.at = hashWord(hashLetters(s[i:i+n])), uint8(i)
		} else if n > best && n >= begunLetters && best == 0 {
			best, begun = 1, true
			key.hash, key.at = hashWord(hashLetters(s[i:i+begunLetters])^begunSalt), uint8(i)
		}
		i += max(n, 1)
	}
	if best == 0 {
		return key, false, fmt.Errorf("phrase %q has no word to find it by", p.text)
	}
	return key, begun, nil
}

func newPhraseTable(phrases []phrase) (*phraseTable, error) {
	t := new(phraseTable)
	for i := range phrases {
		key, begun, err := phrases[i].keyOf()
		if err != nil {
			return nil, err
		}
		text := phrases[i].text
		key.which, key.length, key.first, key.last = int32(i), uint8(len(text)), text[0], text[len(text)-1]
		bits := &t.whole
		if begun {
			bits = &t.begun
		}
		h := key.hash >> (32 - phraseBits)
		bits[h>>6] |= 1 << (h & 63)
		t.keys = append(t.keys, key)
	}
	slices.SortFunc(t.keys, func(a, b phraseKey) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.which, b.which))
	})
	for i, k := range t.keys {
		s := &t.spans[k.hash>>(32-phraseSpanBits)]
		if s.to == 0 {
			s.from = uint32(i)
		}
		s.to = uint32(i + 1)
	}
	return t, nil
}

// find marks the phrases of c.text, which is folded.
func (t *phraseTable) find(c *Classifier) {
	text := c.text
	for i := 0; i < len(text); {
		b := text[i]
		if isLower(b) {
			start, h := i, uint32(0)
			for ; i < len(text) && isLower(text[i]); i++ {
				h = h*31 + uint32(text[i])
				if i-start == begunLetters-1 {
					t.probe(c, &t.begun, hashWord(h^begunSalt), start)
				}
			}
			t.probe(c, &t.whole, hashWord(h), start)
			continue
		}
		if isEast(b) && len(text)-i >= eastBytes {
			var six uint64
			if len(text)-i >= 8 {
				six = binary.LittleEndian.Uint64(text[i:]) & (1<<48 - 1)
			} else {
				var end [8]byte
				copy(end[:], text[i:i+eastBytes])
				six = binary.LittleEndian.Uint64(end[:])
			}
			t.probe(c, &t.whole, hashEast(six), i)
			i += 3
			continue
		}
		i++
	}
}

func (t *phraseTable) probe(c *Classifier, bits *[1 << phraseBits / 64]uint64, hash uint32, at int) {
	if h := hash >> (32 - phraseBits); bits[h>>6]&(1<<(h&63)) != 0 {
		t.mark(c, hash, at)
	}
}

// mark compares the phrases that have a key's hash.
func (t *phraseTable) mark(c *Classifier, hash uint32, at int) {
	s := t.spans[hash>>(32-phraseSpanBits)]
	for _, k := range t.keys[s.from:s.to] {
		if k.hash != hash {
			continue
		}
		start := at - int(k.at)
		end := start + int(k.length)
		if start < 0 || end > len(c.text) || c.text[start] != k.first || c.text[end-1] != k.last ||
			c.seen[k.which] >= placeOf(c.offset, start) {
			continue
		}
		if string(c.text[start:end]) == c.rules.phrases[k.which].text {
			c.mark(int(k.which), start)
		}
	}
}
