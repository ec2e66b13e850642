package attribute

import (
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/language"

	"github.com/hemostat/hemostat/internal/attribute/service"
)

// A region is an ISO 3166-1 alpha-2 code as two bytes, 0 where none is known.
type region uint16

func (r region) String() string {
	if r == 0 {
		return ""
	}
	return string([]byte{byte(r >> 8), byte(r)})
}

// parseRegion reads the two letters that begin s as a country.
func parseRegion(s string) region {
	if len(s) < 2 || !upper(s[0]) || !upper(s[1]) || !countries()[s[0]-'A'][s[1]-'A'] {
		return 0
	}
	return region(s[0])<<8 | region(s[1])
}

// countries says which two letters are a country.
var countries = sync.OnceValue(func() *[26][26]bool {
	var all [26][26]bool
	for a := range all {
		for b := range all[a] {
			r, err := language.ParseRegion(string([]byte{'A' + byte(a), 'A' + byte(b)}))
			all[a][b] = err == nil && r.IsCountry()
		}
	}
	return &all
})

func upper(c byte) bool { return c >= 'A' && c <= 'Z' }

// phoneRegion returns the main country of the calling code that begins a
// telephone number's mask: "+44 •••". Codes are those of ITU-T E.164.
func phoneRegion(mask string) region {
	digits, ok := strings.CutPrefix(mask, "+")
	if !ok {
		return 0
	}
	digits, _, _ = strings.Cut(digits, " ")
	code, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return parseRegion(phonenumbers.GetRegionCodeForCountryCode(code))
}

// northAmerica is the plan that 25 countries share under +1; it speaks for the
// largest, with less weight.
var northAmerica = parseRegion("US")

// genericUse are country codes under which anybody registers for the sound of
// it, so that they say nothing of a country. Source: Google Search Central,
// "Managing multi-regional sites", generic country-code domains, and .ai, .gg,
// .sh, .gl, .vc as registries market them. .eu and .su are of no country.
var genericUse = map[string]bool{
	"ad": true, "ai": true, "as": true, "bz": true, "cc": true, "cd": true, "co": true, "dj": true, "fm": true, "gg": true, "gl": true, "io": true,
	"la": true, "ly": true, "me": true, "ms": true, "nu": true, "sc": true, "sh": true, "sr": true, "su": true, "tk": true, "to": true, "tv": true,
	"vc": true, "ws": true, "eu": true, "ac": true, "st": true, "gs": true, "mu": true,
}

// idnCountries are country codes in other scripts (IANA Root Zone Database).
var idnCountries = map[string]string{
	"xn--p1ai": "RU", "xn--fiqs8s": "CN", "xn--fiqz9s": "CN", "xn--j6w193g": "HK", "xn--3e0b707e": "KR", "xn--h2brj9c": "IN",
	"xn--wgbh1c": "EG", "xn--mgberp4a5d4ar": "SA", "xn--mgbaam7a8h": "AE", "xn--j1amh": "UA", "xn--o3cw4h": "TH", "xn--kprw13d": "TW",
	"xn--kpry57d": "TW", "xn--mgbayh7gpa": "JO", "xn--ogbpf8fl": "SY", "xn--lgbbat1ad8j": "DZ", "xn--mgbc0a9azcg": "MA", "xn--90ais": "BY",
	"xn--90a3ac": "RS", "xn--80ao21a": "KZ", "xn--qxam": "GR", "xn--y9a3aq": "AM", "xn--node": "GE",
}

// domainRegion returns the country of a domain's last label. A code of generic
// use counts where it stands behind a second level that its registry keeps for
// one sort of registrant, as in .com.co.
func domainRegion(domain string) region {
	if service.Hosted(domain) { // a name under somebody else's domain is bound to no country
		return 0
	}
	rest, tld, ok := cutLast(domain)
	if !ok {
		return 0
	}
	if iso, ok := idnCountries[tld]; ok {
		return parseRegion(iso)
	}
	if genericUse[tld] {
		if _, second, ok := cutLast(rest); !ok || second != "com" && second != "gov" && second != "edu" && second != "org" && second != "net" {
			return 0
		}
	}
	if tld == "uk" {
		return parseRegion("GB")
	}
	if len(tld) != 2 {
		return 0
	}
	return parseRegion(strings.ToUpper(tld))
}

