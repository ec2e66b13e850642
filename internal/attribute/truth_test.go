package attribute

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A truth is a small world of which everything is known: companies of five
// countries with one or two names, a domain or none, and people with one or two
// addresses, scattered over papers in rows, signatures and mail headers.
type truth struct {
	rng       *rand.Rand
	entities  map[string]string // ID → country
	persons   int
	countries map[string]uint64
	rows      []row
}

// company writes the rows of one company.
func (w *truth) company(n int) {
	places := []struct{ country, tld, form, other, phone string }{
		{"DE", "de", "GmbH", "AG", "+49 30 23125%04d"}, {"GB", "co.uk", "Ltd", "Limited", "+44 7700 9%05d"},
		{"PL", "pl", "Sp. z o.o.", "S.A.", "+48 22 500%04d"}, {"FR", "fr", "SARL", "SAS", "+33 1 99 00%04d"}, {"SE", "se", "AB", "Aktiebolag", "+46 8 465%05d"},
	}
	p := places[n%len(places)]
	name := fmt.Sprintf("%sworks%c%c", []string{"Quill", "Brisk", "Umber", "Vexel"}[n%4], 'a'+n/26%26, 'a'+n%26)
	domain := fmt.Sprintf("%s.%s", letters(name), p.tld)
	id, shown := domain, name+" "+p.form
	if n%5 == 4 { // nothing but a name, in a country whose form tells it
		domain, id = "", ""
	}
	w.countries[p.country]++
	for person := range 1 + n%4 {
		w.persons++
		who := fmt.Sprintf("person %c%c%cette %cossum%c%c", 'A'+n/26%26, 'a'+n%26, 'a'+person, 'A'+n%26, 'a'+n/26%26, 'a'+person)
		phone := "phone " + fmt.Sprintf(p.phone, 10*n+person)
		if domain == "" {
			for range 3 {
				w.rows = append(w.rows, row{who, "company " + shown, phone})
			}
			continue
		}
		mail := fmt.Sprintf("email p%d@%s", person, domain)
		w.rows = append(w.rows, row{who, mail, "company " + shown, phone}, row{"company " + shown, mail, who},
			row{mail, who, phone, "country " + p.country}, row{who, mail, "message <" + fmt.Sprint(n, person) + "@" + domain + ">"})
		if person == 1 {
			w.rows = append(w.rows, row{who, mail, "company " + name + " " + p.other}) // another spelling
		}
	}
	if domain == "" {
		id = companyPrefix + letters(name) + " " + legalAsShown(p.form)
	}
	w.entities[id] = p.country
}

func legalAsShown(form string) string {
	return map[string]string{"GmbH": "gmbh", "Ltd": "ltd", "Sp. z o.o.": "sp. z o.o.", "SARL": "sarl", "AB": "ab"}[form]
}

func TestTruthIsFound(t *testing.T) {
	w := &truth{rng: rand.New(rand.NewPCG(3, 3)), entities: map[string]string{}, countries: map[string]uint64{}}
	for n := range 150 {
		w.company(n)
	}
	w.rng.Shuffle(len(w.rows), func(i, j int) { w.rows[i], w.rows[j] = w.rows[j], w.rows[i] })
	var papers []paper
	for chunk := range slices.Chunk(w.rows, 17) {
		papers = append(papers, paper{ways: 1 + w.rng.Uint64N(3), objects: 1, rows: chunk})
	}
	f := compute(t, newDesk(t, papers...).input())
	got := map[string]string{}
	for _, e := range f.Entities.List {
		got[e.ID] = e.Country
	}
	// British companies without a domain have a form that many countries use,
	// and numbers that tell.
	if diff := cmp.Diff(w.entities, got); diff != "" {
		t.Error(diff)
	}
	for _, c := range f.Countries {
		if c.Entities != w.countries[c.Country] {
			t.Errorf("%q: %d entities, want %d", c.Country, c.Entities, w.countries[c.Country])
		}
	}
	// A record without address or number is linked by name and organisation only.
	if r := f.Persons.Resolved; r.Low != uint64(w.persons) || r.High < r.Low {
		t.Errorf("%+v persons, want %d", r, w.persons)
	}
}
