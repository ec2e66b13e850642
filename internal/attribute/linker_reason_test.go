package attribute

import (
	"slices"
	"strings"
	"testing"
)

// A row is told to an organisation only for a reason. Mailboxes marked "keeper" stand in columns of
// somebody else whom the row names, as "dealer_email".
func TestRowsAreToldForAReason(t *testing.T) {
	for name, c := range map[string]struct {
		rows []row
		want string // what contoso.test is told beside its own mailbox, "" for nothing
	}{
		"its own mailbox":                     {[]row{{"mail email jane@contoso.test", "iban GB33BUKB20201555555555"}}, "iban"},
		"a person of its own":                 {[]row{{"person Jane Doe", "mail email jane@contoso.test", "phone +44 7700 900123"}}, "person phone"},
		"a person whose mailbox has her name": {[]row{{"person Jane Doe", "keeper email jane.doe@contoso.test", "phone +44 7700 900123"}}, "person phone"},
		"its own name":                        {[]row{{"company Contoso Ltd", "person Jane Doe", "email jane@mailbox.test", "site domain contoso.test", "iban GB33BUKB20201555555555"}}, ""},
		"its own name, and nobody else's":     {[]row{{"company Contoso Ltd", "site domain contoso.test", "iban GB33BUKB20201555555555"}}, "iban"},
		"its own name, of somebody":           {[]row{{"company Contoso Ltd", "site domain contoso.test", "iban GB33BUKB20201555555555", "birth 1981-05-17"}}, ""},
		"any URL's domain":                    {[]row{{"domain contoso.test", "iban GB33BUKB20201555555555"}}, ""},
		"a list of its customers' contacts": {[]row{{"company Contoso Ltd", "person Jane Doe", "mail email jane@contoso.test", "phone +44 7700 900123", "iban GB33BUKB20201555555555"}},
			"iban person phone"},
		"a dealer":                   {[]row{{"person Ida Roewood", "mail email ida@mailbox.test", "iban GB33BUKB20201555555555", "keeper email jane@contoso.test"}}, ""},
		"a dealer, no other mailbox": {[]row{{"person Ida Roewood", "iban GB33BUKB20201555555555", "keeper email jane@contoso.test"}}, ""},
		"who entered it":             {[]row{{"keeper email jane@contoso.test", "iban GB33BUKB20201555555555", "phone +44 7700 900123"}}, ""},
		"a private mailbox's row":    {[]row{{"mail email ida@mailbox.test", "iban GB33BUKB20201555555555", "email jane@contoso.test"}}, ""},
		"an agent":                   {[]row{{"person Ida Roewood", "iban GB33BUKB20201555555555", "person Jane Doe", "email jane@contoso.test", "phone +44 7700 900123"}}, "person phone"},
		"an agent, accounts first":   {[]row{{"iban GB33BUKB20201555555555", "person Ida Roewood", "person Jane Doe", "email jane@contoso.test"}}, "person"},
		"who acts for others": {[]row{{"email jane@contoso.test", "company Fabrikam GmbH", "iban GB33BUKB20201555555555"},
			{"email jane@contoso.test", "company Litware AG", "phone +44 7700 900123"}}, ""},
		"several firms":       {[]row{{"email jane@contoso.test", "company Fabrikam GmbH", "company Litware AG", "iban GB33BUKB20201555555555"}}, ""},
		"its supplier":        {[]row{{"mail email jane@contoso.test", "keeper company Fabrikam GmbH", "iban GB33BUKB20201555555555"}}, "iban"},
		"its seller":          {[]row{{"mail email jane@contoso.test", "seller company Fabrikam GmbH", "iban GB33BUKB20201555555555"}}, "iban"},
		"who looks after it":  {[]row{{"company Contoso Ltd", "site domain contoso.test", "keeper user 0055", "iban GB33BUKB20201555555555"}}, "iban"},
		"a login at its site": {[]row{{"site domain contoso.test", "keeper email bob@own.example", "user ftp7", "row secret aaaaaaaaaaaaaaaaaaaa"}}, ""},
		"a mail's subject":    {[]row{{"from email bob@own.example", "to email jane@contoso.test", "to person Jane Doe", "iban GB33BUKB20201555555555", "phone +44 7700 900123"}}, "person"},
	} {
		in := newDesk(t, paper{rows: c.rows}).input()
		in.Own = []string{"own.example"}
		var got []string
		seen := 0
		for _, word := range holds(t, in, "contoso.test") {
			if word == "email" && seen == 0 {
				seen++ // jane's own is always there
				continue
			}
			if word != "company" && word != "domain" {
				got = append(got, word)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: contoso.test is told of %q, want %q", name, got, c.want)
		}
	}
}

// A company beside a mailbox that is not called so has its row; whoever acts for it has not.
func TestACompanyHasItsRow(t *testing.T) {
	in := newDesk(t, paper{rows: []row{
		{"email jane@contoso.test", "company Fabrikam GmbH", "iban GB33BUKB20201555555555"},
		{"keeper email jane@contoso.test", "company Litware AG", "card 5555555555554444"},
	}}).input()
	if list := holds(t, in, "company:fabrikam gmbh"); !slices.Contains(list, "iban") {
		t.Errorf("Fabrikam GmbH has %v", list)
	}
	if list := holds(t, in, "company:litware ag"); !slices.Contains(list, "card") {
		t.Errorf("Litware AG has %v", list)
	}
}

// A list of suppliers is theirs where it is about nobody else.
func TestASupplierHasItsRow(t *testing.T) {
	in := newDesk(t, paper{rows: []row{
		{"seller company Fabrikam GmbH", "iban GB33BUKB20201555555555"},
		{"seller company Litware AG", "person Ida Roewood", "birth 1981-05-17"},
		{"partner company Contoso Ltd", "mail email ida@mailbox.test", "card 5555555555554444"},
	}}).input()
	for id, want := range map[string]string{"company:fabrikam gmbh": "iban", "company:litware ag": "", "company:contoso ltd": ""} {
		if list := holds(t, in, id); want != "" && !slices.Contains(list, want) || want == "" && len(list) > 1 {
			t.Errorf("%s has %v, want %q", id, list, want)
		}
	}
}

// That a dealer's mailbox stands with many companies makes no company the dealer's.
func TestDealersAreNotTheirCustomers(t *testing.T) {
	var rows []row
	for range standsWith + 1 {
		rows = append(rows, row{"keeper email jane@contoso.test", "company Fabrikam GmbH"})
	}
	if f := compute(t, newDesk(t, paper{rows: rows}).input()); f.Entities.Resolved.High != 2 {
		t.Errorf("%d organisations, want the dealer and its customer", f.Entities.Resolved.High)
	}
	for i := range rows { // called alike, it may stand in whatever column
		rows[i] = row{"keeper email jane@contoso.test", "company Contoso Ltd"}
	}
	if f := compute(t, newDesk(t, paper{rows: rows}).input()); f.Entities.Resolved.High != 1 {
		t.Errorf("%d organisations, want one", f.Entities.Resolved.High)
	}
}

// The mailbox of somebody else whom a row names is not the person's whose row it is, and makes no two
// of one name one.
func TestMailboxesOfOthersAreNotThePersons(t *testing.T) {
	list := told(t, newDesk(t, paper{rows: []row{
		{"person Ida Roewood", "keeper email odo@contoso.test", "birth 1981-05-17"},
		{"person Ida Roewood", "keeper email odo@contoso.test", "iban GB33BUKB20201555555555"},
	}}).input(), Crowd{})
	for _, s := range list {
		if strings.Contains(s, "birth") && strings.Contains(s, "iban") || strings.Contains(s, "person") && strings.Contains(s, "email") {
			t.Errorf("of a mailbox that is another's: %s", s)
		}
	}
}

// An account that two people have says of no row whose it is: what stands in one is not the clerk's whose
// number stands there too. A mailbox in the row says more.
func TestAccountsOfSeveral(t *testing.T) {
	users := []row{
		{"user customer 17", "person Greta Zwengel", "mail email greta@contoso.test"}, {"user customer 17", "person Bert Ohm", "iban GB33BUKB20201555555555"},
		{"user clerk 2", "person Hektor Roewood", "mail email hektor@own.example"},
	}
	of := func(order row) []string {
		in := newDesk(t, paper{rows: append(slices.Clone(users), order)}).input()
		in.Own = []string{"own.example"}
		return told(t, in, Crowd{})
	}
	for _, s := range of(row{"user customer 17", "user clerk 2", "card 5555555555554444"}) {
		if strings.Contains(s, "card") {
			t.Errorf("the card of one of two customers is %s", s)
		}
	}
	if list := of(row{"user customer 17", "mail email greta@contoso.test", "card 5555555555554444"}); !slices.ContainsFunc(list, func(s string) bool {
		return strings.Contains(s, "g•••@contoso.test") && strings.Contains(s, "card")
	}) {
		t.Errorf("nobody has the card beside her mailbox: %q", list)
	}
	for _, s := range of(row{"keeper email hektor@own.example", "card 5555555555554444"}) {
		if strings.Contains(s, "card") {
			t.Errorf("the card of a row that he entered is %s", s)
		}
	}
}

// A mailbox beside several who are not called so is no reason; one name in several spellings, with or without
// a married name, is of one, and a role's mailbox is of several.
func TestMailboxesOfMany(t *testing.T) {
	for name, c := range map[string]struct {
		names []string
		email string
		want  bool // the organisation has their accounts
	}{
		"one":                 {[]string{"Greta Zwengel"}, "u123@contoso.test", true},
		"two spellings":       {[]string{"Greta Zwengel", "Zwengel Greta", "G. Zwengel", "Greta M. Zwengel"}, "u123@contoso.test", true},
		"a married name":      {[]string{"Greta Zwengel", "Greta Ohmweg"}, "u123@contoso.test", true},
		"two":                 {[]string{"Greta Zwengel", "Bert Ohmweg"}, "odo@contoso.test", false},
		"sisters":             {[]string{"Greta Zwengel", "Ida Zwengel", "Bea Zwengel"}, "odo@contoso.test", false},
		"two whom it fits":    {[]string{"Greta Zwengel", "Bert Zwengel"}, "zwengel@contoso.test", true},
		"two in one office":   {[]string{"Greta Zwengel", "Bert Ohmweg"}, "info@contoso.test", true},
		"too many for a firm": {[]string{"Ada A", "Bea Bo", "Cyd Co", "Dora Do", "Eve Eo", "Finn Fo", "Gwen Go", "Hugo Ho", "Ivo Io"}, "info@contoso.test", false},
	} {
		var list []row
		for _, n := range c.names {
			list = append(list, row{"person " + n, "mail email " + c.email, "iban GB33BUKB20201555555555"})
		}
		if got := slices.Contains(holds(t, newDesk(t, paper{rows: list}).input(), "contoso.test"), "iban"); got != c.want {
			t.Errorf("%s: contoso.test has the account: %v, want %v", name, got, c.want)
		}
	}
}
