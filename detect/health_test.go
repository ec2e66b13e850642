package detect

import (
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// TestHealthInColumns takes what ails somebody, and nothing where nobody is named or nothing ails.
func TestHealthInColumns(t *testing.T) {
	e := newEngine(t)
	for name, x := range map[string]struct {
		table string
		want  []string
	}{
		"words and a code":         {"member|diagnosis|icd10\nPiers Hathersage|type 2 diabetes|E11.9\nOttilie Fenwick|leukaemia|C91", []string{"diagnosis: E11.9", "diagnosis: type 2 diabetes", "diagnosis: C91", "diagnosis: leukaemia"}},
		"in French and German":     {"nom complet|Pathologie\nClotilde Marnier|Diabète", []string{"diagnosis: Diabète"}},
		"what a pupil needs":       {"Geburtsdatum|Förderbedarf\n01.02.2014|Hören", []string{"diagnosis: Hören"}},
		"a card of Québec":         {"Name|Health Card No\nBeatrix Lachance|LACB 8051 0312", []string{"LACB 8051 0312"}},
		"of a birthday":            {"date_of_birth|Krankheit\n1984-02-29|Asthma", []string{"diagnosis: Asthma"}},
		"in another script":        {"氏名|病名\n山田太郎|喘息", []string{"diagnosis: 喘息"}},
		"of machines":              {"machine|diagnosis\nmx-7|the disk is full", nil},
		"of nobody in this row":    {"patient|diagnosis\n|asthma", nil},
		"nothing":                  {"patient|diagnosis|icd10\nPiers Hathersage|none|n/a\nMaud Fenwick|gesund|", nil},
		"figures":                  {"patient|diagnosis|dx\nPiers Hathersage|12|0.25", nil},
		"a code without its point": {"icd_code\nS72001A\nM54", []string{"diagnosis: S72001A", "diagnosis: M54"}},
	} {
		got := inRows(t, e, x.table, exposure.Health)
		slices.Sort(got)
		slices.Sort(x.want)
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: found %q, want %q", name, got, x.want)
		}
	}
}

// TestPersonsOfHealthCare reads the columns that health care names people by.
func TestPersonsOfHealthCare(t *testing.T) {
	e := newEngine(t)
	for _, head := range []string{"member", "patient", "Insured", "insured_person", "policyholder", "Versicherter", "Versicherungsnehmer", "assuré", "guardian", "guardian_name", "Next of Kin", "mother", "Hausarzt", "referring physician name"} {
		if got := inRows(t, e, head+"|x\nPiers Hathersage|1", exposure.Person); !slices.Equal(got, []string{"Piers Hathersage"}) {
			t.Errorf("%s: found %q", head, got)
		}
	}
}

// TestSocialInsuranceInColumn knows Canada's number by the name that it goes by, and takes no
// figure of a table of sines for a number of a person.
func TestSocialInsuranceInColumn(t *testing.T) {
	e := newEngine(t)
	got := inRows(t, e, "name|sin|x\nAbel Onslow|518 392 642|1\nCara Quebell|271506388|2", exposure.Identifier)
	if want := []string{"518 392 642", "271506388"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if got := inRows(t, e, "x|sin\n1|0.84147098\n2|0.90929743", exposure.Identifier); got != nil {
		t.Errorf("of sines: found %q", got)
	}
}
