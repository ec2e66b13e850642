package seal

import (
	"maps"
	"slices"

	"github.com/hemostat/hemostat/internal/division"
)

// northern are two territories of Canada whose postal codes begin alike, so that no address is told to
// be in one of them.
var northern = []string{"NT", "NU"}

// Parts returns the parts of a country, by ISO 3166-1, of those countries whose addresses say
// them, by ISO 3166-2 and ascending ("US-AK"); none of other countries.
func Parts(country string) []string {
	var codes []string
	switch country {
	case "US":
		codes = slices.Collect(maps.Values(division.States))
	case "CA":
		codes = append(slices.Collect(maps.Values(provinces)), northern...)
	case "AU":
		codes = append(slices.Clone(australian), elsewhere...)
	case "AE":
		for _, e := range division.Emirates {
			codes = append(codes, e.Code)
		}
	}
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = country + "-" + code
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// PartCountries are those of which there are [Parts], ascending.
func PartCountries() []string { return []string{"AE", "AU", "CA", "US"} }
