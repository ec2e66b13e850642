package extract_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="urn:mc"`

// para is a paragraph of WordprocessingML.
func para(s string) string { return `<w:p><w:r><w:t xml:space="preserve">` + s + `</w:t></w:r></w:p>` }

// row is a row of a table.
func row(cells ...string) string {
	s := "<w:tr>"
	for _, c := range cells {
		s += "<w:tc>" + para(c) + "</w:tc>"
	}
	return s + "</w:tr>"
}

// docx makes a text document with one of each thing.
func docx(t testing.TB) []byte {
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	body := para("Statement of Work &amp; more") +
		`<w:p><w:ins w:author="Jane Doe"><w:r><w:t>kept</w:t></w:r></w:ins><w:del><w:r><w:delText> dropped</w:delText></w:r></w:del><w:r><w:tab/><w:t>after tab</w:t></w:r></w:p>` +
		`<w:tbl>` + row("Name", "E-Mail", "Phone") + row("Jane Doe", "jane@contoso.example", "+1 555 0100") + row("John", "john@fabrikam.example", "") + `</w:tbl>` +
		`<w:tbl>` + row("Company:", "Contoso GmbH") + row("Contact:", "Max") + `</w:tbl>` +
		`<mc:AlternateContent><mc:Choice>` + para("box") + `</mc:Choice><mc:Fallback>` + para("box again") + `</mc:Fallback></mc:AlternateContent>` +
		`<w:p><w:r><w:instrText> HYPERLINK "mailto:help@contoso.example" </w:instrText></w:r><w:r><w:t>help</w:t></w:r></w:p>`
	doc := func(name, inner string) []byte {
		return []byte(head + `<w:` + name + ` ` + wordNS + `>` + inner + `</w:` + name + `>`)
	}
	return zipOf(t,
		"[Content_Types].xml", []byte(head+`<Types/>`),
		"word/document.xml", doc("document", "<w:body>"+body+"</w:body>"),
		"word/header1.xml", doc("hdr", para("Contoso confidential")),
		"word/footnotes.xml", doc("footnotes", para("see annex")),
		"word/comments.xml", doc("comments", `<w:comment w:author="John Smith">`+para("ask legal")+`</w:comment>`),
		"word/styles.xml", doc("styles", para("no text")),
		"word/_rels/document.xml.rels", []byte(`<Relationships><Relationship Id="r1" Target="mailto:link@contoso.example" TargetMode="External"/><Relationship Id="r2" Target="styles.xml"/></Relationships>`),
		"word/media/image1.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00some text in it\x00"),
		"word/embeddings/data.csv", in(t, "customers.csv"),
		"docProps/core.xml", []byte(`<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc"><dc:title>SOW 4711</dc:title><dc:creator>Jane Doe</dc:creator><dcterms:created>2022-08-01T12:00:00Z</dcterms:created></cp:coreProperties>`),
		"docProps/custom.xml", []byte(`<Properties><property fmtid="{D5}" pid="2" name="Client"><vt:lpwstr>Fabrikam Inc.</vt:lpwstr></property></Properties>`),
		"docProps/app.xml", []byte(`<Properties><Company>Contoso GmbH</Company><TitlesOfParts><x>no</x></TitlesOfParts></Properties>`),
	)
}

// pptx makes a presentation.
func pptx(t testing.TB) []byte {
	slide := func(attrs, text string) []byte {
		return []byte(`<p:sld xmlns:p="urn:p" xmlns:a="urn:a"` + attrs + `><p:txBody><a:p><a:r><a:t>` + text + `</a:t></a:r></a:p></p:txBody></p:sld>`)
	}
	return zipOf(t,
		"ppt/presentation.xml", []byte(`<p:presentation/>`),
		"ppt/slides/slide10.xml", slide(``, "the tenth"),
		"ppt/slides/slide2.xml", slide(` show="0"`, "hidden second"),
		"ppt/slides/slide1.xml", slide(``, "Contoso roadmap"),
		"ppt/notesSlides/notesSlide1.xml", slide(``, "say hello"),
		"ppt/comments/comment1.xml", []byte(`<p:cmLst><p:cm authorId="0"><p:text>wrong figure</p:text></p:cm></p:cmLst>`),
	)
}

// xlsx makes a workbook by a real program's library.
func xlsx(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	check(t, f.SetSheetName("Sheet1", "Customers"))
	check(t, f.SetCellValue("Customers", "A1", "Contoso customers, 2022"))
	for i, row := range [][]any{
		{"Name", "E-Mail", "Phone", "Since", "Card"},
		{"Jane Doe", "jane@contoso.example", 15550100, time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC), 4.111111111111111e15},
		{"John Smith", "john@fabrikam.example", "+1 555 0101", time.Date(2021, 1, 2, 3, 4, 5, 0, time.UTC), true},
	} {
		cell, err := excelize.CoordinatesToCellName(1, i+3)
		check(t, err)
		check(t, f.SetSheetRow("Customers", cell, &row))
	}
	_, err := f.NewSheet("Secret")
	check(t, err)
	check(t, f.SetCellStr("Secret", "XFD9", "password=hunter2"))
	check(t, f.SetSheetVisible("Secret", false))
	check(t, f.AddComment("Customers", excelize.Comment{Cell: "A4", Author: "Max", Text: "call her"}))
	check(t, f.SetDocProps(&excelize.DocProperties{Creator: "Max Muster", Title: "Customers", Created: "2022-08-01T12:00:00Z"}))
	var b bytes.Buffer
	check(t, f.Write(&b))
	return b.Bytes()
}
