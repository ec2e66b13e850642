package language

import (
	_ "embed"
	"math/bits"
	"strings"
	"sync"
)

//go:embed words.txt
var wordsText string

// codes are the languages of Latin letters that are told, by ISO 639-1.
var codes = [languages]string{"en", "de", "fr", "es", "pt", "it", "nl", "tr", "pl", "sv", "da", "no", "fi", "cs", "hu", "ro"}

const (
	english     = 0 // in codes
	languages   = 16
	longestWord = 24
	wordPoints  = 24 // of a word that one language has; of several languages each gets its part
	leastShare  = 2
	letterShare = 1    // of a word of one letter: such stand in tables and names too
	markPoints  = 3    // of a letter with a mark
	mostWords   = 4096 // in the lexicon
)

// An entry is a word and whose it is.
type entry struct {
	text      string
	languages uint16
	points    uint8
}

// A table finds words by their hash.
type table struct {
	slots [tableSize]uint16 // an entry's place and one, 0 for none
	all   []entry
}

const tableSize = 1 << 13

// lexicon is built when the first text is looked at.
var lexicon = sync.OnceValue(func() *table { return newTable(wordsText) })

// newTable reads "code: word word …", a line a language; further lines add to it.
func newTable(text string) *table {
	t := new(table)
	at := map[string]int{}
	for line := range strings.Lines(text) {
		code, words, ok := strings.Cut(line, ":")
		l := codeAt(code)
		if !ok || l < 0 || strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(words) {
			i, ok := at[w]
			if !ok {
				i = len(t.all)
				at[w] = i
				t.all = append(t.all, entry{text: w})
			}
			t.all[i].languages |= 1 << l
		}
	}
	for i := range t.all {
		e := &t.all[i]
		e.points = uint8(max(leastShare, wordPoints/(bits.OnesCount16(e.languages)*bits.OnesCount16(e.languages))))
		if len(e.text) == 1 {
			e.points = letterShare
		}
		slot := hash([]byte(e.text))
		for t.slots[slot] != 0 {
			slot = (slot + 1) % tableSize
		}
		t.slots[slot] = uint16(i + 1)
	}
	return t
}

func codeAt(code string) int {
	for i, c := range codes {
		if c == code {
			return i
		}
	}
	return -1
}

// find returns the entry of a word and its place, nil where it is none.
func (t *table) find(word []byte) (e *entry, at int) {
	for slot := hash(word); t.slots[slot] != 0; slot = (slot + 1) % tableSize {
		at = int(t.slots[slot]) - 1
		if e = &t.all[at]; e.text == string(word) {
			return e, at
		}
	}
	return nil, 0
}

// hash is FNV-1a, cut to the size of a table.
func hash(word []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range word {
		h = (h ^ uint32(c)) * 16777619
	}
	return (h ^ h>>16) % tableSize
}

func lowest(set uint16) int { return bits.TrailingZeros16(set) }
