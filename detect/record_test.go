package detect

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// rowsOf makes a table of lines with bars between their cells, the first of which names the
// columns.
func rowsOf(table string) (text []byte, marks []exposure.Mark) {
	var heads []string
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if heads == nil {
			heads = cells
			continue
		}
		for col, cell := range cells {
			marks = append(marks, exposure.Mark{Offset: int64(len(text)), Field: heads[col], Record: int64(i)})
			text = append(text, cell...)
			marks = append(marks, exposure.Mark{Offset: int64(len(text)), Record: int64(i)})
			text = append(text, '\t')
		}
		text[len(text)-1] = '\n'
	}
	return text, marks
}

// eachIn calls met for all that is found in a table as rowsOf reads it.
func eachIn(t *testing.T, e *Engine, table string, s Segment, met func(Mention)) {
	t.Helper()
	text, marks := rowsOf(table)
	st := e.Stream(s, func(m Mention) error {
		met(m)
		return nil
	})
	if err := errors.Join(st.Write(text, marks), st.Close()); err != nil {
		t.Fatal(err)
	}
}

// inRows returns what of some kinds is found in a table, with its score, a line each.
func inRows(t *testing.T, e *Engine, table string, kinds ...exposure.Kind) (out []string) {
	t.Helper()
	eachIn(t, e, table, Segment{Media: "text/csv", Part: exposure.PartTable}, func(m Mention) {
		if slices.Contains(kinds, m.Kind) && m.Score >= 50 {
			out = append(out, string(m.Value))
		}
	})
	return out
}

// TestNamesInColumns reads names in columns for their parts, however they are written.
func TestNamesInColumns(t *testing.T) {
	e := newEngine(t)
	for name, x := range map[string]struct {
		table string
		want  []string
	}{
		"both halves in one":        {"Last Name, First Name|SSN\nRavenscroft, Tabitha|516-22-1180\nQuorn, Ada|", []string{"Ravenscroft, Tabitha", "Quorn, Ada"}},
		"halves that a bar parts":   {"Last/First|Email\nquorn ada|a@x.example", []string{"quorn ada"}},
		"lower case":                {"given_name|surname\nlachlan|berry\nmary-jane|o'neil", []string{"lachlan berry", "mary-jane o'neil"}},
		"capitals":                  {"VORNAME|NACHNAME\nJÜRGEN|VON DER AU", []string{"JÜRGEN VON DER AU"}},
		"the last name first":       {"Apellidos|Nombre\ngarcía lópez|ana maría", []string{"ana maría garcía lópez"}},
		"none of them sure":         {"nom|nombre\ngarcía lópez|ana maría", nil},
		"two last names":            {"nombre|apellido1|apellido2\nAna|García|López", []string{"Ana García López"}},
		"an initial":                {"first_name|last_name\nj|doe\nK.|Roe", []string{"j doe", "K. Roe"}},
		"a letter alone":            {"first_name|last_name\nj|", nil},
		"other scripts":             {"имя|фамилия\nиван|петрова", []string{"иван петрова"}},
		"without case":              {"姓|名\n山田|太郎", []string{"太郎 山田"}},
		"Name beside Vorname":       {"Name|Vorname\nMüller|Petra", []string{"Petra Müller"}},
		"Name beside surname":       {"name|surname\nPetra|Müller", []string{"Petra Müller"}},
		"all of a name beside it":   {"name|first_name|last_name\nPetra Müller|Petra|Müller", []string{"Petra Müller"}},
		"all of it beside one":      {"name|first_name\nPetra Müller|Petra", []string{"Petra Müller"}},
		"a firm beside it":          {"name|first_name\nContoso Ltd|Petra", []string{"Petra"}},
		"another record":            {"first_name|city|last_name\nAda||\n||Byron", []string{"Ada", "Byron"}},
		"no names":                  {"first_name|last_name\nn/a|null\nunknown|test\n4711|12\nfirst_name|last_name\n-|-\nUnbekannt|K.A.", nil},
		"one of them none":          {"first_name|last_name\nn/a|doe", []string{"doe"}},
		"full names in lower case":  {"full_name\njane doe\njane", []string{"jane doe"}},
		"names of anything":         {"name\nleft pad\nred apple", nil},
		"of columns not for them":   {"first|last\nabc|def", nil},
		"a whole name and its half": {"cn|sn|mail\nJane Doe|Doe|jane@contosoxq.com", []string{"Jane Doe"}},
		"middle names are left out": {"first_name|middle_name|last_name\nJane|Quentin|Doe", []string{"Jane Doe"}},
	} {
		if got := inRows(t, e, x.table, exposure.Person); !slices.Equal(got, x.want) {
			t.Errorf("%s: found %q, want %q", name, got, x.want)
		}
	}
}

