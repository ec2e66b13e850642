package scan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/seal"
)

// TestVersions counts a document in other formats, another version of it, and a mail
// that quotes another.
func TestVersions(t *testing.T) {
	words := func(seed int) string {
		var b strings.Builder
		for i := range 300 {
			fmt.Fprintf(&b, "word%d ", (i*i*seed+i*7+seed)%997)
		}
		return b.String()
	}
	one, other := words(3), words(5)
	mail := func(id, body string) []byte {
		return []byte("From: jane@contoso.example\r\nTo: john@fabrikam.example\r\nMessage-ID: <" + id + "@contoso.example>\r\n\r\n" + body)
	}
	quoted := "On Mon, Aug 1, 2022 at 9:00 AM Jane Doe <jane@contoso.example> wrote:\r\n> " + strings.ReplaceAll(one, "word9", "\r\n> word9")
	x := newTrial(t, seal.NewKey())
	x.run(&shelf{objects: map[string][]byte{
		"one.txt":     []byte(one),
		"one.html":    []byte("<html><body><h1>" + strings.Replace(one, " ", "</h1><p>", 1) + "</p></body></html>"),
		"version.txt": []byte(strings.Replace(strings.Replace(one, "word9", "changed", 1), "word33", "changed", 1)),
		"other.txt":   []byte(other),
		"short.txt":   []byte("see there"),
		"short.md":    []byte("See there!"),
		"reply.eml":   mail("1", "Thank you, I shall look at it tomorrow.\r\n\r\n"+quoted),
		"ok1.eml":     mail("2", "ok"),
		"ok2.eml":     mail("3", "ok"),
		"ok2.mbox":    append([]byte("From jane@contoso.example Mon Aug  1 09:00:00 2022\n"), mail("3", "Ok.\n")...),
		"empty.txt":   nil,
	}}, nil)
	d := x.figures().Documents
	// one (three), other, short (two), the reply, two mails (one of them twice), the empty one
	if want := (attribute.Range{Low: 7, High: 8}); d.Distinct != 11 || d.Resolved != want {
		t.Errorf("%d documents are %d to %d, want 11 and %v", d.Distinct, d.Resolved.Low, d.Resolved.High, want)
	}
}
