package seal

import (
	"slices"
	"strings"

	"github.com/hemostat/hemostat/internal/division"
)

// usState reads "oh 45400", "ohio 45400-1234", "45400 dayton oh", as tables have it, and where the
// country is said also a state without a code. Else the code has to be one of the state: Milan is no town
// in Michigan.
func usState(list []string, sure bool) string {
	code, list := zipOf(list)
	state := stateAtEnd(list)
	if state == "" || sure {
		return state
	}
	places := division.Lettered(state, code)
	if !slices.Contains(places, "US-"+state) || len(places) > 1 && len(list[len(list)-1]) == 2 && !inEnglish(list) {
		return ""
	}
	return state
}

// stateAtEnd returns the state with whose name or letters words end.
func stateAtEnd(list []string) string {
	for n := min(3, len(list)); n > 0; n-- {
		if code, ok := division.States[strings.Join(list[len(list)-n:], " ")]; ok {
			return code
		}
	}
	if len(list) > 0 {
		if last := strings.ToUpper(list[len(list)-1]); len(last) == 2 && division.IsState(last) {
			return last
		}
	}
	return ""
}

// lettered returns the country of an address with letters beside its code of post: "20121 milano mi",
// "berlin, de 10115". Those of a country of which only letters say it must be of no other.
func lettered(list []string) string {
	code, list := zipOf(list)
	if code == "" || len(list) < 2 || inEnglish(list) {
		return ""
	}
	letters := list[len(list)-1]
	if len(letters) != 2 {
		return ""
	}
	places := division.Lettered(strings.ToUpper(letters), code)
	if len(places) != 1 || len(places[0]) != 2 {
		return ""
	}
	return places[0]
}

// zipOf returns the code of five digits, or nine, at the end of words or before the town, and the words
// without one at the end.
func zipOf(list []string) (code string, rest []string) {
	n := len(list)
	if n > 1 && isZIP(list[n-1]) {
		return list[n-1], list[:n-1]
	}
	for i := n - 2; i > 0 && i >= n-zipBefore; i-- { // the first word may be the number of a house
		if isZIP(list[i]) {
			return list[i], list
		}
	}
	return "", list
}

// zipBefore is how many words may stand from a code on to the state at the end: a town has up to
// three.
const zipBefore = 6

// inEnglish reports whether a street is called so in English.
func inEnglish(list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return streetWords[w] })
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
