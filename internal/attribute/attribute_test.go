package attribute

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// Mentions count once for each way, what was not published not at all, and
// neither does what scores too low.
func TestWhatCounts(t *testing.T) {
	d := newDesk(t,
		paper{ways: 3, objects: 2, loose: row{"email jane@contoso.de", "email jane@contoso.de", "email bob@contoso.de"}},
		paper{ways: 1, objects: 1, loose: row{"email jane@contoso.de"}},
		paper{ways: 5, hidden: true, loose: row{"email jane@contoso.de", "email eve@fabrikam.com"}},
		paper{score: 30, loose: row{"email low@fabrikam.com", "email bob@contoso.de"}},
	)
	in := d.input()
	in.MinScore = 50
	f := compute(t, in)
	want := KindFigure{Kind: exposure.Email, Mentions: 3*3 + 1, Distinct: 2, Resolved: Range{2, 2}}
	if diff := cmp.Diff(want, kindOf(f, exposure.Email)); diff != "" {
		t.Error(diff)
	}
	duplicates := DuplicateFigures{SameBytesObjects: 1, SameContentWays: 1, SameContent: 1, SameIdentity: 1, FurtherWays: 6}
	if f.Duplicates.SameIdentity == 2 { // which of two contents is the first is the key's doing
		duplicates.SameContent, duplicates.SameIdentity = 0, 2
	}
	if diff := cmp.Diff(duplicates, f.Duplicates); diff != "" {
		t.Error(diff)
	}
	if len(f.Entities.List) != 1 || f.Entities.List[0].Mentions != 10 || f.Entities.List[0].Contents != 2 {
		t.Errorf("entities: %+v", f.Entities.List)
	}
	in.MinScore = 0
	if f = compute(t, in); kindOf(f, exposure.Email).Mentions != 12 || len(f.Entities.List) != 2 {
		t.Errorf("without a threshold: %+v", kindOf(f, exposure.Email))
	}
}

