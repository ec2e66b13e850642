package attribute

import (
	"slices"
	"strings"
	"testing"
)

// Names that differ in how the legal form is written are one company's; those of several forms probably.
func TestLegalForms(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string // those that are one, by the letters of their places
	}{
		{[]string{"Contoso GmbH", "Contoso AG", "Contoso"}, "a b c"},
		{[]string{"Contoso GmbH", "Contoso GesmbH", "Contoso"}, "abc"},
		{[]string{"Contoso Ltd", "Contoso plc"}, "a b"},
		{[]string{"Contoso GmbH", "Contoso Ltd"}, "a b"},
		{[]string{"Contoso GmbH", "Contoso Ltd", "Contoso", "Contoso Limited"}, "a bd c"},
		{[]string{"Contoso Inc.", "Contoso Corp", "Contoso S.p.A."}, "ab c"},
		{[]string{"Contoso", "contoso "}, "ab"},
	} {
		var papers []paper
		for _, n := range c.names {
			papers = append(papers, paper{loose: row{"company " + n}})
		}
		f := compute(t, newDesk(t, papers...).input())
		if got := len(f.Entities.List); got != len(strings.Fields(c.want)) {
			t.Errorf("%q: %d organisations, want %q", c.names, got, c.want)
		}
		if f.Entities.Resolved.Low != 1 {
			t.Errorf("%q: %d probably", c.names, f.Entities.Resolved.Low)
		}
		heads := map[int]string{}
		forms := make([]string, len(c.names))
		for i, n := range c.names {
			forms[i] = formOf(n)
		}
		for i, h := range formHeads(forms) {
			heads[h] += string(rune('a' + i))
		}
		for _, group := range strings.Fields(c.want) {
			if heads[int(group[0]-'a')] != group {
				t.Errorf("%q: %v, want %q", c.names, heads, c.want)
			}
		}
	}
}

// A GmbH and an AG of one name are one where they stand with one domain, and two where each has its own.
func TestFormsOfOneGroup(t *testing.T) {
	for domain, want := range map[string]int{"zebra.test": 1, "quill.test": 2} {
		f := compute(t, newDesk(t, paper{rows: append(rows(3, "company Zebra GmbH", "email a@zebra.test"), rows(3, "company Zebra AG", "email b@"+domain)...)}).input())
		if got := len(f.Entities.List); got != want {
			t.Errorf("%s: %d organisations, want %d", domain, got, want)
		}
	}
}

func TestAbbreviates(t *testing.T) {
	for _, c := range []struct {
		short, long string
		want        bool
	}{
		{"Norwin GmbH", "Northern Windows GmbH", true}, {"NTI", "Northwind Traders International", true}, {"Norwin", "Northwind Ltd", false}, {"Northern", "Northern Windows GmbH", false},
		{"Zebra", "Northern Windows", false}, {"NW", "Northern Windows", false}, {"", "", false}, {"Northern Windows", "Norwin", false},
		{strings.Repeat("a", 40), strings.Repeat(strings.Repeat("a", 30)+" ", 30), true},
	} {
		if have := abbreviates(c.short, c.long); have != c.want {
			t.Errorf("%.30q of %.30q: %t", c.short, c.long, have)
		}
	}
}

// A short name is joined where both stand with one domain; a daughter that writes from its
// parent's is not, and is mostly in its country.
func TestShortNamesAndDaughters(t *testing.T) {
	f := compute(t, newDesk(t, paper{rows: append(append(rows(4, "company Northern Windows Handel GmbH", "email a@norwihan.de"), rows(4, "company Norwi GmbH", "email b@norwihan.de")...),
		append(rows(4, "company Contoso AG", "email a@contoso.de"), rows(5, "company Zebra GmbH", "email z@contoso.de")...)...)}).input())
	e := entity(t, f, "norwihan.de")
	if !slices.ContainsFunc(e.Merges, func(m Merge) bool { return strings.HasPrefix(m.Reason, "short for the other") }) || len(e.Merges) != 2 {
		t.Errorf("%+v", e.Merges)
	}
	if e := entity(t, f, "company:zebra gmbh"); e.Country != "DE" || len(e.Merges) != 0 {
		t.Errorf("%+v", e)
	}
}

// A name in other letters is probably that of the domain with which it stands and as which it
// sounds; without the domain it is nobody's.
func TestOtherScripts(t *testing.T) {
	for name, want := range map[string]bool{
		"株式会社コントソデリ": true, "ТОВ «Контосодели»": true, "شركة كونتوسوديلي": true, "Κοντοσοντελι ΑΕ": false, "Zebra Ltd": false, "ТОВ «Зебра»": false,
	} {
		f := compute(t, newDesk(t, paper{rows: rows(1, "company "+name, "email a@contosodeli.com")}, paper{loose: row{"email b@contosodeli.com", "email c@contosodeli.com"}}).input())
		if probably := f.Entities.Resolved.Low == 1; probably != want || f.Entities.Resolved.High != 2 {
			t.Errorf("%s: %+v", name, f.Entities.Resolved)
		}
	}
}
