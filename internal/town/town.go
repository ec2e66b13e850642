// Package town knows in which country a town is that mostly is meant by its name.
package town

import (
	"embed"
	"iter"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Files holds data/towns.txt, whose head says where it is from: engines that rest on it take it into
// their digests.
//
//go:embed data/towns.txt
var Files embed.FS

//go:embed data/towns.txt
var data string

// All yields each town's country, as ISO 3166-1 alpha-2, and its name. Towns of one name in two countries are
// both there.
func All() iter.Seq2[string, string] {
	return func(yield func(iso, name string) bool) {
		for line := range strings.Lines(data) {
			iso, names, ok := strings.Cut(strings.TrimSpace(line), " ")
			if !ok || len(iso) != 2 {
				continue
			}
			for name := range strings.SplitSeq(names, "; ") {
				if !yield(iso, name) {
					return
				}
			}
		}
	}
}

// Country returns the country of a town whose code has so many digits, 0 where none stands by it: "Milano"
// behind five digits is in Italy. It is "" where no town is called so, several are, or codes of its country
// have other digits (Universal Postal Union, Postal addressing systems).
func Country(name string, digits int) string {
	iso := countries()[fold(name)]
	if iso == "" || digits > 0 && !strings.Contains(codes[digits], iso) {
		return ""
	}
	return iso
}

// codes are the countries whose codes are so many digits and no letters. Codes of the United States stand
// beside a state, and towns there are called as those of the old world.
var codes = map[int]string{
	4: "AT BE CH DK NO HU AU NZ PT LU LV SI BG CY PH TN ZA AM BD LI",
	5: "DE FR IT ES TR FI SE GR EE HR RS UA MY TH ID KR SA EG MA LT CZ SK MX PE PK DZ BA ME KW JO LK VN UY CR",
	6: "CN IN RU SG VN KZ RO CO BY KG UZ EC NG",
}

var countries = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for iso, name := range All() {
		key := fold(name)
		if other, met := all[key]; met && other != iso {
			iso = "" // two of one name
		}
		all[key] = iso
	}
	return all
})

// fold keeps small letters without accents and blanks.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case r == 'ı':
			b.WriteByte('i')
		case unicode.IsLetter(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}
