package attribute

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// crowdOf tells the persons of some rows by what their elements of one kind are, and how many records name them.
func crowdOf(t *testing.T, rows ...row) (list []string) {
	t.Helper()
	for _, s := range told(t, newDesk(t, paper{rows: rows}).input(), Crowd{}) {
		_, elements, _ := strings.Cut(s, ": ")
		var kinds []string
		for _, e := range strings.Split(elements, ", ") {
			kinds = append(kinds, strings.Fields(e)[0])
		}
		list = append(list, strings.Join(kinds, " "))
	}
	return list
}

// An initial that fits two people of one mailbox makes them no one person, and joins neither of them.
func TestAnInitialJoinsNoTwoPeople(t *testing.T) {
	got := crowdOf(t,
		row{"person J. Whitlock", "email whitlock@mailbox.test"},
		row{"person Jane Whitlock", "email whitlock@mailbox.test"},
		row{"person John Whitlock", "email whitlock@mailbox.test"})
	if len(got) != 3 {
		t.Errorf("%d persons, want 3: %q", len(got), got)
	}
	got = crowdOf(t,
		row{"person J. Whitlock", "email whitlock@mailbox.test"},
		row{"person Jane Whitlock", "email whitlock@mailbox.test"})
	if len(got) != 1 {
		t.Errorf("%d persons, want 1: %q", len(got), got)
	}
}

// Nor does it in the certain step: what one initial and one mailbox, or one telephone, joined comes apart
// where it is partly one person's and partly another's.
func TestAnInitialIsNoCertainBridge(t *testing.T) {
	for _, rows := range [][]row{
		{
			{"person J. Whitlock", "email whitlock@mailbox.test", "phone +44 7700 900111"},
			{"person J. Whitlock", "email whitlock@mailbox.test", "phone +44 7700 900222"},
			{"person Jane Whitlock", "email whitlock@mailbox.test", "phone +44 7700 900111"},
			{"person John Whitlock", "email whitlock@mailbox.test", "phone +44 7700 900222"},
		}, {
			{"person J. Whitlock", "email jane1980@mailbox.test", "phone +44 7700 900111"},
			{"person J. Whitlock", "email whitlock@mailbox.test", "phone +44 7700 900111"},
			{"person Jane Whitlock", "email jane1980@mailbox.test"},
			{"person John Whitlock", "email whitlock@mailbox.test"},
		},
	} {
		in := newDesk(t, paper{rows: rows}).input()
		got := told(t, in, Crowd{})
		if len(got) != 2 {
			t.Errorf("%d persons, want 2: %q", len(got), got)
		}
		for _, s := range got {
			if !strings.Contains(s, "person ••• W•••") || !strings.Contains(s, "person J••• W•••") {
				t.Errorf("the initial and the name are not one person: %s", s)
			}
		}
		in.Decisions = nil
		if f := compute(t, in); f.Persons.Resolved.High != 2 {
			t.Errorf("%+v", f.Persons)
		}
	}
}

// Nothing of it depends on the key, or on the order of records.
func TestInitialsDoNotDependOnTheKey(t *testing.T) {
	rows := []row{
		{"person J. Whitlock", "email whitlock@mailbox.test", "phone +44 7700 900111"},
		{"person J. Whitlock", "email whitlock@mailbox.test"},
		{"person J. Whitlock", "email whitlock@mailbox.test", "birth 1980-05-17"},
		{"person Jane Whitlock", "email whitlock@mailbox.test", "phone +44 7700 900111"},
		{"person John Whitlock", "email whitlock@mailbox.test", "birth 1980-05-17"},
		{"person Jo Whitlock", "email jo@mailbox.test", "phone +44 7700 900111"},
	}
	var want string
	for range 6 {
		got := crowdOf(t, rows...)
		if text := fmt.Sprint(got); want == "" {
			want = text
		} else if text != want {
			t.Fatalf("%s, was %s", text, want)
		}
		slices.Reverse(rows)
	}
}
