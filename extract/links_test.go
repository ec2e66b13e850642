package extract_test

import (
	"strings"
	"testing"
)

// Paths of files name servers and people: a link to one is kept as any other is.
func TestLinksToFiles(t *testing.T) {
	const share = `\\fileserver\hr\salaries.xlsx`
	twice := strings.ReplaceAll(share, `\`, `\\`)
	field := func(to string) []byte {
		return []byte(`{\rtf1 {\field{\*\fldinst HYPERLINK "` + to + `"}{\fldrslt see}}}`)
	}
	holdTo(t, "x.rtf", []reading{
		{"a share", field(strings.ReplaceAll(twice, `\`, `\\`)), `<HYPERLINK "` + twice + `">`, ""},
		{"a file", field("FILE:///C:/Users/jane/x.doc"), `<HYPERLINK "FILE:///C:/Users/jane/x.doc">`, ""},
		{"nothing that leads anywhere", []byte(`{\rtf1 {\field{\*\fldinst PAGE \\* MERGEFORMAT}{\fldrslt 7}}}`), "7", "PAGE"},
	})
	holdTo(t, "x.docx", []reading{{"a share", zipOf(t, "word/document.xml", []byte(`<w:document `+wordNS+`><w:body><w:p><w:r><w:instrText> HYPERLINK "`+twice+`" </w:instrText></w:r></w:p></w:body></w:document>`)), twice, ""},
		{"a relation", zipOf(t, "word/document.xml", []byte(`<w:document `+wordNS+`/>`), "word/_rels/document.xml.rels", []byte(`<Relationships><Relationship Id="r1" Target="file:///`+share+`" TargetMode="External"/></Relationships>`)), "file:///" + share, ""}})
	sheet := func(inner string) []byte {
		return zipOf(t, "xl/workbook.xml", []byte(`<workbook/>`), "xl/worksheets/sheet1.xml", []byte("<worksheet>"+inner+"</worksheet>"))
	}
	holdTo(t, "x.xlsx", []reading{
		{"a formula", sheet(`<sheetData><row><c t="str"><f>HYPERLINK("` + share + `","see")</f><v>see</v></c></row></sheetData>`), "see =HYPERLINK(\"" + share, ""},
		{"a link", sheet(`<hyperlinks><hyperlink ref="A1" display="` + share + `"/></hyperlinks>`), share, ""},
	})
	odt := func(to string) []byte {
		return zipOf(t, "mimetype", []byte("application/vnd.oasis.opendocument.text"), "content.xml", []byte(`<text:p><text:a xlink:href="`+to+`">see</text:a></text:p>`))
	}
	holdTo(t, "x.odt", []reading{{"a file", odt("file:///home/jane/x.odt"), "see <file:///home/jane/x.odt>", ""}, {"a share", odt(share), share, ""}, {"a part", odt("#x"), "see", "#x"}})
	page := func(to string) []byte {
		return []byte("<!DOCTYPE html><html><body><p>Look <a href='" + to + "'>here</a></p></body></html>")
	}
	holdTo(t, "x.html", []reading{{"a share", page(share), "here <" + share + ">", ""}, {"a file", page("file:///C:/jane"), "here <file:///C:/jane>", ""}})
}
