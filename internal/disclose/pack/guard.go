package pack

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/disclose"
)

// Withheld stands for what is not told.
const Withheld = "•••"

// leastWord is how many letters a word has at least that tells a name from others.
const leastWord = 4

// mostWords bounds of how many words names of organisations are looked for: those of as many as
// the longest that is known.
const mostWords = 40

// leastWords is how many words are looked at together whatever is known: letters of a domain, and of
// a label, may stand apart in a text.
const leastWords = 6

// A Guard knows the names of all organisations and of the places, and withholds what
// names another than the recipient. It may be used by several goroutines once it is made.
type Guard struct {
	names  map[string][]int32 // letters of a name → organisations that bear it
	short  map[string][]int32 // the same of names that count as a whole word alone
	places []string           // in small letters
	labels map[string]bool    // what the operator calls the campaign, folded: a place as a whole word
	words  int                // of the longest name
	n      int32
}

// NewGuard returns a guard that knows where the data lay, and what the operator calls it.
func NewGuard(targets []string, label string) *Guard {
	g := &Guard{names: map[string][]int32{}, short: map[string][]int32{}, labels: map[string]bool{}}
	for _, t := range targets {
		g.addPlace(t)
	}
	for _, w := range append(wordsOf(label), strings.Join(wordsOf(label), "")) {
		if utf8.RuneCountInString(w) >= leastWord && !plain[w] && strings.ContainsFunc(w, unicode.IsLetter) {
			g.labels[w] = true
		}
	}
	return g
}

// addPlace takes in the parts of a target's name that tell which it is.
func (g *Guard) addPlace(target string) {
	g.places = append(g.places, strings.ToLower(target))
	provider, rest, ok := strings.Cut(target, "://")
	if !ok {
		rest = target
	}
	if provider == "file" { // of a folder of this machine its path is the place, and not each word of it
		g.places = append(g.places, strings.ToLower(rest))
		return
	}
	for _, part := range strings.FieldsFunc(strings.ToLower(rest), func(r rune) bool { return r == '/' || r == ':' || r == '?' || r == '\\' }) {
		if utf8.RuneCountInString(part) >= leastWord && !plain[part] && strings.Trim(part, "0123456789") != "" {
			g.places = append(g.places, part)
		}
	}
}

// Know takes in an organisation by all its names and domains, and returns by what it is told
// from others.
func (g *Guard) Know(names, domains []string) (id int32) {
	g.n++
	add := func(key string) {
		switch {
		case plain[key]:
		case utf8.RuneCountInString(key) >= leastWord:
			g.names[key] = append(g.names[key], g.n)
		case isShortName(key):
			g.short[key] = append(g.short[key], g.n)
		}
	}
	for _, name := range names {
		words := wordsOf(name)
		g.words = min(max(g.words, len(words)), mostWords)
		add(strings.Join(words, ""))
		if last := len(words) - 1; last > 0 { // "Contoso GmbH" is named by "Contoso" too
			if key := strings.Join(words[:last], ""); utf8.RuneCountInString(key) >= leastWord || shortForms[words[last]] {
				add(key)
			}
		}
	}
	for _, d := range domains {
		label, _, _ := strings.Cut(d, ".")
		add(strings.Join(wordsOf(label), ""))
		add(strings.Join(wordsOf(d), ""))
	}
	return g.n
}

// A Reader is a guard before one recipient.
type Reader struct {
	guard *Guard
	id    int32
	own   map[string]bool // its own words
}

// For returns the guard before an organisation that it knows.
func (g *Guard) For(id int32, s *disclose.Subject) *Reader {
	r := &Reader{guard: g, id: id, own: map[string]bool{}}
	own := []string{s.Name, s.ID}
	for i := range s.Elements {
		if e := &s.Elements[i]; e.Kind == exposure.Company || e.Kind == exposure.Domain {
			own = append(own, e.Mask)
		}
	}
	for _, text := range own {
		words := wordsOf(text)
		for _, w := range words {
			r.own[w] = true
		}
		r.own[strings.Join(words, "")] = true
	}
	return r
}

// Tells reports whether a text names the place, or another organisation than the recipient.
func (r *Reader) Tells(text string) bool {
	lower := strings.ToLower(text)
	for _, place := range r.guard.places {
		if !r.own[place] && strings.Contains(lower, place) {
			return true
		}
	}
	if r.tellsShort(text) {
		return true
	}
	words := wordsOf(text)
	for i := range words {
		joined := ""
		for _, w := range words[i:min(len(words), i+max(r.guard.words, leastWords))] {
			joined += w
			if r.another(joined) || r.guard.labels[joined] && !r.own[joined] {
				return true
			}
		}
	}
	return false
}

// another reports whether some letters are the name of another organisation and not of the
// recipient.
func (r *Reader) another(letters string) bool {
	return r.isOther(letters, r.guard.names[letters])
}

// isOther reports whether those who bear a name are others than the recipient.
func (r *Reader) isOther(letters string, bearers []int32) bool {
	return len(bearers) > 0 && !r.own[letters] && !slices.Contains(bearers, r.id)
}

// Theirs reports whether an element may stand in the pack of an organisation at all: a credential
// does only if it was seen to sign in there. All others are the owner's, or somebody's whom nobody knows,
// and no list of names tells them apart.
func Theirs(e *disclose.Element) bool { return e.Kind != exposure.Secret || e.Login }

// Value is what is told of an element: its value where that was opened, else its mask, and
// nothing where both name another.
func (r *Reader) Value(e *disclose.Element) string {
	switch {
	case e.Value != "" && !r.Tells(e.Value):
		return e.Value
	case !r.Tells(e.Mask):
		return e.Mask
	}
	return Withheld
}

// wordsOf are the words and numbers of a text, folded.
func wordsOf(text string) []string {
	return strings.FieldsFunc(fold(text), func(c rune) bool { return sortOf(c) == 0 })
}

// fold makes small letters without accents.
func fold(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		return c
	}, norm.NFKD.String(strings.ToLower(s)))
}
