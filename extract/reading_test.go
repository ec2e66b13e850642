package extract_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// A reading is a content and what must be among what is recorded of it.
type reading struct {
	name string
	data []byte
	want string
	not  string // must not be there; "" for nothing
}

// holdTo reads each content as an object of a name.
func holdTo(t *testing.T, object string, list []reading) {
	t.Helper()
	x := newExtractor(t, extract.Options{})
	for _, c := range list {
		rec := extracttest.Walk(t, x, object, c.data).String()
		_, body, _ := strings.Cut(rec, "\n")
		if !strings.Contains(body, c.want) || c.not != "" && strings.Contains(body, c.not) {
			t.Errorf("%s: no %q, or %q, in\n%s…%s", c.name, c.want, c.not, rec[:min(len(rec), 1000)], rec[max(0, len(rec)-500):])
		}
	}
}

func TestTablesOfAllSorts(t *testing.T) {
	const head = "name,city,email\n"
	many := strings.Repeat("Jane,Rome,jane@contoso.example\n", 5000)
	holdTo(t, "x.csv", []reading{
		{"a quote that nothing closes ends after a while", []byte(head + "\"Jane,Rome,x\n" + many + "Joe,Oslo,last@contoso.example\n"), "⟧last@contoso.example⟦", "⟧Joe,"},
		{"a space behind a quote", []byte(head + `"Jane" ,"Rome" ,jane@contoso.example` + "\n" + many), `"⟦name 1⟧Jane⟦ 1⟧" ,"⟦city 1⟧Rome⟦ 1⟧" ,⟦email 1⟧jane@`, ""},
		{"a quote behind a space", []byte(head + `"Jane" ",Rome,jane@contoso.example` + "\n" + many[:300]), `,⟦city 1⟧Rome⟦ 1⟧,⟦email 1⟧jane@`, ""},
		{"a title that fills one cell is no heading", []byte("Name,,,\nJane,Rome,x,y\nJoe,Oslo,x,y\n"), "Jane", "⟦Name"},
		{"words above words are no heading", []byte("Rome,Paris,Oslo\n1,Basel,Lund\n2,Basel,Lund\nBern,Basel,Lund\nBern,Basel,Lund\n"), "Basel", "⟦Rome"},
		{"words above numbers are one", []byte("foo,bar,baz\n1,Basel,Lund\n2,Basel,Lund\n3,Basel,Lund\n"), "⟦foo 1⟧1⟦ 1⟧,⟦bar 1⟧Basel", ""},
		{"a name may have a digit", []byte("Address1,Phone2,X\nRome,1,x\nOslo,2,y\n"), "⟦Address1 1⟧Rome⟦ 1⟧,⟦Phone2 1⟧1", ""},
		{"no two columns have one name", []byte("open,open,status\nopen,done,open\ndone,open,open\n"), "open", "⟦status"},
		{"two lines of a letter are no table", []byte("Dear Jane, I write\nto you, because\n"), "text/plain", "text/csv"},
		{"nor are settings", []byte("jane@contoso.example:secret\nuser: bob\njoe@contoso.example:secret\nmode: fast\n"), "⟦mode ", ""},
		{"white space at the end of a line", []byte(head + "Jane,Rome,jane@contoso.example\r\n" + many), "⟦email 1⟧jane@contoso.example⟦ 1⟧\r\n", ""},
	})
}

func TestJSONOfAllSorts(t *testing.T) {
	smile := strings.Repeat(`\ud83d\ude00`, 60_000)
	for shift := range 12 {
		data := `{"note": "` + strings.Repeat("x", shift) + smile + `", "email": "jane@contoso.example"}`
		want := strings.Repeat("x", shift) + strings.Repeat("😀", 60_000) + "⟦ 1⟧\", \"email\": \"⟦email 1⟧jane@contoso.example"
		rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.json", []byte(data))
		if !strings.Contains(rec.String(), want) {
			t.Errorf("shifted by %d: a pair of escapes is torn", shift)
		}
	}
	deep := strings.Repeat("[", 600) + "1" + strings.Repeat("]", 600)
	holdTo(t, "x.json", []reading{
		{"a name behind what is nested too deep", []byte(`{"a": ` + deep + `, "email": "jane@contoso.example"}`), `⟦email 1⟧jane@`, ""},
		{"broken off", []byte(`{"name": "Jane Doe", "email": "jane@contoso.example", "phone": "+1 555 0100 and then`), `⟦email 1⟧jane@contoso.example⟦ 1⟧", "phone": "⟦phone 1⟧+1`, ""},
		{"broken off behind a pair of escapes", []byte(`{"name": "Jane Doe", "email": "jane@contoso.example", "note": "\ud83d\ude00`), `⟦note 1⟧😀`, ""},
		{"escapes in a name", []byte(`{"customer_\u0065mail_\u0061ddress": "jane@contoso.example"}`), `⟦customer_email_address 1⟧jane@`, ""},
		{"half a pair", []byte(`{"note": "a\ud83dz", "email": "jane@contoso.example"}`), "a\uFFFDz⟦", ""},
	})
}