// TestNamesOfColumns takes the column of a first name beside that of a last one in many languages.
func TestNamesOfColumns(t *testing.T) {
	e := newEngine(t)
	for _, heads := range []string{
		"first_name|last_name", "FirstName|LastName", "Given Name|Family Name", "fname|lname", "forename|surname", "Vorname|Nachname", "vname|zuname", "prénom|nom", "Prénom|Nom de famille", "nombre|apellidos",
		"nome|cognome", "nome|sobrenome", "voornaam|achternaam", "ad|soyad", "imię|nazwisko", "jméno|příjmení", "fornavn|etternavn", "förnamn|efternamn", "etunimi|sukunimi", "keresztnév|vezetéknév",
		"имя|фамилия", "όνομα|επώνυμο", "名|姓", "emp_first_name|emp_last_name", "billing first name|billing last name", "contact.firstName|contact.lastName",
	} {
		if got := inRows(t, e, heads+"\nAda|Byron", exposure.Person); !slices.Equal(got, []string{"Ada Byron"}) {
			t.Errorf("%s: found %q", heads, got)
		}
	}
}

// TestAddressesInColumns puts the parts of an address together.
func TestAddressesInColumns(t *testing.T) {
	e := newEngine(t)
	for name, x := range map[string]struct {
		table string
		want  []string
	}{
		"of Australia":              {"street_number|address_1|address_2|suburb|postcode|state\n69|giblin street|killarney|bittern|4814|qld", []string{"69 giblin street killarney bittern 4814 qld"}},
		"of Germany":                {"Straße|Hausnummer|PLZ|Ort|Land\nHafenstr.|3a|20000|Hamburg|Deutschland", []string{"Hafenstr. 3a 20000 Hamburg"}},
		"of Brazil":                 {"cep|logradouro|numero|complemento|bairro|cidade|uf\n01000-000|Rua Velha|17|apto 3|Centro|Maia|SP", []string{"01000-000 Rua Velha 17 apto 3 Centro Maia SP"}},
		"of Japan":                  {"郵便番号|都道府県|市区町村|番地\n100-0000|東京都|千代田区|丸の内 1-1-1", []string{"100-0000 東京都 千代田区 丸の内 1-1-1"}},
		"of the United States":      {"Address 1: Street 1|Address 1: City|Address 1: State/Province|Address 1: ZIP/Postal Code|Address 1: Country/Region\n77 Prairie Ave|Dayton|OH|45400|US", []string{"77 Prairie Ave Dayton OH 45400"}},
		"a country between":         {"street|zip|country|city\n12 Cooper Row|YO1 0ZZ|GB|York", []string{"12 Cooper Row YO1 0ZZ York"}},
		"cells that are empty":      {"street|unit|city|zip\n12 Cooper Row||NULL|YO1 0ZZ", []string{"12 Cooper Row YO1 0ZZ"}},
		"two of a row":              {"billing street|billing city|billing zip|shipping street|shipping city|shipping zip\n12 Cooper Row|York|YO1 0ZZ|1 Kay Road|Leeds|LS1 0AA", []string{"12 Cooper Row York YO1 0ZZ", "1 Kay Road Leeds LS1 0AA"}},
		"parts apart":               {"street|note|city|zip\n12 Cooper Row|called twice|York|YO1 0ZZ", []string{"12 Cooper Row"}},
		"a town again":              {"address|city\nAm Alten Weg 7a, 10115 Berlin|Berlin", []string{"Am Alten Weg 7a, 10115 Berlin"}},
		"a street without a number": {"street|city\nHauptstraße|Musterau", []string{"Hauptstraße Musterau"}},
		"a street alone":            {"street|note\nHauptstraße|x", nil},
		"a town of somebody":        {"email|city|state|zip\njane@contoso.example|Dayton|OH|45400", []string{"Dayton OH 45400"}},
		"and behind it":             {"city|state|zip|last_name\nDayton|OH|45400|Doe", []string{"Dayton OH 45400"}},
		"of the row before":         {"city|state|zip|last_name\nDayton|OH|45400|Doe\nYork|Yorkshire|YO1 0ZZ|", []string{"Dayton OH 45400"}},
		"of nobody":                 {"city|state|zip\nDayton|OH|45400", nil},
		"one of them":               {"email|state\njane@contoso.example|OH", nil},
		"of Ontario and Oklahoma":   {"street|city|state|zip\n9 Main Street|Toronto|ON|M5S 1M2\n9 Main Street|Tulsa|ok|74103", []string{"9 Main Street Toronto ON M5S 1M2", "9 Main Street Tulsa ok 74103"}},
		"a status of two letters":   {"email|state|zip\njane@contoso.example|ok|45400", nil},
		"a status":                  {"email|state|zip\njane@contoso.example|active|45400", nil},
		"addresses of machines":     {"email|address|city\njane@contoso.example|10.0.0.1|York\nk@contoso.example|https://x.example/12|Leeds\nl@contoso.example|00:00:5e:00:53:af|Leeds", nil},
		"nothing":                   {"street|city|zip\nn/a|unknown|00000", nil},
	} {
		if got := inRows(t, e, x.table, exposure.Address); !slices.Equal(got, x.want) {
			t.Errorf("%s: found %q, want %q", name, got, x.want)
		}
	}
}

