package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// A state or province in a column of its own says where somebody lives, if the row says in which country.
func TestPartsOfCountries(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ table, want string }{
		{"full_name|state|country\nAda Lovejoy|CA|US\nBo Lindgren|Texas|United States", "US; US; US-CA; US-TX"},
		{"full_name|province|country\nEd Tremblay|ON|Canada\nFi Gagnon|Québec|CA", "CA; CA; CA-ON; CA-QC"},
		{"full_name|phone|state\nAda Lovejoy|+1 415 555 0132|CA\nBo Lindgren|(212) 555-0133|NY\nCy Ober|+49 30 1234871|NY", "US-CA; US-NY"},
		{"full_name|zip|state\nAda Lovejoy|94105|CA\nBo Lindgren|20121|MI", "US-CA"},
		{"full_name|postal code|province\nEd Tremblay|M5V 2T6|ON\nFi Gagnon|H2X 1Y4|ON", "CA-ON"},
		{"full_name|state\nAda Lovejoy|California\nBo Lindgren|WA\nCy Ober|Georgia", "US-CA"},
		{"full_name|estado\nAda Lovejoy|SP\nBo Lindgren|PA\nCy Ober|Nuevo León", ""},
		{"nome|provincia|paese\nSara Tiberi|CA|Italia\nTea Umberti|MI|IT", "IT; IT"},
		{"full_name|emirate\nKay Lorimer|Dubai\nLou Mansour|DIFC", "AE-DIFC; AE-DU"},
		{"full_name|Bundesland\nMia Neuhof|Bayern", ""},
		{"full_name|phone|state\nAda Lovejoy|+1 415 555 0132|ok\nBo Lindgren|+1 415 555 0133|on", ""},
		{"full_name|county|country\nAda Lovejoy|Washington|US", "US"},
		{"full_name|street|city|state|zip\nAda Lovejoy|12 Cooper Row|Dayton|OH|45402", ""}, // the address says it
		{"full_name|street|city|state\nAda Lovejoy|1 Elm|Tulsa|OK\nEd Tremblay|1 King|Toronto|ON\nSara Tiberi|Via Po 1|Milano|MI\nCy Ober|1 Elm|Tulsa|ok", "CA-ON; US-OK"},
		{"full_name|ssn|state\nAda Lovejoy|514-22-8891|MN\nBo Lindgren|517332290|CA\nCy Ober||OK\nDi Quill|000-22-8891|TX", "US-CA; US-MN"},
		{"full_name|city|state|country\nAda Lovejoy|Dayton|OH|US", "US; US-OH"},
	} {
		text, marks := rowsOf(c.table)
		var got []string
		st := e.Stream(Segment{Media: "text/csv", Part: exposure.PartTable}, func(m Mention) error {
			if m.Kind == exposure.Country {
				got = append(got, string(m.Value))
			}
			return nil
		})
		if err := st.Write(text, marks); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%s\nfound %q, want %q", c.table, got, c.want)
		}
	}
}
