package disclose

import (
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/disclose/law"
)

func TestMinor(t *testing.T) {
	for _, c := range []struct {
		birth string
		last  time.Time
		want  bool
	}{
		{"2008-11-24", made, true}, {"2008-11-23", made, false}, {"2010-02-01", time.Time{}, false}, {"", made, false}, {"2010", made, false},
	} {
		s := &Subject{Last: c.last, Elements: []Element{{Kind: exposure.Birth, Value: c.birth}}}
		if got := s.Facts()&law.Minor != 0; got != c.want {
			t.Errorf("born %s, told of %s: a minor is %v", c.birth, c.last, got)
		}
	}
}

// A birth date within a national number tells a minor too, but not against a birth date; an example tells nothing.
func TestMinorByNumber(t *testing.T) {
	child := Element{Kind: exposure.Identifier, Given: "PL", Value: "13293019462"}
	grown, example := Element{Kind: exposure.Birth, Value: "1980-02-03"}, child
	example.Class = exposure.ClassExample
	for name, c := range map[string]struct {
		has  []Element
		want string
	}{
		"a number":                {[]Element{child}, "under 18 on 2026-11-23, by the birth date within a national number"},
		"no country of it":        {[]Element{{Kind: exposure.Identifier, Value: child.Value}}, ""},
		"a birth date against it": {[]Element{grown, child}, ""},
		"an example":              {[]Element{example}, ""},
		"not opened":              {[]Element{{Kind: exposure.Identifier, Given: "PL"}}, ""},
	} {
		s := &Subject{Last: made, Elements: c.has}
		if got := s.Minor(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	s := &Subject{Last: made, Elements: []Element{child}}
	if f := s.Facts(); f&law.Minor == 0 || f&law.Child == 0 {
		t.Error("a child of 2013 is none")
	}
	if s.Elements[0].Value = "10293019462"; s.Facts()&law.Child != 0 {
		t.Error("who is sixteen is a child of under fourteen")
	}
}

// Where the birth date stands in a number, and of which century it is. The numbers are those that the checks of package
// detect are tested with, and others made up that hold no check digit.
func TestBornByNumber(t *testing.T) {
	for number, want := range map[string]string{
		"PL 44051401359": "1944-05-14", "PL 02070803628": "1902-07-08", "PL 13293019462": "2013-09-30",
		"BG 1142011234": "2011-02-01", "CZ 1152011234": "2011-02-01", "RO 5120131123456": "2012-01-31", "RO 1820131123456": "1982-01-31",
		"EE 51202011234": "2012-02-01", "SE 201202011234": "2012-02-01", "SE 1202011234": "2012-02-01", "SE 9902011234": "1999-02-01",
		"FI 010212A1234": "2012-02-01", "FI 0102121234": "1912-02-01", "IS 0102121230": "2012-02-01", "LV 01021221234": "2012-02-01",
		"IT RSSMRA12B41H501X": "2012-02-01", "GR 01021212345": "2012-02-01", "AT 1234010212": "2012-02-01", "DE 12010212A123": "2012-02-01",
		"FR 112025935011284": "2012-02-01", "CN 110101201202011234": "2012-02-01", "KR 1202013234567": "2012-02-01", "KR 1202011234567": "1912-02-01",
		"ID 3171014102120001": "2012-02-01", "MX ABCD120201HDFXYZA1": "2012-02-01", "MX ABCD120201HDFXYZ01": "1912-02-01", "ZA 1202015009087": "2012-02-01",
		"MY 120201141234": "2012-02-01", "EG 31202011234567": "2012-02-01", "VN 001212123456": "2012-01-01", "AE 784201212345678": "2012-01-01",
		"HU 8529911234": "2012-02-01", "UA 4093912345": "2012-02-01",
		"DK 0102124234": "2012-02-01", "DK 0102121234": "1912-02-01", "NO 15108695088": "1986-10-15", "NO 01021290012": "2012-02-01", "NO 41021290012": "2012-02-01",
		"BE 12020112345": "2012-02-01", "BE 12020112316": "1912-02-01", "SI 0102012500123": "2012-02-01",
		"PL 99999999999": "", "PL 4405140135": "", "GB 12020112345": "", "IT RSSMRA12B99H501X": "", "BE 1": "", "DK ": "",
	} {
		country, value, _ := strings.Cut(number, " ")
		got, ok := bornByNumber(country, value, made)
		if said := got.Format(time.DateOnly); ok != (want != "") || ok && said != want {
			t.Errorf("%s: %s %t, want %q", number, said, ok, want)
		}
	}
}

func FuzzBornByNumber(f *testing.F) {
	f.Add("PL", "13293019462")
	f.Add("IT", "RSSMRA12B41H501X")
	f.Add("BE", "12020112345")
	f.Fuzz(func(t *testing.T, country, number string) {
		if born, ok := bornByNumber(country, number, made); ok && (born.Year() < 1700 || born.Year() > 2400) {
			t.Errorf("%s %s: %s", country, number, born)
		}
	})
}
