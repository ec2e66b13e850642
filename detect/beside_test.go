package detect

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// recordsIn returns what is found in a table, each with its row and "beside" where it is of
// somebody else whom the row names; sorted.
func recordsIn(t *testing.T, e *Engine, table string, media string, part exposure.Part) (out []string) {
	t.Helper()
	eachIn(t, e, table, Segment{Media: media, Part: part}, func(m Mention) {
		if m.Score >= 50 {
			row, beside := exposure.RowOf(uint64(m.Record))
			s := fmt.Sprintf("%d %s", row, m.Value)
			if beside {
				s += " beside"
			}
			out = append(out, s)
		}
	})
	slices.Sort(out)
	return out
}

// TestOthersInRows keeps apart whom a row names beside the one that it is about.
func TestOthersInRows(t *testing.T) {
	e := newEngine(t)
	for name, x := range map[string]struct {
		table string
		want  []string
	}{
		"both halves in one column": {
			"Employee #|Last Name, First Name|Birth Date|SSN|Work Email|Home Email|Spouse Name|Spouse SSN\n1|Ravenscroft, Tabitha|1980-01-02|516-22-1180|tabitha@quillxq.com|tabby.r@gmail.com|Godfrey Ravenscroft|516-22-1181",
			[]string{"1 1980-01-02", "1 516-22-1180", "1 516-22-1181 beside", "1 Godfrey Ravenscroft beside", "1 Ravenscroft, Tabitha", "1 tabby.r@gmail.com", "1 tabitha@quillxq.com"},
		},
		"a contact beside both halves": {
			"vorname|nachname|email|ansprechpartner|ansprechpartner_email\nRuth|Amsberg|r@gmx.de|Karl Oberndorf|k@oberndorfxq.de\nHans|Amsberg|h@gmx.de|Karl Oberndorf|k@oberndorfxq.de",
			[]string{"1 Ruth Amsberg", "1 r@gmx.de", "1 Karl Oberndorf beside", "1 k@oberndorfxq.de beside", "2 Hans Amsberg", "2 h@gmx.de", "2 Karl Oberndorf beside", "2 k@oberndorfxq.de beside"},
		},
		"a guardian before the child's birthday": {
			"member_name|guardian_name|guardian_email|birth_date\nOttilie Fenwick|Maud Fenwick|maud@gmail.com|2016-09-30",
			[]string{"1 Ottilie Fenwick", "1 Maud Fenwick beside", "1 maud@gmail.com beside", "1 2016-09-30"},
		},
		"one half missing": {
			"first_name|last_name|emergency_contact_first_name|emergency_contact_last_name|emergency_contact_phone\nAda||Charles|Babbage|+49 30 1234871",
			[]string{"1 Ada", "1 Charles Babbage beside", "1 +49 30 1234871 beside"},
		},
		"a half of another": {
			"vorname|ansprechpartner\nRuth|Karl Oberndorf",
			[]string{"1 Ruth", "1 Karl Oberndorf beside"},
		},
		"an address of the guardian's": {
			"pupil_name|mother|mother_street|mother_zip|mother_city\nOttilie Fenwick|Maud Fenwick|12 Cooper Row|YO1 0ZZ|York",
			[]string{"1 Ottilie Fenwick", "1 Maud Fenwick beside", "1 12 Cooper Row YO1 0ZZ York beside"},
		},
		"a firm and its contact": {
			"name|contact|contact_email\nContoso Ltd|Jane Roe|jane@contosoxq.co.uk",
			[]string{"1 Contoso Ltd", "1 Jane Roe", "1 jane@contosoxq.co.uk"},
		},
		"nobody but the contact": {
			"company|contact_first_name|contact_last_name|contact_email\nContoso Ltd|Jane|Roe|jane@contosoxq.co.uk",
			[]string{"1 Contoso Ltd", "1 Jane Roe", "1 jane@contosoxq.co.uk"},
		},
		"an address of contact and no such name": {
			"full_name|contact_email\nJane Roe|jane@contosoxq.co.uk",
			[]string{"1 Jane Roe", "1 jane@contosoxq.co.uk"},
		},
		"a firm is of the row": {
			"full_name|parent|parent_company|parent_email\nJane Roe|Maud Roe|Contoso Ltd|maud@gmail.com",
			[]string{"1 Jane Roe", "1 Maud Roe beside", "1 Contoso Ltd", "1 maud@gmail.com beside"},
		},
	} {
		slices.Sort(x.want)
		if got := recordsIn(t, e, x.table, "text/csv", exposure.PartTable); !slices.Equal(got, x.want) {
			t.Errorf("%s: found\n%q, want\n%q", name, got, x.want)
		}
	}
	got := recordsIn(t, e, "vorname|ansprechpartner\nRuth|Karl Oberndorf\nHans|Karl Oberndorf", "application/json", "")
	if want := []string{"1 Karl Oberndorf", "1 Ruth", "2 Hans", "2 Karl Oberndorf"}; !slices.Equal(got, want) {
		t.Errorf("in keys: found\n%q, want\n%q", got, want)
	}
}
