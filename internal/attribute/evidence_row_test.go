package attribute

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// A company and a domain in columns of one row are probably one organisation, unless something contradicts.
func TestOneRowIsProbable(t *testing.T) {
	zebra := row{"firm company Zebra Ltd", "mail email a@contoso.de"}
	one, two := []string{"company:zebra ltd|Zebra Ltd", "contoso.de|contoso.de", "likely"}, []string{"company:zebra ltd|Zebra Ltd", "contoso.de|contoso.de"}
	for _, c := range []struct {
		name string
		rows []row
		want []string // without those that stand beside in the row that contradicts
	}{
		{"one row", []row{zebra}, one},
		{"its domain", []row{{"firm company Zebra Ltd", "site domain contoso.de"}}, one},
		{"under another ending too", []row{zebra, zebra, {"firm company Zebra Ltd", "mail email a@contoso.fr"}}, one},
		{"with one of the owner's people", []row{{"firm company Zebra Ltd", "mail email jo@own.example", "mail email a@contoso.de"}}, one},
		{"more often with the owner's people", []row{zebra, {"firm company Zebra Ltd", "mail email jo@own.example"}, {"firm company Zebra Ltd", "mail email jo@own.example"}}, two},
		{"no columns", []row{{"company Zebra Ltd", "mail email a@contoso.de"}}, two},
		{"another company has the domain", []row{zebra, {"company Lion Ltd", "email b@contoso.de"}}, two},
		{"another domain stands by the name", []row{zebra, {"company Zebra Ltd", "email b@fabrikam.com"}}, two},
		{"two companies in the row", []row{{"firm company Zebra Ltd", "firm company Lion Ltd", "mail email a@contoso.de"}}, two},
		{"two domains in the row", []row{{"firm company Zebra Ltd", "mail email a@contoso.de", "mail email b@fabrikam.com"}}, two},
		{"another domain is called so", []row{zebra, {"email b@zebra.com"}}, two},
		{"another company is called as the domain", []row{zebra, {"company Contoso Ltd", "email a@tailspin.com"}}, two},
		{"one that stands with no domain is", []row{zebra, {"company Contoso Ltd", "email a@mailbox.test"}}, two},
		{"in rows enough for others", []row{zebra, zebra, zebra, zebra, {"company Contoso Ltd", "email a@mailbox.test"}}, two},
		{"free mail", []row{{"firm company Zebra Ltd", "mail email a@mailbox.test"}, {"email b@contoso.de"}}, two},
		{"an access provider", []row{{"firm company Zebra Ltd", "mail email a@t-online.de"}, {"email b@contoso.de"}}, two},
	} {
		in := newDesk(t, paper{rows: c.rows}).input()
		in.Own = []string{"own.example"}
		var got []string
		likely := false
		for _, e := range compute(t, in).Entities.List {
			if strings.HasSuffix(e.ID, "contoso.de") || strings.Contains(e.ID, "zebra ltd") {
				got = append(got, e.ID+"|"+e.Name)
				likely = likely || strings.Contains(e.Probable, "contoso.de") || e.Probable == "company:zebra ltd"
			}
		}
		if len(got) == 2 && strings.HasPrefix(got[1], "company:") {
			got[0], got[1] = got[1], got[0]
		}
		if likely {
			got = append(got, "likely")
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

// Where the domain has the words of the name too, one row is enough.
func TestOneRowIsEnoughForOneName(t *testing.T) {
	for domain, want := range map[string]int{"lion-zebra.de": 1, "zebralionxq.de": 1, "zebra-trade.de": 2, "contoso.de": 2} {
		f := compute(t, newDesk(t, paper{rows: []row{{"firm company Zebra Lion Ltd", "mail email a@" + domain}}}).input())
		if got := len(f.Entities.List); got != want || f.Entities.Resolved.Low != 1 {
			t.Errorf("%s: %d organisations, %d to %d; want %d", domain, got, f.Entities.Resolved.Low, f.Entities.Resolved.High, want)
		}
	}
}

// What a row says that an organisation is goes before the list in which it stands, for all its
// names; who is said nothing of is what the list says.
func TestListsSayWhoSells(t *testing.T) {
	list := Content{Document: exposure.DocumentCustomerList}
	d := newDesk(t, paper{content: list, rows: []row{
		{"seller company Zebra Ltd", "mail email a@zebra.de"},
		{"buyer company Lion Ltd", "mail email a@lion.de"},
		{"partner company Puma Ltd", "mail email a@puma.de"},
		{"firm company Lynx Ltd", "mail email a@lynx.de"},
		{"seller company Ocelot Ltd", "mail email a@contoso.de"},
	}})
	want := map[string]string{"zebra.de": SortVendor, "lion.de": SortCustomer, "puma.de": SortPartner, "lynx.de": SortCustomer,
		"contoso.de": SortVendor, "company:ocelot ltd": SortVendor}
	got := map[string]string{}
	for _, e := range compute(t, d.input()).Entities.List {
		got[e.ID] = e.Sort
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
