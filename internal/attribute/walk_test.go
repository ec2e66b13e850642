package attribute

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// Figures of half a ledger are none: an error of any task comes out.
func TestErrorOfATaskComesOut(t *testing.T) {
	failed := errors.New("unreadable")
	for _, bad := range []int{0, 7, 19} {
		err := inParallel(t.Context(), 20, func(_ context.Context, _, task int) error {
			if task == bad {
				return failed
			}
			return nil
		})
		if err != failed {
			t.Errorf("task %d failed: %v", bad, err)
		}
	}
}

// What stands with an organisation's domain here and with its company there is
// held once.
func TestHeldUnderSeveralNames(t *testing.T) {
	f := compute(t, newDesk(t, paper{rows: []row{
		{"company Contoso GmbH", "email jane@contoso.de", "phone +44 7700 900123", "user jd"},
		{"company Contoso GmbH", "phone +44 7700 900123", "user jd"},
	}}).input())
	want := map[string]uint64{"email": 1, "company": 1, "phone": 1, "user": 1}
	if diff := cmp.Diff(want, entity(t, f, "contoso.de").Kinds); diff != "" {
		t.Error(diff)
	}
}

// Detection hands mentions on in about the order of the text only.
func TestOrderOfMentionsDoesNotShow(t *testing.T) {
	list := []row{
		{"person Jane Doe", "email jane@contoso.de", "phone +44 7700 900123", "person Bob Roe", "email bob@fabrikam.fr", "user bob"},
		{"person Eve Poe", "email eve@contoso.de", "person Bob Roe", "user roe"},
	}
	want := compute(t, newDesk(t, paper{rows: list}).input())
	if diff := cmp.Diff(want, compute(t, newDesk(t, paper{rows: list, upside: true}).input())); diff != "" {
		t.Error(diff)
	}
}

// What stands behind all that is linked of a record is told to nobody: whom it names there is not looked at.
func TestNobodyIsToldOfTheEndOfALongRecord(t *testing.T) {
	long := append(append(row{"company Contoso Ltd"}, slices.Repeat(row{"user jd"}, recordMentions)...), "person Bob Roe", "iban GB33BUKB20201555555555")
	f := compute(t, newDesk(t, paper{rows: []row{long}}).input())
	if n := entity(t, f, "company:contoso ltd").Kinds["iban"]; n != 0 {
		t.Errorf("the company is told of %d accounts of somebody else", n)
	}
}

// A record as long as a file links what stands at its beginning, and a record is
// one wherever a window of mentions ends.
func TestLongRecords(t *testing.T) {
	pair := row{"company Contoso Ltd", "email a@contoso.de"}
	filler := func(n int) row { return slices.Repeat(row{"user jd"}, n) }
	for name, c := range map[string]struct {
		rows []row
		want int // entities: one where the pair is linked
	}{
		"the last that links": {[]row{append(filler(recordMentions-2), pair...)}, 1},
		"the first too many":  {[]row{append(filler(recordMentions-1), pair...)}, 2},
		"across the window":   {[]row{filler(window - 1), pair}, 1},
		"after the window":    {[]row{filler(window), pair}, 1},
	} {
		f := compute(t, newDesk(t, paper{rows: c.rows}).input())
		if got := len(f.Entities.List); got != c.want {
			t.Errorf("%s: %d entities, want %d", name, got, c.want)
		}
		if k := kindOf(f, exposure.Email); k.Mentions != 1 {
			t.Errorf("%s: %d addresses", name, k.Mentions)
		}
	}
}
