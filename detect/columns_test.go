package detect

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// cellMarks takes lines for rows and semicolons for what parts cells; the first line names the
// columns unless it is empty.
func cellMarks(text []byte) (marks []exposure.Mark) {
	var heads []string
	at := 0
	for i, line := range bytes.SplitAfter(text, []byte{'\n'}) {
		col := 0
		if i == 0 {
			heads = strings.Split(strings.ToValidUTF8(strings.TrimRight(string(line), "\n"), ""), ";")
			at += len(line)
			continue
		}
		for cell := range bytes.SplitAfterSeq(line, []byte{';'}) {
			name := fmt.Sprintf("#%d", col+1)
			if col < len(heads) && heads[col] != "" {
				name = heads[col]
			}
			end := len(bytes.TrimRight(cell, ";\n"))
			marks = append(marks, exposure.Mark{Offset: int64(at), Field: name, Record: int64(i)}, exposure.Mark{Offset: int64(at + end), Record: int64(i)})
			at += len(cell)
			col++
		}
	}
	return marks
}

// peopleRows are rows of a table without a heading, whose columns change their order midway.
func peopleRows(n int) []byte {
	var b bytes.Buffer
	b.WriteString("\n")
	given, family := strings.Fields("Jane Oliver Emma Harry Grace Jack Ruby Noah"), strings.Fields("Ashdownley Birkwellow Carrowbyre Dunmerely Eastlaker Fenwrightly Garrowhill")
	for i := range n {
		g, f := given[i%len(given)], family[i*3%len(family)]
		mail := strings.ToLower(g+"."+f) + "@contoso.example"
		if i > n/2 {
			fmt.Fprintf(&b, ";;;;;;;;%s;%s;%s;%d Kay Street\n", f, g, mail, i%90+1)
			continue
		}
		fmt.Fprintf(&b, "%d;%s;%s;%s;%d Cooper Row;YO%d 7AB;York;%s\n", i, g, f, mail, i%80+1, i%20+10, strings.Repeat("n", i*7%300))
	}
	return b.Bytes()
}

// tableSegment is one whose columns are judged.
var tableSegment = Segment{Media: "text/csv", Part: exposure.PartTable}

// TestWindowsDoNotMatterToColumns: a column is judged alike wherever windows and pieces end.
func TestWindowsDoNotMatterToColumns(t *testing.T) {
	e := newEngine(t)
	text := peopleRows(900)
	marks := cellMarks(text)
	want := scanSegment(t, e, tableSegment, text, marks, windowSize, len(text))
	people := 0
	for _, m := range want {
		if strings.Contains(m, "person person-field 95") {
			people++
		}
	}
	if people < 890 {
		t.Errorf("%d of 900 people are found", people)
	}
	for _, cut := range [][2]int{{1 << 10, 512}, {4097, 100_000}, {16 << 10, 7}, {64 << 10, 4096}, {777, 3333}} {
		if diff := cmp.Diff(want, scanSegment(t, e, tableSegment, text, marks, cut[0], cut[1])); diff != "" {
			t.Fatalf("windows of %d, pieces of %d (-want +got):\n%.1500s", cut[0], cut[1], diff)
		}
	}
}

