package extract_test

import (
	"strings"
	"testing"
)

// TestEscapedStrings reads what is escaped in the strings of a dump as it is meant.
func TestEscapedStrings(t *testing.T) {
	const mysql = "-- MySQL dump 10.13\n"
	for _, c := range []struct{ what, text, want string }{
		{"a doubled quote", "INSERT INTO t (name, mail) VALUES ('O''Brien','o@x'),('''t Hoen','h@x');\n", "O'Brien o@x | 't Hoen h@x"},
		{"a quote behind a backslash", mysql + `INSERT INTO t (name, mail) VALUES ('Barnaby O\'Shaughnessy','b@x'),('D\'Arcy','d@x');`, "Barnaby O'Shaughnessy b@x | D'Arcy d@x"},
		{"a line end and a backslash", mysql + `INSERT INTO t (street, mail) VALUES ('1 Road\nTown \"x\" a\\','b@x');`, "1 Road\nTown \"x\" a\\ b@x"},
		{"a backslash that escapes nothing", `INSERT INTO t (path, mail) VALUES ('C:\temp','b@x');`, `C:\temp b@x`},
		{"a string that says so", `INSERT INTO t (name, mail) VALUES (E'O\'Brien','b@x');`, `O'Brien b@x`},
	} {
		if got := together(t, "x.sql", c.text); got != c.want {
			t.Errorf("%s:\n%s\n got %q\nwant %q", c.what, c.text, got, c.want)
		}
	}
	row := `('D\'Arcy O''Neil','d@x'),` + "\n"
	got := together(t, "x.sql", mysql+"INSERT INTO t (name, mail) VALUES "+strings.Repeat(row, 20_000)+"('Ada','a@x');\n")
	if want := strings.Repeat("D'Arcy O'Neil d@x | ", 20_000) + "Ada a@x"; got != want {
		t.Errorf("many rows are %d bytes, want %d", len(got), len(want))
	}
}
