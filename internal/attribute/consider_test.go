package attribute

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func considered(t *testing.T, in Input, op, a, b string) (*Considered, error) {
	t.Helper()
	return Consider(context.Background(), in, Decision{Op: op, A: a, B: b, Reason: "because"})
}

// Whoever decides writes a name in any way; what is kept is the ID.
func TestConsiderFindsWhoIsMeant(t *testing.T) {
	in := newDesk(t, paper{rows: append(rows(4, "company Zebra Ltd", "email a@contoso.de"), row{"email a@fabrikam.fr", "company Fabrikam SARL"}, row{"email x@mailbox.test"})}).input()
	for _, c := range []struct{ op, a, b, wantA, wantB string }{
		{OpMerge, "https://www.contoso.de/x", "Fabrikam", "contoso.de", "company:fabrikam sarl"},
		{OpSplit, "ZEBRA LTD", "contoso.de", "company:zebra ltd", "contoso.de"},
		{OpRename, "Zebra Ltd", "Zebra\u200b  Holding", "contoso.de", "Zebra Holding"},
		{SortOwn, "zebra ltd", "", "contoso.de", ""},
		{SortFreeMail, "contoso.de", "", "contoso.de", ""},
		{SortCustomer, "mailbox.test", "", "mailbox.test", ""},
	} {
		got, err := considered(t, in, c.op, c.a, c.b)
		if err != nil {
			t.Errorf("%s %q %q: %v", c.op, c.a, c.b, err)
			continue
		}
		if d := got.Decision; d.A != c.wantA || d.B != c.wantB || d.Reason != "because" || len(got.About) == 0 {
			t.Errorf("%s %q %q: %+v about %d", c.op, c.a, c.b, d, len(got.About))
		}
	}
	if _, err := considered(t, in, OpMerge, "contozo.de", "fabrikam.fr"); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "contoso.de") {
		t.Errorf("a name that is not known: %v", err)
	}
	for _, c := range [][3]string{{OpMerge, "contoso.de", "contoso.de"}, {"marry", "contoso.de", "fabrikam.fr"}, {OpRename, "contoso.de", "\u202e\u200b"}, {OpSplit, "contoso.de", ""}} {
		if got, err := considered(t, in, c[0], c[1], c[2]); err == nil {
			t.Errorf("%q: %+v", c, got)
		}
	}
}

// What a split keeps apart is refused for good, what would join very much or what is
// everybody's unless it is meant.
func TestConsiderRefuses(t *testing.T) {
	var list []row
	for i := range 60 {
		list = append(list, row{fmt.Sprintf("email a@org%d.de", i)})
	}
	in := newDesk(t, paper{rows: append(list, row{"email jane@mailbox.test"})}).input()
	refused := func(a, b string) *Refusal {
		t.Helper()
		_, err := considered(t, in, OpMerge, a, b)
		var r *Refusal
		if err != nil && !errors.As(err, &r) {
			t.Fatal(err)
		}
		return r
	}
	if r := refused("org1.de", "org2.de"); r != nil {
		t.Errorf("two: %v", r)
	}
	if r := refused("org1.de", "mailbox.test"); r == nil || !r.Large {
		t.Errorf("with everybody's mail: %v", r)
	}
	in.Decisions = []Decision{{OpSplit, "org1.de", "org2.de", "rivals"}, {OpMerge, "org2.de", "org3.de", "x"}}
	if r := refused("org1.de", "org3.de"); r == nil || r.Large || !strings.Contains(r.Why, "rivals") {
		t.Errorf("what a split keeps apart: %v", r)
	}
	in.Decisions = nil
	for i := 1; i < joinedFew; i++ {
		in.Decisions = append(in.Decisions, Decision{OpMerge, "org0.de", fmt.Sprintf("org%d.de", i), "x"})
	}
	if r := refused("org20.de", "org3.de"); r == nil || !r.Large || r.Why != "21 of 60 organisations would be one" {
		t.Errorf("one after another: %v", r)
	}
	if r := refused("org20.de", "org21.de"); r != nil {
		t.Errorf("two others: %v", r)
	}
}

