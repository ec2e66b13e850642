package extract_test

import (
	"strings"
	"testing"
)

// The start of a cell or row ends the one before (HTML Living Standard, 13.1.2.4).
func TestTablesWithoutEndTags(t *testing.T) {
	const jane = "⟦Name 2⟧Jane⟦ 2⟧\t⟦Mail 2⟧jane@contoso.example"
	holdTo(t, "x.html", []reading{
		{"nothing is closed", []byte("<table><tr><th>Name<th>Mail<tr><td>Jane<td>jane@contoso.example<tr><td>Joe<td>joe@contoso.example</table>"), jane + "⟦ 0⟧\n⟦Name 3⟧Joe⟦ 3⟧\t⟦Mail 3⟧joe@", ""},
		{"line ends between", []byte("<table>\n<tr>\n<th>Name\n<th>Mail\n<tr>\n<td>Jane\n<td>jane@contoso.example\n</table>"), jane, ""},
		{"rows are closed", []byte("<table><tr><th>Name<th>Mail</tr><tr><td>Jane<td>jane@contoso.example</tr></table>"), jane, ""},
		{"cells are closed", []byte("<table><tr><th>Name</th><th>Mail</th><tr><td>Jane</td><td>jane@contoso.example</td></table>"), jane, ""},
		{"sections", []byte("<table><thead><tr><th>Name<th>Mail<tbody><tr><td>Jane<td>jane@contoso.example</table>"), jane, ""},
		{"a row without a start", []byte("<table><thead><tr><th>Name<th>Mail</thead><tbody><tr><td>Jane<td>jane@contoso.example</tbody></table>"), jane, ""},
		{"an end tag of no cell", []byte("<table><tr><th>Name</th></th><th>Mail</td><tr><td>Jane</td></td><td>jane@contoso.example</table>"), jane, ""},
		{"a table in a cell", []byte("<table><tr><th>Name<th>Mail<tr><td>Jane<table><tr><td>x<td>y<td>z</table><td>jane@contoso.example</table>"), "⟦Mail 2⟧jane@contoso.example", ""},
		{"a heading in a table in a heading", []byte("<table><tr><th>Name<table><tr><th>a<th>b</table><th>Mail<tr><td>Jane<td>jane@contoso.example</table>"), "⟦Mail 3⟧jane@", ""},
		{"the end of the page", []byte("<table><tr><th>Name<th>Mail<tr><td>Jane<td>jane@contoso.example"), jane, ""},
		{"text behind the table", []byte("<table><tr><th>Name<th>Mail<tr><td>Jane<td>jane@contoso.example</table>after"), jane + "⟦ 0⟧\nafter", ""},
	})
}

// What is not closed is read to the end.
func TestPagesBrokenOff(t *testing.T) {
	long := strings.Repeat("<p>all work and no play</p>\n", 20_000)
	list := []reading{
		{"text", []byte("<html><p>one <b>Jane"), "one Jane", ""},
		{"half a tag", []byte("<html><p>one <b class='Jane"), "Jane", ""},
		{"half a start", []byte("<html><p>Jane <"), "Jane <", ""},
		{"half a reference", []byte("<html><p>one Jane &am"), "Jane &am", ""},
		{"a comment", []byte("<html><p>one <!-- two <b>Jane</b>"), "two", ""},
		{"a comment at the start of a long page", []byte("<html><p>one <!-- two " + long + "Jane"), "Jane", ""},
		{"an empty comment", []byte("<html><p>one <!--> two Jane --> x"), "two Jane", ""},
		{"another empty comment", []byte("<html><p>one <!---> two Jane --> x"), "two Jane", ""},
		{"an instruction", []byte("<html><p>one <?xml:namespace prefix = o ns = \"urn:x\" /><b>Jane</b>"), "Jane", "urn"},
		{"an instruction, closed later", []byte("<html><p>one <?xml:namespace prefix = o ns = \"urn:x\" /><b>Jane</b> <?xml version='1.0'?>"), "Jane", "urn"},
		{"an instruction that nothing ends", []byte("<html><p>one <?xml Jane"), "Jane", ""},
		{"a declaration", []byte("<html><p>one <!DOCTYPE Jane"), "Jane", ""},
		{"a section", []byte("<html><p>one <![CDATA[ Jane"), "Jane", ""},
		{"a script", []byte("<html><script>one('Jane"), "Jane", ""},
		{"a style", []byte("<html><style>p { } <p>Jane"), "Jane", ""},
		{"a title", []byte("<html><title>Jane"), "\nJane", ""},
		{"a form", []byte("<html><textarea>Jane"), "Jane", ""},
		{"a list", []byte("<html><select><option>Jane<option>Joe"), "Joe", ""},
		{"a link", []byte("<html><a href='mailto:jane@contoso.example'>mail"), "jane@contoso.example", ""},
		{"a link before a link", []byte("<html><a href='mailto:jane@contoso.example'>mail <a href='mailto:joe@contoso.example'>mail</a>"), "jane@contoso.example", ""},
		{"an area", []byte("<html><map><area href='mailto:jane@contoso.example'></map><a href='http://x'>x</a>"), "jane@contoso.example", ""},
	}
	holdTo(t, "x.html", list)
	for i, c := range list {
		list[i].data = mailOf("Content-Type: text/html", string(c.data))
	}
	list = append(list, reading{"what an office writes", mailOf("Content-Type: text/html", "<html><!--[if !mso]><!--><p>Jane</p><!--<![endif]-->"), "Jane", "mso"})
	holdTo(t, "x.eml", list)
	holdTo(t, "x.xml", []reading{
		{"text", []byte("<?xml version='1.0'?><a><name>Jane"), "⟦name 1⟧Jane", ""},
		{"an attribute", []byte("<?xml version='1.0'?><a><b name='Jane"), "Jane", ""},
		{"a section", []byte("<?xml version='1.0'?><a><name><![CDATA[Jane"), "⟦name 1⟧Jane", ""},
		{"a comment", []byte("<?xml version='1.0'?><a><!-- one <name>Jane"), "Jane", ""},
		{"the declaration", []byte("<?xml version='1.0'><a><name>Jane</name></a>"), "Jane", ""},
		{"an end tag", []byte("<?xml version='1.0'?><a><name>Jane</nam"), "⟦name 1⟧Jane", ""},
		{"what follows the root", []byte("<?xml version='1.0'?><a>x</a>\nJane"), "Jane", ""},
	})
}
