package attribute

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A location is the region that an identity says by itself, see [exposure.RegionHash]; 0 is
// none.
type location uint64

func locationOf(id *exposure.Identity) location {
	if id.Class.Example() {
		return 0
	}
	return location(feature(id, exposure.FeatureRegion))
}

func (l location) String() string {
	return exposure.Feature{Of: exposure.FeatureRegion, Hash: uint64(l)}.Region()
}

// country returns the country of a location.
func (l location) country() region { return parseRegion(l.String()) }

// part reports whether a location is in a known part of its country.
func (l location) part() bool { return len(l.String()) > 2 }

// stands notes a part of a country where an address of an organisation is.
func (o *organisation) stands(l location) {
	if !l.part() {
		return
	}
	if o.parts == nil {
		o.parts = map[location]uint32{}
	}
	o.parts[l]++
}

// jurisdictionsMost is how many parts of countries an entity shows at most.
const jurisdictionsMost = 10

// settleParts lists the parts of countries where most addresses are, first those of its own
// country.
func (o *organisation) settleParts() {
	o.Jurisdictions = nil
	for l := range o.parts {
		o.Jurisdictions = append(o.Jurisdictions, l.String())
	}
	abroad := func(part string) int {
		if o.Country != "" && strings.HasPrefix(part, o.Country+"-") {
			return 0
		}
		return 1
	}
	count := func(part string) uint32 { return o.parts[location(exposure.RegionHash(part))] }
	slices.SortFunc(o.Jurisdictions, func(a, b string) int {
		return cmp.Or(cmp.Compare(abroad(a), abroad(b)), cmp.Compare(count(b), count(a)), strings.Compare(a, b))
	})
	o.Jurisdictions = o.Jurisdictions[:min(len(o.Jurisdictions), jurisdictionsMost)]
}

// currencies are those of one country (ISO 4217). The euro is of many, and the dollar of the
// United States is used by all.
var currencies = map[string]string{
	"AED": "AE", "ARS": "AR", "AUD": "AU", "BGN": "BG", "BRL": "BR", "CAD": "CA", "CHF": "CH", "CLP": "CL", "CNY": "CN", "COP": "CO", "CZK": "CZ", "DKK": "DK", "EGP": "EG", "GBP": "GB", "HKD": "HK",
	"HUF": "HU", "IDR": "ID", "ILS": "IL", "INR": "IN", "ISK": "IS", "JPY": "JP", "KES": "KE", "KRW": "KR", "KZT": "KZ", "MAD": "MA", "MXN": "MX", "MYR": "MY", "NGN": "NG", "NOK": "NO", "NZD": "NZ",
	"PEN": "PE", "PHP": "PH", "PKR": "PK", "PLN": "PL", "QAR": "QA", "RON": "RO", "RSD": "RS", "RUB": "RU", "SAR": "SA", "SEK": "SE", "SGD": "SG", "THB": "TH", "TND": "TN", "TRY": "TR", "TWD": "TW",
	"UAH": "UA", "VND": "VN", "ZAR": "ZA",
}

// currencyRegion returns the country of the currency with which the mask of an amount begins.
func currencyRegion(mask string) region {
	code, _, _ := strings.Cut(mask, " ")
	return parseRegion(currencies[code])
}

// languageCountries are languages that are written in one country more than in all others
// (ISO 639-1).
var languageCountries = map[string]string{
	"bg": "BG", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "et": "EE", "fi": "FI", "he": "IL", "hr": "HR", "hu": "HU", "id": "ID", "is": "IS", "it": "IT", "ja": "JP", "ko": "KR", "lt": "LT",
	"lv": "LV", "nb": "NO", "nl": "NL", "no": "NO", "pl": "PL", "ro": "RO", "sk": "SK", "sl": "SI", "sr": "RS", "sv": "SE", "th": "TH", "tr": "TR", "uk": "UA", "vi": "VN",
}

func languageRegion(language string) region { return parseRegion(languageCountries[language]) }

// What is usual in a campaign is the owner's, and says nothing of others.
type usual struct {
	currency  region
	languages []string // by their places in units
}

// settleUsual finds what is usual.
func (m *model) settleUsual() {
	m.usual = usual{currency: mostOf(m.amountFrom), languages: m.units.langs}
}

// hearLanguages counts in which languages the contents are that touch each name, but for
// the one in which most contents are.
func (m *model) hearLanguages() {
	m.settleUsual()
	var contents [256]uint64
	for i := range m.units.n {
		contents[m.units.languageOf(i)]++
	}
	most := -1
	for at, n := range contents[:len(m.units.langs)] {
		if at > 0 && (most < 0 || n > contents[most] || n == contents[most] && m.units.langs[at] < m.units.langs[most]) {
			most = at
		}
	}
	add := tallier{set: &m.records.spoken}
	for _, t := range m.records.traces {
		t.each(func(content, name uint32) {
			if at := m.units.languageOf(content); at > 0 && int(at) != most && languageRegion(m.units.langs[at]) != 0 {
				add.add(uint64(name)<<8 | uint64(at))
			}
		})
	}
	add.end()
}

// mostOf returns the region that stands most often in a list, of equals the first; 0 where
// there is none.
func mostOf(list []region) (most region) {
	counts := map[region]int{}
	for _, r := range list {
		if r != 0 {
			counts[r]++
		}
	}
	for r, n := range counts {
		if n > counts[most] || n == counts[most] && r < most {
			most = r
		}
	}
	return most
}
