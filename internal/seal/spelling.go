package seal

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"github.com/hemostat/hemostat/exposure"
)

const (
	// shortestSpelled is from how many letters on a word may be misspelled: among shorter
	// ones every other word is near.
	shortestSpelled = 4
	// longestSpelled bounds the words of which each letter is left out once.
	longestSpelled = 24
)

// spelling appends the features of one word, the ordinal of which goes before each hash: the
// word, its first letter, what it may be short for, how it sounds, how it begins, and the word with each of its letters left out once. Two words that have
// one of these in common differ by a letter that was put in, left out or changed, or by two
// that were swapped (Garbe 2012, "Symmetric Delete"); nobody can read from them which.
func (s *Sealer) spelling(list []exposure.Feature, p *property) []exposure.Feature {
	ordinal, word := p.ordinal, p.text
	if word == "" || ordinal > exposure.MaxWord {
		return list
	}
	add := func(of exposure.FeatureOf, hash uint64) {
		list = append(list, exposure.Feature{Of: of, Hash: exposure.OfWord(ordinal, hash)})
	}
	if p.written != "" {
		add(exposure.FeatureWord, s.word(p.written))
		add(exposure.FeatureLatin, s.word(word))
	} else {
		add(exposure.FeatureWord, s.word(word))
	}
	add(exposure.FeatureInitial, s.word(word[:1]))
	if _, ok := generations[word]; ok {
		add(exposure.FeatureRoot, s.word(word))
	}
	for _, root := range nicknames()[word] {
		add(exposure.FeatureRoot, s.word(root))
	}
	hash := s.sound(soundOf(word)) &^ 3
	if p.foreign {
		hash |= 1
	}
	if p.woman {
		hash |= 2
	}
	add(exposure.FeatureSound, hash)
	if len(word) >= shortestSpelled {
		add(exposure.FeatureHead, s.word(word[:len(word)-1]))
		add(exposure.FeatureHead, s.word(word[:len(word)-2]))
	}
	return appendNear(list, ordinal, s.lettersOut(word))
}

// appendNear appends hashes of what is near as features, two in one.
func appendNear(list []exposure.Feature, ordinal int, near []uint32) []exposure.Feature {
	for i := 0; i < len(near); i += 2 {
		pair := exposure.PairNear(near[i], near[min(i+1, len(near)-1)])
		list = append(list, exposure.Feature{Of: exposure.FeatureNear, Hash: exposure.OfWord(ordinal, pair)})
	}
	return list
}

// year appends the features of a year of birth: the year, and one for each sort of years for which it may be mistyped.
func (s *Sealer) year(list []exposure.Feature, year string) []exposure.Feature {
	list = append(list, exposure.Feature{Of: exposure.FeatureWord, Hash: exposure.OfWord(0, s.word(year))})
	var near []uint32
	for _, text := range mistakenYears(year) {
		near = append(near, s.near(text, ""))
	}
	slices.Sort(near)
	return appendNear(list, 0, slices.Compact(near))
}

// generation is how many years there are at least between a father and a son.
const generation = 15

// mistakenYears returns what a year has in common with those for which it is taken by mistake: another last digit,
// the decade before or behind it, two digits that changed places, another century. Years between which a
// generation lies have nothing in common, for a son may be born on his father's day.
func mistakenYears(year string) []string {
	n, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 {
		return nil
	}
	swapped := n/100*100 + n%10*10 + n/10%10
	list := []string{year[:3], "century " + year[2:], between(n-10, n), between(n, n+10)}
	if d := max(n, swapped) - min(n, swapped); d > 0 && d < generation {
		list = append(list, between(min(n, swapped), max(n, swapped)))
	}
	return list
}

// between says of which two years each is taken for the other.
func between(a, b int) string { return fmt.Sprintf("%d %d", a, b) }

// sound is the keyed hash of a sound.
func (s *Sealer) sound(sound string) uint64 {
	s.scratch = append(append(s.scratch[:0], byte(exposure.FeatureSound)), sound...)
	return binary.BigEndian.Uint64(s.mac(s.features))
}

// login is the keyed hash of what stands before the @ of an address, or would.
func (s *Sealer) login(text string) uint64 {
	s.scratch = append(append(s.scratch[:0], byte(exposure.FeatureLogin)), text...)
	return binary.BigEndian.Uint64(s.mac(s.features))
}

// word is the keyed hash of a word, the same in every name.
func (s *Sealer) word(word string) uint64 {
	s.scratch = append(append(s.scratch[:0], byte(exposure.FeatureWord)), word...)
	return binary.BigEndian.Uint64(s.mac(s.features))
}

// WordHash is what stands for a word of a name in its features; see [NameWords].
func (s *Sealer) WordHash(word string) uint64 {
	_, hash := exposure.Feature{Hash: exposure.OfWord(0, s.word(word))}.Word()
	return hash
}

// lettersOut are the keyed hashes of a word and of what it is without one of its letters,
// ascending; none of a short word.
func (s *Sealer) lettersOut(word string) []uint32 {
	if len(word) < shortestSpelled {
		return nil
	}
	word = word[:min(len(word), longestSpelled)]
	list := []uint32{s.near(word, "")}
	for i := range len(word) {
		list = append(list, s.near(word[:i], word[i+1:]))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// near is the keyed hash of what two words that are near have in common, in two parts.
func (s *Sealer) near(before, after string) uint32 {
	s.scratch = append(append(append(s.scratch[:0], byte(exposure.FeatureNear)), before...), after...)
	return binary.BigEndian.Uint32(s.mac(s.features)) & exposure.MaxNear
}
