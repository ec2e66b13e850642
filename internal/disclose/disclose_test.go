package disclose

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/cells"
	"github.com/hemostat/hemostat/internal/disclose/law"
)

var made = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func subjects() []*Subject {
	return []*Subject{
		{ID: "contoso.test", Name: "=Contoso", Country: "US", Jurisdiction: "US-CA", Mentions: 9, Contents: 2, First: made.AddDate(-4, 0, 0), Last: made.AddDate(-1, 0, 0), Elements: []Element{
			{Kind: exposure.Email, Mask: "j•••@contoso.test", Mentions: 3}, {Kind: exposure.Person, Mask: "J••• D•••"}, {Kind: exposure.Country, Mask: "US"},
			{Kind: exposure.Identifier, Mask: "••• 21"}, {Kind: exposure.Birth, Mask: "••••-••-••", Value: "2010-02-01"}}},
		{ID: "fabrikam.test", Name: "Fabrikam", Country: "DE", Elements: []Element{{Kind: exposure.Company, Mask: "Fabrikam"}}},
		{ID: "northwind.test", Name: "Northwind", Elements: []Element{{Kind: exposure.Email, Mask: "+49@northwind.test"}}},
	}
}

func written(t testing.TB, format, by string) string {
	t.Helper()
	table, err := law.Built()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	l, err := NewList(&out, format, About{Campaign: "case", By: by, Made: made, Complete: true}, table)
	if err != nil {
		t.Fatal(err)
	}
	end, groups := l.End, NewGroups(l)
	for _, s := range subjects() {
		if by == "jurisdiction" {
			groups.Add(s, s.ID == "contoso.test")
			end = groups.End
		} else if err := l.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestListAsCSV(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(written(t, "csv", "entity"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	at := func(row int, name string) string { return rows[row][column[name]] }
	for _, c := range []struct {
		row        int
		name, want string
	}{
		{1, "name", "'=Contoso"}, {1, "assessed", "named by law"}, {1, "email", "1"}, {1, "identifier", "1"}, {1, "last file", "2025-11-23"},
		{2, "assessed", "not assessed"}, {3, "assessed", "not assessed: no country is known"}, {3, "first file", ""}, {3, "exposure", "not known: what was read was never probed"},
		{1, "elements", "email: j•••@contoso.test; person: J••• D•••; identifier: ••• 21; birth: 2010-02-01"},
	} {
		if got := at(c.row, c.name); got != c.want {
			t.Errorf("row %d: %s is %q, want %q", c.row, c.name, got, c.want)
		}
	}
	if got := at(1, "combinations that laws name"); !strings.Contains(got, "a name with a number that an authority gave: US-CA, Cal Civ Code 1798.82(h) [unverified, never verified]") {
		t.Errorf("combinations: %s", got)
	}
	if _, ok := column["country "]; ok || column["elements"] != len(rows[0])-1 {
		t.Error("what is evidence alone has a column")
	}
}

func TestListAsJSON(t *testing.T) {
	var list struct {
		About About
		Lines []struct {
			Subject
			Counts   map[string]uint64
			Named    []named
			Assessed string
		}
		Law []law.Mark
	}
	if err := json.Unmarshal([]byte(written(t, "json", "entity")), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Lines) != 3 || list.Lines[0].Counts["birth"] != 1 || list.Lines[1].Assessed != law.NotAssessed || list.About.Disclaimer == "" || len(list.About.LawDigest) != 64 {
		t.Errorf("%+v", list)
	}
	known := map[string]bool{}
	for _, m := range list.Law {
		known[m.ID+m.Combination] = true
	}
	for _, n := range list.Lines[0].Named {
		if !known[n.Rule+n.Combination] {
			t.Errorf("%v is named and not said what it is", n)
		}
	}
}

func TestListAsWorkbook(t *testing.T) {
	f, err := excelize.OpenReader(strings.NewReader(written(t, "xlsx", "entity")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, c := range []struct{ sheet, cell, want string }{
		{"To be told", "A2", "=Contoso"}, {"To be told", "B3", "fabrikam.test"}, {"Law", "D1", "citation"}, {"About", "B2", "case"}, {"About", "B6", "masked"},
	} {
		if got, err := f.GetCellValue(c.sheet, c.cell); err != nil || got != c.want {
			t.Errorf("%s %s is %q (%v), want %q", c.sheet, c.cell, got, err, c.want)
		}
	}
	if formula, _ := f.GetCellFormula("To be told", "A2"); formula != "" {
		t.Errorf("a name is the formula %q", formula)
	}
}

func TestGroups(t *testing.T) {
	text := written(t, "csv", "jurisdiction")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for i, want := range [][]string{{"DE", "", "1", "0", "not assessed"}, {"US", "US-CA", "0", "1", "named by law"}, {"not known", "", "1", "0", "not assessed: no country is known"}} {
		found := false
		for _, row := range rows[1:] {
			found = found || strings.Join(row[:5], "|") == strings.Join(want, "|")
		}
		if !found {
			t.Errorf("group %d: no %q in\n%s", i, want, text)
		}
	}
	for _, want := range []string{"(0 entities, 1 persons)", "Civil Code: residents, 30 calendar days from: discovery or being notified (Cal Civ Code 1798.82(a)(2)) [read]"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(strings.ToLower(text), "no duty") {
		t.Error("a row reads that there is no duty")
	}
}

// What is of a person is of its organisation too, and counts once in a place; each line says so in each format.
func TestGroupsCountOnce(t *testing.T) {
	table, err := law.Built()
	if err != nil {
		t.Fatal(err)
	}
	mail := Element{Kind: exposure.Email, Print: "0a", Mask: "j•••@contoso.test"}
	other := Element{Kind: exposure.Email, Print: "0b", Mask: "j•••@contoso.test"}
	number := Element{Kind: exposure.Identifier, Print: "0a", Mask: "••• 21"}
	firm := &Subject{ID: "contoso.test", Country: "BR", Elements: []Element{mail, other, number, {Kind: exposure.Country, Print: "0c", Mask: "BR"}}}
	people := []*Subject{
		{ID: "1", Country: "BR", Further: []string{"US-CA", "US-CA"}, Elements: []Element{mail, number}},
		{ID: "2", Country: "BR", Elements: []Element{other}},
	}
	for _, format := range Formats() {
		var out bytes.Buffer
		l, err := NewList(&out, format, About{Campaign: "case", By: "jurisdiction", Made: made}, table)
		if err != nil {
			t.Fatal(err)
		}
		g := NewGroups(l)
		g.Add(firm, false)
		for _, s := range people {
			g.Add(s, true)
		}
		if err := g.End(); err != nil {
			t.Fatal(err)
		}
		if br := g.by[Site{"BR", ""}]; br.Entities != 1 || br.Persons != 2 || br.Counts["email"] != 2 || br.Counts["identifier"] != 1 || br.Counts["country"] != 0 {
			t.Errorf("%s: BR has %+v", format, br)
		}
		if ca := g.by[Site{"US", "US-CA"}]; ca.Persons != 1 || ca.Counts["email"] != 1 {
			t.Errorf("%s: US-CA has %+v", format, ca)
		}
		if format != "xlsx" && strings.Count(out.String(), groupCounted) != 2 {
			t.Errorf("%s does not say how it counts:\n%s", format, out.String())
		}
	}
}

// Somebody of several parts of countries is named by the law of each, once.
func TestSites(t *testing.T) {
	s := &Subject{Country: "DE", Further: []string{"US-CA", "US-NY", "GB"}, Elements: []Element{{Kind: exposure.Person}, {Kind: exposure.Identifier}}}
	table, err := law.Built()
	if err != nil {
		t.Fatal(err)
	}
	p := places{table: table, now: made}
	text := marksText(p.marks(s))
	for _, want := range []string{"EU/EEA", "Cal Civ Code 1798.82(h)", "NY GBL 899-aa(1)(b)", "UK GDPR Art 33-34"} {
		if strings.Count(text, want) == 0 {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if s.Further = []string{"US-CA", "US-CA"}; strings.Count(marksText(p.marks(s)), "1798.82(h)") != 1 {
		t.Errorf("a rule names somebody twice: %s", marksText(p.marks(s)))
	}
	if got := strings.Join(s.parts(), " "); got != "US-CA US-CA" {
		t.Error(got)
	}
}

// Telephone numbers stand in a cell as they are: no apostrophe of the guard is between them.
func TestNumbersInACell(t *testing.T) {
	s := &Subject{Elements: []Element{{Kind: exposure.Phone, Mask: "+49 ••• •12"}, {Kind: exposure.Phone, Mask: "+49 ••• •34"}}}
	if got, want := cells.Guard(elementsText(s)), "phone: +49 ••• •12 / +49 ••• •34"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWindow(t *testing.T) {
	day := func(n int) time.Time { return made.AddDate(0, 0, n) }
	var w Window
	w.Join(day(2), day(5), day(6))
	w.Join(day(1), day(3), day(7))
	if want := (Window{Seen: 2, First: day(1), Last: day(5), Closed: day(7)}); w != want {
		t.Errorf("%+v, want %+v", w, want)
	}
	if got := w.Text(); got != "seen open from 2026-11-24 10:00 UTC to 2026-11-28 10:00 UTC, perhaps longer; closure verified 2026-11-30 10:00 UTC" {
		t.Error(got)
	}
	w.Join(day(1), day(1), time.Time{})
	w.Unknown++
	w.Join(day(9), day(9), day(9))
	if got := w.Text(); !strings.Contains(got, "closure is not verified; other places were never probed") {
		t.Error(got)
	}
}

// Of what nobody saw open, nobody says that it was.
func TestWindowOfWhatWasNotSeen(t *testing.T) {
	for want, w := range map[string]Window{
		"not known: what was read was never probed":                                    {Unknown: 1, Copies: 1},
		"not known: it was read in a folder, from a copy":                              {Copies: 2},
		"not known: what was read was probed and never seen open":                      {Shut: 1},
		"not known: none of what was read was seen open, and not all of it was probed": {Shut: 1, Unknown: 1},
		"seen open from 2026-11-23 10:00 UTC to 2026-11-23 10:00 UTC, perhaps longer; closure verified 2026-11-23 10:00 UTC; other places were never seen open": {Seen: 1, First: made, Last: made, Closed: made, Shut: 1},
	} {
		if got := w.Text(); got != want || w.Verified() {
			t.Errorf("%+v: %q, verified %v", w, got, w.Verified())
		}
	}
}

func TestOwnName(t *testing.T) {
	for way, want := range map[string]string{
		"Fabrikam/2021/invoice.pdf": "invoice.pdf", "a.zip!/Northwind/x.docx": "x.docx", `mails\Contoso\y.eml`: "y.eml", "z": "z", "a.zip!/b.zip!/c": "c", "folder/": "",
	} {
		if got := OwnName(way); got != want {
			t.Errorf("%s: %q, want %q", way, got, want)
		}
	}
}

func TestOfKeepsWhatStandsThere(t *testing.T) {
	from := &attribute.Subject{ID: "x", Country: "DE", Mentions: 3, Elements: []attribute.Element{{Kind: exposure.Email, Print: exposure.Fingerprint{1}, Mask: "m", Mentions: 3, Contents: 2, First: made}}}
	s := Of(from)
	if e := s.Elements[0]; e.Print != "01000000000000000000000000000000" || e.Shown() != "m" || e.Contents != 2 || !e.First.Equal(made) || s.Country != "DE" {
		t.Errorf("%+v", s)
	}
}
