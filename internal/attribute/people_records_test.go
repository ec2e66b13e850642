package attribute

import (
	"fmt"
	"strings"
	"testing"
)

// explained explains the first person in the order of identifiers, or one by its identifier.
func explained(t *testing.T, in Input, id string) *Explanation {
	t.Helper()
	if id == "" {
		for s, err := range People(t.Context(), in, Crowd{}) {
			if err != nil {
				t.Fatal(err)
			}
			id = s.ID
			break
		}
	}
	x, err := ExplainPerson(t.Context(), in, id)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func heldIn(r *PersonRecord) string {
	var list []string
	for _, h := range r.Holds {
		list = append(list, h.Kind.String()+" "+h.Mask)
	}
	return strings.Join(list, ", ")
}

// Records that stand for a person can be told apart: each has its place and what it holds, and its
// identifier leads to it alone.
func TestRecordsOfAPersonAreToldApart(t *testing.T) {
	in := newDesk(t,
		paper{rows: []row{{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123"}, {"person Doe, Jane", "email jane@contoso.de", "birth 1980-05-17"}}},
		paper{rows: []row{{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123"}, {"email jane@contoso.de", "iban GB33BUKB20201555555555"}}, ways: 2},
	).input()
	x := explained(t, in, "")
	if len(x.Person.Records) != 2 || x.Person.RecordCount != 2 || x.Person.Of != "" {
		t.Fatalf("%+v", x.Person)
	}
	places := map[string]bool{}
	for i := range x.Person.Records {
		r := &x.Person.Records[i]
		places[fmt.Sprint(r.At.Unit, r.At.Record)] = true
		want, count := "email j•••@contoso.de", uint64(3)
		if strings.Contains(heldIn(r), "birth") {
			count = 1
		} else if !strings.Contains(heldIn(r), "phone") {
			t.Errorf("a record holds %s", heldIn(r))
		}
		if !strings.Contains(heldIn(r), want) || strings.Contains(heldIn(r), "iban") || r.Count != count {
			t.Errorf("a record in %d places holds %s, want %d and %s", r.Count, heldIn(r), count, want)
		}
		if i > 0 && r.As != x.Person.Records[0].ID {
			t.Errorf("record %s is certainly as %q", r.ID, r.As)
		}
	}
	if len(places) != 2 {
		t.Errorf("both records stand in %v", places)
	}
	one := explained(t, in, x.Person.Records[1].ID)
	if one.Person.Of != x.ID || one.ID != x.Person.Records[1].ID || len(one.Person.Records) != 1 {
		t.Fatalf("%s: %+v", one.ID, one.Person)
	}
	held := map[string]bool{}
	for _, e := range one.Person.Elements {
		held[e.Kind.String()] = true
	}
	if r := &one.Person.Records[0]; held["birth"] == held["phone"] || held["iban"] || uint64(len(r.Holds))*r.Count != one.Totals.Mentions {
		t.Errorf("record %s holds %v, with %d mentions", heldIn(r), held, one.Totals.Mentions)
	}
}

// What a hand decided of a person stands in its explanation with its reason, and the figure with a decision
// is that with it.
func TestDecisionsAreExplained(t *testing.T) {
	in := newDesk(t, paper{rows: []row{
		{"person Jane Doe", "email jane@contoso.de"},
		{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123"},
		{"person Hektor Roewood", "birth 1980-05-17"},
	}}).input()
	var ids []string
	for s, err := range People(t.Context(), in, Crowd{}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, s.ID)
	}
	take := func(d Decision, of, now uint64) {
		t.Helper()
		c, err := Consider(t.Context(), in, d)
		if err != nil || c.Were != of || c.Now != now {
			t.Errorf("%+v, %v: want %d and then %d", c, err, of, now)
		}
		in.Decisions = append(in.Decisions, d)
		if high := compute(t, in).Persons.Resolved.High; high != now {
			t.Errorf("there are %d, want %d", high, now)
		}
	}
	told := func(x *Explanation, want ...string) {
		t.Helper()
		var got []string
		for _, d := range x.Person.Decisions {
			got = append(got, d.Op+" "+d.Reason)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("decided %q, want %q", got, want)
		}
	}
	two := func(a, b string) *Explanation {
		t.Helper()
		x, err := ExplainTwo(t.Context(), in, a, b)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	told(explained(t, in, ids[0]))
	take(Decision{OpMergePerson, ids[0], ids[1], "an alias"}, 2, 1)
	told(explained(t, in, ids[0]), "merge-person an alias")
	told(explained(t, in, ids[1]), "merge-person an alias")
	x := two(ids[0], ids[1])
	told(x, "merge-person an alias")
	if e := x.Person.Joined[0]; e.Why != "decided: an alias" || len(e.Parts) == 0 {
		t.Errorf("joined by %+v", e)
	}
	in.Decisions = append(in.Decisions, Decision{OpUndo, ids[0], ids[1], "no"})
	told(explained(t, in, ids[0]))

	records := explained(t, in, ids[0]).Person.Records
	if len(records) == 1 {
		records = explained(t, in, ids[1]).Person.Records
	}
	a, b := records[0].ID, records[1].ID
	if e := two(a, b).Person.Joined[0]; !strings.HasPrefix(e.Why, "certain") {
		t.Errorf("joined by %+v", e)
	}
	take(Decision{OpSplitPerson, a, b, "mother and daughter"}, 2, 3)
	for _, id := range []string{a, b} {
		x := explained(t, in, id)
		told(x, "split-person mother and daughter")
		if len(x.Person.Apart) != 1 || x.Person.Apart[0].Why != "decided: mother and daughter" {
			t.Errorf("%+v", x.Person.Apart)
		}
	}
	told(two(a, b), "split-person mother and daughter")
}
