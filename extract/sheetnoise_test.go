package extract_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

// The codes in headers and footers of sheets are no text, nor is where a comment
// stands and how it looks.
func TestSheetsWithoutNoise(t *testing.T) {
	const comments = `<comments xmlns:mc="urn:mc"><authors><author>Max</author></authors><commentList><comment ref="A2" authorId="0"><text><r><rPr><sz val="12"/></rPr><t xml:space="preserve">call </t></r><r><t>her</t></r></text>` +
		`<mc:AlternateContent><mc:Choice Requires="v2"><commentPr autoFill="true"/></mc:Choice></mc:AlternateContent></comment></commentList></comments>`
	sheet := func(inner string) []byte {
		return zipOf(t, "xl/workbook.xml", []byte(`<workbook/>`), "xl/worksheets/sheet1.xml", []byte("<worksheet>"+inner+"</worksheet>"), "xl/comments1.xml", []byte(comments))
	}
	var list []reading
	for in, want := range map[string]string{
		`&L&"Arial,Bold"&12Jane Doe&C&A&RPage &P of &N`: "Jane Doe\n\nPage  of \n", "&CR&&D &KFF0000red&K01+000 pale": "R&D red pale\n", "&ж": "&ж", "x&": "x&",
	} {
		list = append(list, reading{in, sheet("<headerFooter><oddHeader>" + strings.NewReplacer("&", "&amp;", `"`, "&quot;").Replace(in) + "</oddHeader></headerFooter>"), want, "Arial"})
	}
	holdTo(t, "x.xlsx", append(list, reading{"a comment", sheet(""), "comments\n⟦author 1⟧Max⟦ 1⟧\n⟦ 2⟧call her\n", "v2"}))
}

// A link of a workbook stands in the cell that leads there, and not beneath the sheet.
func TestLinksInCells(t *testing.T) {
	le := binary.LittleEndian
	wide := func(s string) (p []byte) {
		for _, r := range s {
			p = le.AppendUint16(p, uint16(r))
		}
		return p
	}
	label := func(row, col int, s string) string {
		p := le.AppendUint16(le.AppendUint16(le.AppendUint16(nil, uint16(row)), uint16(col)), 0)
		return recordOf(0x204, string(le.AppendUint16(p, uint16(len(s))))+"\x00"+s)
	}
	link := func(from, to, col int, s string) string {
		p := le.AppendUint16(le.AppendUint16(nil, uint16(from)), uint16(to))
		p = append(le.AppendUint16(le.AppendUint16(p, uint16(col)), uint16(col)), make([]byte, 16)...)
		p = le.AppendUint32(le.AppendUint32(p, 2), 1|256)
		return recordOf(0x1b8, string(append(le.AppendUint32(p, uint32(len(s)+1)), wide(s+"\x00")...)))
	}
	bof := func(kind string) string { return recordOf(0x809, "\x00\x06"+kind+"\x00\x00\x00\x00\x00") }
	rows := label(0, 0, "Name") + label(0, 1, "Phone") + label(1, 0, "Jane") + label(1, 1, "1") + label(2, 0, "Joe") + label(2, 1, "2") + label(3, 0, `\\s\x`)
	header := recordOf(0x14, "\x0d\x00\x00&P&LContoso&&")
	book := streams("Workbook")([]byte(bof("\x05") + recordOf(0x0a, "") + bof("\x10") + rows + header +
		link(1, 2, 0, "mailto:jane@contoso.example") + link(3, 3, 0, `\\s\x`) + link(9, 9, 9, `\\server\lost`) + recordOf(0x0a, "")))
	holdTo(t, "x.xls", []reading{
		{"in its row", book, "⟦Name 1⟧Jane mailto:jane@contoso.example⟦ 1⟧\t", ""},
		{"in each row", book, "⟦Name 2⟧Joe mailto:jane@contoso.example⟦ 2⟧\t", ""},
		{"what the cell says already", book, "⟦Name 3⟧\\\\s\\x⟦ 3⟧\n", ""},
		{"of a cell without text", book, "\n\\\\server\\lost\n", ""},
		{"a header", book, "Contoso&", "&P"},
	})
}

// The picture of an object repeats what the object says.
func TestPreviewsOfObjects(t *testing.T) {
	odt := func(more ...any) []byte {
		return zipOf(t, append([]any{"mimetype", []byte("application/vnd.oasis.opendocument.text"), "content.xml", []byte(`<text:p>words</text:p>`),
			"ObjectReplacements/Object 1", []byte("the table again")}, more...)...)
	}
	holdTo(t, "x.odt", []reading{
		{"beside the object", odt("Object 1/content.xml", []byte("<p>the table</p>")), "the table", "the table again"},
		{"alone", odt(), "the table again", ""},
	})
}
