package attribute

import "testing"

func TestLabelBeginsWithName(t *testing.T) {
	for _, c := range []struct {
		label, name string
		want        bool
	}{
		{"fabrikammb", "Fabrikam Maschinenbau GmbH", true},
		{"adatumxq", "Adatum Conseil SARL", true},
		{"élodiexq", "Elodie Conseil SARL", true},
		{"deutschebahn", "Deutsche Bank AG", false},
		{"firstxq", "First Up Ltd", true},
		{"theag", "The Company Ltd", false}, // shorter than a name by which anybody is known
		{"fabrikam", "Fabrikant Werke GmbH", false},
		{"fabrikamxq", "Fabrikam GmbH", false}, // alike, or not: the whole name decides
	} {
		if got := beginsWith(c.label, c.name); got != c.want {
			t.Errorf("%s and %s: %t", c.label, c.name, got)
		}
	}
}

// The fuller name that stands beside a domain most often is its name, though a shorter one is
// called so too.
func TestDomainHasTheNameThatStandsBesideItMost(t *testing.T) {
	in := newDesk(t, paper{rows: []row{
		{"email greta@fabrikam-mb.test", "company Fabrikam Maschinenbau GmbH"},
		{"email hans@fabrikam-mb.test", "company Fabrikam Maschinenbau GmbH"},
		{"email anna@fabrikam-mb.test", "company Fabrikam"},
		{"email jean@adatumxq.test", "company Adatum Conseil SARL"},
		{"email jeanne@adatumxq.test", "company Adatum Conseil SARL"},
		{"email inge@deutschebahn.test", "company Deutsche Bank AG"},
		{"email a@northwindxq.test", "company Northwind Handels AG"}, // one record each says nothing of which it is
		{"email b@northwindxq.test", "company Northwind Reederei AG"},
	}}).input()
	names := map[string]string{}
	for _, e := range compute(t, in).Entities.List {
		names[e.ID] = e.Name
	}
	want := map[string]string{
		"fabrikam-mb.test": "Fabrikam Maschinenbau GmbH", "adatumxq.test": "Adatum Conseil SARL", "deutschebahn.test": "deutschebahn.test", "northwindxq.test": "northwindxq.test",
	}
	for id, name := range want {
		if names[id] != name {
			t.Errorf("%s is %q, want %q", id, names[id], name)
		}
	}
	for _, id := range []string{"company:fabrikam", "company:fabrikam maschinenbau gmbh", "company:adatum conseil sarl"} {
		if names[id] != "" {
			t.Errorf("%s stands by itself", id)
		}
	}
}

// A company that is named as the owner's domain is the owner's, unless it has a domain of its own or
// a person says otherwise.
func TestCompaniesNamedAsTheOwner(t *testing.T) {
	rows := []row{
		{"company Brightpath Services Inc", "phone +44 7700 900123"},
		{"company Bright", "phone +44 7700 900124"},
		{"company Brightpath Bakery Ltd", "email joe@brightpathbakery.test"},
	}
	sorts := func(decisions ...Decision) map[string]string {
		in := newDesk(t, paper{rows: rows}).input()
		in.Own, in.Decisions = []string{"brightpathxq.test"}, decisions
		sorts := map[string]string{}
		for _, e := range compute(t, in).Entities.List {
			sorts[e.Name] = e.Sort
		}
		return sorts
	}
	if got := sorts(); got["Brightpath Services Inc"] != "" || got["Bright"] != SortUnknown || got["Brightpath Bakery Ltd"] != SortUnknown {
		t.Errorf("affected: %q", got)
	}
	if got := sorts(Decision{Op: SortCustomer, A: "Brightpath Services Inc"}); got["Brightpath Services Inc"] != SortCustomer {
		t.Errorf("after a person's mark: %q", got)
	}
}
