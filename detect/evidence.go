package detect

import (
	"math/bits"
	"slices"
	"strings"
)

// languages is a set of languages in which a phrase is one of a kind.
type languages uint32

const (
	english    languages = 1 << iota // which offices of all countries write too
	noLanguage                       // a word of programs, such as "publishprofile"
	everywhere = english | noLanguage
)

// A sign is one piece of evidence for a kind of document.
type sign struct {
	kind, phrase int
	points       int
	spoken       languages
}

// An evidence is what speaks for each kind, once the languages of the document are known.
type evidence struct {
	signs  []sign
	points []int       // by kind, structure and media with it
	words  []int       // by kind: different words that speak for it
	tongue []languages // by kind: the language, beside everywhere, whose signs count
}

// tongues is how many different words of a language a document must have for that
// language to count: among so many phrases each text has a word of some language by chance,
// as "die" and "ted" are.
const tongues = 2

// evidence weighs what was seen. Forms of one word, such as a plural, are one sign, the
// heaviest of them; of the languages beside English one counts for each kind, the one that says
// the most: a document that is written in several says the same in each.
func (c *Classifier) evidence() *evidence {
	n := len(c.rules.kinds)
	e := &evidence{points: make([]int, n), words: make([]int, n), tongue: make([]languages, n)}
	e.signs = c.signs()
	spoken := c.spoken()
	var sums [32]int
	for from := 0; from < len(e.signs); {
		to, kind := from, e.signs[from].kind
		clear(sums[:])
		for ; to < len(e.signs) && e.signs[to].kind == kind; to++ {
			p := &e.signs[to]
			if p.spoken&everywhere != 0 || p.points < 0 {
				e.points[kind] += p.points
				continue
			}
			for rest := p.spoken & spoken; rest != 0; rest &= rest - 1 {
				sums[bits.TrailingZeros32(uint32(rest))] += p.points
			}
		}
		best := 0
		for lang, sum := range sums {
			if sum > sums[best] {
				best = lang
			}
		}
		if sums[best] > 0 {
			e.points[kind] += sums[best]
			e.tongue[kind] = 1 << best
		}
		for _, p := range e.signs[from:to] {
			if p.points > 0 && p.spoken&(everywhere|e.tongue[kind]) != 0 {
				e.words[kind] += c.words(p)
			}
		}
		from = to
	}
	for k := range c.rules.kinds {
		e.addLooks(c, k)
	}
	return e
}

// addLooks adds what the form of the document says: a program or a form made it so, which
// no word does by chance.
func (e *evidence) addLooks(c *Classifier, k int) {
	src := &c.rules.kinds[k]
	for _, n := range []int{hints(src.Media, c.media), hints(src.Parts, c.parts)} {
		if e.points[k] += n; n > 0 {
			e.words[k] += fewWords
		}
	}
	for i, p := range c.rules.looks[k] {
		if c.looks&(1<<i) != 0 {
			if e.points[k] += p; p > 0 {
				e.words[k] += fewWords
			}
		}
	}
}

// signs returns what was seen by kind, of the forms of one word the heaviest.
func (c *Classifier) signs() []sign {
	var all []sign
	for i, seen := range c.seen {
		if seen == 0 {
			continue
		}
		for _, w := range c.rules.phrases[i].weights {
			all = append(all, sign{w.kind, i, w.points * int(seen), w.spoken})
		}
	}
	family := func(p sign) int { return c.rules.phrases[p.phrase].family }
	slices.SortFunc(all, func(a, b sign) int {
		for _, d := range []int{a.kind - b.kind, family(a) - family(b), b.points - a.points, a.phrase - b.phrase} {
			if d != 0 {
				return d
			}
		}
		return 0
	})
	return slices.CompactFunc(all, func(a, b sign) bool {
		return a.kind == b.kind && family(a) == family(b) && a.points > 0 && b.points > 0
	})
}

// spoken returns the languages of which enough words were seen, of whichever kind.
func (c *Classifier) spoken() (spoken languages) {
	var counts [32]int
	met := map[int]bool{}
	for i, seen := range c.seen {
		p := &c.rules.phrases[i]
		if seen == 0 || p.spoken()&everywhere != 0 || met[p.family] {
			continue
		}
		met[p.family] = true
		for rest := p.spoken(); rest != 0; rest &= rest - 1 {
			counts[bits.TrailingZeros32(uint32(rest))]++
		}
	}
	most := slices.Max(counts[:])
	for lang, n := range counts {
		if n >= tongues && 3*n >= most {
			spoken |= 1 << lang
		}
	}
	return spoken
}

// spoken returns all languages in which the phrase is one of some kind.
func (p *phrase) spoken() (all languages) {
	for _, w := range p.weights {
		all |= w.spoken
	}
	return all
}

// families tells which phrases are forms of one word: "stage" and "stages", "icd" and
// "icd-10". Each is known by the shortest of them.
func families(phrases []phrase) {
	byText := map[string]int{}
	for i := range phrases {
		byText[phrases[i].text] = i
	}
	for i := range phrases {
		text := phrases[i].text
		root := byText[text] // a phrase with an open end has the text of the one without
		for cut := 1; cut <= maxEnding && len(text)-cut >= 2; {
			short, ok := byText[text[:len(text)-cut]]
			if !ok || strings.Contains(text[len(text)-cut:], " ") {
				cut++
				continue
			}
			root, text, cut = short, phrases[short].text, 1
		}
		phrases[i].family = root
	}
}

// maxEnding is how long the ending of a form is, in bytes.
const maxEnding = 3

// fewWords is how many different words, or a form, must speak for a kind: one or two, wherever
// they stand, are everyday's.
const fewWords = 3

// strong is the weight of a phrase that names a kind of document.
const strong = 8

// enough reports whether a kind has evidence of enough sorts.
func (e *evidence) enough(kind int) bool { return e.words[kind] >= fewWords }

// words counts the words of a sign. What a document is headed by says itself what it is, and no
// everyday word is one of programs.
func (c *Classifier) words(s sign) int {
	n := c.rules.phrases[s.phrase].words()
	switch {
	case c.seen[s.phrase] == asHeading && s.points >= strong*int(asHeading):
		return n + fewWords
	case s.spoken&noLanguage != 0:
		return 2 * n
	}
	return n
}

// words counts the words of a phrase; two characters of a script that has no spaces are one.
func (p *phrase) words() int {
	east := 0
	for i := 0; i < len(p.text); i++ {
		if isEast(p.text[i]) {
			east++
		}
	}
	return max(len(strings.Fields(p.text)), (east+1)/2)
}
