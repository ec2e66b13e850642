package attribute

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
)

// A formSet is the countries of a legal form, by its place among [formSets]; 0 is none that
// is known.
type formSet uint8

// formSets are the different sets of countries that forms are used in, as formRegions has
// them; the first is none.
var formSets = sync.OnceValue(func() []string {
	sets := []string{""}
	for _, set := range formRegions {
		if !slices.Contains(sets, set) {
			sets = append(sets, set)
		}
	}
	slices.Sort(sets)
	return sets
})

func formSetOf(shown string) formSet {
	at, _ := slices.BinarySearch(formSets(), formCountries(shown))
	return formSet(at)
}

// meets reports whether two forms are used in one country.
func (s formSet) meets(other formSet) bool {
	if s == other {
		return true
	}
	for iso := range strings.FieldsSeq(formSets()[s]) {
		if strings.Contains(formSets()[other], iso) {
			return true
		}
	}
	return false
}

// stemEdges join names of companies that differ in their legal form alone, where these are
// forms of one country: Contoso GmbH and Contoso AG. A Contoso GmbH and a Contoso Ltd may be
// two that happen to be called so, or of one group, which evidence must say; and of which of
// them a mere Contoso is, too.
func (m *model) stemEdges(ctx context.Context) (list []edge, err error) {
	same, err := m.sameCompanies(ctx, func(c *company) uint64 { return c.stem })
	for i, group := range same {
		if err := wanted(ctx, i, err); err != nil {
			return nil, err
		}
		list = m.sameStem(list, group)
	}
	return list, err
}

// sameStem adds the edges of one group of names.
func (m *model) sameStem(list []edge, group []uint32) []edge {
	forms := make([]formSet, len(group))
	for i, name := range group {
		forms[i] = formSetOf(m.names.shown[name])
	}
	heads := formHeads(forms)
	for i, name := range group {
		head := heads[i]
		if forms[i] == 0 && slices.ContainsFunc(heads, func(h int) bool { return h != heads[0] }) {
			head = slices.IndexFunc(forms, func(f formSet) bool { return f == 0 })
		}
		if head != i {
			list = append(list, edge{a: group[head], b: name, rank: byStem, reason: "same name but for the legal form"})
		}
	}
	return list
}

// formHeads returns for each form the first place of those that meet it, or meet one that
// does. No form meets all: its head is the first.
func formHeads(forms []formSet) []int {
	var met []formSet // different forms, in their order
	s := newSets(len(formSets()))
	for _, f := range forms {
		if f == 0 || slices.Contains(met, f) {
			continue
		}
		for _, other := range met {
			if f.meets(other) {
				s.union(uint32(f), uint32(other))
			}
		}
		met = append(met, f)
	}
	heads := make([]int, len(forms))
	first := slices.IndexFunc(forms, func(f formSet) bool { return f != 0 })
	for i, f := range forms {
		if f == 0 {
			heads[i] = max(first, 0)
			continue
		}
		heads[i] = slices.IndexFunc(forms, func(g formSet) bool { return g != 0 && s.find(uint32(g)) == s.find(uint32(f)) })
	}
	return heads
}

// abbreviationEdges join two companies that mostly stand with one domain, if the name of one
// is made of the beginnings of the other's words: Norwin is short for Northern Windows.
func (e *evidence) abbreviationEdges(ctx context.Context) (list []edge, err error) {
	at := map[uint32][]*companySet{} // by domain
	for i := range e.companies {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		c := &e.companies[i]
		if best, _ := e.best(c); 2*best.n > c.records && best.n >= standsWith && e.m.names.affected(best.domain) {
			at[best.domain] = append(at[best.domain], c)
		}
	}
	for domain, sets := range at { // edges are sorted before they are used
		if len(sets) > abbreviatedMost {
			continue
		}
		for _, short := range sets {
			for _, long := range sets {
				a, b := e.m.companyOf[short.shown].name, e.m.companyOf[long.shown].name
				if short != long && abbreviates(e.m.names.shown[a], e.m.names.shown[b]) {
					list = append(list, edge{a: a, b: b, rank: byAbbreviation, count: min(short.records, long.records),
						reason: "short for the other, and both mostly stand with " + e.m.names.ids[domain]})
				}
			}
		}
	}
	return list, nil
}

// abbreviatedMost is how many companies may stand with a domain of which one is short for
// another: where more do, it is of somebody else.
const abbreviatedMost = 8

// abbreviates reports whether a company's name is made of the beginnings of the first words
// of another's, of at least two of them, and is the shorter.
func abbreviates(short, long string) bool {
	word, words := letters(strings.Join(stemWords(short), "")), stemWords(long)
	total := 0
	for i, w := range words {
		words[i] = letters(w)
		total += len(words[i])
	}
	return len(word) >= 3 && len(words) >= 2 && 2*len(word) <= total+1 && beginnings(word, words)
}

// Abbreviations are of no more letters, and of no more words.
const (
	abbreviatedLetters = 64
	abbreviatedWords   = 8
)

// beginnings reports whether a text is a beginning of the first word, then one of the next,
// and so on, of at least two.
func beginnings(text string, words []string) bool {
	if len(text) > abbreviatedLetters {
		return false
	}
	var reached [abbreviatedLetters + 1]bool // by words so far
	reached[0] = true
	for used, word := range words[:min(len(words), abbreviatedWords)] {
		var next [abbreviatedLetters + 1]bool
		for at, ok := range reached[:len(text)] {
			for n := 0; ok && n < len(word) && at+n < len(text) && word[n] == text[at+n]; n++ {
				next[at+n+1] = true
			}
		}
		if reached = next; used > 0 && reached[len(text)] {
			return true
		}
	}
	return false
}

// scriptEdges are between a company whose name is in another script and a domain with which
// it stands, if the name sounds as the domain is called.
func (m *model) scriptEdges(ctx context.Context) (list []edge, err error) {
	met := 0
	m.records.together.each(func(key uint64, n uint32) {
		if met++; err != nil || wanted(ctx, met, nil) != nil {
			err = cmp.Or(err, ctx.Err())
			return
		}
		company, domain := m.companyOf[key>>32].name, uint32(key)
		if shown := m.names.shown[company]; !ascii(shown) && m.names.affected(domain) && soundsAs(shown, label(m.names.ids[domain])) {
			list = append(list, edge{a: company, b: domain, rank: byScript, count: n, reason: "stands with " + m.names.ids[domain] + ", and sounds so in Latin letters"})
		}
	})
	return list, err
}
