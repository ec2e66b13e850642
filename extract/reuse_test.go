package extract_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// What is read does not depend on what the same extractor read before, be it to
// its end or broken off at any event: memory that is used again is empty.
func TestFormerContentsDoNotShow(t *testing.T) {
	all := made(t)
	for _, name := range []string{"customers.csv", "nested.json", "lines.ndjson", "offer.eml", "page.html", "dump.sql", "users.xml", "config.yaml", "latin1.txt"} {
		all[name] = in(t, name)
	}
	// Longer than a piece, so that text is left when the walk is broken off.
	all["long.json"] = []byte(`[` + strings.Repeat(`{"email":"jane@contoso.example","city":"K\u00f6ln"},`, 12_000) + `1]`)
	all["long.html"] = []byte(`<html><table>` + strings.Repeat(`<tr><td>Phone<td>+1 555 0100</tr>`, 12_000))
	nexts := []string{"customers.csv", "lines.ndjson", "offer.eml", "dump.sql", "users.xml", "page.html", "SOW.docx", "book.xlsx"}
	want := map[string]string{}
	for _, name := range nexts {
		want[name] = extracttest.Walk(t, newExtractor(t, extract.Options{}), name, all[name]).String()
	}
	x := newExtractor(t, extract.Options{})
	stopped := errors.New("stopped")
	for _, former := range slices.Sorted(maps.Keys(all)) {
		for i, stop := range []int{1, 2, 3, 5, 8, 1 << 30} {
			n := 0
			rec := &extracttest.Recorder{OnEvent: func() error {
				if n++; n > stop {
					return stopped
				}
				return nil
			}}
			if err := x.Walk(context.Background(), extract.Input{Name: former, Size: -1, Body: bytes.NewReader(all[former])}, rec); err != nil && err != stopped {
				t.Fatal(err)
			}
			next := nexts[(len(former)+i)%len(nexts)]
			if diff := cmp.Diff(want[next], extracttest.Walk(t, x, next, all[next]).String()); diff != "" {
				t.Fatalf("%s after %s, which ended at event %d (-alone +after it):\n%s", next, former, stop, diff)
			}
		}
	}
}

// The parts of a mail are runs of their own: neither the record of a part nor a
// mark at its very end goes over into the next.
func TestFormerPartsDoNotShow(t *testing.T) {
	mail := func(parts ...string) []byte {
		s := "From: jane@contoso.example\nMessage-ID: <1@contoso.example>\nContent-Type: multipart/mixed; boundary=b\n\n"
		for _, p := range parts {
			s += "--b\nContent-Type: text/plain\n\n" + p + "\n"
		}
		return []byte(s + "--b--\n")
	}
	const plain = "Nothing in this part has a name.\n\nNor here, after a blank line."
	x := newExtractor(t, extract.Options{})
	for name, first := range map[string]string{
		"a value at its end":    "Phone: +1 555 0100",
		"within a record":       "Phone: +1 555 0100\nhello",
		"within a signature":    "Hello\n-- \nJane Doe\nPhone: +1 555 0100",
		"a long signature":      "Hello\n-- \n" + strings.Repeat("Jane Doe\n", 15) + "Phone: +1 555 0100",
		"within what is quoted": "Hello\n> Phone: +1 555 0100",
		"within the history":    "Hello\n\n-----Original Message-----\nPhone: +1 555 0100",
	} {
		rec := extracttest.Walk(t, x, "x.eml", mail(first, plain)).String()
		if !strings.Contains(rec, "⟦Phone") {
			t.Errorf("%s: the number has no name:\n%s", name, rec)
		}
		if !strings.Contains(rec, " text/plain body\n"+plain+"¶") && !strings.Contains(rec, " message/rfc822 body\n"+plain+"¶") {
			t.Errorf("%s: the next part is not as it stands:\n%s", name, rec)
		}
	}
}