// What was split stays apart through others, in whichever order they are merged.
func TestSplitsGoWithTheirSets(t *testing.T) {
	in := newDesk(t, paper{loose: row{"email a@org1.de", "email a@org2.de", "email a@org3.de", "email a@org4.de"}}).input()
	split := Decision{OpSplit, "org1.de", "org2.de", "rivals"}
	for _, merges := range [][]string{{"org2.de", "org3.de", "org3.de", "org1.de"}, {"org1.de", "org3.de", "org2.de", "org4.de", "org3.de", "org4.de"}, {"org3.de", "org4.de", "org1.de", "org3.de", "org4.de", "org2.de"}} {
		in.Decisions = []Decision{split}
		for i := 0; i < len(merges); i += 2 {
			in.Decisions = append(in.Decisions, Decision{OpMerge, merges[i], merges[i+1], "x"})
		}
		for _, e := range compute(t, in).Entities.List {
			if slices.Contains(e.Domains, "org1.de") && slices.Contains(e.Domains, "org2.de") {
				t.Errorf("%q: %q are one", merges, e.Domains)
			}
		}
	}
}

func TestConsiderUndo(t *testing.T) {
	in := Input{Decisions: []Decision{{OpMerge, "contoso.de", "company:zebra ltd", "bought"}, {SortOwn, "gone.example", "", "ours"}, {"merge-person", "00000000000000aa", "00000000000000bb", "wed"}}}
	for _, c := range []struct{ a, b, want string }{
		{"Zebra Ltd", "", "contoso.de"}, {"zebra ltd", "CONTOSO.DE", "contoso.de"}, {"gone.example", "", "gone.example"}, {"00000000000000bb", "", "00000000000000aa"},
	} {
		got, err := considered(t, in, OpUndo, c.a, c.b)
		if err != nil || got.Decision.A != c.want || got.Decision.Op != OpUndo {
			t.Errorf("undo %q %q: %+v, %v", c.a, c.b, got, err)
		}
	}
	for _, c := range [][2]string{{"nobody.example", ""}, {"contoso.de", "gone.example"}} {
		if _, err := considered(t, in, OpUndo, c[0], c[1]); err == nil {
			t.Errorf("undo %q: nothing stands about it", c)
		}
	}
	in.Decisions = append(in.Decisions, Decision{Op: OpUndo, A: "gone.example"})
	if _, err := considered(t, in, OpUndo, "gone.example", ""); err == nil {
		t.Error("undone twice")
	}
}

// Marks of a person go before lists and before what the scan was told; the latest holds.
func TestMarksAndNames(t *testing.T) {
	in := newDesk(t, paper{rows: []row{{"email a@contoso.de", "company Contoso GmbH"}, {"email b@sendgrid.net"}, {"email c@t-online.de"}, {"domain bit.ly"}, {"domain github.io"}}}).input()
	in.Own = []string{"contoso.de"}
	f := compute(t, in)
	if a := f.Entities.Apart; a[SortOwn] != 1 || a[SortISP] != 1 || a[SortShortener] != 1 || a[SortHosting] != 1 || a[SortMailing] != 0 {
		t.Errorf("apart: %v", a)
	}
	if e := entity(t, f, "sendgrid.net"); e.Sort != SortUnknown { // it has people of its own
		t.Errorf("%+v", e)
	}
	in.Decisions = []Decision{{SortVendor, "contoso.de", "", "x"}, {SortPartner, "contoso.de", "", "they resell"}, {SortCustomer, "t-online.de", "", "the firm"}, {OpRename, "contoso.de", "Contoso\u202e Deutschland", "new name"}}
	f = compute(t, in)
	if e := entity(t, f, "contoso.de"); e.Sort != SortPartner || e.SortCause != "decided: they resell" || e.Name != "Contoso Deutschland" {
		t.Errorf("%+v", e)
	}
	if e := entity(t, f, "t-online.de"); e.Sort != SortCustomer {
		t.Errorf("%+v", e)
	}
}
