package division

import "testing"

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
		found := 0
		for digit := range zips {
			if Agrees(string(rune('0'+digit))+"1234", "US-"+code) {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s: codes begin with %d digits", name, found)
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
