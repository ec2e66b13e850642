package detect_test

import (
	"slices"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// TestCompaniesBesideEachOther checks that two companies are not taken for one, nor
// one that has two forms for two.
func TestCompaniesBesideEachOther(t *testing.T) {
	e := build(t, detect.Options{Kinds: []exposure.Kind{exposure.Company}})
	for text, want := range map[string][]string{
		"Agreement between Acme Tools Ltd and Brix Foods GmbH\n":         {"Acme Tools Ltd", "Brix Foods GmbH"},
		"Vertrag zwischen der Acme Tools GmbH und der Brix Foods GmbH\n": {"Acme Tools GmbH", "Brix Foods GmbH"},
		"for Acme Tools Ltd & Brix Foods GmbH only\n":                    {"Acme Tools Ltd", "Brix Foods GmbH"},
		"la société Acme Tools S.A. et Brix SARL sont\n":                 {"Acme Tools S.A.", "Brix SARL"},
		"Acme Tools Ltd Brix Foods GmbH\n":                               {"Acme Tools Ltd", "Brix Foods GmbH"},
		"die Brix Foods GmbH & Co. KG in Kiel\n":                         {"Brix Foods GmbH & Co. KG"},
		"from Marks and Brix Foods GmbH\n":                               {"Marks and Brix Foods GmbH"},
		"we met Acme Holding Pty Ltd there\n":                            {"Acme Holding Pty Ltd"},
		"it lies in /srv/Share/Acme Tools Ltd/2021/a.txt today\n":        {"Acme Tools Ltd"},
		"we met Quist/Vale Tools GmbH there\n":                           {"Quist/Vale Tools GmbH"},
	} {
		var got []string
		for _, m := range scan(t, e, text) {
			got = append(got, string(m.Value))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestNoCompanyBeginsWithSomebody leaves out whoever is of a company before its name.
func TestNoCompanyBeginsWithSomebody(t *testing.T) {
	e := build(t, detect.Options{})
	for text, want := range map[string]string{
		"Greta Ohlendorf of Fabrikam Maschinenbau GmbH will join the call": "Fabrikam Maschinenbau GmbH",
		"call Jane Q. Doe from Contoso Ltd today":                          "Contoso Ltd",
		"Karl Oberndorf von Fabrikam Maschinenbau GmbH kommt":              "Fabrikam Maschinenbau GmbH",
		"by Karl Heinz von Berg GmbH today":                                "Karl Heinz von Berg GmbH",
		"the Royal Bank of Northwind Ltd paid":                             "Royal Bank of Northwind Ltd",
		"at Burger Palace of Ohio LLC in":                                  "Burger Palace of Ohio LLC",
		"at Adatum Dairy of Denmark Ltd in":                                "Adatum Dairy of Denmark Ltd",
		"the Northwind School of Fine Arts Ltd has":                        "Northwind School of Fine Arts Ltd",
	} {
		var got []string
		st := e.Stream(detect.Segment{Media: "text/plain"}, func(m detect.Mention) error {
			if m.Kind == exposure.Company {
				got = append(got, string(m.Value))
			}
			return nil
		})
		if err := st.Write([]byte(text), nil); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0] != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}
