package attribute

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// loosePapers are what is a person's, an organisation's, both and neither.
func loosePapers() []paper {
	return []paper{
		{rows: []row{
			{"person Jane Doe", "email jane@contoso.de", "iban GB33BUKB20201555555555"}, // hers, and her employer is told
			{"person Hektor Roe", "email hektor@mailbox.test", "iban FR1420041010050500013M02606", "secret hunter-hunter-hunter-1"},
			{"company Fabrikam GmbH", "domain fabrikam.com", "phone +49 30 23125 123"}, // names nobody
		}},
		{loose: row{"iban DE89370400440532013000", "iban GB33BUKB20201555555555", "ip 198.51.100.7"}, ways: 3}, // the second is hers by the row
		{rows: []row{{"iban DE89370400440532013000", "card 5555555555554444"}}, loose: row{"card 5555555555554444"}},
		{loose: row{"card 378282246310005"}, hidden: true},
	}
}

// sidesOf are holders as a test says them: distinct, a person's, an organisation's, nobody's.
func sidesOf(list []Holders) (said []string) {
	for _, h := range list {
		said = append(said, fmt.Sprintf("%s %d %d %d %d", h.Kind, h.Distinct, h.Persons, h.Organisations, h.Nobody))
	}
	return said
}

func TestWhoHasWhat(t *testing.T) {
	want := []string{"email 2 2 1 0", "person 2 2 1 0", "phone 1 0 1 0", "card 1 0 0 1", "iban 3 2 1 1"}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, order := range [][]int{nil, {2, 0, 3, 1}} {
		in := newDesk(t, loosePapers()...).input(order...)
		u, err := FindUnattributed(t.Context(), in, nil, 10)
		if err != nil {
			t.Fatal(err)
		}
		if got := sidesOf(u.Holders); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		var told []Holders // a list of persons says the same
		for _, err := range People(t.Context(), in, Crowd{Holders: func(list []Holders) { told = list }}) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if got := sidesOf(told); !slices.Equal(got, want) {
			t.Errorf("beside the list %q, want %q", got, want)
		}
		var where []string
		for _, l := range u.Loose {
			where = append(where, fmt.Sprintf("%d: %v, %d of %d mentions, %d ways", slices.Index([]exposure.Unit{unitOf(0), unitOf(1), unitOf(2)}, l.Unit), l.Kinds, l.Distinct, l.Mentions, l.Ways))
		}
		if got, want := strings.Join(where, "; "), "2: [{card 1} {iban 1}], 2 of 3 mentions, 1 ways; 1: [{iban 1}], 1 of 1 mentions, 3 ways"; got != want || u.Contents != 2 {
			t.Errorf("%d contents: %s, want %s", u.Contents, got, want)
		}
		runtime.GOMAXPROCS(8)
	}
}

// Who asks for some kinds, and for few contents, gets these, and the number of all.
func TestUnattributedInPart(t *testing.T) {
	papers := loosePapers()
	for i := range 300 {
		papers = append(papers, paper{loose: row{fmt.Sprintf("card 4000%012d", i), fmt.Sprintf("card 4001%012d", i%7)}})
	}
	u, err := FindUnattributed(t.Context(), newDesk(t, papers...).input(), []exposure.Kind{exposure.Card}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(sidesOf(u.Holders), ", "); got != "card 308 0 0 308" || u.Contents != 301 || len(u.Loose) != 3 || u.Loose[2].Distinct != 2 {
		t.Errorf("%s in %d contents, %d shown", got, u.Contents, len(u.Loose))
	}
}

// Where nobody is there at all, all of it is nobody's.
func TestNobodyIsThere(t *testing.T) {
	in := newDesk(t, paper{loose: row{"card 5555555555554444"}}).input()
	var told []Holders
	for s := range People(t.Context(), in, Crowd{Holders: func(list []Holders) { told = list }}) {
		t.Errorf("%+v", s)
	}
	if got := strings.Join(sidesOf(told), ", "); got != "card 1 0 0 1" {
		t.Errorf("%s, want a card that is nobody's", got)
	}
}
