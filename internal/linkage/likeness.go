package linkage

import "slices"

// An alike is how two names resemble each other.
type alike struct {
	weight   Weight
	same     int  // words that are the same
	near     int  // that differ by their spelling, or are a short form or an initial
	doubt    bool // what differs may be another name: that of a wife, a brother or a son
	unsure   bool // it may be so, unless the date of birth is the same or nearly so: a slip in a long name, or names the other way round
	initial  bool // an initial stands for a name
	half     bool // no more than one word is the same
	compared bool // both sides have a name
	family   bool // given names are known of both, and agree: what contradicts is the family name
	first    bool // the first words are the same: nearly everywhere the given names
	other    bool // each has a word that the other has not: they contradict each other
}

// contradict reports whether two names are not those of one person.
func (x *alike) contradict() bool { return x.compared && (x.other || x.weight <= 0) }

// compareNames compares two names word by word, in whatever order these stand: first what is
// the same, then what is spelled otherwise, then short forms, initials and words that the
// other writes as two.
func (p *Population) compareNames(nameA, nameB uint32) (x alike) {
	left, right := p.Names.of(nameA), p.Names.of(nameB)
	x.compared = true
	restA, restB := make([]uint32, 0, 12), make([]uint32, 0, 12)
	for _, w := range left {
		if slices.Contains(right, w) {
			x.same++
			x.initial = x.initial || p.Names.words[w].single()
			x.weight += p.words[w]
		} else {
			restA = append(restA, w)
		}
	}
	for _, w := range right {
		if !slices.Contains(left, w) {
			restB = append(restB, w)
		}
	}
	if p.mayBeAlike(restA, restB) {
		restA, restB = p.matchAlike(&x, nameA, nameB, restA, restB)
	}
	restA, restB = p.unglue(&x, restA, restB)
	restB, restA = p.unglue(&x, restB, restA)
	x.doubt = x.doubt || p.leftGeneration(restA) || p.leftGeneration(restB)
	x.first = len(left) > 0 && len(right) > 0 && left[0] == right[0] && !p.Names.words[left[0]].single()
	x.family = p.givenAgree(nameA, nameB, restA, restB)
	x.unsure = x.unsure || p.crossed(nameA, nameB)
	both := min(len(restA), len(restB))
	x.other = both > 0
	x.half = x.same+x.near < fullName
	x.weight += Weight(both)*otherWord + Weight(min(2, max(len(restA), len(restB))-both))*missingWord
	return x
}

// mayBeAlike reports whether any word of one list may be like one of the other.
func (p *Population) mayBeAlike(restA, restB []uint32) bool {
	for _, a := range restA {
		for _, b := range restB {
			if p.Names.words[a].mayBe(&p.Names.words[b]) {
				return true
			}
		}
	}
	return false
}

// matchAlike takes off both lists what is alike, the surest likeness first.
func (p *Population) matchAlike(x *alike, nameA, nameB uint32, restA, restB []uint32) (_, _ []uint32) {
	alone := (p.Names.count(nameA) == 1) != (p.Names.count(nameB) == 1)
	for step, like := range likenesses {
		if alone && step == sound {
			continue // 이지은, ijieun, is not Jan, whatever he is called besides
		}
		for i := 0; i < len(restA); i++ {
			for j, b := range restB {
				if w := like(p, restA[i], b); w != 0 {
					x.initial = x.initial || step == initials
					if step == reading || p.Names.isGiven(nameA, restA[i]) || p.Names.isGiven(nameB, b) {
						p.question(x, step, restA[i], b)
					}
					restA, restB = slices.Delete(restA, i, i+1), slices.Delete(restB, j, j+1)
					x.near++
					x.weight += w
					i--
					break
				}
			}
		}
	}
	return restA, restB
}

// question notes whether given names that are alike by one step may be those of two people: Lena and
// Lina, Sara and Lara, Paul and Paula by a letter, John and Jane by their sound, Chris and Tina, who both
// may be Christina. A letter is no name, a short form that of whoever has the long one, and a name in
// another script has the vowels that a clerk gave it, but for an a at its end: Samira is not سمير.
func (p *Population) question(like *alike, step int, a, b uint32) {
	n := p.Names
	x, y := &n.words[a], &n.words[b]
	begin := x.sameBeginning(y)
	switch step {
	case reading:
		like.doubt = like.doubt || x.latin != x.id && y.latin != y.id
	case spelling:
		slip := !begin && x.initial == y.initial && min(n.letters(x), n.letters(y)) >= longName && !(p.usual[a] && p.usual[b])
		like.unsure = like.unsure || slip && x.foreign() == y.foreign()
		like.doubt = like.doubt || begin || !slip && x.foreign() == y.foreign()
	case sound:
		like.doubt = like.doubt || begin || x.foreign() == y.foreign() || x.ends() != y.ends()
	case short:
		like.doubt = like.doubt || !slices.Contains(n.rootsOf(x), y.id) && !slices.Contains(n.rootsOf(y), x.id)
	}
}

