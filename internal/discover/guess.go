package discover

import (
	"cmp"
	_ "embed" // of affixes
	"fmt"
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

// A guess is a name, how often such names hit, roughly, and from which word it is made.
type guess struct {
	name   string
	weight int // 0 to 1000
	word   string
}

// forms are how a name and an affix are joined, with what is left of the weight, in per cent.
var forms = [...]struct {
	format string // %[1]s the word, %[2]s the affix
	share  int
}{
	{"%[1]s-%[2]s", 100}, {"%[1]s%[2]s", 70}, {"%[2]s-%[1]s", 45}, {"%[2]s%[1]s", 30}, {"%[1]s.%[2]s", 25}, {"%[1]s_%[2]s", 10},
}

// guesses makes names from words, the heaviest first: each word by itself, with an affix, and
// with two. At most limit come out.
func guesses(words []string, limit int) []guess {
	best := map[string]guess{}
	add := func(g guess) {
		if known, ok := best[g.name]; !ok || known.weight < g.weight {
			best[g.name] = g
		}
	}
	list := affixes()
	for _, word := range words {
		for i, base := range spellings(word) {
			share := 100 - 15*min(i, 4)
			add(guess{base, 1000 * share / 100, word})
			for _, a := range list {
				for _, f := range forms {
					add(guess{fmt.Sprintf(f.format, base, a.word), 9 * a.weight * f.share / 100 * share / 100, word})
				}
			}
			for _, a := range list[:min(len(list), 40)] {
				for _, b := range list[:min(len(list), 40)] {
					if a.word != b.word {
						add(guess{base + "-" + a.word + "-" + b.word, 2 * a.weight * b.weight / 100 * share / 100, word})
					}
				}
			}
		}
	}
	all := make([]guess, 0, len(best))
	for _, g := range best {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b guess) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.name, b.name))
	})
	return all[:min(len(all), limit)]
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

// Guess returns candidates at the places where the scope lets names be guessed, the likeliest
// first, at most limit of them.
func Guess(s *scope.Scope, limit int) (all []Candidate) {
	places := s.Places()
	if len(places) == 0 {
		return nil
	}
	names := guesses(words(s), limit)
	containers := []affix{{"$web", 100}, {"public", 60}, {"$logs", 20}}
	containers = append(containers, affixes()...)[:containersTried]
	for _, p := range places {
		for _, g := range names {
			c := Candidate{Evidence: register.OwnedByNothing, From: fmt.Sprintf("guessed from %q", g.word), Weight: g.weight}
			if !p.Accounts() {
				if t, ok := p.At(g.name, ""); ok && bucketName(g.name) {
					c.Target = t
					all = append(all, c)
				}
				continue
			}
			for _, container := range containers {
				t, ok := p.At(g.name, container.word)
				if !ok {
					continue
				}
				c.Target, c.Account, c.Weight = t, true, g.weight*container.weight/100
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Candidate) int { return cmp.Compare(b.Weight, a.Weight) })
	return all[:min(len(all), limit)]
}

// bucketName reports whether a name is one that S3 and its kin allow (Amazon S3 User Guide,
// "Bucket naming rules"); Google's may have an underscore.
func bucketName(s string) bool {
	return len(s) >= 3 && len(s) <= 63 && !strings.Contains(s, "..") && !strings.Contains(s, ".-") && !strings.Contains(s, "-.")
}
