package attribute

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// A country is that for which evidence speaks, of whatever sort; where none does, none is told.
func TestCountryEvidence(t *testing.T) {
	// Most of the campaign is in Turkish and Turkish lira: these are the owner's.
	usual := paper{content: Content{Language: "tr"}, rows: []row{{"email x@northwind.com", "amount 1,00 TRY"}, {"email x@northwind.com", "amount 2,00 TRY"}, {"email x@northwind.com", "amount 3,00 TRY"}}}
	for _, c := range []struct {
		what    string
		rows    []row
		content Content
		country string
		votes   []string
		parts   []string
	}{
		{what: "nothing", rows: []row{{"email a@contoso.com"}}},
		{what: "address", rows: []row{{"email a@contoso.com", "address 77 Prairie Ave, Dayton, OH 45400"}, {"email a@contoso.com", "address 78 Prairie Ave, Dayton, OH 45400"}, {"email a@contoso.com", "address 1 Elm Street, Austin, TX 78700"}},
			country: "US", votes: []string{"US: 15 for address (3)"}, parts: []string{"US-OH", "US-TX"}},
		{what: "register", rows: []row{{"email a@contoso.com", "register EL123456789"}, {"email a@contoso.com", "register EL123456789"}}, country: "GR", votes: []string{"GR: 20 for register number (1)"}},
		{what: "currency", rows: []row{{"email a@contoso.com", "amount 12,00 PLN"}}, country: "PL", votes: []string{"PL: 1 for currency (1)"}},
		{what: "currencies of many and of the owner", rows: []row{{"email a@contoso.com", "amount 12,00 EUR", "amount 12,00 TRY"}}},
		{what: "language", rows: []row{{"email a@contoso.com"}}, content: Content{Language: "ja"}, country: "JP", votes: []string{"JP: 1 for language (1)"}},
		{what: "a language of many", rows: []row{{"email a@contoso.com"}}, content: Content{Language: "es"}},
		{what: "the owner's language", rows: []row{{"email a@contoso.com"}}, content: Content{Language: "tr"}},
		{what: "several", rows: []row{{"email a@contoso.com", "address D-10115 Berlin", "address 12 King St W, Toronto ON M5V 2T6", "address D-10117 Berlin"}},
			country: "DE", votes: []string{"DE: 10 for address (2)", "CA: 5 for address (1)"}, parts: []string{"CA-ON"}},
	} {
		in := newDesk(t, usual, paper{content: Content{Language: "tr"}, loose: row{"email x@northwind.com"}}, paper{rows: c.rows, content: c.content}).input()
		f := compute(t, in)
		e := entity(t, f, "contoso.com")
		x, err := Explain(t.Context(), in, "entity", "contoso.com")
		if err != nil {
			t.Fatal(err)
		}
		var votes []string
		for _, v := range x.Votes {
			votes = append(votes, v.String())
		}
		if e.Country != c.country || !slices.Equal(votes, c.votes) || !slices.Equal(e.Jurisdictions, c.parts) {
			t.Errorf("%s: %q by %q, parts %q", c.what, e.Country, votes, e.Jurisdictions)
		}
		if several := len(e.Countries) > 1; several != (c.what == "several") {
			t.Errorf("%s: %v", c.what, e.Countries)
		}
	}
}

func TestPartsAreBounded(t *testing.T) {
	o := &organisation{Entity: Entity{Country: "CA"}}
	for i := range 26 {
		o.stands(location(exposure.RegionHash(fmt.Sprintf("US-A%c", 'A'+i))))
	}
	o.stands(location(exposure.RegionHash("CA-QC")))
	o.stands(location(exposure.RegionHash("DE")))
	o.settleParts()
	if diff := cmp.Diff([]string{"CA-QC", "US-AA", "US-AB", "US-AC", "US-AD", "US-AE", "US-AF", "US-AG", "US-AH", "US-AI"}, o.Jurisdictions); diff != "" {
		t.Error(diff)
	}
}
