package discover

import (
	"bytes"
	"cmp"
	_ "embed" // of affixes
	"hash/maphash"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

//go:embed affixes.txt
var affixFile string

// An affix is a word that stands beside a company's name.
type affix struct {
	word   string
	weight int // 1 to 100
}

func affixes() (list []affix) {
	for line := range strings.Lines(affixFile) {
		weight, word, ok := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(weight)
		if ok && err == nil {
			list = append(list, affix{word, n})
		}
	}
	return list
}

// A guess is a name by what it is made of, and how often such names hit, roughly. There may be
// hundreds of thousands of them at once, so the name itself is written when it is asked for.
type guess struct {
	weight        int16 // 0 to 1000
	word          uint16
	spelling      uint8
	form          uint8 // of forms, or alone or double
	first, second uint8 // affixes
}

// forms are how a name and an affix are joined, with what is left of the weight, in per cent.
var forms = [...]struct {
	between string
	behind  bool // the affix stands behind the word
	share   int
}{
	{"-", true, 100}, {"", true, 70}, {"-", false, 45}, {"", false, 30}, {".", true, 25}, {"_", true, 10},
}

// Forms without a row of their own.
const (
	alone  = uint8(len(forms)) // the word by itself
	double = alone + 1         // with two affixes
)

// twice is how many affixes are joined with one another.
const twice = 40

// A maker makes names from words.
type maker struct {
	words   []string
	bases   [][]string // of each word, its spellings
	affixes []affix
}

func newMaker(words []string) *maker {
	m := &maker{words: words[:min(len(words), 1<<16)], affixes: affixes()}
	for _, word := range m.words {
		m.bases = append(m.bases, spellings(word))
	}
	return m
}

// appendName writes the name of a guess behind what is in b.
func (m *maker) appendName(b []byte, g guess) []byte {
	base := m.bases[g.word][g.spelling]
	switch g.form {
	case alone:
		return append(b, base...)
	case double:
		b = append(append(b, base...), '-')
		return append(append(append(b, m.affixes[g.first].word...), '-'), m.affixes[g.second].word...)
	}
	f, affix := forms[g.form], m.affixes[g.first].word
	if !f.behind {
		base, affix = affix, base
	}
	return append(append(append(b, base...), f.between...), affix...)
}

func (m *maker) name(g guess) string { return string(m.appendName(nil, g)) }

// each calls yield with all names, some of which come more than once.
func (m *maker) each(yield func(guess)) {
	for w := range m.words {
		for i := range m.bases[w] {
			share := 100 - 15*min(i, 4)
			g := guess{word: uint16(w), spelling: uint8(i), form: alone, weight: int16(1000 * share / 100)}
			yield(g)
			for a, affix := range m.affixes {
				for f, form := range forms {
					g.form, g.first, g.weight = uint8(f), uint8(a), int16(9*affix.weight*form.share/100*share/100)
					yield(g)
				}
			}
			g.form = double
			for a, first := range m.affixes[:min(len(m.affixes), twice)] {
				for b, second := range m.affixes[:min(len(m.affixes), twice)] {
					if a != b {
						g.first, g.second, g.weight = uint8(a), uint8(b), int16(2*first.weight*second.weight/100*share/100)
						yield(g)
					}
				}
			}
		}
	}
}

// guesses returns names, each once by what makes it likeliest, the heaviest first: each word by
// itself, with an affix, and with two. At most limit come out.
func (m *maker) guesses(limit int) []guess {
	type hashed struct {
		name uint64 // two names alike in it are taken for one: of a million names one in thirty million times
		guess
	}
	seed := maphash.MakeSeed()
	var all []hashed
	var buf []byte
	m.each(func(g guess) {
		buf = m.appendName(buf[:0], g)
		all = append(all, hashed{maphash.Bytes(seed, buf), g})
	})
	slices.SortStableFunc(all, func(a, b hashed) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(b.weight, a.weight))
	})
	all = slices.CompactFunc(all, func(a, b hashed) bool { return a.name == b.name })
	var other []byte
	slices.SortFunc(all, func(a, b hashed) int {
		if a.weight != b.weight {
			return cmp.Compare(b.weight, a.weight)
		}
		buf, other = m.appendName(buf[:0], a.guess), m.appendName(other[:0], b.guess)
		return bytes.Compare(buf, other)
	})
	list := make([]guess, min(len(all), limit))
	for i := range list {
		list[i] = all[i].guess
	}
	return list
}