func TestDumpsOfAllSorts(t *testing.T) {
	many := strings.Repeat("('x','y'),\n", 8000)
	holdTo(t, "x.sql", []reading{
		{"a backslash beyond the sample", []byte("-- MySQL dump 10.13\nINSERT INTO t (name, email) VALUES\n" + many + `('O\'Neil; (x','o@contoso.example');`), `⟦email 8001⟧o@contoso.example⟦`, ""},
		{"a quote that nothing closes", []byte("INSERT INTO t (name, email) VALUES ('it's broken', 'a@b');\nINSERT INTO t (name, email) VALUES ('Jane', 'jane@contoso.example');\n"), "⟦email 2⟧jane@contoso.example⟦ 2⟧'", ""},
		{"the name of a schema", []byte("CREATE TABLE `shop`.`users` (`id` int, `email` text);\nINSERT INTO `users` VALUES (1,'jane@contoso.example');\n"), "⟦email 1⟧jane@", ""},
		{"there and here", []byte("CREATE TABLE users (id int, email text);\nINSERT INTO shop.users VALUES (1,'jane@contoso.example');\n"), "⟦email 1⟧jane@", ""},
		{"a constraint between columns", []byte("CREATE TABLE t (id int, UNIQUE (id), email text);\nINSERT INTO t VALUES (1,'jane@contoso.example');\n"), "⟦email 1⟧jane@", ""},
		{"a type with a comma", []byte("CREATE TABLE t (sum decimal(10,2), email text);\nINSERT INTO t VALUES (1,'jane@contoso.example');\n"), "⟦email 1⟧jane@", ""},
		{"a function with a comma", []byte("INSERT INTO t (sum, email) VALUES (ROUND(1.5, 1),'jane@contoso.example');\n"), "⟦email 1⟧jane@", ""},
		{"no value", []byte("INSERT INTO t (a, b, email) VALUES (NULL,,'jane@contoso.example');\n"), "⟦email 1⟧jane@", ""},
	})
}

func TestLinesOfAllSorts(t *testing.T) {
	holdTo(t, "x.txt", []reading{
		{"a heading begins a record", []byte("[a]\nuser = jane\n[b]\nuser = joe\n"), "⟦user 2⟧joe", ""},
		{"so does a blank line", []byte("user = jane\n\nuser = joe\n"), "⟦user 2⟧joe", ""},
		{"and an item of a list", []byte("- user: jane\n  mail: x\n- user: joe\n  mail: y\n"), "⟦user 2⟧joe⟦ 2⟧\n  mail: ⟦mail 2⟧y", ""},
		{"a long key", []byte("the_name_of_the_account_that_is_to_be_used = jane\n"), "⟦the_name_of_the_account_that_is_to_be_used 1⟧jane", ""},
		{"an address is no key", []byte("https://contoso.example/x\nsee below\n"), "https://contoso.example", "⟦"},
		{"the value ends before quotes and semicolons", []byte("password = 'hunter2';\nmore\n"), "'⟦password 1⟧hunter2⟦ 1⟧';", ""},
		{"a line goes on in the next piece", []byte("1 " + strings.Repeat("k: v ", 120_000)), "k: v", "⟦k"},
	})
}

// manyControls is text of a thousand letters, of which so many are control
// characters.
func manyControls(n int) []byte {
	return append(bytes.Repeat([]byte{1}, n), bytes.Repeat([]byte("jane "), (1000-n)/5)...)
}

func TestEncodingsOfAllSorts(t *testing.T) {
	var half, wide []byte
	for _, r := range "Name: Jane Doe, city: Moscow (Москва), street: Lenin" {
		half = append(half, byte(r), byte(r>>8))
		wide = append(wide, byte(r), byte(r>>8), 0, 0)
	}
	holdTo(t, "x.txt", []reading{
		{"UTF-16 without a mark, one letter in six beyond Latin", half, "Moscow (Москва)", ""},
		{"UTF-32", append([]byte("\xff\xfe\x00\x00"), wide...), "Moscow (Москва)", ""},
		{"UTF-8 with a broken byte", []byte(strings.Repeat("Grüße, ", 5) + "a\xfcb, " + strings.Repeat("Grüße, ", 5)), "Grüße, a\uFFFDb, Grüße", ""},
		{"a few control characters", manyControls(4), "text/plain", "octet-stream"},
		{"more of them", manyControls(6), "octet-stream", "text/plain"},
	})
}