// TestIdentifiersInColumns takes numbers that no rule checks, for less than those that one does.
func TestIdentifiersInColumns(t *testing.T) {
	e := newEngine(t)
	table := "soc_sec_id|ssn|passport_no|steuer-id|order\n6988048|735-60-998|K77301 94|86095742710|6988048\n6988048.0|n/a|yes|86095742719|2022-08-13\n2022-08-13|1111111|***1234|x|9"
	want := []string{"6988048", "735-60-998", "K77301 94", "86095742710", "6988048", "86095742719"}
	if diff := cmp.Diff(want, inRows(t, e, table, exposure.Identifier)); diff != "" {
		t.Error(diff)
	}
}

// TestListsOfGivenNames reads the given names of a list as those of one, where no table has them in
// columns of their own.
func TestListsOfGivenNames(t *testing.T) {
	e := newEngine(t)
	text := []byte("{family: Lindqvist, given: [Elspeth, Mae]} {family: Quist, given: Bea}")
	var marks []exposure.Mark
	for _, m := range []struct {
		field, value string
		record       int64
	}{{"family", "Lindqvist", 1}, {"given", "Elspeth", 1}, {"given", "Mae", 1}, {"family", "Quist", 2}, {"given", "Bea", 2}} {
		at := int64(strings.Index(string(text), m.value))
		marks = append(marks, exposure.Mark{Offset: at, Field: m.field, Record: m.record}, exposure.Mark{Offset: at + int64(len(m.value)), Record: m.record})
	}
	for part, want := range map[exposure.Part][]string{"": {"Elspeth Mae Lindqvist", "Bea Quist"}, exposure.PartTable: {"Elspeth Lindqvist", "Mae", "Bea Quist"}} {
		var got []string
		st := e.Stream(Segment{Media: "application/json", Part: part}, func(m Mention) error {
			if m.Kind == exposure.Person {
				got = append(got, string(m.Value))
			}
			return nil
		})
		if err := errors.Join(st.Write(text, marks), st.Close()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("in part %q: found %q, want %q", part, got, want)
		}
	}
}