// longName is how many letters two given names have of which one is hardly another with a slip in it.
const longName = 6

// crossed reports whether a given name of one is a family name of the other, where columns say which
// are which, and no given name is the same.
func (p *Population) crossed(a, b uint32) bool {
	n := p.Names
	listA, listB := n.of(a), n.of(b)
	givenA, familyA := listA[:n.given[a]], listA[n.given[a]:]
	givenB, familyB := listB[:n.given[b]], listB[n.given[b]:]
	return len(givenA) > 0 && len(givenB) > 0 && !meet(givenA, givenB) && (meet(givenA, familyB) || meet(familyA, givenB))
}

// meet reports whether two short lists have something in common.
func meet(a, b []uint32) bool {
	return slices.ContainsFunc(a, func(x uint32) bool { return slices.Contains(b, x) })
}

// leftGeneration reports whether one name says that it is the father's or the son's and the other
// does not.
func (p *Population) leftGeneration(rest []uint32) bool {
	return slices.ContainsFunc(rest, func(w uint32) bool { return p.Names.generation(&p.Names.words[w]) })
}

// givenAgree reports whether given names are known of both names, and none of them is left over.
func (p *Population) givenAgree(a, b uint32, restA, restB []uint32) bool {
	n := p.Names
	givenA, givenB := n.of(a)[:n.given[a]], n.of(b)[:n.given[b]]
	left := func(given, rest []uint32) bool {
		return slices.ContainsFunc(given, func(w uint32) bool { return slices.Contains(rest, w) })
	}
	return len(givenA) > 0 && len(givenB) > 0 && !left(givenA, restA) && !left(givenB, restB)
}

// The likenesses of words, in the order in which they are looked for.
const (
	reading = iota
	spelling
	short
	sound
	initials
)

var likenesses = [...]likeness{
	reading: (*Population).readAlike, spelling: (*Population).misspelled, short: (*Population).shortForm, sound: (*Population).sounds, initials: (*Population).initial,
}

// A likeness is what it weighs that two words, which are not the same, are one word written
// otherwise; 0 where they are not.
type likeness func(p *Population, a, b uint32) Weight

// readAlike is the likeness of a word in Chinese characters and that in Latin letters; of two in characters, they may
// be two names that are read alike.
func (p *Population) readAlike(a, b uint32) Weight {
	if p.Names.words[a].latin != p.Names.words[b].latin {
		return 0
	}
	return min(p.words[a], p.words[b])
}

// misspelled is the likeness of words that differ by a typing error.
func (p *Population) misspelled(a, b uint32) Weight {
	if !p.Names.mistyped(&p.Names.words[a], &p.Names.words[b]) {
		return 0
	}
	return min(nearMost, max(bit/2, min(p.words[a], p.words[b])-nearCosts))
}

// shortForm is the likeness of a name and its short form, or of two short forms of one name.
func (p *Population) shortForm(a, b uint32) Weight {
	x, y := &p.Names.words[a], &p.Names.words[b]
	if p.Names.generation(x) || p.Names.generation(y) {
		return 0
	}
	rootsX, rootsY := p.Names.rootsOf(x), p.Names.rootsOf(y)
	if !slices.Contains(rootsX, y.id) && !slices.Contains(rootsY, x.id) &&
		!slices.ContainsFunc(rootsX, func(r uint64) bool { return slices.Contains(rootsY, r) }) {
		return 0
	}
	return max(bit, min(p.words[a], p.words[b])-shortCosts)
}

// sounds is the likeness of words that are written for the same sound: those of names in another
// script are, in one country so and in another so.
func (p *Population) sounds(a, b uint32) Weight {
	x, y := &p.Names.words[a], &p.Names.words[b]
	if x.sound == 0 || x.sound|soundMarks != y.sound|soundMarks {
		return 0
	}
	return min(soundMost, max(bit/2, min(p.words[a], p.words[b])-soundCosts))
}

// initial is the likeness of a letter and a word that begins so.
func (p *Population) initial(a, b uint32) Weight {
	x, y := &p.Names.words[a], &p.Names.words[b]
	if x.initial == y.initial && x.single() != y.single() {
		return initialWeighs
	}
	return 0
}

// unglue takes two words off a list that are one on the other: Anne Marie is Annemarie. It
// takes letters to see that; of what only stands for words nobody can.
func (p *Population) unglue(x *alike, parts, whole []uint32) (_, _ []uint32) {
	for i := range parts {
		for j := i + 1; j < len(parts); j++ {
			for k, w := range whole {
				if p.isGlued(parts[i], parts[j], w) {
					x.near++
					x.weight += p.words[w]
					parts = slices.Delete(slices.Delete(parts, j, j+1), i, i+1)
					return parts, slices.Delete(whole, k, k+1)
				}
			}
		}
	}
	return parts, whole
}

func (p *Population) isGlued(x, y, whole uint32) bool {
	a, b, w := p.Names.words[x].text, p.Names.words[y].text, p.Names.words[whole].text
	return a != "" && b != "" && len(w) == len(a)+len(b) && (w == a+b || w == b+a)
}
