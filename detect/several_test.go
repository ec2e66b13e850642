package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// groupsIn returns what stands together in a table: the values of each record in the order of the
// text, records parted by " / " and in the order of their first values.
func groupsIn(t *testing.T, e *Engine, table string) string {
	t.Helper()
	text, marks := rowsOf(table)
	type found struct {
		at    int64
		value string
	}
	records := map[int64][]found{}
	st := e.Stream(Segment{Media: "text/csv", Part: exposure.PartTable}, func(m Mention) error {
		if m.Score >= 50 {
			records[m.Record] = append(records[m.Record], found{m.Offset, string(m.Value)})
		}
		return nil
	})
	if err := st.Write(text, marks); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	var groups []found
	for _, list := range records {
		slices.SortFunc(list, func(a, b found) int { return int(a.at - b.at) })
		g := found{at: list[0].at}
		for _, f := range list {
			g.value += ", " + f.value
		}
		g.value = g.value[2:]
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b found) int { return int(a.at - b.at) })
	out := make([]string, len(groups))
	for i, g := range groups {
		out[i] = g.value
	}
	return strings.Join(out, " / ")
}

// Each person whom a row names has a record of their own, with what the columns of their role hold.
func TestSeveralPersonsInOneRow(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ table, want string }{
		{"patient_first_name|patient_last_name|patient_birth_date|guardian_name|guardian_phone|guardian_mail\nOttilie|Fenwick|2016-09-30|Maud Fenwick|+49 30 1234871|maud@gmail.com",
			"Ottilie Fenwick, 2016-09-30 / Maud Fenwick, +49 30 1234871, maud@gmail.com"},
		{"full_name|email|phone|emergency_contact|emergency_contact_phone\nAda Lovejoy|ada@gmail.com|+49 30 1234871|Charles Babbage|+49 30 1234872",
			"Ada Lovejoy, ada@gmail.com, +49 30 1234871 / Charles Babbage, +49 30 1234872"},
		{"full_name|birth_date|spouse_name|spouse_birth_date\nAda Lovejoy|1961-04-02|Bert Lovejoy|1959-11-23",
			"Ada Lovejoy, 1961-04-02 / Bert Lovejoy, 1959-11-23"},
		{"sender_name|sender_email|sender_phone|recipient_name|recipient_email|recipient_phone\nAda Lovejoy|ada@gmail.com|+49 30 1234871|Karl Oberndorf|karl@gmx.de|+49 30 1234872",
			"Ada Lovejoy, ada@gmail.com, +49 30 1234871 / Karl Oberndorf, karl@gmx.de, +49 30 1234872"},
		{"husband_name|wife_name|husband_birth_date|wife_birth_date\nBert Lovejoy|Ada Lovejoy|1959-11-23|1961-04-02",
			"Bert Lovejoy, 1959-11-23 / Ada Lovejoy, 1961-04-02"},
		{"child_name|child_birth_date|mother_name|father_name|mother_phone|father_phone\nOttilie Fenwick|2016-09-30|Maud Fenwick|Piers Fenwick|+49 30 1234871|+49 30 1234872",
			"Ottilie Fenwick, 2016-09-30 / Maud Fenwick, +49 30 1234871 / Piers Fenwick, +49 30 1234872"},
		{"student_name|parent1_name|parent1_email|parent2_name|parent2_email\nOttilie Fenwick|Maud Fenwick|maud@gmail.com|Piers Fenwick|piers@gmx.de",
			"Ottilie Fenwick / Maud Fenwick, maud@gmail.com / Piers Fenwick, piers@gmx.de"},
		{"owner_name|owner_email|guest_name|guest_email\nAda Lovejoy|ada@gmail.com|Karl Oberndorf|karl@gmx.de",
			"Ada Lovejoy, ada@gmail.com / Karl Oberndorf, karl@gmx.de"},
		{"buyer_name|buyer_email|seller_name|seller_email|price\nAda Lovejoy|ada@gmail.com|Karl Oberndorf|karl@gmx.de|12",
			"Ada Lovejoy, ada@gmail.com / Karl Oberndorf, karl@gmx.de"},
		{"applicant_name|applicant_birth_date|co_applicant_name|co_applicant_birth_date\nAda Lovejoy|1961-04-02|Bert Lovejoy|1959-11-23",
			"Ada Lovejoy, 1961-04-02 / Bert Lovejoy, 1959-11-23"},
		{"employee_name|employee_email|manager_name|manager_email\nAda Lovejoy|ada@gmail.com|Karl Oberndorf|karl@gmx.de",
			"Ada Lovejoy, ada@gmail.com / Karl Oberndorf, karl@gmx.de"},
		{"patient|geburtsdatum|hausarzt|hausarzt_telefon\nOttilie Fenwick|30.09.1966|Karl Oberndorf|+49 30 1234872",
			"Ottilie Fenwick, 30.09.1966 / Karl Oberndorf, +49 30 1234872"},
		{"policyholder_name|policyholder_birth_date|beneficiary_name|beneficiary_birth_date\nAda Lovejoy|1961-04-02|Bert Lovejoy|1959-11-23",
			"Ada Lovejoy, 1961-04-02 / Bert Lovejoy, 1959-11-23"},
		{"Absender Name|Absender Straße|Absender PLZ|Absender Ort|Empfänger Name|Empfänger Straße|Empfänger PLZ|Empfänger Ort\nAda Lovejoy|Am Wall 7|10115|Berlin|Karl Oberndorf|Lindenweg 12|80331|München",
			"Ada Lovejoy, Am Wall 7 10115 Berlin / Karl Oberndorf, Lindenweg 12 80331 München"},
		{"nombre completo|fecha de nacimiento|tutor legal|teléfono del tutor legal\nOttilia Fenwick|2016-09-30|Marta Fenwick|+34 912 345 678",
			"Ottilia Fenwick, 2016-09-30 / Marta Fenwick, +34 912 345 678"},
		{"passenger1_first_name|passenger1_last_name|passenger1_birth_date|passenger2_first_name|passenger2_last_name|passenger2_birth_date\nAda|Lovejoy|1961-04-02|Bert|Lovejoy|1959-11-23",
			"Ada Lovejoy, 1961-04-02 / Bert Lovejoy, 1959-11-23"},
		{"full_name|emergency_contact_1_name|emergency_contact_1_phone|emergency_contact_2_name|emergency_contact_2_phone\nAda Lovejoy|Bert Lovejoy|+49 30 1234871|Karl Oberndorf|+49 30 1234872",
			"Ada Lovejoy / Bert Lovejoy, +49 30 1234871 / Karl Oberndorf, +49 30 1234872"},
		{"full_name|guardian_name|guardian_phone_1|guardian_phone_2\nOttilie Fenwick|Maud Fenwick|+49 30 1234871|+49 30 1234872",
			"Ottilie Fenwick / Maud Fenwick, +49 30 1234871, +49 30 1234872"},

		{"recipient_name|recipient_email|parcel\nKarl Oberndorf|karl@gmx.de|7", "Karl Oberndorf, karl@gmx.de"},
		{"full_name|sender_email|recipient_email\nAda Lovejoy|ada@gmail.com|karl@gmx.de", "Ada Lovejoy, ada@gmail.com, karl@gmx.de"},
	} {
		if got := groupsIn(t, e, c.table); got != c.want {
			t.Errorf("%s\nfound %s\n want %s", c.table, got, c.want)
		}
	}
}
