package extract_test

import (
	"fmt"
	"testing"
)

// htmlOfMerged is a table in which a company stands beside its people, and another below it.
func htmlOfMerged(rowspan int) []byte {
	return fmt.Appendf(nil, "<table><tr><th>Company<th>Name<th>Mail</tr><tr><td rowspan=%d>Kanarie Werke GmbH<td>Jane<td>jane@contoso.example</tr>"+
		"<tr><td>Joe<td>joe@contoso.example</tr></table><table><tr><th>Name<th>Mail</tr><tr><td>Jo<td>jo@contoso.example</tr></table>", rowspan)
}

// Cells beside one that reaches down are in the columns in which they stand, and what follows the table is none of its rows.
func TestMergedCellsOfHTML(t *testing.T) {
	const rows = "Kanarie Werke GmbH⟦ 2⟧\t⟦Name 2⟧Jane⟦ 2⟧\t⟦Mail 2⟧jane@contoso.example⟦ 0⟧\n⟦Name 3⟧Joe⟦ 3⟧\t⟦Mail 3⟧joe@contoso.example"
	holdTo(t, "x.html", []reading{
		{"two rows", htmlOfMerged(2), "⟦Company 2+1⟧" + rows, ""},
		{"what follows two rows", htmlOfMerged(2), "⟦Name 5⟧Jo⟦ 5⟧", ""},
		{"more rows than there are", htmlOfMerged(50), "⟦Company 2+49⟧" + rows, ""},
		{"what follows more rows than there are", htmlOfMerged(50), "⟦Name 53⟧Jo⟦ 53⟧", ""},
		{"too many", htmlOfMerged(99999), "⟦Company 2+999⟧" + rows, ""},
		{"one", htmlOfMerged(1), "⟦Company 2⟧Kanarie", ""},
		{"columns", []byte("<table><tr><th colspan=2>Name<th>Mail<tr><td>Jane<td>Roe<td>jane@contoso.example</table>"), "⟦Mail 2⟧jane@", ""},
		{"in a column that is not the first", []byte("<table><tr><th>Name<th>Firm<th>Mail<tr><td>Jane<td rowspan=2>Kanarie<td>jane@x.example<tr><td>Joe<td>joe@x.example</table>"),
			"⟦Name 3⟧Joe⟦ 3⟧\t⟦Mail 3⟧joe@", "⟦Firm 3⟧"},
		{"a section ends it", []byte("<table><thead><tr><th>Firm<th>Mail<tbody><tr><td rowspan=9>Kanarie<td>a@x.example<tbody><tr><td>Fabrikam<td>b@x.example</table>"), "⟦Firm 11⟧Fabrikam", ""},
	})
}
