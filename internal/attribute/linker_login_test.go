package attribute

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// holds writes what the roll says of one entity: kinds and how many, and of credentials whether they
// are logins there.
func holds(t *testing.T, in Input, id string) (list []string) {
	t.Helper()
	for _, s := range rolled(t, in, Roster{}) {
		if s.ID != id {
			continue
		}
		for _, e := range s.Elements {
			word := e.Kind.String()
			if e.Kind == exposure.Secret {
				word = fmt.Sprintf("secret %t", e.Login)
			}
			list = append(list, word)
		}
	}
	return list
}

// One address of another organisation in a file that configures machines, as a webhook or an
// alarm's, gives it none of the owner's keys.
func TestCredentialsAreNeverGivenToWhomeverStandsBeside(t *testing.T) {
	for _, kind := range []exposure.DocumentKind{"", exposure.DocumentCredentialFile, exposure.DocumentSourceCode, exposure.DocumentContract} {
		content := Content{Document: kind}
		in := newDesk(t,
			paper{rows: []row{{"secret AKIAQYLPMN5HHHFPZAM2", "secret 7Zk2LmXw9Yc4N", "domain contoso.test"}}, content: content},
			paper{rows: []row{{"secret bG8wLx2QpV7mKc4Z", "email sales@fabrikam.test"}}, content: content},
			paper{rows: []row{{"person Jane Doe", "email jane@northwind.test", "secret Tr0ub4dor"}}, content: content},
			paper{rows: []row{{"company Litware GmbH", "secret Tr0ub4dor7"}}, content: content},
		).input()
		for _, id := range []string{"contoso.test", "fabrikam.test", "northwind.test", "company:litware gmbh"} {
			if list := holds(t, in, id); len(list) == 0 || slices.Contains(list, "secret false") || slices.Contains(list, "secret true") {
				t.Errorf("%q: %s has %v", kind, id, list)
			}
		}
	}
}

func TestCredentialsAreTheirsWhoSignInByThem(t *testing.T) {
	for _, c := range []struct {
		row  row
		want string // who has the credential
	}{
		{row{"domain contoso.test", "email o.quill@fabrikam.test", "login secret Tr0ub4dor"}, "fabrikam.test"},
		{row{"email jane@contoso.test", "email o.quill@fabrikam.test", "person Odo Quill", "login secret Tr0ub4dor"}, "fabrikam.test"},
		{row{"email jane@contoso.test", "domain fabrikam.test", "login secret Tr0ub4dor"}, ""},
		{row{"email sales@contoso.test", "login secret Tr0ub4dor"}, ""},
		{row{"email jane@mailbox.test", "login secret Tr0ub4dor", "domain contoso.test"}, ""},
		{row{"user 501", "mail email jane@contoso.test", "person Jane Doe", "row secret Tr0ub4dor"}, "contoso.test"},
		{row{"row secret Tr0ub4dor", "mail email jane@contoso.test"}, "contoso.test"},
		{row{"host db1.corp.local", "row secret Tr0ub4dor", "mail email jane@contoso.test"}, ""},
		{row{"host db1.corp.local", "row secret Tr0ub4dor", "signer email jane@contoso.test"}, "contoso.test"},
		{row{"mail email jane@contoso.test", "row secret Tr0ub4dor", "mail email o.quill@fabrikam.test"}, ""},
		{row{"mail email jane@contoso.test", "row secret Tr0ub4dor", "signer email o.quill@fabrikam.test"}, "fabrikam.test"},
		{row{"signer email jane@contoso.test", "row secret Tr0ub4dor", "signer email o.quill@fabrikam.test"}, ""},
		{row{"email jane@contoso.test", "row secret Tr0ub4dor", "mail email o.quill@fabrikam.test"}, "fabrikam.test"},
		{row{"email jane@contoso.test", "row secret Tr0ub4dor"}, ""},
		{row{"keeper email jane@contoso.test", "row secret Tr0ub4dor"}, ""},
		{row{"keeper email jane@contoso.test", "row secret Tr0ub4dor", "signer email o.quill@fabrikam.test"}, "fabrikam.test"},
		{row{"url secret Tr0ub4dor", "domain contoso.test", "domain fabrikam.test"}, "contoso.test"},
		{row{"url secret Tr0ub4dor", "ip 192.0.2.7", "domain fabrikam.test"}, ""},
		{row{"url secret Tr0ub4dor"}, ""},
	} {
		for _, kind := range []exposure.DocumentKind{"", exposure.DocumentLog} {
			in := newDesk(t, paper{rows: []row{c.row}, content: Content{Document: kind}}).input()
			for _, id := range []string{"contoso.test", "fabrikam.test"} {
				if got := slices.Contains(holds(t, in, id), "secret true"); got != (id == c.want) || slices.Contains(holds(t, in, id), "secret false") {
					t.Errorf("%q %q: %s has %v, want the credential at %q", kind, c.row, id, holds(t, in, id), c.want)
				}
			}
		}
	}
}

// Of a file for machines an organisation has what names it itself, and the owner all else as before.
func TestMachinesNameNobodyElse(t *testing.T) {
	records := []row{{"person Jane Doe", "email jane@contoso.test", "phone +44 7700 900123", "user jdoe"}, {"email bob@own.example", "secret Tr0ub4dor"}}
	of := func(kind exposure.DocumentKind) Input {
		in := newDesk(t, paper{rows: records, content: Content{Document: kind}}).input()
		in.Own = []string{"own.example"}
		return in
	}
	if list := holds(t, of(exposure.DocumentNetworkConfig), "contoso.test"); !slices.Equal(list, []string{"email"}) {
		t.Errorf("of a configuration: %v", list)
	}
	if list := holds(t, of(exposure.DocumentCredentialFile), "contoso.test"); !slices.Equal(list, []string{"email", "user", "person", "phone"}) {
		t.Errorf("of a list of logins: %v", list)
	}
	if list := holds(t, of(exposure.DocumentContract), "contoso.test"); !slices.Equal(list, []string{"email", "user", "person", "phone"}) {
		t.Errorf("of a contract: %v", list)
	}
}
