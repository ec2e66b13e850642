package extract_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// longRows is how many rows fill several pieces of text.
const longRows = 8000

// longValue is the value of a column in a row. It names both, and is of any length,
// so that pieces end anywhere.
func longValue(row int, column string) string {
	return fmt.Sprintf("%s-%d-%s", column, row, strings.Repeat("x", row*7%31))
}

// A long content carries its marks to the end: each value has the name of its
// column, and those of one row a record of their own, wherever pieces end.
func TestMarksOfLongContents(t *testing.T) {
	columns := []string{"name", "email", "phone"}
	table := func(begin, row, cell, between, endRow, end string) []byte {
		var b bytes.Buffer
		b.WriteString(begin)
		for i := range longRows {
			b.WriteString(row)
			for j, c := range columns {
				if j > 0 {
					b.WriteString(between)
				}
				fmt.Fprintf(&b, strings.ReplaceAll(cell, "COLUMN", c), longValue(i, c))
			}
			b.WriteString(endRow)
		}
		b.WriteString(end)
		return b.Bytes()
	}
	sheet := table(`<worksheet><sheetData><row><c t="str"><v>name</v></c><c t="str"><v>email</v></c><c t="str"><v>phone</v></c></row>`,
		"<row>", `<c t="str"><v>%s</v></c>`, "", "</row>", "</sheetData></worksheet>")
	words := table(`<w:document `+wordNS+`><w:body><w:tbl>`+row(columns...), "<w:tr>", "<w:tc>"+para("%s")+"</w:tc>", "", "</w:tr>", "</w:tbl></w:body></w:document>")
	letter := table("From: jane@contoso.example\nMessage-ID: <1@contoso.example>\n\nHello,\n\n", "", "COLUMN: %s\n", "", "\n", "")
	x := newExtractor(t, extract.Options{})
	for name, data := range map[string][]byte{
		"csv":        table("name,email,phone\n", "", "%s", ",", "\n", ""),
		"csv quoted": table("name,email,phone\r\n", "", `"%s"`, ",", "\r\n", ""),
		"json":       table("[", "{", `"COLUMN": "%s"`, ", ", "},", "{}]"),
		"one line":   table("[", "{", `"COLUMN":"%s\u00e9"`, ",", "},", "{}]"),
		"ndjson":     table("", "{", `"COLUMN": "%s"`, ", ", "}\n", ""),
		"sql":        table("INSERT INTO t (name, email, phone) VALUES\n", "(", "'%s'", ",", "),\n", ""),
		"copy":       table("COPY t (name, email, phone) FROM stdin;\n", "", "%s", "\t", "\n", "\\.\n"),
		"lines":      table("", "", "COLUMN: %s\n", "", "\n", ""),
		"xml":        table("<?xml version='1.0'?><all>", "<one>", "<COLUMN>%s</COLUMN>", "", "</one>", "</all>"),
		"html":       table("<html><table><tr><th>name</th><th>email</th><th>phone</th></tr>", "<tr>", "<td>%s</td>", "", "</tr>", "</table>"),
		"mail":       letter,
		"utf-16":     utf16Of(string(table("name,email,phone\n", "", "%s", ",", "\n", ""))),
		"xlsx": zipOf(t, "xl/workbook.xml", []byte(`<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`),
			"xl/_rels/workbook.xml.rels", []byte(`<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`), "xl/worksheets/sheet1.xml", sheet),
		"docx": zipOf(t, "[Content_Types].xml", []byte("<Types/>"), "word/document.xml", words),
	} {
		rec := extracttest.Walk(t, x, "x", data)
		if rec.Texts < 3 {
			t.Errorf("%s: %d pieces", name, rec.Texts)
		}
		var list []marked
		for _, m := range markedIn(rec) {
			for _, c := range columns {
				if m.Field == c {
					list = append(list, m)
				}
			}
		}
		if len(list) != longRows*len(columns) {
			t.Errorf("%s: %d values have a name, want %d", name, len(list), longRows*len(columns))
			continue
		}
		last := ""
		for i, m := range list {
			at, column := i/len(columns), columns[i%len(columns)]
			text := strings.TrimRight(strings.TrimSuffix(m.Text, "é"), "\n")
			if m.Field != column || text != longValue(at, column) || (m.Record == last) != (i%len(columns) > 0) {
				t.Errorf("%s: value %d is %+v, after record %s; want %s of row %d", name, i, m, last, column, at)
				break
			}
			last = m.Record
		}
	}
}

// utf16Of is text as UTF-16, with the mark of its byte order.
func utf16Of(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return b
}