func cutLast(domain string) (rest, last string, ok bool) {
	i := strings.LastIndexByte(domain, '.')
	if i < 0 {
		return "", domain, false
	}
	return domain[:i], domain[i+1:], true
}

// formRegions are the countries in which a legal form is used. Source: the Entity Legal Forms code list of ISO 20275. Dots, commas,
// slashes and brackets are taken out of the forms.
var formRegions = map[string]string{
	"gmbh": "DE AT CH", "ag": "DE CH AT", "kg": "DE AT", "ug": "DE", "ug haftungsbeschränkt": "DE", "ohg": "DE", "ev": "DE", "kgaa": "DE", "gesmbh": "AT", "eu": "AT",
	"plc": "GB IE", "ltd": commonLaw, "limited": commonLaw, "inc": "US", "incorporated": "US", "corp": "US", "corporation": "US", "llc": "US", "sarl": "FR", "sas": "FR", "sasu": "FR", "eurl": "FR",
	"srl": "IT RO", "spa": "IT", "bv": "NL", "nv": "NL BE", "bvba": "BE", "sprl": "BE", "ab": "SE", "aktiebolag": "SE", "aps": "DK", "a s": "DK", "oy": "FI", "oyj": "FI",
	"sp z oo": "PL", "spółka z oo": "PL", "sro": "CZ SK", "kft": "HU", "zrt": "HU", "nyrt": "HU", "doo": "RS HR SI", "lda": "PT", "ltda": "BR", "sl": "ES", "slu": "ES",
	"sa de cv": "MX", "pty ltd": "AU", "pte ltd": "SG", "pvt ltd": "IN", "private limited": "IN", "sdn bhd": "MY", "kk": "JP", "株式会社": "JP", "ооо": "RU",
	"aş": "TR", "anonim şirketi": "TR", "limited şirketi": "TR", "ltd şti": "TR", "ood": "BG", "eood": "BG", "ehf": "IS", "hf": "IS", "sia": "LV", "uab": "LT", "oü": "EE", "asa": "NO",
}

// commonLaw are countries of private companies limited by shares.
const commonLaw = "GB IE HK NZ MT CY IL NG KE GH IN ZA"

// formMarks takes out of a name what legal forms are written with or without.
var formMarks = strings.NewReplacer(".", "", ",", "", "(", "", ")", "", "/", " ")

// formsFew is of how many countries a legal form may be that speaks for each of them.
const formsFew = 5

// formRegion returns the countries of the legal form that ends or begins a
// company's name, none where it is of many.
func formRegion(shown string) (out []region) {
	for iso := range strings.FieldsSeq(formCountries(shown)) {
		out = append(out, parseRegion(iso))
	}
	if len(out) > formsFew {
		return nil
	}
	return out
}

// formCountries returns them as formRegions has them, "" where no form is known.
func formCountries(shown string) string {
	_, countries := formIn(shown)
	return countries
}

// formIn returns the legal form of a company's name as formRegions has it, and its countries, "" where
// no form is known.
func formIn(shown string) (form, countries string) {
	words := strings.Fields(formMarks.Replace(strings.ToLower(shown)))
	name := strings.Join(words, " ")
	first, last := 0, len(name) // of so many words
	n := 0
	for _, word := range words[:max(0, min(4, len(words)-1))] {
		n++
		first += len(word) + 1
		last -= len(words[len(words)-n]) + 1
		// The longest form counts, and of two as long the one at the end.
		if at, ok := formRegions[name[last+1:]]; ok {
			form, countries = name[last+1:], at
		} else if at, ok := formRegions[name[:first-1]]; ok {
			form, countries = name[:first-1], at
		}
	}
	return form, countries
}
