package detect

import (
	"bytes"
	"strings"
)

// Most names of keys mean nothing here: source code and settings are full of them. A vocabulary
// tells so by the hashes of their parts, in a tenth of the time that it takes to read them. It
// follows the lookups of the field table, and errs to one side: of what means something it never
// says that it means nothing.

// senses are what a part of a name may say, as the field table looks parts up.
type senses uint16

const (
	senseWhole    senses = 1 << iota // something, where the name is no more
	senseAnywhere                    // something, wherever its words stand
	senseAtEnd                       // something, at either end
	senseMail                        // an address or a credential: as the last letters, too
	senseKeeper                      // a keeper: as the first letters too, where the rest is of somebody
	senseSomebody                    // a name, an address, a phone
	senseParty                       // a role in which somebody has names
	senseName                        // a name or a part of one
	senseHalf                        // a half of a name, where the other words say the other one
	senseWhich                       // nothing about a role beside it
	senseNoun                        // whose key a column holds
	senseKey                         // that it holds a key: as the last letters too, behind a noun
)

// A vocabulary is a table of hashes with open addressing: in each place the upper bits of a hash
// and below them what it says.
type vocabulary [vocabularySize]uint64

const (
	vocabularySize = 1 << 15 // some three times the words
	senseMask      = 1<<16 - 1
)

func (v *vocabulary) add(word string, s senses) {
	var h uint64
	for i := range len(word) {
		h = rolled(h, word[i])
	}
	at := v.place(mixed(h))
	*at = mixed(h)&^senseMask | *at&senseMask | uint64(s)
}

// place returns where a hash stands, or is to stand.
func (v *vocabulary) place(h uint64) *uint64 {
	for i := h >> 32; ; i++ {
		at := &v[i%vocabularySize]
		if *at == 0 || (*at^h)&^senseMask == 0 {
			return at
		}
	}
}

func (v *vocabulary) of(h uint64) senses { return senses(*v.place(h) & senseMask) }

// rolled appends a letter to a hash from which that of any part can be made, as Rabin and Karp do.
func rolled(h uint64, c byte) uint64 { return h*rollingBase + uint64(c) + 1 }

const rollingBase = 0x9E3779B97F4A7C15

var rollingPowers = func() (p [longestNameRead + 1]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * rollingBase
	}
	return p
}()

// mixed spreads a rolling hash over all bits. (Stafford's variant 13 of MurmurHash3's end.)
func mixed(h uint64) uint64 {
	h = (h ^ h>>30) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>27) * 0x94D049BB133111EB
	return h ^ h>>31
}

// newVocabulary takes in every word by which the table or [rowKeyOf] tells a name.
func newVocabulary(t *fieldTable) *vocabulary {
	v := &vocabulary{}
	for word, id := range t.names {
		s := senseWhole
		if id == fieldEmail || id.isCredential() {
			s |= senseMail | senseAtEnd
		}
		if id.isName() {
			s |= senseName | senseSomebody
		}
		if id.isNamePart() {
			s |= senseHalf
		}
		if id == fieldEmail || id == fieldPhone {
			s |= senseSomebody
		}
		v.add(word, s)
	}
	addAll(v, t.words, senseAtEnd)
	addAll(v, t.roles, senseAnywhere)
	addAll(v, t.keepers, senseAnywhere|senseKeeper)
	addAll(v, t.dealings, senseAnywhere)
	addAll(v, t.things, senseWhole)
	addAll(v, t.dealt, senseWhole)
	addAll(v, t.texts, senseAtEnd)
	addAll(v, t.party.which, senseWhich)
	addAll(v, t.party.between, senseWhich)
	addAll(v, nounOf, senseAtEnd|senseNoun)
	addAll(v, keyWordsAs, senseAtEnd|senseKey)
	v.add("clientid", senseAtEnd)
	for role := range t.party.roles {
		v.add(role, senseParty|senseWhole)
		v.add(role+"s", senseParty)
	}
	return v
}

func addAll[V any](v *vocabulary, words map[string]V, s senses) {
	for word := range words {
		v.add(word, s)
	}
}

// mayMean reports whether a raw name may mean anything; where it does not, its meaning, its role,
// what it says of whom it is, of organisations, texts and keys are all nothing.
func (v *vocabulary) mayMean(name string) bool {
	name = strings.TrimRight(name, "./> :#")
	if v.mayMeanWhole(name) {
		return true
	}
	i := strings.LastIndexAny(name, "./>") // the last part of a path is read by itself
	return i >= 0 && v.mayMeanWhole(name[i+1:])
}

func (v *vocabulary) mayMeanWhole(name string) bool {
	var w wordSplit
	if !w.split(name) || len(w.starts) > mostWordsLookedUp {
		return true
	}
	var h partHashes
	h.of(w.letters)
	dropped, may := v.inWords(&w, &h)
	may = may || len(w.starts) == 1 && bytes.HasSuffix(w.letters, []byte("id")) // "orderid"
	if may || len(w.letters) > max(mostJoined, mostNamed) {
		return may
	}
	if v.inLetters(&h, len(w.letters)) {
		return true
	}
	if dropped == 0 {
		return false
	}
	rest := w.without(dropped)
	h.of(rest)
	return v.inLetters(&h, len(rest))
}

// mostWordsLookedUp is of how many words a name is that are looked up.
const mostWordsLookedUp = 16

// inWords looks words up that stand together, and returns by its bit each that says nothing about
// a role beside it.
func (v *vocabulary) inWords(w *wordSplit, h *partHashes) (dropped uint32, may bool) {
	end := len(w.letters)
	for i, from := range w.starts {
		for j := i + 1; j <= len(w.starts); j++ {
			to := end
			if j < len(w.starts) {
				to = int(w.starts[j])
			}
			s := v.of(h.part(int(from), to))
			switch {
			case s&senseAnywhere != 0, s&senseAtEnd != 0 && (i == 0 || to == end), s&senseWhole != 0 && i == 0 && to == end:
				return 0, true
			case s&senseHalf != 0 && i == 0 && v.of(h.part(to, end))&senseHalf != 0:
				return 0, true
			case s&senseWhich != 0 && j == i+1:
				dropped |= 1 << i
			}
		}
	}
	return dropped, false
}

// inLetters looks up what parts a name at each letter.
func (v *vocabulary) inLetters(h *partHashes, end int) bool {
	if end > 0 && v.of(h.part(0, end))&senseParty != 0 {
		return true
	}
	for i := 1; i < end; i++ {
		first, last := v.of(h.part(0, i)), v.of(h.part(i, end))
		switch {
		case last&senseMail != 0,
			first&senseNoun != 0 && last&senseKey != 0,
			first&senseKeeper != 0 && last&senseSomebody != 0,
			first&senseParty != 0 && last&senseName != 0,
			first&senseName != 0 && last&senseParty != 0:
			return true
		}
	}
	return false
}

// partHashes are the rolling hashes of a text's beginnings.
type partHashes [longestNameRead + 1]uint64

func (h *partHashes) of(letters []byte) {
	for i, c := range letters {
		h[i+1] = rolled(h[i], c)
	}
}

// part returns the hash of the letters from one place to another.
func (h *partHashes) part(from, to int) uint64 {
	return mixed(h[to] - h[from]*rollingPowers[to-from])
}
