package extract_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// discard is a sink that keeps nothing.
type discard struct{}

func (discard) Begin(*extract.Content) (bool, error)                 { return true, nil }
func (discard) Segment(*exposure.Segment) error                      { return nil }
func (discard) NotRead(string, exposure.Reason, int64, string) error { return nil }
func (discard) End(*extract.Content) error                           { return nil }

// lines repeats a line, with a number in it, up to about 8 MB.
func lines(head, format string) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	for i := 0; b.Len() < 8<<20; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.Bytes()
}

func BenchmarkWalk(b *testing.B) {
	csv := lines("Id,Name,E-Mail,Phone,City\n", "%d,Jane Doe,jane.doe@contoso.example,+1 555 0100,\"Springfield, IL\"\n")
	sheet := lines(`<worksheet><sheetData>`, `<row><c t="inlineStr"><is><t>Jane Doe</t></is></c><c><v>%d</v></c><c t="inlineStr"><is><t>jane@contoso.example</t></is></c></row>`)
	page := lines("<html><body><table>", "<tr><td>%d</td><td>Jane Doe</td><td><a href=\"mailto:jane@contoso.example\">jane@contoso.example</a></td></tr>\n")
	latin := bytes.ReplaceAll(csv, []byte("Jane"), []byte("J\xe4ne"))
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"text", lines("", "2022-08-01 12:00:00 INFO request %d from jane.doe@contoso.example took 12 ms\n")},
		{"keys", lines("", "key%d = some value that stands in a file of settings\n")},
		{"csv", csv},
		{"csv-1252", latin},
		{"ndjson", lines("", `{"id": %d, "name": "Jane Doe", "email": "jane.doe@contoso.example", "tags": ["a", "b"], "active": true}`+"\n")},
		{"xml", lines("<?xml version=\"1.0\"?><users>", "<user id=\"%d\"><name>Jane Doe</name><email>jane.doe@contoso.example</email></user>\n")},
		{"html", page},
		{"sql", lines("INSERT INTO users (id, name, email) VALUES\n", "(%d,'Jane Doe','jane.doe@contoso.example'),\n")},
		{"eml", append([]byte("From: a@contoso.example\nMessage-ID: <1@contoso.example>\n\n"), lines("", "line %d of a long letter to jane.doe@contoso.example\n")...)},
		{"zip of csv", zipOf(b, "a.csv", csv)},
		{"gzip of csv", gzipOf(b, "", csv)},
		{"zstd of csv", zstdOf(b, csv)},
		{"xlsx", zipOf(b, "xl/workbook.xml", []byte(`<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`),
			"xl/_rels/workbook.xml.rels", []byte(`<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`), "xl/worksheets/sheet1.xml", sheet)},
		{"binary", bytes.Repeat([]byte("\x00\x01\x02\xffword\x00some printable text\x00\xfe\xfd"), 8<<20/32)},
	} {
		b.Run(c.name, func(b *testing.B) {
			x := newExtractor(b, extract.Options{})
			size := int64(len(c.data))
			if strings.Contains(c.name, " of csv") {
				size = int64(len(csv)) // of what is read, not of what it is packed in
			}
			if c.name == "xlsx" {
				size = int64(len(sheet))
			}
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				err := x.Walk(context.Background(), extract.Input{Name: "x", Size: -1, Body: bytes.NewReader(c.data)}, discard{})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSmall reads small objects, of which a campaign has a million.
func BenchmarkSmall(b *testing.B) {
	x := newExtractor(b, extract.Options{})
	data := in(b, "prose.txt")
	b.ReportAllocs()
	for b.Loop() {
		if err := x.Walk(context.Background(), extract.Input{Name: "x", Size: int64(len(data)), Body: io.NopCloser(bytes.NewReader(data))}, discard{}); err != nil {
			b.Fatal(err)
		}
	}
}