// TestHeadingsThatAreWrong: what cells plainly are wins over what their column is called; a
// name that fits stays.
func TestHeadingsThatAreWrong(t *testing.T) {
	e := newEngine(t)
	for name, x := range map[string]struct {
		table string
		kind  exposure.Kind
		want  []string
	}{
		"telephones under names":        {"first_name|email\n020 7946 0001|a@contoso.example\n020 7946 0002|b@contoso.example\n020 7946 0003|c@contoso.example", exposure.Phone, []string{"020 7946 0001", "020 7946 0002", "020 7946 0003"}},
		"names under telephones":        {"phone|email\nJane Ashdownley|jane@contoso.example\nOliver Birkwellow|oliver@contoso.example\nEmma Carrowbyre|emma@contoso.example", exposure.Person, []string{"Jane Ashdownley", "Oliver Birkwellow", "Emma Carrowbyre"}},
		"rows are too few":              {"phone|email\nJane Ashdownley|jane@contoso.example\nOliver Birkwellow|oliver@contoso.example", exposure.Person, nil},
		"words of no people":            {"#1|#2\nalpha|one\nbeta|two\ngamma|three\ndelta|four", exposure.Person, nil},
		"sorts of a flower":             {"#1|#2\n5.1|Iris-setosa\n4.9|Iris-virginica\n4.7|Iris-versicolor\n5.0|Iris-setosa", exposure.Person, nil},
		"logins":                        {"#1|#2\njdoe|jdoe@contoso.example\nkroe|kroe@contoso.example\nlpoe|lpoe@contoso.example", exposure.Person, nil},
		"addresses of networks":         {"#1|#2\n203.0.113.175|srv1\n198.51.100.122|srv2\n203.0.113.210|srv3", exposure.Phone, nil},
		"days on which nobody is born":  {"#1|#2\n2021-03-04|jane@contoso.example\n2022-05-06|jack@contoso.example\n2020-07-08|jim@contoso.example", exposure.Birth, nil},
		"days of birth":                 {"#1|#2\n1971-03-04|jane@contoso.example\n1982-05-06|jack@contoso.example\n1960-07-08|jim@contoso.example", exposure.Birth, []string{"1971-03-04", "1982-05-06", "1960-07-08"}},
		"days as spreadsheets count":    {"Birthdate|email\n29252|jane@contoso.example\n31000|jack@contoso.example\n20000.0|jim@contoso.example\n1980|x@contoso.example", exposure.Birth, []string{"1980-02-01", "1984-11-14", "1954-10-03"}},
		"countries under a copy's name": {"CC|email\nIE|jane@contoso.example\nDE|jack@contoso.example\nFR|jim@contoso.example", exposure.Country, []string{"IE", "DE", "FR"}},
		"numbers that are filled up":    {"KUNNR|email\n0000100234|jane@contoso.example\n0000100235|jack@contoso.example\n0000100236|jim@contoso.example", exposure.Phone, nil},
		"of nobody":                     {"#1|#2\n1971-03-04|a\n1982-05-06|b\n1960-07-08|c", exposure.Birth, nil},
	} {
		if got := inRows(t, e, x.table, x.kind); !slices.Equal(got, x.want) {
			t.Errorf("%s: found %q, want %q", name, got, x.want)
		}
	}
}

// TestKeysInColumns: references and rows have one value, others another; beside a login a row
// is no account once more.
func TestKeysInColumns(t *testing.T) {
	e := newEngine(t)
	for name, x := range map[string]struct {
		table string
		want  []string
	}{
		"a reference":             {"orders.id|user_id|employee_id\n1|17|17", []string{"user 17", "employee 17"}},
		"a row":                   {"users.id|email\n17|jane@contoso.example", []string{"user 17"}},
		"a row with a login":      {"users.id|user_login|email\n17|jdoe|jane@contoso.example\n18||k@contoso.example", []string{"jdoe", "user 18"}},
		"numbers people are told": {"Kundennummer|customer no\n104711|4711", []string{"104711", "customer 4711"}},
		"numbers of programs":     {"customer_id|kunden_id\n104711|12345678", []string{"customer 104711", "12345678"}},
		"clients of programs":     {"client_id|email\n17|a@contoso.example\nx81-ab12|b@contoso.example", []string{"customer 17"}},
		"as programs write it":    {"member_id|email\n17.0|a@contoso.example", []string{"member 17"}},
	} {
		if got := inRows(t, e, x.table, exposure.User); !slices.Equal(got, x.want) {
			t.Errorf("%s: found %q, want %q", name, got, x.want)
		}
	}
}

// TestManyColumns holds what a table costs that has more columns than any, and columns that
// never come again.
func TestManyColumns(t *testing.T) {
	e := newEngine(t)
	text := []byte("\n")
	for range 40 {
		text = append(append(text, strings.Repeat("Jane;jane@contoso.example;", 5000)...), '\n')
	}
	marks := cellMarks(text)
	for i := range marks {
		if i%3 == 0 && marks[i].Field != "" {
			marks[i].Field = fmt.Sprintf("#%d/%d", i, i%977)
		}
	}
	began := time.Now()
	found := len(scanSegment(t, e, tableSegment, text, marks, windowSize, len(text)))
	if took := time.Since(began); found < 200_000 || took > time.Minute {
		t.Errorf("%d mentions in %v", found, took)
	}
}

