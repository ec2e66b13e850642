package attribute

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/seal"
)

// likeLimit is how many names are told that are like one that was not found.
const likeLimit = 5

// search finds the name of an entity as a person writes it: what [names.lookup] finds, an
// address of the web or of mail, a company with its legal form in any spelling, or
// without it where that leaves no doubt. Where nothing is found, the error names what is like it.
func (m *model) search(asked string, e *entities) (uint32, error) {
	if at, ok := m.names.lookup(asked); ok {
		return at, nil
	}
	for _, domain := range seal.Asked(exposure.Domain, asked) {
		if at, ok := m.names.find(domain); ok {
			return at, nil
		}
	}
	if n := len(companyPrefix); len(asked) > n && strings.EqualFold(asked[:n], companyPrefix) {
		asked = asked[n:]
	}
	if at, ok := m.names.lookup(seal.CompanyName(asked)); ok {
		return at, nil
	}
	list := m.like(asked)
	if _, form := seal.CompanyStem(asked); !form {
		if at, ok := m.oneOf(list, e); ok {
			return at, nil
		}
	}
	if len(list) == 0 {
		return none, ErrNotFound
	}
	var told []string
	for _, l := range list[:min(len(list), likeLimit)] {
		told = append(told, cmp.Or(m.names.shown[l.name], m.names.ids[l.name]))
	}
	if more := len(list) - len(told); more > 0 {
		told = append(told, fmt.Sprintf("%d more", more))
	}
	return none, fmt.Errorf("%w by this name; there is what is like it: %s", ErrNotFound, strings.Join(told, "; "))
}

// A likeness is a name that resembles another: the lower its rank, the more.
type likeness struct {
	name uint32
	rank int
}

// The ranks of likenesses.
const (
	sameStem    = iota // but for the legal form
	sameLetters        // but for separators and accents; of a domain, its label
	withinOther        // one is the other and more words
	oneLetter          // put in, left out or taken for another
	sameWord           // a word of five letters or more
)

// like returns the names that are like one that was asked for, the likest first, those
// that are mentioned most before others.
func (m *model) like(asked string) []likeness {
	want, _ := seal.CompanyStem(asked)
	if domain := strings.ToLower(asked); strings.ContainsRune(domain, '.') && !strings.ContainsAny(domain, " /@") {
		want = []string{label(domain)}
	}
	if len(want) == 0 {
		return nil
	}
	var list []likeness
	for i := range m.names.ids {
		have := []string{label(m.names.ids[i])}
		if m.names.isCompany(uint32(i)) {
			have, _ = seal.CompanyStem(m.names.shown[i])
		}
		if rank, ok := likeWords(want, have); ok {
			list = append(list, likeness{uint32(i), rank})
		}
	}
	slices.SortFunc(list, func(a, b likeness) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(m.records.mentions[b.name], m.records.mentions[a.name]),
			strings.Compare(m.names.ids[a.name], m.names.ids[b.name]))
	})
	return list
}

// Alike says how much two names of companies resemble each other, 0 the most: in all but
// the legal form.
func Alike(a, b string) (rank int, ok bool) {
	x, _ := seal.CompanyStem(a)
	y, _ := seal.CompanyStem(b)
	return likeWords(x, y)
}

// likeWords reports whether two names, as their folded words, are alike.
func likeWords(a, b []string) (rank int, ok bool) {
	x, y := strings.Join(a, ""), strings.Join(b, "")
	switch {
	case slices.Equal(a, b):
		return sameStem, true
	case x == y:
		return sameLetters, true
	case min(len(x), len(y)) >= 3 && (contains(a, b) || contains(b, a)),
		min(len(x), len(y)) >= 4 && (strings.HasPrefix(x, y) || strings.HasPrefix(y, x)):
		return withinOther, true
	case min(len(x), len(y)) >= 5 && oneApart([]rune(x), []rune(y)):
		return oneLetter, true
	}
	for _, w := range a {
		if len([]rune(w)) >= 5 && slices.Contains(b, w) {
			return sameWord, true
		}
	}
	return 0, false
}

// contains reports whether all words of b are among those of a.
func contains(a, b []string) bool {
	for _, w := range b {
		if !slices.Contains(a, w) {
			return false
		}
	}
	return len(b) > 0
}

// oneApart reports whether one letter put in, left out, exchanged or turned round with its
// neighbour makes b of a.
func oneApart(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 1:
		return slices.Equal(a[i:], b[i+1:])
	case 0:
		return i < len(a) && (slices.Equal(a[i+1:], b[i+1:]) ||
			i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:]))
	}
	return false
}

// oneOf returns the name of the one organisation that bears all names of the same stem.
func (m *model) oneOf(list []likeness, e *entities) (uint32, bool) {
	n := 0
	for n < len(list) && list[n].rank == sameStem && m.names.isCompany(list[n].name) {
		if e.of[list[n].name] != e.of[list[0].name] {
			return none, false
		}
		n++
	}
	if n == 0 || n > 1 && e.of[list[0].name] == none {
		return none, false
	}
	return list[0].name, true
}
