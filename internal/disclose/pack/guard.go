package pack

import (
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

// mostWords is of how many words names of organisations are looked for.
const mostWords = 6

// A Guard knows the names of all organisations and of the places, and withholds what
// names another than the recipient. It may be used by several goroutines once it is made.
type Guard struct {
	names  map[string][]int32 // letters of a name → organisations that bear it
	places []string           // in small letters
	n      int32
}

// NewGuard returns a guard that knows where the data lay.
func NewGuard(targets []string) *Guard {
	g := &Guard{names: map[string][]int32{}}
	for _, t := range targets {
		g.addPlace(t)
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

// Know takes in an organisation by its name and domains, and returns by what it is told
// from others.
func (g *Guard) Know(name string, domains []string) (id int32) {
	g.n++
	add := func(key string) {
		if utf8.RuneCountInString(key) >= leastWord && !plain[key] {
			g.names[key] = append(g.names[key], g.n)
		}
	}
	words := wordsOf(name)
	add(strings.Join(words, ""))
	if len(words) > 1 { // "Contoso GmbH" is named by "Contoso" too
		add(strings.Join(words[:len(words)-1], ""))
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
	words := wordsOf(text)
	for i := range words {
		joined := ""
		for _, w := range words[i:min(len(words), i+mostWords)] {
			joined += w
			if r.another(joined) {
				return true
			}
		}
	}
	return false
}

// another reports whether some letters are the name of another organisation and not of the
// recipient.
func (r *Reader) another(letters string) bool {
	bearers := r.guard.names[letters]
	if len(bearers) == 0 || r.own[letters] {
		return false
	}
	for _, id := range bearers {
		if id == r.id {
			return false
		}
	}
	return true
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

// Name is what a document is called, word by word: words of everyday names of documents,
// numbers, endings and the recipient's own names are told, all others withheld. A list of
// what is harmless cannot miss the name of somebody whom nobody knows.
func (r *Reader) Name(name string) string {
	var b strings.Builder
	withheld := false
	list := parts(name)
	for i, part := range list {
		glued := i > 0 && isWord(list[i-1]) || i+1 < len(list) && isWord(list[i+1])
		if r.harmless(part, glued) {
			b.WriteString(part)
			withheld = false
		} else if !withheld {
			b.WriteString(Withheld)
			withheld = true
		}
	}
	out := b.String()
	if strings.Trim(out, "• -_.") == "" || r.Tells(out) {
		return ""
	}
	return out
}

// longDigits is from how many digits on a number may be somebody's.
const longDigits = 9

// harmless reports whether a part of a name names nobody. A letter that is glued to another
// part is the rest of a word, as the H of "GmbH".
func (r *Reader) harmless(part string, glued bool) bool {
	first, _ := utf8.DecodeRuneInString(part)
	switch {
	case unicode.IsDigit(first):
		return len(part) < longDigits
	case !unicode.IsLetter(first):
		return true
	}
	word := fold(part)
	return utf8.RuneCountInString(word) == 1 && !glued || plain[word] || r.own[word]
}

// isWord reports whether a part of a name is of letters.
func isWord(part string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	return unicode.IsLetter(first)
}

// parts cuts a name where its sort of character changes, and before a capital that follows
// a small letter.
func parts(name string) (list []string) {
	from, before := 0, ' '
	for i, c := range name {
		if i > from && (sortOf(c) != sortOf(before) || unicode.IsUpper(c) && unicode.IsLower(before)) {
			list = append(list, name[from:i])
			from = i
		}
		before = c
	}
	if from < len(name) {
		list = append(list, name[from:])
	}
	return list
}

func sortOf(c rune) int {
	switch {
	case unicode.IsDigit(c):
		return 1
	case unicode.IsLetter(c), unicode.IsMark(c):
		return 2
	}
	return 0
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
