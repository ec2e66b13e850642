package attribute

import (
	"fmt"
	"strings"
	"testing"
)

// Names that have nothing in common are one where a register's number or a closing block
// says so, and not where these say less.
func TestBrandsOnEvidence(t *testing.T) {
	vat := func(domain, number string, n int) (list []row) {
		for i := range n {
			list = append(list, row{fmt.Sprintf("email a%d@%s", i, domain), "sign register " + number})
		}
		return list
	}
	block := func(n int, row row) (list []row) {
		for range n {
			list = append(list, row)
		}
		return list
	}
	join := func(lists ...[]row) (all []row) {
		for _, l := range lists {
			all = append(all, l...)
		}
		return all
	}
	for _, c := range []struct {
		what   string
		rows   []row
		reason string // "" for two organisations
		likely string
	}{
		{"one number", join(vat("quill.test", "DE123456789", 3), vat("umber.test", "DE123456789", 2)), "the same register number, in 3 and 2 records", ""},
		{"one number in the rows of a table ", join(block(2, row{"email jd@quill.test", "register DE123456789"}), block(2, row{"email office@umber.test", "register DE123456789"})), "", ""},
		{"rows of a table and what each says", join(block(2, row{"email jd@quill.test", "register DE123456789"}), block(2, row{"email office@umber.test", "register DE123456789"}),
			[]row{{"sign email jd@quill.test", "sign register DE123456789"}, {"sign email office@umber.test", "sign register DE123456789"}}), "the same register number, in 3 and 3 records", ""},
		{"rows of a table and one closing block", join(block(2, row{"email jd@quill.test", "register DE123456789"}), block(2, row{"email office@umber.test", "register DE123456789"}),
			[]row{{"sign email jd@quill.test", "sign email office@umber.test"}}), "the same register number, in 2 and 2 records", ""},
		{"once", join(vat("quill.test", "DE123456789", 3), vat("umber.test", "DE123456789", 1)), "", ""},
		{"another more often", join(vat("quill.test", "DE123456789", 3), vat("umber.test", "DE123456789", 2), vat("umber.test", "DE987654321", 3)), "", ""},
		{"a number of very many", join(vat("quill.test", "DE123456789", 3), vat("umber.test", "DE123456789", 3), vat("brisk.test", "DE123456789", 3), vat("vexel.test", "DE123456789", 3)), "", ""},
		{"the owner's number", join(vat("own.test", "DE123456789", 3), vat("quill.test", "DE123456789", 3), vat("umber.test", "DE123456789", 3)), "", ""},
		{"closing blocks", block(3, row{"sign email jd@quill.test", "sign email office@umber.test"}), "", "have addresses in one closing block of mail, in 3 of them"},
		{"closing blocks of one name", block(3, row{"sign email jd@quill.test", "sign email office@quill-group.test"}), "have addresses in one closing block of mail, in 3 of them", ""},
		{"two closing blocks", block(2, row{"sign email jd@quill.test", "sign email office@umber.test"}), "", ""},
		{"a link in closing blocks", block(5, row{"sign email jd@quill.test", "sign domain umber.test"}), "", "stand together in 5 closing blocks of mail"},
		{"rows that are no closing blocks", block(5, row{"email jd@quill.test", "email office@umber.test"}), "", ""},
	} {
		in := newDesk(t, paper{rows: c.rows}).input()
		in.Own = []string{"own.test"}
		f := compute(t, in)
		var reasons, likely []string
		for _, e := range f.Entities.List {
			for _, m := range e.Merges {
				reasons = append(reasons, m.Reason)
			}
			if e.Probable != "" {
				likely = append(likely, e.ProbableCause)
			}
		}
		if got := strings.Join(reasons, "; "); got != c.reason {
			t.Errorf("%s: merged by %q, want %q", c.what, got, c.reason)
		}
		if got := strings.Join(likely, "; "); got != c.likely {
			t.Errorf("%s: probably by %q, want %q", c.what, got, c.likely)
		}
	}
}

// Whoever has a name under the suffix of a host is not the host, nor who has the same name
// elsewhere, and is in no country by it.
func TestPrivateSuffixes(t *testing.T) {
	f := compute(t, newDesk(t, paper{rows: []row{{"email a@contoso.github.io"}, {"domain github.io"}, {"email a@contoso.com"}, {"email a@fabrikam.goip.de"}, {"email a@northwind.goip.de"}}}).input())
	for _, id := range []string{"contoso.github.io", "contoso.com", "fabrikam.goip.de", "northwind.goip.de"} {
		e := entity(t, f, id)
		if e.Probable != "" || len(e.Merges) > 0 || e.Country != "" {
			t.Errorf("%+v", e)
		}
	}
	if len(f.Entities.List) != 4 || f.Entities.Apart[SortHosting] != 1 {
		t.Errorf("%d entities, apart %v", len(f.Entities.List), f.Entities.Apart)
	}
}

// Personal mail of an employee is the employer's only where a record has a mailbox of theirs there: a company
// beside somebody may be whatever it is to them.
func TestPersonalMail(t *testing.T) {
	f := compute(t, newDesk(t, paper{rows: []row{
		{"person Jane Doe", "email jane@contoso.de"},
		{"person Jane Doe", "email jane.doe@mailbox.test"}, // another record of one who is called so
		{"person Bob Roe", "email bob@contoso.de", "email bob.roe@mailbox.test"},
		{"person Eve Poe", "company Contoso GmbH", "email eve@t-online.de"},
		{"company Contoso GmbH", "email info@contoso.de"},
	}}).input())
	e := entity(t, f, "contoso.de")
	if e.Kinds["email"] != 4 { // three of its own, and Bob's
		t.Errorf("%d addresses: %v", e.Kinds["email"], e.Kinds)
	}
}
