package extract_test

import (
	"strings"
	"testing"
)

// TestTablesInMails reads the rows of tables in mails as records, if the table names its columns.
func TestTablesInMails(t *testing.T) {
	const head = "From: a@x.example\nTo: b@x.example\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
	for _, c := range []struct{ what, body, want string }{
		{"with headings", "<p>Hello all</p><table><tr><th>Navn</th><th>CPR</th></tr><tr><td>Kirsten</td><td>010280</td></tr><tr><td>Ada</td><td>020280</td></tr></table><p>phone: 11</p>", "Kirsten 010280 | Ada 020280 | 11"},
		{"without", "<table><tr><td>Navn</td><td>CPR</td></tr><tr><td>Kirsten</td><td>010280</td></tr></table>", ""},
		{"in what is quoted", "<p>See below</p><blockquote><table><tr><th>Navn</th><th>CPR</th></tr><tr><td>Kirsten</td><td>010280</td></tr></table></blockquote><p>name: Bea</p>", "Kirsten 010280 | Bea"},
	} {
		got := together(t, "x.eml", head+c.body+"\n")
		_, got, _ = strings.Cut(got+" | ", "charset=utf-8 | ")
		if got = strings.TrimSuffix(got, " | "); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.what, got, c.want)
		}
	}
}
