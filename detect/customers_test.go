package detect

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// Customers are people where most of a column are names of people, and firms elsewhere.
func TestCustomersMayBePeople(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ table, want string }{
		{"customer|total\nThomas Lovejoy|12\nMaria Oberndorf|13\nPeter Fenwick|14\nSunrise Widgets|15", "company 0; person 4"},
		{"Kunde|Betrag\nThomas Müller|12\nMaria Schneider|13\nPeter Fischer|14\nContoso Werke GmbH|15", "company 1; person 3"},
		{"cliente|importe\nCarlos García|12\nMaría Fernández|13\nJosé Martínez|14", "company 0; person 3"},
		{"customer|total\nThomas Consulting|12\nPeter Fenwick Logistics|13\nMaria Hotel|14", "company 3; person 0"},
		{"customer|total\nContoso Ltd|12\nFabrikam Inc|13\nThomas Lovejoy|14", "company 3; person 0"},
		{"customer|total\nNorthwind|12\nAdatum|13\nLitware|14", "company 3; person 0"},
		{"company|total\nThomas Lovejoy|12\nMaria Oberndorf|13\nPeter Fenwick|14", "company 3; person 0"},
	} {
		text, marks := rowsOf(c.table)
		company, person := 0, 0
		st := e.Stream(Segment{Media: "text/csv", Part: exposure.PartTable}, func(m Mention) error {
			switch m.Kind {
			case exposure.Company:
				company++
			case exposure.Person:
				person++
			}
			return nil
		})
		if err := st.Write(text, marks); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		want := strings.Split(c.want, "; ")
		got := []string{"company " + string(rune('0'+company)), "person " + string(rune('0'+person))}
		if !slices.Equal(got, want) {
			t.Errorf("%s\nfound %q, want %q", c.table, got, want)
		}
	}
}

// A key of customers may have the name of a person, where no column tells what stands under it.
func TestACustomerMayBeAPerson(t *testing.T) {
	e := newEngine(t)
	for text, want := range map[string]exposure.Kind{
		"Thomas Lovejoy": exposure.Person, "Contoso Werke GmbH": exposure.Company, "Thomas Consulting": exposure.Company, "Northwind": exposure.Company,
	} {
		var kinds []exposure.Kind
		st := e.Stream(Segment{}, func(m Mention) error {
			kinds = append(kinds, m.Kind)
			return nil
		})
		if err := errors.Join(st.Write([]byte(text+"\n"), []exposure.Mark{{Field: "customer", Record: 1}}), st.Close()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(kinds, []exposure.Kind{want}) {
			t.Errorf("%q is %v, want %v", text, kinds, want)
		}
	}
}