// spellings returns how a word may be written in a name: "Contoso Retail" is contosoretail,
// contoso-retail and contoso; contoso.example is contoso, and contoso.example.
func spellings(word string) (list []string) {
	word = strings.ToLower(strings.TrimSpace(word))
	add := func(s string) {
		s = strings.Trim(strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
				return r
			}
			return -1
		}, s), "-.")
		if len(s) >= 3 && len(s) <= 63 && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '&' || r == ',' })
	if domain, _, ok := strings.Cut(word, "."); ok && len(parts) == 1 {
		add(domain)
		add(word)
		add(strings.ReplaceAll(word, ".", "-"))
		return list
	}
	add(strings.Join(parts, ""))
	add(strings.Join(parts, "-"))
	if len(parts) > 1 && len(parts[0]) >= 5 {
		add(parts[0])
	}
	return list
}

// words returns what names are guessed from: the scope's own words, domains and vendors.
func words(s *scope.Scope) (list []string) {
	add := func(w string) {
		if w != "" && !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	for _, w := range s.Words {
		add(w)
	}
	for _, d := range s.Own {
		add(d)
	}
	for i := range s.Grants {
		add(s.Grants[i].Vendor)
	}
	return list
}

// containersTried is how many containers of an account that was guessed are guessed too.
const containersTried = 25

// A spot is one candidate of a guess, as small as can be: there are as many as names are asked for.
type spot struct {
	guess     uint32
	place     uint16
	container uint16 // of an account
	weight    int16
}

// Guess yields candidates at the places where the scope lets names be guessed, the likeliest
// first, at most limit of them.
func Guess(s *scope.Scope, limit int) iter.Seq[Candidate] {
	g := guesser{places: s.Places(), maker: newMaker(words(s))}
	if len(g.places) == 0 || limit <= 0 {
		return func(func(Candidate) bool) {}
	}
	g.names = g.guesses(limit)
	g.containers = append([]affix{{"$web", 100}, {"public", 60}, {"$logs", 20}}, affixes()...)[:containersTried]
	spots := g.spots(limit)
	return func(yield func(Candidate) bool) {
		for _, at := range spots {
			if c, ok := g.candidate(at); ok && !yield(c) {
				return
			}
		}
	}
}

// guesser is what spots are of.
type guesser struct {
	*maker
	places     []scope.Place
	names      []guess
	containers []affix
}

// spots returns the likeliest of those that a grant covers.
func (g *guesser) spots(limit int) (all []spot) {
	for p := range g.places {
		containers := 1
		if g.places[p].Accounts() {
			containers = len(g.containers)
		}
		for i, name := range g.names {
			for c := range containers {
				at := spot{uint32(i), uint16(p), uint16(c), name.weight}
				if g.places[p].Accounts() {
					at.weight = int16(int(name.weight) * g.containers[c].weight / 100)
				}
				if _, ok := g.candidate(at); ok {
					all = append(all, at)
				}
			}
			if len(all) > 2*limit {
				all = likeliest(all, limit)
			}
		}
	}
	return slices.Clone(likeliest(all, limit))
}

// likeliest sorts spots and leaves at most limit of them; of two alike the earlier one is likelier.
func likeliest(all []spot, limit int) []spot {
	slices.SortStableFunc(all, func(a, b spot) int { return cmp.Compare(b.weight, a.weight) })
	return all[:min(len(all), limit)]
}

// candidate makes that of a spot.
func (g *guesser) candidate(at spot) (c Candidate, ok bool) {
	guess, place := g.names[at.guess], g.places[at.place]
	name := g.name(guess)
	c = Candidate{Evidence: register.OwnedByNothing, From: "guessed from \"" + g.words[guess.word] + "\"", Weight: int(at.weight)}
	if place.Accounts() {
		c.Account = true
		c.Target, ok = place.At(name, g.containers[at.container].word)
		return c, ok
	}
	c.Target, ok = place.At(name, "")
	return c, ok && bucketName(name)
}

// bucketName reports whether a name is one that S3 and its kin allow (Amazon S3 User Guide,
// "Bucket naming rules"); Google's may have an underscore.
func bucketName(s string) bool {
	return len(s) >= 3 && len(s) <= 63 && !strings.Contains(s, "..") && !strings.Contains(s, ".-") && !strings.Contains(s, "-.")
}
