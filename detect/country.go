package detect

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/hemostat/hemostat/internal/town"
)

// countryLanguages are the languages whose names of countries are known.
var countryLanguages = []string{"en", "de", "fr", "es", "it", "pt", "nl", "tr", "pl", "sv", "da", "no", "fi", "cs", "hu", "ro", "ja", "zh", "ru", "ko"}

// readCountries begins the table of names of countries: codes, and what people
// write.
func (l *lists) readCountries(files map[string][]byte) error {
	const name = "data/countries.txt"
	var all []language.Region
	err := lines(files[name], func(n int, words []string) error {
		region, err := language.ParseRegion(words[0])
		if err != nil || len(words[0]) != 2 {
			return fmt.Errorf("%s:%d: %q is no country", name, n, words[0])
		}
		all = append(all, region)
		iso := []byte(words[0])
		l.countries[foldCountry(words[0])] = iso
		if iso3 := region.ISO3(); iso3 != "ZZZ" {
			l.countries[foldCountry(iso3)] = iso
		}
		for _, alias := range words[1:] {
			l.countries[foldCountry(strings.ReplaceAll(alias, "_", " "))] = iso
		}
		return nil
	})
	if err != nil {
		return err
	}
	l.regions = all
	return nil
}

// nameCountries adds the names of the CLDR. It takes some milliseconds and is
// done when the first name is asked for.
func (l *lists) nameCountries() {
	for _, lang := range countryLanguages {
		namer := display.Regions(language.MustParse(lang))
		if namer == nil {
			continue
		}
		for _, region := range l.regions {
			if key := foldCountry(namer.Name(region)); key != "" && l.countries[key] == nil {
				l.countries[key] = []byte(region.String())
			}
		}
	}
}

// country returns the ISO code of a country's name or code.
func (l *lists) country(name []byte) ([]byte, bool) {
	l.named.Do(l.nameCountries)
	var buf [64]byte
	n := 0
	for _, c := range name {
		if c >= 0x80 || n == len(buf) {
			iso, ok := l.countries[foldCountry(string(name))]
			return iso, ok
		}
		if isAlpha(c) {
			buf[n] = lower[c]
			n++
		}
	}
	iso, ok := l.countries[string(buf[:n])]
	return iso, ok
}

func foldCountry(s string) string {
	return strings.Join(nameWords(strings.ToLower(s)), "")
}

// readTowns makes the table of towns, which is done when the first is asked for.
func (l *lists) readTowns() {
	l.towns = map[string]string{}
	for iso, name := range town.All() {
		key := foldedLabel(name)
		if other, ok := l.towns[key]; ok && other != iso {
			iso = "" // two of one name
		}
		l.towns[key] = iso
	}
}

// townCountry returns the country of a town that mostly is meant by its name, "" where
// none is known.
func (l *lists) townCountry(town []byte) string {
	l.townsRead.Do(l.readTowns)
	if i := bytes.IndexAny(town, "(/,"); i > 1 { // "Modena (MO)", "Bornova/İZMİR"
		if iso := l.townNamed(town[i+1:]); iso != "" {
			return iso
		}
		town = town[:i]
	}
	if iso := l.townNamed(town); iso != "" {
		return iso
	}
	if i := bytes.IndexByte(town, ' '); i > 2 { // "Lyon Cedex 03"
		return l.townNamed(town[:i])
	}
	return ""
}

func (l *lists) townNamed(town []byte) string {
	if len(town) > mostPartyLabel {
		return ""
	}
	var buf [2 * mostPartyLabel]byte
	return l.towns[string(buf[:foldLabel(buf[:], town)])]
}
