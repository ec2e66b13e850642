package main

import (
	"fmt"
	"strings"
	"testing"
)

// A column that is filled late, or stands behind a long cell or among hundreds, is read with the columns of
// its whole table: a guardian's mailbox is no child's, whichever row has the first one.
func TestLateColumnsAreReadWithTheirTable(t *testing.T) {
	const iban = "DE44500105175407324931"
	many := func(head, row, tail string) string { return head + strings.Repeat(row, 400) + tail }
	head, row := "household", "1"
	for i := 1; i < 100; i++ {
		letters := string([]byte{'a' + byte(i/10), 'a' + byte(i%10)})
		head += fmt.Sprintf(",person%02[1]d_first_name,person%02[1]d_last_name,person%02[1]d_email,person%02[1]d_dob", i)
		row += fmt.Sprintf(",Greta%[1]s,Zwengel%[1]s,g%[1]s@gmail.com,19%02[2]d-01-02", letters, i)
	}
	for name, c := range map[string]struct {
		table, by string
		apart     []string
	}{
		"a guardian": {many("student_name,dob,guardian dob,guardian email,guardian name,city\n", "Ada Quell,2012-01-12,,,,Berlin\n",
			"Greta Zwengel,2012-02-03,1980-03-04,bert@gmail.com,Bert Ohmweg,Berlin\n"), "person", []string{"greta zwengel|bert@gmail.com", "greta zwengel|1980-03-04"}},
		"a manager": {many("name,email,iban,manager email,manager phone,manager\n", "Ada Quell,ada@own.example,,,,\n",
			"Greta Zwengel,greta@own.example,"+iban+",odo.quill@brachtwerk.com,+49 30 23125 123,Odo Quill\n"), "entity", []string{"brachtwerk.com|" + iban}},
		"behind a long cell": {"student_name,dob,essay,guardian dob,guardian email,guardian name\nGreta Zwengel,2012-02-03," + strings.Repeat("lorem ipsum dolor sit amet ", 260) + ",1980-03-04,bert@gmail.com,Bert Ohmweg\n",
			"person", []string{"greta zwengel|bert@gmail.com"}},
		"of hundreds": {head + "\n" + row + "\n", "person", []string{"gab@gmail.com|1964-01-02", "gab@gmail.com|1965-01-02"}},
	} {
		t.Run(name, func(t *testing.T) {
			list := toldOf(t, map[string]string{"a.csv": c.table}, c.by)
			for _, pair := range c.apart {
				if a, b, _ := strings.Cut(pair, "|"); together(list, a, b) {
					t.Errorf("by %s, one line has %q and %q", c.by, a, b)
				}
			}
			for _, line := range list {
				if _, births, met := strings.Cut(line, "birth: "); met && c.by == "person" {
					if births, _, _ = strings.Cut(births, ";"); strings.Contains(births, " / ") {
						t.Errorf("two dates of birth: %s", line)
					}
				}
			}
		})
	}
}

// Two tables of one dump have a column of one name each: passwords of the second say nothing of whom the rows of
// the first are about.
func TestTablesOfADumpAreReadApart(t *testing.T) {
	list := toldOf(t, map[string]string{"a.sql": "-- MySQL dump\nCREATE TABLE `tblclients` (`id` int, `firstname` text, `lastname` text, `email` text, `password` text);\n" +
		"INSERT INTO `tblclients` VALUES (1,'Gudrun','Fonquist','gudrun@fonquistdental-demo.com','$2y$10$abcdefghijklmnopqrstuuO7h3kV0oJ2ZcV4o6oS8bq1mW3nX5zY2');\n" +
		"CREATE TABLE `tblhosting` (`id` int, `userid` int, `domain` text, `server` text, `username` text, `password` text);\n" +
		"INSERT INTO `tblhosting` VALUES (7,1,'fonquistdental-demo.com','web4','fonquist','Kotek123!z');\n"}, "person")
	if !together(list, "gudrun fonquist", "gudrun@fonquistdental-demo.com") {
		t.Errorf("a client is two: %q", list)
	}
}