// FuzzColumns compares one piece in one window with many, and holds mentions to their text.
func FuzzColumns(f *testing.F) {
	e := newEngine(f)
	for _, text := range []string{
		string(peopleRows(30)), "first_name;last_name;street;zip\njane;doe;12 Cooper Row;YO1 7AB\n", "users.id;login;users.id\n17;;18\n", "a;b\n1971-03-04;020 7946 0001\n1982-05-06;020 7946 0002\n1960-07-08;020 7946 0003\n",
		"name;vorname;name\nMüller;Petra;x\n;;;;\n",
		"name;billing_name;email;shipping_name;shipping_city;person1_first;person1_last\n#1;Ada Quorn;a@b.example;Quorn, ada;York;Cyd;Quarles\n#2;Bea Quist;;Cyd Quarles;York;;\n",
	} {
		f.Add([]byte(text), uint16(300), uint16(7))
	}
	f.Fuzz(func(t *testing.T, text []byte, window, piece uint16) {
		marks := cellMarks(text)
		want := scanSegment(t, e, tableSegment, text, marks, windowSize, max(1, len(text)))
		got := scanSegment(t, e, tableSegment, text, marks, int(window)+1, int(piece)+1)
		if !slices.Equal(want, got) {
			t.Errorf("window %d, pieces of %d (-want +got):\n%s", window+1, piece+1, cmp.Diff(want, got))
		}
	})
}

// TestTablesWithoutHeading judges the columns of small tables by their cells: what an address says
// is a name and no login where it is written as one, and numbers are no telephones.
func TestTablesWithoutHeading(t *testing.T) {
	e := newEngine(t)
	for name, x := range map[string]struct {
		table string
		want  []string
	}{
		"halves of names, birthdays of children too": {
			"#1|#2|#3|#4|#5|#6\n1|Ada|Quorn|ada@gmail.com|1980-05-06|531-48-2207\n2|Bea|Quist|bea@gmail.com|2012-05-06|562-91-3384\n3|Cyd|Quarles|cyd@gmail.com|1990-12-24|562-17-4471",
			[]string{"1 1980-05-06", "1 531-48-2207", "1 Ada Quorn", "1 ada@gmail.com", "2 2012-05-06", "2 562-91-3384", "2 Bea Quist", "2 bea@gmail.com", "3 1990-12-24", "3 562-17-4471", "3 Cyd Quarles", "3 cyd@gmail.com"},
		},
		"two rows": {
			"#1|#2|#3|#4|#5|#6\n1|Ada|Quorn|ada@gmail.com|1980-05-06|531-48-2207\n2|Bea|Lund|bea@gmail.com|1981-05-06|531-48-2208",
			[]string{"1 1980-05-06", "1 531-48-2207", "1 Ada Quorn", "1 ada@gmail.com", "2 1981-05-06", "2 531-48-2208", "2 Bea Lund", "2 bea@gmail.com"},
		},
		"two rows of no people": {
			"#1|#2|#3\nalpha|one|2021-03-04\nbeta|two|2020-03-04", nil,
		},
		"family names first": {
			"#1|#2|#3\nQuorn|Ada|ada@gmail.com\nQuist|Bea|bea@gmail.com\nQuarles|Cyd|cyd@gmail.com",
			[]string{"1 Ada Quorn", "1 ada@gmail.com", "2 Bea Quist", "2 bea@gmail.com", "3 Cyd Quarles", "3 cyd@gmail.com"},
		},
		"logins": {
			"#1|#2|#3\nada|Quorn|ada@gmail.com\nbea|Quist|bea@gmail.com\ncyd|Quarles|cyd@gmail.com",
			[]string{"1 ada", "1 ada@gmail.com", "2 bea", "2 bea@gmail.com", "3 cyd", "3 cyd@gmail.com"},
		},
		"days on which nobody is born": {
			"#1|#2\nada@gmail.com|2021-03-04\nbea@gmail.com|2019-05-06\ncyd@gmail.com|2004-07-08",
			[]string{"1 ada@gmail.com", "2 bea@gmail.com", "3 cyd@gmail.com"},
		},
	} {
		if got := recordsIn(t, e, x.table, "text/csv", exposure.PartTable); !slices.Equal(got, x.want) {
			t.Errorf("%s: found\n%q, want\n%q", name, got, x.want)
		}
	}
}
