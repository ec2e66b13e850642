package detect

import (
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// Columns whose names begin alike have a record of their own, where they say who it is and the row is
// about another.
func TestColumnsThatBeginAlike(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ table, want string }{
		{"vendor|vendor_email|requester_name|requester_iban|requester_birth_date\nContoso Ltd|jane@contosoxq.co.uk|Greta Oberndorf|DE02120300000000202051|1980-05-17",
			"Contoso Ltd, jane@contosoxq.co.uk / Greta Oberndorf, DE02120300000000202051, 1980-05-17"},
		{"contract|customer_email|subcontractor|subcontractor_iban|subcontractor_phone\nC1|odo@kanariexq.fr|Brachtwerk Maschinenbau GmbH|DE89370400440532013000|+49 30 1234871",
			"odo@kanariexq.fr / Brachtwerk Maschinenbau GmbH, DE89370400440532013000, +49 30 1234871"},
		{"full_name|email|dealer_email|dealer_phone|phone\nGreta Oberndorf|greta@gmx.de|odo@kanariexq.fr|+49 30 1234871|+49 30 1234872",
			"Greta Oberndorf, greta@gmx.de, +49 30 1234872 / odo@kanariexq.fr, +49 30 1234871"},
		{"hotel_name|hotel_phone|guest_name|guest_email|iban\nContoso Ltd|+49 30 1234871|Greta Oberndorf|greta@gmx.de|DE02120300000000202051",
			"Contoso Ltd, +49 30 1234871 / Greta Oberndorf, greta@gmx.de, DE02120300000000202051"},

		// Of the row's own: nobody else is there, or the words are never those of somebody apart.
		{"requester_name|requester_email|iban\nGreta Oberndorf|greta@gmx.de|DE02120300000000202051", "Greta Oberndorf, greta@gmx.de, DE02120300000000202051"},
		{"full_name|employer_name|employer_phone\nJane Roe|Contoso Ltd|+49 30 1234871", "Jane Roe, Contoso Ltd, +49 30 1234871"},
		{"employee_name|bank_name|bank_iban\nJane Roe|Contoso Ltd|DE02120300000000202051", "Jane Roe, Contoso Ltd, DE02120300000000202051"},
		{"company|contact|email|phone|iban\nContoso Ltd|Jane Roe|jane@contosoxq.co.uk|+49 30 1234871|DE02120300000000202051", "Contoso Ltd, Jane Roe, jane@contosoxq.co.uk, +49 30 1234871, DE02120300000000202051"},
		{"full_name|evening_phone|evening_email\nJane Roe|+49 30 1234871|jane@gmx.de", "Jane Roe / +49 30 1234871, jane@gmx.de"},

		// A role that no column names anybody in: its telephone is not the row's.
		{"full_name|email|doctor_phone\nJane Roe|jane@gmx.de|+49 30 1234871", "Jane Roe, jane@gmx.de / +49 30 1234871"},
		{"patient|birth_date|doctor_email\nIda Ferrum|1981-05-17|o.quill@praxisxq.de", "Ida Ferrum, 1981-05-17 / o.quill@praxisxq.de"},
	} {
		if got := groupsIn(t, e, c.table); got != c.want {
			t.Errorf("%s\nfound %s\n want %s", c.table, got, c.want)
		}
	}
}

// What the field of an address or company says: of the row's own, of a firm's contact, of somebody else.
func TestWhoseAddressesAre(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct {
		table string
		want  []exposure.Field
	}{
		{"full_name|email\nGreta Oberndorf|greta@gmx.de", []exposure.Field{"name", "email"}},
		{"full_name|email|dealer_email\nGreta Oberndorf|greta@gmx.de|odo@kanariexq.fr", []exposure.Field{"name", "email", "beside"}},
		{"full_name|email|created_by\nGreta Oberndorf|greta@gmx.de|odo@kanariexq.fr", []exposure.Field{"name", "email", "keeper"}},
		{"company|contact_email\nContoso Ltd|jane@contosoxq.co.uk", []exposure.Field{"company", "contact"}},
		{"company|contact|contact_email\nContoso Ltd|Jane Roe|jane@contosoxq.co.uk", []exposure.Field{"company", "name", "email"}},
		{"full_name|guardian_name|guardian_email\nGreta Oberndorf|Ida Oberndorf|ida@gmx.de", []exposure.Field{"name", "name", "email"}},
		{"requester_name|requester_email\nGreta Oberndorf|greta@gmx.de", []exposure.Field{"name", "email"}},
		{"product_name|product_phone|email\nGreta Oberndorf||greta@gmx.de", []exposure.Field{"email"}},
		{"customer_email|supplier|iban\nodo@kanariexq.fr|Contoso Ltd|DE02120300000000202051", []exposure.Field{"email", "seller", "iban"}},
		{"supplier|contact|contact_email|iban\nContoso Ltd|Jane Roe|jane@contosoxq.co.uk|DE02120300000000202051", []exposure.Field{"seller", "name", "email", "iban"}},
		{"customer_email|insurer|iban\nodo@kanariexq.fr|Contoso Versicherung AG|DE02120300000000202051", []exposure.Field{"email", "beside", "iban"}},
		{"insurer|iban\nContoso Versicherung AG|DE02120300000000202051", []exposure.Field{"", "iban"}},
		{"customer|supplier\nFabrikam GmbH|Contoso Ltd", []exposure.Field{"buyer", "seller"}},
		{"reseller_email|end_customer\nodo@kanariexq.fr|Contoso Ltd", []exposure.Field{"beside", "buyer"}},
	} {
		text, marks := rowsOf(c.table)
		var got []Mention
		st := e.Stream(Segment{Media: "text/csv", Part: exposure.PartTable}, func(m Mention) error {
			if m.Score >= 50 {
				got = append(got, m)
			}
			return nil
		})
		if err := st.Write(text, marks); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(got, func(a, b Mention) int { return int(a.Offset - b.Offset) })
		var fields []exposure.Field
		for _, m := range got {
			fields = append(fields, m.Field)
		}
		if !slices.Equal(fields, c.want) {
			t.Errorf("%s\nfields %q, want %q", c.table, fields, c.want)
		}
	}
}
