package authority

import (
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/disclose"
)

var made = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func filled(c Case) (html, md string) {
	var h, m strings.Builder
	f := New(c)
	if f.WriteHTML(&h) != nil || f.WriteMarkdown(&m) != nil {
		return "", ""
	}
	return h.String(), m.String()
}

func known() Case {
	persons := &Persons{}
	for range 3 {
		persons.Add(&disclose.Subject{Sort: attribute.SortEmployee, Country: "DE", Elements: []disclose.Element{{Kind: exposure.Email}, {Kind: exposure.Health}}})
	}
	persons.Add(&disclose.Subject{Sort: attribute.SortPrivate, Last: made, Elements: []disclose.Element{{Kind: exposure.Birth, Value: "2015-01-01"}}})
	return Case{Reference: "ab12", Made: made, Complete: true, Persons: persons,
		Window: disclose.Window{Seen: 2, First: made.AddDate(0, 0, -9), Last: made.AddDate(0, 0, -3), Closed: made.AddDate(0, 0, -2)},
		Figures: &attribute.Figures{
			Persons:       attribute.PersonFigure{Mentions: 99999, Distinct: 54321, Resolved: attribute.Range{Low: 1234, High: 1299}},
			Documents:     attribute.DocumentFigures{Distinct: 7, Years: []attribute.YearFigure{{Month: "2019-02"}, {Month: ""}, {Month: "2022-08"}}},
			Kinds:         []attribute.KindFigure{{Kind: exposure.Email, Distinct: 5, Resolved: attribute.Range{Low: 4, High: 5}}, {Kind: exposure.Company, Distinct: 9}, {Kind: exposure.Card}},
			UsableSecrets: 1600,
		}, ToRotate: 1500, Rotated: 12}
}

func TestFormSaysWhatIsKnown(t *testing.T) {
	html, md := filled(known())
	for _, want := range []string{
		"Persons: about 1,200 (counted: 1,234) to about 1,300 (counted: 1,299).", "Different records that name a person: about 54,000 (counted: 54,321); documents and files: 7.",
		"Different values by category: e-mail addresses 4 to 5.", "employees 3; private persons, or of no known organisation 1.", "DE 3; not known 1.", "Minors are among them",
		"Persons beside whom there stand: numbers of health care or diagnoses 3; dates of birth 1.", "seen open from 2026-11-14 10:00 UTC to 2026-11-20 10:00 UTC, perhaps longer; closure verified 2026-11-21 10:00 UTC.",
		"dated from 2019-02 to 2022-08", "2 places with data could be read by anyone", "Credentials that may still open something: about 1,500 (counted: 1,500).", "changed or a false alarm: 12.", "Closure was verified",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page has no %q", want)
		}
		if !strings.Contains(md, want) {
			t.Errorf("Markdown has no %q", want)
		}
	}
	if strings.Contains(html, "Not known yet") || strings.Contains(html, "has not come to its end") {
		t.Error("something is not known")
	}
}

// Each question of Art. 33(3) is there; what a person has to say is open, in each of them but
// for none, and the form says neither when somebody was aware nor that there is no duty.
func TestFormLeavesOpenWhatPeopleSay(t *testing.T) {
	f := New(Case{Reference: "ab12", Made: made, Why: []string{"7 of 9 listed objects have not been read yet."}, Window: disclose.Window{Unknown: 1}})
	html, md := filled(Case{Reference: "ab12", Made: made, Why: []string{"7 of 9 <b>objects</b> have not been read yet."}, Window: disclose.Window{Unknown: 1}})
	for _, want := range []string{"Art. 33(3)(a)", "Art. 33(3)(b)", "Art. 33(3)(c)", "Art. 33(3)(d)", "Art. 33(4)", "Art. 33(1)", "Art. 34, 33(5)", "When the controller became aware", "1 place with data may have been readable by others: that is not known. It was never probed.",
		"Not known yet by the program: numbers, since the examination goes on; since when it was open; that closure is verified.", "Closure is not verified.", "not assessed here"} {
		if !strings.Contains(html, want) || !strings.Contains(md, want) {
			t.Errorf("no %q", want)
		}
	}
	open := 0
	for _, q := range f.Questions {
		if len(q.Open) == 0 {
			t.Errorf("%s: a person has nothing to say", q.Title)
		}
		open += len(q.Open)
	}
	if got := strings.Count(html, "☐"); got != open {
		t.Errorf("%d blanks are marked, want %d", got, open)
	}
	if got := strings.Count(md, "☐"); got != open {
		t.Errorf("%d blanks are marked in Markdown, want %d", got, open)
	}
	if strings.Contains(html, "<b>objects") || strings.Contains(md, "<b>") {
		t.Error("foreign text is markup")
	}
	for _, never := range []string{"no duty", "became aware on", "unlikely to result", "could be read by anyone"} {
		if strings.Contains(strings.ToLower(html), never) {
			t.Errorf("the form says %q", never)
		}
	}
}

// Numbers that do not add up to the figure of persons say why: the nameless are in them.
func TestFormCountsTheNameless(t *testing.T) {
	c := known()
	_, md := filled(c)
	if !strings.Contains(md, "The lines below count 4: 0 of whom a name is known, and 4 of whom nothing but an address or a number is") {
		t.Error("the nameless are not told")
	}
	c.Persons = &Persons{}
	c.Persons.Add(&disclose.Subject{Sort: attribute.SortPrivate, Elements: []disclose.Element{{Kind: exposure.Person}, {Kind: exposure.Person}}})
	if _, md := filled(c); strings.Contains(md, "The lines below") {
		t.Error("one with a name is told to be nameless")
	}
}

// Who could read a place is said of each as far as it was seen, and of no copy.
func TestFormSaysWhoCouldReadWhat(t *testing.T) {
	_, md := filled(Case{Made: made, Window: disclose.Window{Seen: 2, First: made, Last: made, Shut: 1, Copies: 1, Unknown: 3}})
	for _, want := range []string{"2 places with data could be read by anyone", "1 place with data may have been readable by others: that is not known. It was probed, and never seen open.",
		"3 places with data may have been", "1 folder was read, as a copy: whether others could read the place that it is from is not known."} {
		if !strings.Contains(md, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestApproximateNumbers(t *testing.T) {
	for n, want := range map[uint64]string{0: "0", 7: "7", 99: "99", 100: "about 100 (counted: 100)", 1249: "about 1,200 (counted: 1,249)", 999_999: "about 1,000,000 (counted: 999,999)"} {
		if got := about(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	many := map[string]uint64{"": 5}
	for i := range 30 {
		many[string(rune('A'+i%26))+string(rune('A'+i/26))] = 1
	}
	if got := shares(many, nil, "not known"); !strings.HasPrefix(got, "not known 5; AA 1;") || !strings.HasSuffix(got, "others 16") {
		t.Error(got)
	}
}
