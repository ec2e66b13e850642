package attribute

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// sameForms are legal forms by what they are other spellings of. What is incorporated in the United States
// is a corporation: no register there has both of one name.
var sameForms = map[string]string{
	"limited": "ltd", "private limited": "pvt ltd", "incorporated": "inc", "corp": "inc", "corporation": "inc", "ug haftungsbeschränkt": "ug", "gesmbh": "gmbh", "aktiebolag": "ab",
	"spółka z oo": "sp z oo", "anonim şirketi": "aş", "limited şirketi": "ltd şti", "株式会社": "kk",
}

// formOf returns the legal form of a company's name in its usual spelling, "" where none is known.
func formOf(shown string) string {
	form, _ := formIn(shown)
	if same, ok := sameForms[form]; ok {
		return same
	}
	return form
}

// stemEdges join names of companies that differ in how their legal form is written alone: Contoso Ltd
// and Contoso Limited, and a mere Contoso where there is no other. A Contoso GmbH and a Contoso AG are
// two in the register, of one group or not, which evidence must say.
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
	forms := make([]string, len(group))
	for i, name := range group {
		forms[i] = formOf(m.names.shown[name])
	}
	for i, head := range formHeads(forms) {
		if head != i {
			list = append(list, edge{a: group[head], b: group[i], rank: byStem, reason: sameButForm})
		}
	}
	return list
}

// sameButForm is the reason of an edge between names of one stem.
const sameButForm = "same name but for the legal form"

// formHeads returns for each form the first place of the same. Where a name has none, that is the only
// form that others have, or where they have several the first name without one.
func formHeads(forms []string) []int {
	heads, several := make([]int, len(forms)), false
	first := slices.IndexFunc(forms, func(f string) bool { return f != "" })
	for i, f := range forms {
		heads[i] = slices.Index(forms, f)
		several = several || f != "" && f != forms[first]
	}
	for i, f := range forms {
		if f == "" && first >= 0 && !several {
			heads[i] = first
		}
	}
	return heads
}

// formEdges join companies of one stem and several legal forms that stand with one domain most often:
// Contoso GmbH and Contoso AG, both of contoso.de.
func (e *evidence) formEdges(ctx context.Context) (list []edge, err error) {
	type key struct {
		stem   uint64
		domain uint32
	}
	at := map[key][]uint32{} // names
	for i := range e.companies {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		c := &e.companies[i]
		if best, _ := e.best(c); e.m.names.affected(best.domain) {
			of := e.m.companyOf[c.shown]
			k := key{of.stem, best.domain}
			at[k] = append(at[k], of.name)
		}
	}
	for k, names := range at { // edges are sorted before they are used
		head := slices.MinFunc(names, func(a, b uint32) int { return strings.Compare(e.m.names.ids[a], e.m.names.ids[b]) })
		for _, name := range names {
			if name != head {
				list = append(list, edge{a: head, b: name, rank: byStem, reason: sameButForm + ", and both mostly stand with " + e.m.names.ids[k.domain]})
			}
		}
	}
	return list, nil
}

// nameEdges are those that names and a domain with which both stand show.
func (e *evidence) nameEdges(ctx context.Context) ([]edge, error) {
	list, err := e.formEdges(ctx)
	if err != nil {
		return nil, err
	}
	short, err := e.abbreviationEdges(ctx)
	return append(list, short...), err
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