func TestOtherSpellings(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   exposure.Kind
		values row
		want   Range
	}{
		{"tags are certain, dots are not", exposure.Email,
			row{"email jane.doe@contoso.de", "email jane.doe+news@contoso.de", "email janedoe@contoso.de", "email jane@fabrikam.com"}, Range{2, 3}},
		{"a number without a country is probably the one with", exposure.Phone,
			row{"phone +44 7700 900123", "phone 07700 900123", "phone +44 7700 900124"}, Range{2, 3}},
		{"two countries are two telephones", exposure.Phone, row{"phone +44 7700 900123", "phone +49 7700 900123"}, Range{2, 2}},
		{"namesakes may be two, so the order of a name is no proof", exposure.Person, row{"person Jane Doe", "person Doe, Jane", "person Bob Roe"}, Range{2, 3}},
		{"logins by spelling", exposure.User, row{"user j.doe", "user jdoe", "user bob"}, Range{2, 3}},
		{"legal form is certain, order of words is not", exposure.Company,
			row{"company Contoso GmbH", "company Contoso AG", "company Wind North Ltd", "company North Wind Ltd"}, Range{2, 3}},
		{"cards have one spelling", exposure.Card, row{"card 4111 1111 1111 1111", "card 4111111111111111"}, Range{1, 1}},
	} {
		f := compute(t, newDesk(t, paper{loose: c.values}).input())
		if got := kindOf(f, c.kind).Resolved; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestProjects(t *testing.T) {
	for _, c := range []struct {
		name   string
		papers []paper
		want   Range
	}{
		{"spellings", []paper{{loose: row{"project PRJ-0042", "project prj_0042", "project Falcon"}}}, Range{1, 1}},
		{"a record says which name a number has", []paper{{rows: []row{{"project PRJ-1", "project Falcon"}, {"project PRJ-2", "project Heron"}}}}, Range{2, 2}},
		{"a document says so too", []paper{{loose: row{"project PRJ-1", "project Falcon"}}, {loose: row{"project PRJ-2"}}}, Range{2, 2}},
		{"a document of several says nothing", []paper{{loose: row{"project PRJ-1", "project PRJ-2", "project Falcon"}}}, Range{2, 3}},
		{"a record of several is no proof for one of them", []paper{{rows: []row{{"project PRJ-1", "project Falcon", "project Heron"}, {"project PRJ-1", "project Falcon"}}}}, Range{2, 3}},
		{"one spelling has a blank, and is no name for it", []paper{{rows: []row{{"project Orion 4711"}, {"project Orion-4711"}}}}, Range{1, 1}},
		{"a name of two numbers is no proof", []paper{{rows: []row{{"project PRJ-1", "project Migration"}, {"project PRJ-2", "project Migration"}}}}, Range{2, 3}},
		{"what never stands together may be one", []paper{{loose: row{"project PRJ-1"}}, {loose: row{"project Falcon"}}, {loose: row{"project Heron"}}}, Range{2, 3}},
		{"what is not published says nothing", []paper{{rows: rows(1, "project PRJ-1", "project Falcon"), hidden: true}, {loose: row{"project PRJ-1"}}, {loose: row{"project Falcon"}}}, Range{1, 2}},
	} {
		f := compute(t, newDesk(t, c.papers...).input())
		if got := kindOf(f, exposure.Project).Resolved; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// A mail is its sender's, wherever in the header its identifier stands.
func TestMailIsItsSenders(t *testing.T) {
	for _, header := range []row{
		{"from email ann@alpha-one.de", "email bob@beta-two.fr", "email cid@delta-four.es", "message <q1@mail.alpha-one.de>"},
		{"message <q1@mail.test>", "email bob@beta-two.fr", "from email ann@alpha-one.de", "person Bob Roe"},
	} {
		f := compute(t, newDesk(t, paper{rows: []row{header}}).input())
		for _, e := range f.Entities.List {
			if mails := e.Kinds["message"]; (mails == 1) != (e.ID == "alpha-one.de") {
				t.Errorf("%v: %s has %d mails", header, e.ID, mails)
			}
		}
	}
}

func rows(n int, r ...string) []row {
	out := make([]row, n)
	for i := range out {
		out[i] = r
	}
	return out
}

func TestEntities(t *testing.T) {
	for _, c := range []struct {
		name   string
		papers []paper
		want   []string // IDs with their names and countries, by mentions
	}{
		{"a domain with its ccTLD", []paper{{loose: row{"email a@contoso.de", "email b@contoso.de"}}}, []string{"contoso.de|contoso.de|DE"}},
		{"free mail, system mail and the owner's are none", []paper{{loose: row{"email a@mailbox.test", "email no-reply@fabrikam.com", "email a@own.example"}}}, nil},
		{"a company of its own, by its legal form", []paper{{loose: row{"company Contoso Sp. z o.o."}}}, []string{"company:contoso sp. z o.o.|Contoso Sp. z o.o.|PL"}},
		{"alike and in its only record", []paper{{rows: rows(1, "company Contoso Ltd", "email a@contoso.de")}}, []string{"contoso.de|Contoso Ltd|DE"}},
		{"not alike, in too few records", []paper{{rows: rows(2, "company Zebra Ltd", "email a@contoso.de")}},
			[]string{"company:zebra ltd|Zebra Ltd|", "contoso.de|contoso.de|DE"}},
		{"not alike, in enough", []paper{{rows: rows(3, "company Zebra Ltd", "email a@contoso.de")}}, []string{"contoso.de|Zebra Ltd|DE"}},
		{"not in most of its records", []paper{{rows: append(rows(3, "company Zebra Ltd", "email a@contoso.de"), rows(3, "company Zebra Ltd")...)}},
			[]string{"company:zebra ltd|Zebra Ltd|", "contoso.de|contoso.de|DE"}},
		{"a reseller does not swallow its customers", []paper{{rows: append(rows(4, "company Zebra Ltd", "email a@reseller.de"), rows(4, "company Lion Ltd", "email a@reseller.de")...)}},
			[]string{"reseller.de|reseller.de|DE", "company:lion ltd|Lion Ltd|", "company:zebra ltd|Zebra Ltd|"}},
		{"free mail proves nothing", []paper{{rows: rows(5, "company Zebra Ltd", "email a@mailbox.test")}}, []string{"company:zebra ltd|Zebra Ltd|"}},
		{"the owner's colleague in every row", []paper{{rows: rows(5, "company Zebra Ltd", "email a@own.example")}}, []string{"company:zebra ltd|Zebra Ltd|"}},
		{"the owner's own name", []paper{{rows: rows(1, "company Ownex Ltd", "email a@ownex.example")}}, nil},
		{"another ending alone is another entity", []paper{{loose: row{"email a@contoso.de", "email b@contoso.de", "email a@contoso.fr"}}},
			[]string{"contoso.de|contoso.de|DE", "contoso.fr|contoso.fr|FR"}},
		{"unless the company stands with both", []paper{{rows: append(rows(3, "company Contoso", "email a@contoso.de"), rows(2, "company Contoso", "email a@contoso.fr")...)}},
			[]string{"contoso.de|Contoso|"}},
		{"telephones outvote nothing but the lack of a ccTLD", []paper{{rows: append(rows(1, "email a@contoso.com", "phone +49 30 23125 123"), rows(1, "email a@fabrikam.fr", "phone +49 30 23125 124")...)}},
			[]string{"contoso.com|contoso.com|DE", "fabrikam.fr|fabrikam.fr|FR"}},
		{"sold endings say nothing, stated countries do", []paper{{rows: rows(1, "email a@contoso.io", "country SG")}}, []string{"contoso.io|contoso.io|SG"}},
		{"a tie is unknown", []paper{{rows: []row{{"email a@contoso.com", "country SG"}, {"email a@contoso.com", "country MT"}}}}, []string{"contoso.com|contoso.com|"}},
		{"an IBAN", []paper{{rows: rows(1, "email a@contoso.com", "iban GB33BUKB20201555555555")}}, []string{"contoso.com|contoso.com|GB"}},
	} {
		in := newDesk(t, c.papers...).input()
		in.Own = []string{"own.example", "ownex.example"}
		var got []string
		for _, e := range compute(t, in).Entities.List {
			got = append(got, strings.Join([]string{e.ID, e.Name, e.Country}, "|"))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

func TestMergesSayWhy(t *testing.T) {
	in := newDesk(t, paper{rows: append(rows(12, "company Zebra Ltd", "email a@contoso.de"), row{"company Zebra Limited"})}).input()
	e := entity(t, compute(t, in), "contoso.de")
	want := []Merge{{"Zebra Limited", "same name but for the legal form"}, {"Zebra Ltd", "stands with contoso.de in 12 of 13 records"}}
	if diff := cmp.Diff(want, e.Merges); diff != "" {
		t.Error(diff)
	}
}

func TestProbableEntities(t *testing.T) {
	in := newDesk(t, paper{loose: row{"email a@contoso.com", "email b@contoso.com", "email a@contoso.org", "company Wind North", "company North Wind"}}).input()
	f := compute(t, in)
	if f.Entities.Resolved != (Range{2, 4}) {
		t.Errorf("resolved %+v", f.Entities.Resolved)
	}
	e := entity(t, f, "contoso.org")
	if e.Probable != "contoso.com" || e.ProbableCause != "same name under another ending" {
		t.Errorf("probably %q: %q", e.Probable, e.ProbableCause)
	}
}

func TestDecisions(t *testing.T) {
	d := newDesk(t, paper{rows: append(rows(4, "company Zebra Ltd", "email a@contoso.de"), row{"email a@fabrikam.fr"})})
	in := d.input()
	for _, c := range []struct {
		decisions []Decision
		want      int
		own       uint64
	}{
		{nil, 2, 0},
		{[]Decision{{"merge", "contoso.de", "fabrikam.fr", "bought in 2021"}}, 1, 0},
		{[]Decision{{"merge", "Zebra Ltd", "fabrikam.fr", "bought in 2021"}}, 1, 0},
		{[]Decision{{"merge", "contoso.de", "fabrikam.fr", "x"}, {"undo", "fabrikam.fr", "contoso.de", "wrong"}}, 2, 0},
		{[]Decision{{"split", "Zebra Ltd", "contoso.de", "a client"}}, 3, 0},
		{[]Decision{{"split", "company:zebra ltd", "contoso.de", "a client"}, {"undo", "company:zebra ltd", "", "wrong"}}, 2, 0},
		{[]Decision{{"own", "fabrikam.fr", "", "ours"}}, 1, 1},
		{[]Decision{{"own", "contoso.de", "", "ours"}}, 2, 1}, // the company is not alike, so it stays a customer
		{[]Decision{{"merge", "nobody.example", "contoso.de", ""}, {"undo", "nothing", "", ""}, {"nonsense", "a", "b", ""}}, 2, 0},
	} {
		in.Decisions = c.decisions
		f := compute(t, in)
		if len(f.Entities.List) != c.want || f.Entities.Apart["own"] != c.own {
			t.Errorf("%v: %d entities, %d own; want %d, %d", c.decisions, len(f.Entities.List), f.Entities.Apart["own"], c.want, c.own)
		}
	}
	in.Decisions, in.Vendors = nil, []string{"Contoso.de"}
	if f := compute(t, in); f.Entities.Apart["vendor"] != 1 {
		t.Errorf("apart: %v", f.Entities.Apart)
	}
}

func TestPersons(t *testing.T) {
	for _, c := range []struct {
		name     string
		rows     []row
		distinct uint64
		want     Range
	}{
		{"the same row twice", rows(2, "person Jane Doe", "email jane@contoso.de"), 1, Range{1, 1}},
		{"same name and address, other number", []row{{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123"},
			{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900124"}}, 2, Range{1, 1}},
		{"same name and number, other address", []row{{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123"},
			{"person Jane Doe", "email jd@contoso.de", "phone +44 7700 900123"}}, 2, Range{1, 1}},
		{"same name at the same organisation", []row{{"person Jane Doe", "email jane@contoso.de"}, {"person Doe, Jane", "email jd@contoso.de"}}, 2, Range{1, 2}},
		{"same name elsewhere", []row{{"person Jane Doe", "email jane@contoso.de"}, {"person Jane Doe", "email jane@fabrikam.com"}}, 2, Range{2, 2}},
		{"same free-mail provider is no employer", []row{{"person Jane Doe", "email jane@mailbox.test"}, {"person Jane Doe", "email doe@mailbox.test"}}, 2, Range{2, 2}},
		{"same address, other spelling", []row{{"person Jane Doe", "email jane@contoso.de"}, {"person J. Doe", "email jane@contoso.de"}}, 2, Range{1, 1}},
		{"a shared mailbox links nobody", []row{{"person Jane Doe", "email info@contoso.de"}, {"person Bob Roe", "email info@contoso.de"}}, 2, Range{2, 2}},
		{"several addresses link through each", []row{{"person Jane Doe", "email a@contoso.de", "email b@fabrikam.com"},
			{"person Jane Doe", "email b@fabrikam.com"}, {"person Jane Doe", "email a@contoso.de"}}, 3, Range{1, 1}},
		{"the header of a mail names several", []row{{"person Jane Doe", "email jane@contoso.de", "person Bob Roe", "email bob@contoso.de"},
			{"person Bob Roe", "email bob@contoso.de"}, {"person Jane Doe", "email jane@contoso.de"}}, 2, Range{2, 2}},
		{"another mail is no other person", []row{{"message <1@contoso.de>", "person Jane Doe", "email jane@contoso.de"},
			{"message <2@contoso.de>", "person Jane Doe", "email jane@contoso.de"}}, 1, Range{1, 1}},
		{"an address before the name", []row{{"email jane@contoso.de", "person Jane Doe"}, {"person Jane Doe", "email jane@contoso.de"}}, 1, Range{1, 1}},
		{"no person", []row{{"email jane@contoso.de"}}, 0, Range{}},

		{"first and last name in columns of their own", []row{{"first person Jane", "last person Doe", "phone +44 7700 900123"},
			{"first person Jane", "last person Doe", "phone +44 7700 900123", "email jane@contoso.de"}}, 2, Range{1, 1}},
		{"the last name first", []row{{"last person Doe", "first person Jane", "email jane@contoso.de"},
			{"first person Jane", "last person Doe", "email jane@contoso.de", "phone +44 7700 900123"}}, 2, Range{1, 1}},
		{"the same first name is no other one's", []row{{"first person Jane", "last person Doe", "phone +44 7700 900123"},
			{"first person Jane", "last person Roe", "phone +44 7700 900123"}}, 2, Range{2, 2}},
		{"nor is the same last name", []row{{"first person Jane", "last person Doe", "phone +44 7700 900123"},
			{"first person Bob", "last person Doe", "phone +44 7700 900123"}}, 2, Range{2, 2}},
		{"several of a last name", []row{{"first person Eve", "last person Poe", "email eve@contoso.de"}, {"first person Jane", "last person Doe", "phone +44 7700 900123"},
			{"first person Bob", "last person Roe", "phone +44 7700 900124"}, {"last person Doe", "first person Jane"}, {"last person Roe", "first person Bob"},
			{"last person Poe", "first person Eve", "email poe@contoso.de"}}, 6, Range{3, 6}},
	} {
		f := compute(t, newDesk(t, paper{rows: c.rows}).input())
		if f.Persons.Distinct != c.distinct || f.Persons.Resolved != c.want {
			t.Errorf("%s: %+v, want %d distinct and %+v", c.name, f.Persons, c.distinct, c.want)
		}
	}
	f := compute(t, newDesk(t, paper{loose: row{"person Jane Doe", "person Jane Doe"}}).input())
	if f.Persons.Mentions != 2 || f.Persons.Distinct != 0 {
		t.Errorf("names outside of records: %+v", f.Persons)
	}
}

func TestHoldingsGoToTheOrganisation(t *testing.T) {
	in := newDesk(t,
		paper{ways: 2, rows: []row{{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123", "company Contoso GmbH"}}},
		paper{rows: []row{{"person Jane Doe", "email jane@contoso.de", "user jd"}, {"company Contoso GmbH", "iban GB33BUKB20201555555555"}, {"company Contoso GmbH", "email j@mailbox.test", "phone +44 7700 900125"}}},
		paper{rows: []row{{"email jane@contoso.de", "email bob@fabrikam.com", "phone +44 7700 900124"}}},
	).input()
	e := entity(t, compute(t, in), "contoso.de")
	want := Entity{
		ID: "contoso.de", Name: "Contoso GmbH", Domains: []string{"contoso.de"}, Sort: SortUnknown, Country: "DE", CountryShare: 69, Mentions: 2*4 + 3 + 3 + 1, Contents: 3,
		Kinds:  map[string]uint64{"email": 1, "person": 1, "phone": 1, "company": 1, "user": 1, "iban": 1},
		Merges: []Merge{{"Contoso GmbH", "stands with contoso.de in 1 of 3 records"}},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Error(diff)
	}
}

// Of several people of one name, the key decides who comes first: no figure rests on it. Jane
// with Contoso stands once with another person, which hides whose the company is.
func TestNoKeyDecidesPersons(t *testing.T) {
	papers := []paper{
		{rows: []row{{"person Jane Doe", "company Contoso GmbH"}}},
		{rows: []row{{"person Jane Doe", "company Contoso GmbH", "person Bob Roe"}}},
		{rows: []row{{"person Jane Doe", "company Fabrikam Ltd"}, {"person Jane Doe", "company Tailspin Ltd"}}},
	}
	for range 40 {
		f := compute(t, newDesk(t, papers...).input()) // under a key of its own
		if want := (Range{4, 4}); f.Persons.Resolved != want {
			t.Fatalf("%+v, want %+v", f.Persons.Resolved, want)
		}
	}
}

// What every manual shows says nothing of whose country it is.
func TestExamplesDoNotVote(t *testing.T) {
	for iban, want := range map[string]string{"GB33BUKB20201555555555": "GB", "GB82WEST12345698765432": ""} {
		in := newDesk(t, paper{rows: []row{{"person Jane Doe", "email jane@contoso.com", "iban " + iban}}}).input()
		if e := entity(t, compute(t, in), "contoso.com"); e.Country != want || e.Kinds["iban"] != 1 {
			t.Errorf("%s: country %q, want %q; %v", iban, e.Country, want, e.Kinds)
		}
	}
}

func TestDocuments(t *testing.T) {
	august := time.Date(2022, 8, 3, 0, 0, 0, 0, time.UTC)
	f := compute(t, newDesk(t,
		paper{ways: 3, objects: 1, content: Content{Document: exposure.DocumentInvoice, Modified: august}},
		paper{ways: 2, objects: 2, content: Content{Document: exposure.DocumentInvoice, Modified: august}},
		paper{ways: 4, content: Content{Document: exposure.DocumentSOW}},
	).input())
	want := DocumentFigures{
		Ways: 9, Distinct: 3, Resolved: Range{3, 3},
		Kinds: []DocumentFigure{{exposure.DocumentInvoice, 5, 2}, {exposure.DocumentSOW, 4, 1}},
		Years: []YearFigure{{"", exposure.DocumentSOW, 1}, {"2022-08", exposure.DocumentInvoice, 2}},
	}
	if diff := cmp.Diff(want, f.Documents); diff != "" {
		t.Error(diff)
	}
	if f.Duplicates.SameBytesObjects != 1 || f.Duplicates.SameContentWays != 2+3 {
		t.Errorf("duplicates %+v", f.Duplicates)
	}
}

func TestSecrets(t *testing.T) {
	f := compute(t, newDesk(t, paper{ways: 2, loose: row{"secret aaaaaaaaaaaaaaaaaaaa", "secret aaaaaaaaaaaaaaaaaaaa"}},
		paper{rows: []row{{"secret bbbbbbbbbbbbbbbbbbbbbbb"}}}).input())
	if diff := cmp.Diff([]SecretFigure{{Rule: "rule-secret", Mentions: 5, Distinct: 2}}, f.Secrets); diff != "" {
		t.Error(diff)
	}
}

// The same papers under the same key give the same bytes, in whatever order they
// were written, once or twice, and after reopening.
func TestOrderDoesNotShow(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 7))
		d := newDesk(t, randomPapers(rng)...)
		var want string
		for round := range 4 {
			d.mem = vfs.NewMem()
			order := rng.Perm(len(d.papers))
			if round == 0 {
				order = nil
			}
			if round == 3 {
				order = append(order, rng.Perm(len(d.papers))...)
			}
			in := d.input(order...)
			in.Own, in.MinScore = []string{"own.example"}, uint8(20*(seed%4))
			got := asJSON(t, compute(t, in))
			if round == 0 {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d, round %d:\n%s", seed, round, diff)
			}
		}
	}
}

// Neither the number of processors nor how a recounting is divided shows.
func TestProcessorsDoNotShow(t *testing.T) {
	for seed := range uint64(5) {
		in := newDesk(t, randomPapers(rand.New(rand.NewPCG(seed, 9)))...).input()
		in.Own = []string{"own.example"}
		want, wantChecks := "", ""
		for _, processors := range []int{1, 2, 5} {
			before := runtime.GOMAXPROCS(processors)
			f, err := Compute(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			r, err := recount(t.Context(), in, processors)
			if err != nil {
				t.Fatal(err)
			}
			runtime.GOMAXPROCS(before)
			got, checks := asJSON(t, f), fmt.Sprint(r.checks(f))
			if processors == 1 {
				want, wantChecks = got, checks
			}
			if got != want || checks != wantChecks {
				t.Fatalf("seed %d, %d processors:\n%s%s", seed, processors, cmp.Diff(want, got), cmp.Diff(wantChecks, checks))
			}
		}
	}
}

// Nor does into how many shares identities are cut to be counted.
func TestSharesDoNotShow(t *testing.T) {
	for seed := range uint64(5) {
		in := newDesk(t, randomPapers(rand.New(rand.NewPCG(seed, 9)))...).input()
		f, err := Compute(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		var list explainer
		if err := list.list(t.Context(), in, exposure.Email); err != nil {
			t.Fatal(err)
		}
		for _, atOnce := range []int{1, 7, 100} {
			m, err := newModel(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			m.atOnce = atOnce
			if err := m.readLedger(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := m.finish(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(asJSON(t, f), asJSON(t, m.figures)); diff != "" {
				t.Fatalf("seed %d, %d at once:\n%s", seed, atOnce, diff)
			}
			var again []Listed
			var x explainer
			for share := range 5 {
				if again, err = x.listShare(t.Context(), m, exposure.Email, ledger.Part{Ordinal: share, Of: 5}, again); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(list.out.Identities, mostMentioned(again)) + cmp.Diff(list.out.Totals, x.out.Totals); diff != "" {
				t.Fatalf("seed %d, listed in 5 shares:\n%s", seed, diff)
			}
		}
	}
}

// A mention whose identity nobody described is no figure but a broken ledger.
func TestUndescribedIsAnError(t *testing.T) {
	d := newDesk(t, paper{loose: row{"email jane@contoso.test"}})
	in := d.input()
	b := in.Ledger.NewBatch()
	b.Begin(unitOf(0))
	b.Refer(exposure.Email, exposure.Fingerprint{1, 2, 3}, exposure.Mention{Rule: "r", Score: 80})
	b.Finish()
	if err := in.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	var broken *ledger.BrokenError
	if _, err := Compute(t.Context(), in); !errors.As(err, &broken) {
		t.Errorf("Compute = %v, want a BrokenError", err)
	}
}

// Another key gives the same figures over the same papers: nothing depends on
// how fingerprints happen to sort.
func TestKeyDoesNotShow(t *testing.T) {
	for seed := range uint64(40) {
		papers := randomPapers(rand.New(rand.NewPCG(seed, 8)))
		var want string
		for round := range 3 {
			in := newDesk(t, papers...).input()
			in.Own = []string{"own.example"}
			got := asJSON(t, compute(t, in))
			if round == 0 {
				want = got
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d:\n%s", seed, diff)
			}
		}
	}
}

func TestExplain(t *testing.T) {
	d := newDesk(t,
		paper{ways: 2, rows: append(rows(3, "company Zebra Ltd", "email a@contoso.de", "person Jane Doe"), row{"email b@fabrikam.fr"})},
		paper{loose: row{"email x@contoso.de", "email a@own.example"}})
	in := d.input()
	in.Own = []string{"own.example"}
	ctx := context.Background()
	f := compute(t, in)
	for _, name := range []string{"contoso.de", "Zebra Ltd", "company:zebra ltd"} {
		x, err := Explain(ctx, in, "entity", name)
		if err != nil {
			t.Fatal(err)
		}
		e := entity(t, f, "contoso.de")
		if diff := cmp.Diff(&e, x.Entity); diff != "" {
			t.Errorf("%s: explained otherwise than figured:\n%s", name, diff)
		}
		if x.Totals.Mentions != e.Mentions || x.Totals.Units != e.Contents || len(x.Units) != 2 || x.Units[0].Shown[0].Mask == "" {
			t.Errorf("%s: totals %+v of %d mentions", name, x.Totals, e.Mentions)
		}
		if len(x.Votes) != 1 || x.Votes[0] != (Vote{"DE", "domain", 1, 60}) {
			t.Errorf("votes %v", x.Votes)
		}
	}
	if x, err := Explain(ctx, in, "entity", "own.example"); err != nil || x.Apart != "own" || x.Totals.Mentions != 1 {
		t.Errorf("the owner's: %+v, %v", x, err)
	}
	if x, err := Explain(ctx, in, "country", "fr"); err != nil || len(x.Entities) != 1 || x.Entities[0].ID != "fabrikam.fr" {
		t.Errorf("country: %+v, %v", x, err)
	}
	jane := d.identity("person Jane Doe")
	if x, err := Explain(ctx, in, "person", jane.Fingerprint.String()); err != nil || x.Totals.Mentions != 6 || x.Units[0].Shown[0].Mask != jane.Mask {
		t.Errorf("person: %+v, %v", x, err)
	}
	for _, what := range [][2]string{{"entity", "nobody.example"}, {"country", "JP"}, {"email", strings.Repeat("0", 32)}} {
		if _, err := Explain(ctx, in, what[0], what[1]); !errors.Is(err, ErrNotFound) {
			t.Errorf("%v: %v", what, err)
		}
	}
	if _, err := Explain(ctx, in, "weather", ""); err == nil {
		t.Error("weather explained")
	}
}

func TestInputIsChecked(t *testing.T) {
	if _, err := Compute(context.Background(), Input{}); err == nil {
		t.Error("no ledger, no error")
	}
	d := newDesk(t, paper{}, paper{})
	in := d.input()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Compute(ctx, in); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	fail := errors.New("catalog")
	in.Contents = func() iter.Seq2[Content, error] {
		return func(yield func(Content, error) bool) { yield(Content{}, fail) }
	}
	if _, err := Compute(context.Background(), in); !errors.Is(err, fail) {
		t.Errorf("contents fail: %v", err)
	}
}

func TestExplainListsAKind(t *testing.T) {
	in := newDesk(t,
		paper{ways: 3, rows: []row{{"card 4111111111111111", "email jane@contoso.test"}}},
		paper{loose: row{"card 4111111111111111", "card 5500000000000004"}},
		paper{hidden: true, loose: row{"card 340000000000009"}}).input()
	x, err := Explain(t.Context(), in, "card", "")
	if err != nil {
		t.Fatal(err)
	}
	if x.Totals.Identities != 2 || x.Totals.Mentions != 5 || x.Totals.Postings != 3 || len(x.Identities) != 2 {
		t.Fatalf("%+v", x)
	}
	if first := x.Identities[0]; first.Mentions != 4 || first.Contents != 2 || !strings.HasSuffix(first.Mask, "1111") {
		t.Errorf("first: %+v", first)
	}
	one, err := Explain(t.Context(), in, "card", x.Identities[0].Print)
	if err != nil || one.Totals.Mentions != 4 {
		t.Errorf("the fingerprint leads to %+v, %v", one, err)
	}
}

// Published test values are counted with their kind and said to be some.
func TestExamples(t *testing.T) {
	d := newDesk(t, paper{loose: row{"card 4111111111111111", "card 4539148803436467", "email jane@contoso.de", "email jane@example.org"}})
	f := compute(t, d.input()) // and recounted
	if k := kindOf(f, exposure.Card); k.Distinct != 2 || k.Examples != 1 {
		t.Errorf("%+v, want one example of two", k)
	}
	if k := kindOf(f, exposure.Email); k.Examples != 0 || k.Reserved != 1 {
		t.Errorf("%+v, want one of a reserved domain", k)
	}
}
