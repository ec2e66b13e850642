package division

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed postcodes.txt
var postcodeList string

// A postcodes is where letters beside a code of post are used, and with which digits codes begin there:
// from and to, of as many digits.
type postcodes struct {
	place  string // "US-MI", "IT"
	ranges [][2]string
}

// byLetters are those of postcodes.txt by their letters.
var byLetters = sync.OnceValue(func() map[string][]postcodes {
	m := map[string][]postcodes{}
	for line := range strings.Lines(postcodeList) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		p, rest := postcodes{place: words[0]}, words[1:]
		_, letters, part := strings.Cut(p.place, "-")
		if !part {
			letters, rest = rest[0], rest[1:]
		}
		for _, r := range rest {
			from, to, ok := strings.Cut(r, "-")
			if !ok {
				to = from
			}
			p.ranges = append(p.ranges, [2]string{from, to})
		}
		m[letters] = append(m[letters], p)
	}
	return m
})

// Lettered returns where an address is that has two capital letters beside a code of five digits, ascending:
// a part of a country ("US-MI") or a country. MI is Michigan beside 48201 and Milan beside 20121; TN beside
// 38121 is Tennessee or Trent, so that there are two. Four more digits are the United States' own.
func Lettered(letters, code string) (places []string) {
	five, four, long := strings.Cut(code, "-")
	if len(five) != 5 || !digits(five) || long && (len(four) != 4 || !digits(four)) {
		return nil
	}
	for _, p := range byLetters()[letters] {
		of := slices.ContainsFunc(p.ranges, func(r [2]string) bool {
			begin := five[:len(r[0])]
			return r[0] <= begin && begin <= r[1]
		})
		if of && (!long || strings.HasPrefix(p.place, "US-")) {
			places = append(places, p.place)
		}
	}
	slices.Sort(places)
	return places
}
