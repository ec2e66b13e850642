package attribute

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// told is a person as a test says it: sort, entity and the masks of the elements.
func told(t *testing.T, in Input, of Crowd) (list []string) {
	t.Helper()
	for s, err := range People(t.Context(), in, of) {
		if err != nil {
			t.Fatal(err)
		}
		var what []string
		for _, e := range s.Elements {
			what = append(what, fmt.Sprintf("%s %s x%d", e.Kind, e.Mask, e.Mentions))
		}
		list = append(list, fmt.Sprintf("%s %s %s: %s", s.Sort, s.Entity, s.Country, strings.Join(what, ", ")))
	}
	slices.Sort(list)
	return list
}

func TestPeopleHaveWhatStandsWithThem(t *testing.T) {
	d := newDesk(t, paper{
		rows: []row{
			{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123", "secret hunter-hunter-hunter-1", "message <1@contoso.de>"},
			{"first person Bob", "last person Roe", "email bob@own.example", "birth 1980-05-17", "country FR"},
			{"email jane@contoso.de", "iban GB33BUKB20201555555555"}, // no name, and one person's address
			{"email nameless@fabrikam.com", "secret hunter-hunter-hunter-2"},
			{"email info@fabrikam.com", "phone +49 30 23125 123"},
			{"email nobody.named@mailbox.test", "iban DE89370400440532013000"}, // a provider's: nobody belongs there
		},
		loose: row{"email bob@own.example"},
		ways:  2,
	})
	in := d.input()
	in.Own = []string{"own.example"}
	want := []string{
		"customer-contact contoso.de GB: email j•••@contoso.de x4, person J••• D••• x2, phone +44 ••• •••23 x2, iban GB•••••••••••••••••••55 x2, secret hunt••• x2",
		"customer-contact fabrikam.com : email n•••@fabrikam.com x2, secret hunt••• x2",
		"private  DE: email n•••@mailbox.test x2, iban DE•••••••••••••••••••00 x2",
		"employee own.example FR: email b•••@own.example x4, person B••• x2, person R••• x2, birth ••••-••-•• x2",
	}
	got := told(t, in, Crowd{})
	slices.Sort(want)
	for i := range got {
		if i >= len(want) || kinds(got[i]) != kinds(want[i]) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			break
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d persons, want %d: %q", len(got), len(want), got)
	}
	others := told(t, in, Crowd{Others: true})
	if len(others) != len(want)+1 || !slices.ContainsFunc(others, func(s string) bool { return strings.HasPrefix(s, SortRoleMailbox+" fabrikam.com") }) {
		t.Errorf("with others: %q", others)
	}
}

// kinds leaves the masks out, the form of which is the seal's.
func kinds(s string) string {
	head, elements, _ := strings.Cut(s, ": ")
	for _, e := range strings.Split(elements, ", ") {
		fields := strings.Fields(e)
		head += " " + fields[0] + " " + fields[len(fields)-1]
	}
	return head
}

// A row of another table has the number of the person and no name; another dump has the same
// number for somebody else.
func TestPeopleJoinByAccountWithinOneContent(t *testing.T) {
	in := newDesk(t,
		paper{rows: []row{{"user 17", "person Jane Doe", "email jane@contoso.de"}, {"user 18", "person Bob Roe"}, {"user 17", "card 5555555555554444"}}},
		paper{rows: []row{{"user 17", "person Eve Poe"}, {"user 17", "card 378282246310005"}}},
	).input()
	got := told(t, in, Crowd{})
	for _, want := range []string{"customer-contact contoso.de DE: email user person card", "private  : user person", "private  : user person card"} {
		found := slices.ContainsFunc(got, func(s string) bool {
			head, elements, _ := strings.Cut(s, ": ")
			var kinds []string
			for _, e := range strings.Split(elements, ", ") {
				kinds = append(kinds, strings.Fields(e)[0])
			}
			return head+": "+strings.Join(kinds, " ") == want
		})
		if !found {
			t.Errorf("no %q in %q", want, got)
		}
	}
}

func TestPeopleAreFoundByAnyOfTheirRecords(t *testing.T) {
	in := newDesk(t, paper{rows: []row{{"person Jane Doe", "email jane@contoso.de"}, {"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123"}}}).input()
	var all []*Subject
	for s, err := range People(t.Context(), in, Crowd{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if len(all) != 1 {
		t.Fatalf("%d persons, want 1", len(all))
	}
	for s, err := range People(t.Context(), in, Crowd{IDs: []string{all[0].ID}}) {
		if diff := cmp.Diff(all[0], s); err != nil || diff != "" {
			t.Error(err, diff)
		}
	}
	for _, id := range []string{"0123456789abcdef", "17", "x"} {
		for _, err := range People(t.Context(), in, Crowd{IDs: []string{id}}) {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("%q: %v, want ErrNotFound", id, err)
			}
		}
	}
}

// An account of two people is neither's, a credential in what configures machines is nobody's, and
// what stands beside one of the owner's people in a record of a customer is not theirs.
func TestWhatIsNoPersonsOwn(t *testing.T) {
	d := newDesk(t,
		paper{rows: []row{{"user 17", "person Jane Doe"}, {"user 17", "person Bob Roe"}, {"user 17", "card 5555555555554444"}}},
		paper{rows: []row{{"email ida@contoso.de", "secret hunter-hunter-hunter-1"}}, content: Content{Document: exposure.DocumentCredentialFile}},
		paper{rows: []row{{"email ida@contoso.de", "secret hunter-hunter-hunter-2"}}},
		paper{rows: []row{{"person Eve Poe", "email eve@own.example", "user 4711", "card 378282246310005"}}, content: Content{Document: exposure.DocumentInvoice}},
		paper{rows: []row{{"person Eve Poe", "email eve@own.example", "user evepoe"}}},
	)
	in := d.input()
	in.Own = []string{"own.example"}
	for _, s := range told(t, in, Crowd{}) {
		switch {
		case strings.Contains(s, "card"):
			t.Errorf("somebody has the card: %s", s)
		case strings.Contains(s, "secret") && strings.Count(s, "secret") != 1:
			t.Errorf("somebody has the credential of a machine: %s", s)
		case strings.HasPrefix(s, SortEmployee) && strings.Count(s, "user") != 1:
			t.Errorf("the owner's people have a customer's account: %s", s)
		}
	}
}

func TestDecisionsAboutPersons(t *testing.T) {
	in := newDesk(t, paper{rows: []row{
		{"person Jane Doe", "email jane@contoso.de"},
		{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123"}, // certainly the same
		{"person Jane Roewood", "birth 1980-05-17"},
	}}).input()
	find := func(has string) string {
		t.Helper()
		for s, err := range People(t.Context(), in, Crowd{}) {
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range s.Elements {
				if e.Kind.String() == has {
					return s.ID
				}
			}
		}
		t.Fatal("nobody has a " + has)
		return ""
	}
	count := func(want int) {
		t.Helper()
		if got := len(told(t, in, Crowd{})); got != want {
			t.Errorf("%d persons, want %d", got, want)
		}
	}
	count(2)
	jane, wed := find("phone"), find("birth")
	in.Decisions = []Decision{{OpMergePerson, jane, wed, "wed in 2019"}}
	count(1)
	in.Decisions = append(in.Decisions, Decision{OpUndo, jane, "", "no"})
	count(2)
	x, err := ExplainPerson(t.Context(), in, jane)
	if err != nil || len(x.Person.Records) != 2 {
		t.Fatal(x, err)
	}
	in.Decisions = append(in.Decisions, Decision{OpSplitPerson, x.Person.Records[0], x.Person.Records[1], "mother and daughter"})
	count(3)
	for _, d := range []Decision{{OpMergePerson, jane, jane, "x"}, {OpSplitPerson, jane, wed, "x"}} {
		var refused *Refusal
		if _, err := Consider(t.Context(), in, d); !errors.As(err, &refused) {
			t.Errorf("%+v: %v, want a refusal", d, err)
		}
	}
	if _, err := Consider(t.Context(), in, Decision{OpMergePerson, jane, "0123456789abcdef", "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v, want ErrNotFound", err)
	}
}

// A switchboard has many people of one name; a row with somebody else's mailbox is nobody's alone; a
// content in which something stands often is one content.
func TestWhatOthersShareIsNobodys(t *testing.T) {
	var rows []row
	for i := range 12 {
		rows = append(rows, row{"person John Smith", fmt.Sprintf("email john%d@contoso.de", i), "phone +44 7700 900123"})
	}
	if got := told(t, newDesk(t, paper{rows: rows}).input(), Crowd{}); len(got) != 12 {
		t.Errorf("%d people of one name at one switchboard, want 12", len(got))
	}
	in := newDesk(t,
		paper{rows: []row{{"person Alice Poe", "email office.two@contoso.de"}, {"person Hektor Roe", "email office.two@contoso.de"}, {"person Jane Doe", "email jane@contoso.de"}}},
		paper{rows: []row{{"email office.two@contoso.de", "email jane@contoso.de", "card 5555555555554444"}}},
		paper{rows: []row{{"person Ida Poe", "email ida@fabrikam.com"}, {"email info@contoso.de", "email ida@fabrikam.com", "card 378282246310005"}}},
	).input()
	for _, s := range told(t, in, Crowd{}) {
		if strings.Contains(s, "card") {
			t.Errorf("somebody has a card that may be another's: %s", s)
		}
	}
	rows = nil
	for i := range window + 100 {
		rows = append(rows, row{fmt.Sprintf("user u%d", i), "person Jane Doe", "email jane@contoso.de"})
	}
	for s, err := range People(t.Context(), newDesk(t, paper{rows: rows}).input(), Crowd{}) {
		if err != nil || s.Contents != 1 || s.Elements[0].Contents != 1 {
			t.Errorf("%v: %d contents, want 1", err, s.Contents)
		}
	}
}

// Of what sort a person is, their organisation's sort says, which may rest on lists alone.
func TestPeopleAreOfTheSortOfTheirOrganisation(t *testing.T) {
	in := newDesk(t, paper{rows: []row{{"person Jane Doe", "email jane@contoso.test"}}, content: Content{Document: exposure.DocumentPartnerRecord}}).input()
	entities, err := Organisations(t.Context(), in)
	if err != nil || len(entities) != 1 || entities[0].Sort != SortPartner {
		t.Fatalf("%+v, %v", entities, err)
	}
	n := 0
	for s, err := range People(t.Context(), in, Crowd{}) {
		if err != nil || s.Sort != SortPartnerContact || s.Entity != entities[0].ID {
			t.Errorf("%+v, %v", s, err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d persons", n)
	}
}
