package linkage

import (
	"cmp"
	"math/bits"
	"slices"
)

// A Spelling is how one word of a name is written, as far as that was kept.
type Spelling struct {
	ID      uint64   // stands for the word: equal words have equal ones
	Latin   uint64   // stands for it in Latin letters, where it is written in Chinese characters, of which others are read so too; else 0
	Initial uint64   // stands for its first letter as a word
	Sound   uint64   // stands for its consonants, odd where it is in another script than the Latin one, with the next bit where it ends as a woman's name does; 0 where these say nothing
	Heads   []uint64 // stand for it without its last letter or two, as IDs of words
	Near    []uint32 // ascending: the word with a letter left out; two words that share one are near
	Roots   []uint64 // the names of which it may be a short form; its own ID where it tells generations apart
	Text    string   // in small Latin letters, "" where values are not kept
}

// A word is a word that is known.
type word struct {
	id, initial, sound uint64
	latin              uint64    // the same for words that are read alike; id, unless it is written in Chinese characters
	near, roots        [2]uint32 // from and to
	heads              [2]uint64
	text               string
	marks              [4]uint64 // a bit for each of near, sound, id and roots: words of none in common are not alike
	letters            uint64    // a bit for each letter of text
}

// mark sets the bit that stands for a number.
func (w *word) mark(of uint64) {
	of = mix(of)
	w.marks[of>>62] |= 1 << (of >> 56 & 63)
}

// mayBe reports whether two words may be alike; what is not so needs no closer look.
func (w *word) mayBe(o *word) bool {
	for i, m := range w.marks {
		if m&o.marks[i] != 0 {
			return true
		}
	}
	if w.text != "" && o.text != "" && bits.OnesCount64(w.letters^o.letters) <= 2*errorsAtMost {
		return true // an error takes a letter away, brings one or both
	}
	return w.initial == o.initial && w.single() != o.single()
}

// lettersOf has a bit for each letter of a text.
func lettersOf(text string) (set uint64) {
	for i := range len(text) {
		set |= 1 << (text[i] & 63)
	}
	return set
}

// generation reports whether a word tells a father from his son.
func (n *Names) generation(w *word) bool { return slices.Contains(n.rootsOf(w), w.id) }

// isGiven reports whether a word of a name is, or may be, a given name: where nothing says which are,
// all but the last.
func (n *Names) isGiven(name, w uint32) bool {
	list, given := n.of(name), int(n.given[name])
	if given == 0 {
		given = max(1, len(list)-1)
	}
	return slices.Contains(list[:given], w)
}

// sameBeginning reports whether two words differ in their last two letters alone.
func (w *word) sameBeginning(o *word) bool {
	if w.text != "" && o.text != "" {
		short := max(0, min(len(w.text), len(o.text))-2)
		return w.text[:short] == o.text[:short]
	}
	for _, x := range [...]uint64{w.id, w.heads[0], w.heads[1]} {
		if x != 0 && (x == o.id || x == o.heads[0] || x == o.heads[1]) {
			return true
		}
	}
	return false
}

// letters returns how many letters a word has, as far as what stands for it says: of letters that
// repeat each other one counts.
func (n *Names) letters(w *word) int {
	if w.text != "" {
		return len(w.text)
	}
	return max(0, int(w.near[1])-int(w.near[0])-1)
}

// foreign reports whether a word is in another script than the Latin one.
func (w *word) foreign() bool { return w.sound&1 == 1 }

// soundMarks are the bits of a sound that say something else of the word.
const soundMarks = 3

// ends reports whether a word ends as a woman's name does.
func (w *word) ends() bool { return w.sound&2 == 2 }

// single reports whether a word is one letter.
func (w *word) single() bool { return w.id == w.initial }

// Names are the names that people of a population have.
type Names struct {
	by     map[uint64]uint32 // word by what stands for it
	words  []word
	near   []uint32
	roots  []uint64
	starts []uint32 // by name: the first of its words
	given  []uint8  // by name: how many of its words are given names for certain
	list   []uint32 // words of one name after another, as they came
}

// NewNames returns names of which none is known yet.
func NewNames() *Names { return &Names{by: map[uint64]uint32{}, starts: []uint32{0}} }

// Add adds a name and returns its ordinal. So many of its words, from the first on, are given names
// for certain; 0 where nothing says which are. The spellings may be used again.
func (n *Names) Add(name []Spelling, given int) uint32 {
	n.given = append(n.given, uint8(min(given, len(name), 255)))
	for i := range name {
		n.list = append(n.list, n.word(&name[i]))
	}
	n.starts = append(n.starts, uint32(len(n.list)))
	return uint32(len(n.starts) - 2)
}

// Spell says how a word is written for which an ID stands.
func (n *Names) Spell(id uint64, text string) {
	if at, ok := n.by[id]; ok {
		n.words[at].text, n.words[at].letters = text, lettersOf(text)
	}
}

// Len returns the number of names.
func (n *Names) Len() int { return len(n.starts) - 1 }

func (n *Names) word(s *Spelling) uint32 {
	at, ok := n.by[s.ID]
	if ok {
		return at
	}
	at = uint32(len(n.words))
	n.by[s.ID] = at
	w := word{id: s.ID, latin: cmp.Or(s.Latin, s.ID), initial: s.Initial, sound: s.Sound, text: s.Text, letters: lettersOf(s.Text)}
	copy(w.heads[:], s.Heads)
	w.near[0] = uint32(len(n.near))
	n.near = append(n.near, s.Near...)
	w.near[1] = uint32(len(n.near))
	w.roots[0] = uint32(len(n.roots))
	n.roots = append(n.roots, s.Roots...)
	w.roots[1] = uint32(len(n.roots))
	w.mark(w.latin)
	if w.sound != 0 {
		w.mark(w.sound | soundMarks)
	}
	for _, near := range s.Near {
		w.mark(uint64(near))
	}
	for _, root := range s.Roots {
		w.mark(root)
	}
	n.words = append(n.words, w)
	return at
}

// count is of how many words a name is.
func (n *Names) count(name uint32) int { return int(n.starts[name+1] - n.starts[name]) }

func (n *Names) of(name uint32) []uint32  { return n.list[n.starts[name]:n.starts[name+1]] }
func (n *Names) nearOf(w *word) []uint32  { return n.near[w.near[0]:w.near[1]] }
func (n *Names) rootsOf(w *word) []uint64 { return n.roots[w.roots[0]:w.roots[1]] }

// key is equal for names of the same words, in whatever order.
func (n *Names) key(name uint32) (sum uint64) {
	for _, w := range n.of(name) {
		sum += mix(n.words[w].latin)
	}
	return sum
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
