package attribute

import (
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// TestAilmentsTellNobodyApart gives each person what ails them, and neither joins nor parts
// anybody by it, nor makes an owner of it.
func TestAilmentsTellNobodyApart(t *testing.T) {
	ails := "health " + exposure.DiagnosisPrefix
	in := newDesk(t, paper{
		rows: []row{
			{"person Jane Doe", "email jane@contoso.de", ails + "asthma", "health 9434765919"},
			{"person Jane Doe", "email jane@contoso.de", ails + "leukaemia"},
			{"person Bob Roe", "email bob@fabrikam.com", ails + "asthma"},
			{"company Northwind Ltd", ails + "gout"},
			{ails + "gout"},
			{"person Ann Lee", ails + "sciatica", "birth 1984-02-29"}, {"person Zoe Kay", ails + "migraine"},
			{ails + "migraine", "iban GB33BUKB20201555555555"}, // of nobody whom it names
		},
	}).input()
	got := told(t, in, Crowd{})
	want := []string{
		"customer-contact contoso.de GB: email x2, person x2, health ••• 19 x1, health diagnosis ••• x1, health diagnosis ••• x1",
		"customer-contact fabrikam.com : email x1, person x1, health diagnosis ••• x1",
	}
	if got = slices.DeleteFunc(got, func(s string) bool {
		return strings.HasPrefix(s, SortPrivate) && !strings.Contains(s, "iban") && strings.Contains(s, "person")
	}); len(got) != len(want) {
		t.Fatalf("got\n%s", strings.Join(got, "\n"))
	}
	for i, n := range []int{2, 1} {
		if !strings.Contains(got[i], want[i][:20]) || strings.Count(got[i], "health "+exposure.DiagnosisMask) != n {
			t.Errorf("got %q, want about %q", got[i], want[i])
		}
	}
	if slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, SortPrivate) }) {
		t.Errorf("an owner of an ailment: %q", got)
	}
}
