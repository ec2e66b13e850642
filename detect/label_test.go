package detect

import (
	"strings"
	"testing"
)

// TestNumbersAreMet puts each name that is no anchor before a number at every place that
// it can have in the text: what is met must not depend on it.
func TestNumbersAreMet(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ text, rule string }{
		{"SSN: 536-22-8714", "us-ssn"},
		{"his BSN is 900000119, we", "nl-bsn"},
		{"<td>NRIC</td><td>S0000001I</td>", "sg-nric"},
		{expand("\"cpf\": \"{{number br-cpf 9##.###.###-##}}\"", "met"), "br-cpf"},
	} {
		missed := 0
		for pad := range 16 {
			found := false
			st := e.Stream(Segment{}, func(m Mention) error { found = found || m.Rule == c.rule; return nil })
			if err := st.Write([]byte(strings.Repeat("x", pad)+" "+c.text+"\n and so on"), nil); err != nil {
				t.Fatal(err)
			}
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			if !found {
				missed++
			}
		}
		if missed > 0 {
			t.Errorf("%s: %q is missed at %d places of 16", c.rule, c.text, missed)
		}
	}
}

func TestUnmet(t *testing.T) {
	for form, want := range map[string]bool{
		"###-##-####": false, "###########": false, "@#######@": false, "?#?#######-####": false, "fr~##~###~###~###": false, "de ### ### ###": false,
		"@@######@": true, "##@@@@@####@*@*": true, "#~##~##~##~###": true, "@@@@@@@@": true, "@###-####-####": true, "##~##": true, "?##.###.###-*": true,
	} {
		sh, err := newShape(form)
		if err != nil {
			t.Fatal(err)
		}
		if got := sh.unmet(); got != want {
			t.Errorf("%s: unmet is %v", form, got)
		}
	}
}

// TestLabelsAreLinear reads numbers in a row behind words: each word is looked up once. Where each
// number looks at all before it, texts of this size outlast the time that all tests have.
func TestLabelsAreLinear(t *testing.T) {
	e := newEngine(t)
	for _, unit := range []string{"ssn: 12 34 56 ", "tin 123456 ", "a 12 ", " 12-34-56", "ssn ssn ssn 123456", "=12345678901"} {
		text := []byte(strings.Repeat(unit, 4<<20/len(unit)))
		st := e.Stream(Segment{}, func(Mention) error { return nil })
		if err := st.Write(text, nil); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
