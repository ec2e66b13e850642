package seal

import (
	"slices"
	"strings"
	"testing"
)

// What an address says is among the parts, and each of them is told once.
func TestParts(t *testing.T) {
	for address, want := range map[string]string{
		"1 main st, dayton, oh 45400": "US-OH", "1 rue x, montreal, qc h2x 1y4, canada": "CA-QC", "po box 1, dubai, united arab emirates": "AE-DU", "1 george st, sydney nsw 2000, australia": "AU-NSW",
	} {
		got := regionOf(canonicalAddress(address))
		if got != want || !slices.Contains(Parts(want[:2]), got) {
			t.Errorf("%s is in %q, want %s among %v", address, got, want, Parts(want[:2]))
		}
	}
	for _, country := range PartCountries() {
		list := Parts(country)
		if len(list) < 7 || !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) || !strings.HasPrefix(list[0], country+"-") {
			t.Errorf("%s: %v", country, list)
		}
	}
	if len(Parts("US")) != 54 || len(Parts("CA")) != 13 || Parts("DE") != nil && len(Parts("DE")) > 0 {
		t.Errorf("%d, %d, %v", len(Parts("US")), len(Parts("CA")), Parts("DE"))
	}
}
