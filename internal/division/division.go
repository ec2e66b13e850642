// Package division knows the parts of countries whose laws ask for a notice of their own, as tables and
// addresses write them.
package division

import (
	"slices"
	"strings"
	"sync"
)

// States are the states of the United States by their names in lower case, the federal district and
// the territories (ISO 3166-2:US).
var States = map[string]string{
	"alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO", "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL",
	"georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD",
	"massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ",
	"new mexico": "NM", "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR", "rhode island": "RI",
	"south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA", "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY", "guam": "GU", "u.s. virgin islands": "VI", "us virgin islands": "VI",
}

// IsState reports whether two capital letters are the code of one of [States].
func IsState(code string) bool { return stateCodes()[code] }

var stateCodes = sync.OnceValue(func() map[string]bool {
	codes := map[string]bool{}
	for _, code := range States {
		codes[code] = true
	}
	return codes
})

// Provinces are those of Canada, with its territories, by their names in lower case in English and
// French (ISO 3166-2:CA). No code of theirs is that of a state of the United States.
var Provinces = map[string]string{
	"alberta": "AB", "british columbia": "BC", "colombie-britannique": "BC", "manitoba": "MB", "new brunswick": "NB", "nouveau-brunswick": "NB", "newfoundland and labrador": "NL", "newfoundland": "NL",
	"terre-neuve-et-labrador": "NL", "nova scotia": "NS", "nouvelle-écosse": "NS", "northwest territories": "NT", "territoires du nord-ouest": "NT", "nunavut": "NU", "ontario": "ON",
	"prince edward island": "PE", "île-du-prince-édouard": "PE", "quebec": "QC", "québec": "QC", "saskatchewan": "SK", "yukon": "YT",
}

var provinceCodes = sync.OnceValue(func() map[string]bool {
	codes := map[string]bool{}
	for _, code := range Provinces {
		codes[code] = true
	}
	return codes
})

// Emirates are those of ISO 3166-2:AE, after the free zones of finance, whose data
// protection laws are their own: DIFC Law 5 of 2020, ADGM Data Protection Regulations 2021.
var Emirates = []struct {
	Code  string
	Zone  bool
	Names []string
}{
	{"DIFC", true, []string{"difc", "dubai international financial centre", "dubai international financial center"}},
	{"ADGM", true, []string{"adgm", "abu dhabi global market", "al maryah island"}},
	{"DU", false, []string{"dubai", "دبي"}}, {"AZ", false, []string{"abu dhabi", "abudhabi", "al ain", "أبوظبي", "أبو ظبي"}}, {"SH", false, []string{"sharjah", "الشارقة"}},
	{"AJ", false, []string{"ajman", "عجمان"}}, {"FU", false, []string{"fujairah", "الفجيرة"}}, {"RK", false, []string{"ras al khaimah", "ras al-khaimah", "رأس الخيمة"}},
	{"UQ", false, []string{"umm al quwain", "umm al-quwain", "أم القيوين"}},
}

// elsewhere are names of states that parts of other countries have too.
var elsewhere = []string{"georgia", "montana", "florida", "victoria"}

// longest is the longest name of a part, in bytes.
const longest = 48

// Of returns the part of a country that a cell of a table names, as ISO 3166-2 has it or as the free
// zones are called ("US-CA", "AE-DIFC"), "" where it names none. country is the one that the row
// states, by ISO 3166-1, "" where it states none. Without one, sure says that the name is of no
// other country's part: codes of two letters never are, for Italy and Brazil have the same.
func Of(cell, country string) (part string, sure bool) {
	if len(cell) > longest {
		return "", false
	}
	name := strings.ToLower(strings.TrimSpace(cell))
	code := strings.ToUpper(name)
	of := func(c string) bool { return country == "" || country == c }
	sure = country != "" || !slices.Contains(elsewhere, name)
	switch {
	case of("US") && States[name] != "":
		return "US-" + States[name], sure
	case of("CA") && Provinces[name] != "":
		return "CA-" + Provinces[name], sure
	case of("US") && IsState(strings.TrimPrefix(code, "US-")):
		return "US-" + strings.TrimPrefix(code, "US-"), country != "" || strings.HasPrefix(code, "US-")
	case of("CA") && provinceCodes()[strings.TrimPrefix(code, "CA-")]:
		return "CA-" + strings.TrimPrefix(code, "CA-"), country != "" || strings.HasPrefix(code, "CA-")
	case of("AE"):
		if e := emirateOf(name); e != "" {
			return "AE-" + e, true
		}
	}
	return "", false
}

// emirateOf returns the emirate or free zone of a name.
func emirateOf(name string) string {
	for _, e := range Emirates {
		if slices.Contains(e.Names, strings.TrimSuffix(strings.TrimPrefix(name, "emirate of "), " emirate")) {
			return e.Code
		}
	}
	return ""
}

// districts are the first letters of the codes of the provinces (Canada Post, Addressing guidelines).
var districts = map[byte]string{
	'A': "NL", 'B': "NS", 'C': "PE", 'E': "NB", 'G': "QC", 'H': "QC", 'J': "QC", 'K': "ON", 'L': "ON", 'M': "ON", 'N': "ON", 'P': "ON", 'R': "MB", 'S': "SK", 'T': "AB", 'V': "BC", 'X': "NT NU", 'Y': "YT",
}

// Agrees reports whether a postal code is one of a part: five digits or nine of its state, letters and
// digits of its province.
func Agrees(code, part string) bool {
	code = strings.ToUpper(strings.TrimSpace(code))
	country, of, _ := strings.Cut(part, "-")
	switch country {
	case "US":
		return slices.Contains(Lettered(of, code), part)
	case "CA":
		code = strings.NewReplacer(" ", "", "-", "").Replace(code)
		return len(code) == 6 && digits(code[1:2]) && !digits(code[2:3]) && digits(code[3:4]) && !digits(code[4:5]) && digits(code[5:]) && strings.Contains(districts[code[0]], of)
	}
	return false
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
