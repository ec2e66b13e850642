package attribute

import (
	"errors"
	"fmt"
	"testing"
)

// ids are the people of a world by what stands with each of them.
func ids(t *testing.T, in Input) (list []string, by map[string]string) {
	t.Helper()
	by = map[string]string{}
	for s, err := range People(t.Context(), in, Crowd{}) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, s.ID)
		for _, e := range s.Elements {
			by[e.Kind.String()] = s.ID
		}
	}
	return list, by
}

// Who is kept apart stays so, whoever else is merged with either of them.
func TestASplitHoldsOverMerges(t *testing.T) {
	in := newDesk(t, paper{rows: []row{{"person Jane Doewald", "birth 1980-05-17"}, {"person Ida Roewood", "email ida@contoso.de"}, {"person Eve Poewick", "phone +44 7700 900123"}}}).input()
	_, by := ids(t, in)
	a, b, c := by["birth"], by["email"], by["phone"]
	in.Decisions = []Decision{{OpMergePerson, a, c, "x"}, {OpUndo, a, c, "no"}, {OpSplitPerson, a, c, "mother and daughter"}, {OpMergePerson, a, b, "x"}}
	var refused *Refusal
	if _, err := Consider(t.Context(), in, Decision{OpMergePerson, b, c, "y"}); !errors.As(err, &refused) {
		t.Errorf("a merge that joins what a split keeps apart is taken: %v", err)
	}
	in.Decisions = append(in.Decisions, Decision{OpMergePerson, b, c, "y"})
	if list, _ := ids(t, in); len(list) != 2 {
		t.Errorf("%d persons, want 2: the first merge stands, and the split", len(list))
	}
}

// A merge that would join everybody is shown and refused, be it one by one or by a file.
func TestMergingEverybodyIsRefused(t *testing.T) {
	var rows []row
	for i := range 40 {
		rows = append(rows, row{fmt.Sprintf("person Jan%c Vries%c", 'a'+i%26, 'a'+i/26), fmt.Sprintf("email a%d@fabrikam.com", i)})
	}
	in := newDesk(t, paper{rows: rows}).input()
	list, _ := ids(t, in)
	if len(list) != len(rows) {
		t.Fatalf("%d persons", len(list))
	}
	var merges []Decision
	for _, id := range list[1:] {
		merges = append(merges, Decision{OpMergePerson, list[0], id, "x"})
	}
	var refused *Refusal
	for _, n := range []int{10, 19, 20, len(merges) - 1} {
		in.Decisions = merges[:n]
		c, err := Consider(t.Context(), in, merges[n])
		refused = nil
		if large := errors.As(err, &refused); large != (n+2 > joinedFew) || c == nil || c.Parts != uint64(n+2) || c.Of != 40 {
			t.Errorf("after %d merges: %+v, %v", n, c, err)
		}
		if n+2 > joinedFew && (refused == nil || !refused.Large) {
			t.Errorf("after %d merges: cannot be meant", n)
		}
	}
	in.Decisions = nil
	if _, err := ConsiderAll(t.Context(), in, merges[:10]); err != nil {
		t.Errorf("ten merges of a file: %v", err)
	}
	if _, err := ConsiderAll(t.Context(), in, merges); !errors.As(err, &refused) || !refused.Large {
		t.Errorf("all merges of a file: %v", err)
	}
	out, err := ConsiderAll(t.Context(), in, []Decision{{OpMergePerson, list[0], "0000000000000000", "x"}, merges[0]})
	if err != nil || out.Nobody != 1 {
		t.Errorf("a decision about a record that is not there: %+v, %v", out, err)
	}
}
