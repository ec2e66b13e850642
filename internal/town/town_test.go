package town

import "testing"

func TestCountry(t *testing.T) {
	for _, c := range []struct {
		name   string
		digits int
		want   string
	}{
		{"Milano", 5, "IT"}, {"milano", 0, "IT"}, {"MILANO", 4, ""}, {"Düsseldorf", 5, "DE"}, {"dusseldorf", 5, "DE"}, {"Bergen", 4, "NO"}, {"izmir", 5, "TR"}, {"İzmir", 5, "TR"},
		{"Birmingham", 5, ""}, {"Nowhere", 5, ""}, {"", 5, ""}, {"Austin", 5, ""},
	} {
		if got := Country(c.name, c.digits); got != c.want {
			t.Errorf("%q behind %d digits: %q, want %q", c.name, c.digits, got, c.want)
		}
	}
}

// Every line names towns of a country.
func TestAll(t *testing.T) {
	n := 0
	for iso, name := range All() {
		if n++; len(iso) != 2 || name == "" || fold(name) == "" {
			t.Errorf("%q in %q", name, iso)
		}
	}
	if n < 8000 {
		t.Errorf("%d towns", n)
	}
}
