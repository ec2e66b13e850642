package report

import (
	"sort"

	"github.com/hemostat/hemostat/exposure"
)

// holdings says what of an entity was found: "1,204 e-mails", "3 credentials".
// Credentials come first, then the larger number, then the name.
func holdings(kinds map[string]uint64) []string {
	type part struct {
		key string
		n   uint64
	}
	var parts []part
	for key, n := range kinds {
		// A country is evidence, not something of theirs.
		if n > 0 && key != exposure.Country.String() {
			parts = append(parts, part{key, n})
		}
	}
	sort.Slice(parts, func(i, j int) bool {
		a, b := parts[i], parts[j]
		if sa, sb := a.key == "secret", b.key == "secret"; sa != sb {
			return sa
		}
		if a.n != b.n {
			return a.n > b.n
		}
		return a.key < b.key
	})
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = number(p.n) + " " + kindShort(p.key, p.n)
	}
	return words
}

// classText says what a class of credential means for whoever must act.
func classText(c exposure.Class) string {
	switch c {
	case exposure.ClassLive:
		return "looks usable"
	case exposure.ClassExpired:
		return "has expired, by the date it carries"
	case exposure.ClassHash:
		return "hash of a password"
	case exposure.ClassExample, exposure.ClassTest, exposure.ClassReserved:
		return "example or test"
	case "":
		return "not tried"
	}
	return string(c)
}