func TestDocumentsOfAllSorts(t *testing.T) {
	words := func(inner string) []byte {
		return zipOf(t, "word/document.xml", []byte(`<w:document `+wordNS+`><w:body>`+inner+`</w:body></w:document>`))
	}
	cell := func(inner string) string { return "<w:tc>" + inner + "</w:tc>" }
	holdTo(t, "x.docx", []reading{
		{"a heading of two lines", words("<w:tbl><w:tr>" + cell(para("First")+para("name")) + cell(para("Phone")) + cell(para("City")) + "</w:tr>" + row("Jane", "1", "Rome") + "</w:tbl>"), "⟦First name 2⟧Jane⟦ 2⟧\t⟦Phone 2⟧1", ""},
		{"one known word among four is no heading", words("<w:tbl>" + row("Name", "Rome", "Oslo", "Bern") + row("Jane", "x", "y", "z") + "</w:tbl>"), "Jane", "⟦Name"},
		{"labels without a colon", words("<w:tbl>" + row("Name", "Jane") + row("Phone", "+1 555 0100") + "</w:tbl>"), "⟦Phone 2⟧+1 555 0100", ""},
		{"what repeats something within what does", words("<mc:Fallback>" + para("one") + "<mc:Fallback>" + para("two") + "</mc:Fallback>" + para("three") + "</mc:Fallback>" + para("four")), "four", "three"},
		{"a hyphen that does not break", words(`<w:p><w:r><w:t>+1 555</w:t><w:noBreakHyphen/><w:t>0100</w:t></w:r></w:p>`), "+1 555-0100", ""},
	})
}

func TestSheetsOfAllSorts(t *testing.T) {
	book := func(sheet string, more ...any) []byte {
		parts := append([]any{"xl/worksheets/sheet1.xml", []byte("<worksheet><sheetData>" + sheet + "</sheetData></worksheet>")}, more...)
		if len(more) == 0 || more[0] != "xl/workbook.xml" {
			parts = append(parts, "xl/workbook.xml", []byte(`<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`))
		}
		return zipOf(t, append(parts, "xl/_rels/workbook.xml.rels", []byte(`<Relationships><Relationship Id="r1" Target="/xl/worksheets/sheet1.xml"/></Relationships>`))...)
	}
	wide := func(word string) (cells string) {
		for i := range 25 {
			cells += fmt.Sprintf(`<c r="%c1" t="str"><v>%s%c</v></c>`, 'A'+i, word, 'a'+i)
		}
		return cells
	}
	// The formats of cells 0 to 4, the last two of the workbook's own.
	styles := []byte(`<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[Red]0.00"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`)
	list := []reading{
		{"a reading that is heard", book(`<row><c t="s"><v>0</v></c></row>`, "xl/sharedStrings.xml", []byte(`<sst><si><t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si></sst>`)), "山田", "ヤマダ"},
		{"an address in a formula", book(`<row><c t="str"><f>HYPERLINK("mailto:"&amp;"jane@contoso.example","Jane")</f><v>Jane</v></c></row>`), "jane@contoso.example", ""},
		{"one word in a wide row is no heading", book(`<row><c r="A1" t="str"><v>Contact</v></c></row>` + strings.Repeat(`<row><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c><c r="C2"><v>3</v></c></row>`, 3)), "⟦#1 2⟧1⟦ 2⟧\t", "⟦Contact"},
		{"columns beyond Z", book("<row>" + wide("Name ") + `<c r="Z1" t="str"><v>Alias</v></c><c r="AA1" t="str"><v>Email</v></c></row><row>` + wide("x") + `<c r="Z2" t="str"><v>jd</v></c><c r="AA2" t="str"><v>jane@contoso.example</v></c></row>`),
			"⟦Alias 1⟧jd⟦ 1⟧\t⟦Email 1⟧jane@", ""},
		{"a sheet that is very hidden", book(`<row><c t="str"><v>secret</v></c></row>`, "xl/workbook.xml", []byte(`<workbook><sheets><sheet name="S" state="veryHidden" r:id="r1"/></sheets></workbook>`)), "#S\" application/vnd.openxmlformats-officedocument.spreadsheetml.sheet hidden", ""},
		{"a sheet that is named from the root", book(`<row><c t="str"><v>word</v></c></row>`), "#S\" application/vnd.openxmlformats-officedocument.spreadsheetml.sheet table", ""},
	}
	// What Excel shows of these numbers, whose first day is 1900-01-01 and which takes
	// 1900 for a leap year.
	for _, c := range []struct{ number, style, want string }{
		{"1", "1", "1900-01-01"}, {"59", "1", "1900-02-28"}, {"61", "1", "1900-03-01"}, {"44774", "1", "2022-08-01"}, {"44774.5", "2", "2022-08-01 12:00:00"},
		{"44774.1", "2", "2022-08-01 02:24:00"}, {"44774", "3", "44774"}, {"44774", "4", "2022-08-01"}, {"44774", "0", "44774"},
		{"4.111111111111111E+15", "0", "4111111111111111"}, {"1.5", "0", "1.5"},
	} {
		list = append(list, reading{c.number + " in style " + c.style, book(fmt.Sprintf(`<row><c s="%s"><v>%s</v></c></row>`, c.style, c.number), "xl/styles.xml", styles), "⟦#1 1⟧" + c.want + "⟦", ""})
	}
	holdTo(t, "x.xlsx", list)
}
