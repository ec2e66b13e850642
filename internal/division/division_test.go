package division

import (
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for _, c := range []struct {
		cell, country, part string
		sure                bool
	}{
		{"California", "", "US-CA", true}, {" new york ", "", "US-NY", true}, {"CA", "US", "US-CA", true}, {"ca", "US", "US-CA", true}, {"CA", "", "US-CA", false}, {"US-CA", "", "US-CA", true},
		{"ON", "CA", "CA-ON", true}, {"ON", "", "CA-ON", false}, {"Québec", "", "CA-QC", true}, {"Nouveau-Brunswick", "CA", "CA-NB", true}, {"CA-BC", "", "CA-BC", true},
		{"Georgia", "", "US-GA", false}, {"Georgia", "US", "US-GA", true}, {"Georgia", "GE", "", false}, {"CA", "IT", "", false}, {"California", "MX", "", false}, {"Ontario", "US", "", false},
		{"Dubai", "", "AE-DU", true}, {"Emirate of Sharjah", "AE", "AE-SH", true}, {"DIFC", "", "AE-DIFC", true}, {"Abu Dhabi Global Market", "AE", "AE-ADGM", true},
		{"Guam", "", "US-GU", true}, {"active", "", "", false}, {"", "", "", false}, {"XX", "US", "", false}, {"Bayern", "", "", false},
		{"a very long cell that is the name of no part of a country at all", "US", "", false},
	} {
		if part, sure := Of(c.cell, c.country); part != c.part || sure != c.sure {
			t.Errorf("%q in %q: %q %t, want %q %t", c.cell, c.country, part, sure, c.part, c.sure)
		}
	}
}

func TestAgrees(t *testing.T) {
	for code, want := range map[[2]string]bool{
		{"94105", "US-CA"}: true, {"94105-1234", "US-CA"}: true, {"10001", "US-CA"}: false, {"20121", "US-MI"}: false, {"48201", "US-MI"}: true, {"9410", "US-CA"}: false, {"94105-12", "US-CA"}: false,
		{"M5V 2T6", "CA-ON"}: true, {"m5v2t6", "CA-ON"}: true, {"H2X 1Y4", "CA-ON"}: false, {"H2X1Y4", "CA-QC"}: true, {"M5V", "CA-ON"}: false, {"X0A 0H0", "CA-NU"}: true, {"94105", "CA-ON"}: false,
		{"94105", "AE-DU"}: false, {"", "US-CA"}: false,
	} {
		if got := Agrees(code[0], code[1]); got != want {
			t.Errorf("%q of %q: %t", code[0], code[1], got)
		}
	}
}

// No code of a province is one of a state: only so may a code be looked up without a country.
func TestCodesOfTwoCountriesDiffer(t *testing.T) {
	for name, code := range Provinces {
		if IsState(code) {
			t.Errorf("%s: %s is a state's too", name, code)
		}
	}
	for name, code := range States {
		if len(byLetters()[code]) == 0 || byLetters()[code][0].place != "US-"+code {
			t.Errorf("%s: no codes of post are known", name)
		}
	}
}

// Letters beside a code are a state's only where the code is one of it, and nobody's where two have both.
func TestLettered(t *testing.T) {
	for _, c := range []struct{ letters, code, want string }{
		{"MI", "48201", "US-MI"}, {"MI", "20121", "IT"}, {"PA", "90143", "IT"}, {"PA", "19103-1234", "US-PA"}, {"CA", "11001", "ES"}, {"CA", "94105", "US-CA"}, {"CA", "09100", "IT"}, {"DE", "10115", "DE"},
		{"TN", "38121", "IT US-TN"}, {"TN", "38121-0001", "US-TN"}, {"TN", "37201", "US-TN"}, {"ID", "10110", "ID"}, {"ID", "83702", "ID US-ID"}, {"MA", "20250", "MA"}, {"AL", "10001", ""},
		{"LO", "26900", "ES IT"}, {"FR", "75001", "FR"}, {"FR", "03100", "FR IT"}, {"ZZ", "12345", ""}, {"MI", "4820", ""}, {"MI", "48201-12", ""}, {"MI", "4820a", ""}, {"", "", ""},
	} {
		if got := strings.Join(Lettered(c.letters, c.code), " "); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.letters, c.code, got, c.want)
		}
	}
}

func TestPostcodesAreWellFormed(t *testing.T) {
	for letters, list := range byLetters() {
		for _, p := range list {
			if len(letters) != 2 || len(p.ranges) == 0 {
				t.Errorf("%s %s", letters, p.place)
			}
			for _, r := range p.ranges {
				if len(r[0]) != len(r[1]) || len(r[0]) < 2 || r[0] > r[1] || !digits(r[0]+r[1]) {
					t.Errorf("%s %s: %v", letters, p.place, r)
				}
			}
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("CA", "US", "94105")
	f.Add("Québec", "", "H2X 1Y4")
	f.Fuzz(func(t *testing.T, cell, country, code string) {
		part, sure := Of(cell, country)
		if part == "" && sure || len(part) > 7 {
			t.Errorf("%q %t", part, sure)
		}
		Agrees(code, part)
	})
}
