package seal

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/division"
)

// regionProperties say where an address is: its country, and the part of it whose law asks
// for a notice of its own. Nobody is told apart by it: the least of these parts has tens of
// thousands of people (docs/adr/0003).
func regionProperties(list []property, canonical string) []property {
	if r := regionOf(canonical); r != "" {
		list = append(list, property{of: exposure.FeatureRegion, text: r})
	}
	return list
}

// registerProperties say in which country a number for value added tax is given, which its
// mask shows too.
func registerProperties(list []property, canonical string) []property {
	if r := vatCountry(canonical); r != "" {
		list = append(list, property{of: exposure.FeatureRegion, text: r})
	}
	return list
}

// vatPrefixes are those of Directive 2006/112/EC, article 215, and of countries that have
// taken the form over; Greece and Northern Ireland have others than their codes.
var vatPrefixes = " AT BE BG CY CZ DE DK EE ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK GB NO "

// vatCountry returns the country of a number for value added tax: two letters, and up to
// twelve more characters of which most are digits.
func vatCountry(canonical string) string {
	if len(canonical) < 9 || len(canonical) > 14 {
		return ""
	}
	digits := 0
	for _, c := range canonical[2:] {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	prefix := canonical[:2]
	switch {
	case digits < len(canonical)-4 || digits < 7:
		return ""
	case prefix == "EL":
		return "GR"
	case prefix == "XI":
		return "GB"
	case strings.HasPrefix(canonical, "CHE"):
		return "CH"
	case strings.Contains(vatPrefixes, " "+prefix+" "):
		return prefix
	}
	return ""
}

// maxAddressWords bounds the words of an address that are looked at: the last ones.
const maxAddressWords = 40

// regionOf returns the region of a canonical address, "" where nothing says it for certain.
// Codes of four and five digits are those of many countries and say nothing by themselves.
func regionOf(canonical string) string {
	list := strings.Fields(canonical)
	list = list[max(0, len(list)-maxAddressWords):]
	for i, w := range list {
		list[i] = strings.Trim(w, ".()\"'")
	}
	country, rest := lastCountry(list)
	if part := partOf(country, rest); part != "" {
		return part
	}
	if country == "" {
		country = postalCountry(rest)
	}
	return country
}

// partOf returns the part of a country in which an address is that ends so, if its country is
// that or is not said.
func partOf(country string, list []string) string {
	for _, p := range []struct {
		country string
		part    func([]string, bool) string
	}{{"US", usState}, {"CA", province}, {"AE", emirate}, {"AU", australianState}} {
		if country != "" && country != p.country {
			continue
		}
		if part := p.part(list, country != ""); part != "" {
			return p.country + "-" + part
		}
	}
	return ""
}

// usState reads "oh 45400", "ohio 45400-1234", "45400 dayton oh", as tables have it, and where the
// country is said also a state without a code.
func usState(list []string, sure bool) string {
	zip := len(list) > 1 && isZIP(list[len(list)-1])
	if zip {
		list = list[:len(list)-1]
	}
	zip = zip || codeBefore(list)
	if len(list) == 0 || !zip && !sure {
		return ""
	}
	for n := min(3, len(list)); n > 0; n-- {
		if code, ok := division.States[strings.Join(list[len(list)-n:], " ")]; ok {
			return code
		}
	}
	if last := strings.ToUpper(list[len(list)-1]); len(last) == 2 && division.IsState(last) {
		return last
	}
	return ""
}

// zipBefore is how many words may stand from a code on to the state at the end: a town has up to
// three.
const zipBefore = 6

// codeBefore reports whether a code stands before the town, as in tables. Provinces of Italy are
// written so and have the letters of states, so that it takes a street of English words too.
func codeBefore(list []string) bool {
	if !slices.ContainsFunc(list, func(w string) bool { return streetWords[w] }) {
		return false
	}
	for i := len(list) - 2; i > 0 && i >= len(list)-zipBefore; i-- { // the first word may be the number of a house
		if isZIP(list[i]) {
			return true
		}
	}
	return false
}

// streetWords end the names of streets in English (USPS Publication 28, Appendix C1).
var streetWords = map[string]bool{
	"st": true, "street": true, "ave": true, "avenue": true, "rd": true, "road": true, "ln": true, "lane": true, "dr": true, "drive": true, "blvd": true, "boulevard": true,
	"ct": true, "court": true, "pl": true, "place": true, "hwy": true, "highway": true, "pkwy": true, "parkway": true, "way": true, "ter": true, "terrace": true, "cir": true, "circle": true,
}

// isZIP reports whether a word is a code of the United States: five digits, or nine.
func isZIP(w string) bool {
	five, four, long := strings.Cut(w, "-")
	return len(five) == 5 && allDigits(five) && (!long || len(four) == 4 && allDigits(four))
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// province reads the first letter of a code of Canada: "m5v 2t6" is of Ontario (Canada Post,
// Addressing guidelines). X is of two territories.
func province(list []string, _ bool) string {
	if len(list) == 0 {
		return ""
	}
	code := list[len(list)-1]
	if len(code) == 3 && len(list) > 1 {
		code = list[len(list)-2] + code
	}
	code = strings.ReplaceAll(code, "-", "")
	if len(code) != 6 {
		return ""
	}
	for i, c := range []byte(code) {
		if digit := c >= '0' && c <= '9'; digit != (i%2 == 1) || !digit && (c < 'a' || c > 'z') {
			return ""
		}
	}
	return provinces[code[0]]
}

var provinces = map[byte]string{'a': "NL", 'b': "NS", 'c': "PE", 'e': "NB", 'g': "QC", 'h': "QC", 'j': "QC", 'k': "ON", 'l': "ON", 'm': "ON", 'n': "ON", 'p': "ON", 'r': "MB", 's': "SK", 't': "AB", 'v': "BC", 'y': "YT"}

// emirate reads the name of an emirate, or of a free zone with a law of its own, which stand
// where they like. "Dubai" at the end is one without a country too.
func emirate(list []string, sure bool) string {
	if len(list) == 0 {
		return ""
	}
	text := " " + strings.Join(list, " ") + " "
	last := list[len(list)-1]
	named := func(names ...string) bool {
		for _, n := range names {
			if sure && strings.Contains(text, " "+n+" ") || strings.HasSuffix(text, " "+n+" ") && !strings.HasPrefix(text, " "+n+" ") {
				return true
			}
		}
		return false
	}
	if !sure && last != "dubai" && last != "difc" && last != "adgm" && !strings.HasSuffix(text, " abu dhabi ") {
		return ""
	}
	for _, e := range division.Emirates {
		if named(e.Names...) || e.Zone && strings.Contains(text, " "+e.Names[0]+" ") {
			return e.Code
		}
	}
	return ""
}

// The states and territories of Australia (ISO 3166-2:AU): those that no other country has, and
// those that are parts of others too.
var (
	australian = []string{"NSW", "VIC", "QLD", "TAS", "ACT"}
	elsewhere  = []string{"WA", "SA", "NT"}
)

// australianState reads "nsw 2000".
func australianState(list []string, sure bool) string {
	if n := len(list); n > 1 && len(list[n-1]) == 4 && allDigits(list[n-1]) {
		state := strings.ToUpper(list[n-2])
		if slices.Contains(australian, state) || sure && slices.Contains(elsewhere, state) {
			return state
		}
	}
	return ""
}

// postalCountry returns the country whose codes alone have a form that stands in an address:
// "d-10115", "00-950", "1012 ab", "ls11 0aa" (Universal Postal Union, Postal addressing systems).
func postalCountry(list []string) string {
	for i, w := range list {
		before, after, ok := strings.Cut(w, "-")
		switch {
		case strings.HasPrefix(w, "〒"):
			return "JP"
		case ok && (len(after) == 4 || len(after) == 5) && allDigits(after) && postalLetters[before] != "":
			return postalLetters[before]
		case !ok || !allDigits(before) || !allDigits(after):
		case len(before) == 2 && len(after) == 3:
			return "PL"
		case len(before) == 4 && len(after) == 3:
			return "PT"
		case len(before) == 5 && len(after) == 3:
			return "BR"
		}
		if i+1 < len(list) && len(w) == 4 && allDigits(w) && len(list[i+1]) == 2 && smallLetters(list[i+1]) && i+2 < len(list) {
			return "NL"
		}
	}
	if n := len(list); n > 2 && isRoyalMail(list[n-2], list[n-1]) {
		return "GB"
	}
	return ""
}

// postalLetters are put before codes on the continent.
var postalLetters = map[string]string{"d": "DE", "de": "DE", "a": "AT", "at": "AT", "ch": "CH", "f": "FR", "fr": "FR", "b": "BE", "be": "BE", "l": "LU", "lu": "LU", "i": "IT", "it": "IT", "e": "ES", "es": "ES",
	"dk": "DK", "se": "SE", "no": "NO", "fi": "FI", "fin": "FI", "si": "SI", "hr": "HR", "lt": "LT", "lv": "LV", "md": "MD", "hu": "HU", "h": "HU"}

func smallLetters(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// isRoyalMail reports whether two words are the halves of a code of the United Kingdom.
func isRoyalMail(out, in string) bool {
	letters := len(out) - len(strings.TrimLeft(out, "abcdefghijklmnopqrstuvwxyz"))
	rest := out[letters:]
	return letters >= 1 && letters <= 2 && (len(rest) == 1 || len(rest) == 2) && rest[0] >= '0' && rest[0] <= '9' &&
		len(in) == 3 && allDigits(in[:1]) && smallLetters(in[1:])
}

// lastCountry returns the country with whose name an address ends, and what stands before it.
func lastCountry(list []string) (country string, rest []string) {
	for n := min(4, len(list)-1); n > 0; n-- {
		if iso, ok := countryNames()[strings.Join(list[len(list)-n:], " ")]; ok {
			return iso, list[:len(list)-n]
		}
	}
	return "", list
}

// countryLanguages are those in which names of countries are known.
var countryLanguages = []string{"en", "de", "fr", "es", "it", "pt", "nl", "tr", "pl", "sv", "da", "no", "fi", "cs", "sk", "hu", "ro", "bg", "hr", "sl", "et", "lv", "lt", "el", "ru", "uk", "ar", "he",
	"fa", "hi", "th", "vi", "id", "ms", "ja", "zh", "zh-Hant", "ko"}

// countryNames are the names of countries in those languages by the CLDR, and some that
// people write, as canonical addresses have them. A name that is a state's or an island's
// too, or that two countries have, is left out.
var countryNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{"usa": "US", "us": "US", "u.s.a": "US", "u.s": "US", "united states of america": "US", "uk": "GB", "u.k": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
		"great britain": "GB", "uae": "AE", "u.a.e": "AE", "ksa": "SA", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "türkiye": "TR", "turkey": "TR", "deutschland": "DE",
		"republic of ireland": "IE", "south korea": "KR", "korea": "KR", "republic of korea": "KR", "pr china": "CN", "p.r. china": "CN", "p.r china": "CN", "macedonia": "MK", "brd": "DE"}
	for _, lang := range countryLanguages {
		namer := display.Regions(language.MustParse(lang))
		if namer == nil {
			continue
		}
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				r, err := language.ParseRegion(string(a) + string(b))
				if err != nil || !r.IsCountry() || r.Canonicalize() != r || r.String() != string(a)+string(b) {
					continue
				}
				key := canonicalAddress(namer.Name(r))
				if other, met := names[key]; met && other != r.String() && names[key] != "" {
					continue // what people write, and the first language, go before
				}
				if len(key) > 3 {
					names[key] = r.String()
				}
			}
		}
	}
	for _, both := range []string{"georgia", "jersey"} {
		delete(names, both)
	}
	return names
})
