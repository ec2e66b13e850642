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
