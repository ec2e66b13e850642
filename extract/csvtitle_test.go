package extract_test

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestTitlesAboveTables reads tables below lines that say what they are.
func TestTitlesAboveTables(t *testing.T) {
	for _, c := range []struct{ what, text, want string }{
		{"a line", "Customer export 2024-03-01\nName,Email,Phone\nAda,a@x,1\nBea,b@x,2\n", "Ada a@x 1 | Bea b@x 2"},
		{"and a blank one", "Customer export 2024-03-01\n\nName;Email;Phone\nAda;a@x;1\nBea;b@x;2\n", "Ada a@x 1 | Bea b@x 2"},
		{"narrower rows", "Report:,Customers\nDate:,2024-03-01\n\nName,Email,Phone\nAda,a@x,1\nBea,b@x,2\n", "Ada a@x 1 | Bea b@x 2"},
		{"of two columns", "Newsletter\nName,Email\nAda,a@x\nBea,b@x\n", "Ada a@x | Bea b@x"},
		{"a line in quotes", "Notes:\n\"Some addresses, as you see, are missing.\"\n\nName,Email,Phone\nAda,a@x,1\nBea,b@x,2\n", "Ada a@x 1 | Bea b@x 2"},
		{"two lines in quotes, and few rows", "\"Notes:\"\n\"Some addresses, as you see, are missing.\"\n\nName,SSN,Email\nAda,1,a@x\n", "Ada 1 a@x"},
		{"further tables below", "Customers;;;\n;;;\nName;Company;E-Mail;Phone\nAda;Q;a@x;1\n;;;\nEmployees;;;\nSince 2024;;;\nName;Dept;Phone;Born\nBea;Sales;2;1999\n;;;\nCyd;Sales;3;1998\n", "Ada Q a@x 1 | Bea Sales 2 1999 | Cyd Sales 3 1998"},
		{"titles alone, and a line", "Customers;;\n;;\n;;\n;;\nm\n", "Customers | m"},
		{"names that stand there twice", "Summary,Status,Comment,Comment,Email\nAda,b,c,,a@x\nBea,b,,d,b@x\n", "Ada b c a@x | Bea b d b@x"},
		{"prose with a comma in its lines", "Hello\nI have your name, thanks\nWith best wishes, Ada\n", ""},
		{"as much above as below", "a\nb\nc\nd\ne\nf\nName,Email\nAda,a@x\n", ""},
	} {
		if got := together(t, "x.csv", c.text); got != c.want {
			t.Errorf("%s:\n%s\n got %q\nwant %q", c.what, c.text, got, c.want)
		}
	}
}

// TestControlsInTables reads small tables in which a byte is no text.
func TestControlsInTables(t *testing.T) {
	for _, c := range []struct{ what, text, want string }{
		{"a bell", "name,email\nAda\a Quorn,a@x\nBea,b@x\n", "Ada\a Quorn a@x | Bea b@x"},
		{"a zero", "name,email\nAda Quorn\x00,a@x\nBea,b@x\n", "Ada Quorn\x00 a@x | Bea b@x"},
		{"bytes of a program", "\x01\x02\x03\x00\x01\x02\x04name,email\nAda,a@x\n", ""},
	} {
		if got := together(t, "x.csv", c.text); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.what, got, c.want)
		}
	}
}

// TestOneControl reads short text in which one byte is none, whatever the text is.
func TestOneControl(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.json", "[{\"name\":\"Ada\x7fQ\"}]", "Ada\x7fQ"},
		{"a.json", "{\"name\":\"Ada\",\"note\":\"a\vb\"}", "Ada a\vb"},
		{"a.txt", "name: Ada\x7fQ\nemail: a@x\n", "Ada\x7fQ a@x"},
		{"a.bin", "name: Ada\x00", ""},
		{"a.bin", "\x01\x02\x03name: Ada", ""},
	} {
		if got := together(t, c.name, c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestLongNames lists names that are too long to be any, once a content, wherever they stand.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("Quorn", 2000)
	for _, c := range []struct{ name, text, want string }{
		{"x.csv", "name,email\n" + long + ",a@x\nBea,b@x\n", "a value of a field of names is longer than 1024 bytes"},
		{"x.json", `[{"firstName":"` + long + `"},{"lastName":"` + long + `"},{"notes":"` + long + `"}]`, "2 values of fields of names are longer than 1024 bytes"},
		{"x.json", `{"name":"` + strings.Repeat(long, 60) + `"}`, "a value of a field of names is longer than 1024 bytes"},
		{"x.csv", "name,notes\nBea,\"" + long + "\"\nCyd,x\n", ""},
	} {
		rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), c.name, []byte(c.text)).String()
		if told := strings.Contains(rec, "longer than 1024"); told != (c.want != "") || !strings.Contains(rec, c.want) {
			t.Errorf("%s %.30q: want %q in\n%.400s", c.name, c.text, c.want, rec)
		}
	}
}
