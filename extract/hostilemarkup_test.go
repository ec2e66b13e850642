package extract_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// markups are what text of tags begins with.
var markups = map[string]string{
	"html": "<html>",
	"xml":  "<?xml version='1.0'?><a>",
	"mail": "From: a@contoso.example\nMessage-ID: <1@contoso.example>\nContent-Type: text/html\n\n",
}

// noTags are, repeated, tags and declarations that do not end, or end late.
var noTags = []string{
	`<a b="`, `<a b='`, `<a`, `</a>`, `</a`, `<a b=`, `<</A `, `<a b=">"`, `<a =">"`, "<a<a =\">\"<a", `<a b="&`, "<a\n\n", "<!", "<![>", "<!a>",
}

// fuzzMarkup adds what hostile markup is made of.
func fuzzMarkup(f *testing.F, head string) {
	for _, s := range noTags {
		f.Add([]byte(head + strings.Repeat(s, 20) + "<p>jane@contoso.example</p>"))
	}
}

// Markup is read in time in proportion to its size. Each "<" used to cost a window, which took a
// minute each of 45 times: longer than all tests have.
func TestHostileMarkup(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for name, head := range markups {
		for _, s := range noTags {
			in := extract.Input{Name: "x", Size: -1, Body: strings.NewReader(head + strings.Repeat(s, 512<<10/len(s)))}
			if err := x.Walk(context.Background(), in, discard{}); err != nil {
				t.Fatalf("%s of %q: %v", name, s, err)
			}
		}
	}
}

// A tag that does not end is text, and those after it are tags.
func TestTagWithoutEnd(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("<html><body>")
	for range 3 {
		b.WriteString(`<i title="` + strings.Repeat("word <u> ", 30000) + "\n" + `<p>jane.<b>doe</b>@contoso.example</p>`)
	}
	picture := `<img alt="a picture" src="data:image/png;base64,` + strings.Repeat("QUJD", 40000) + `">`
	b.WriteString(strings.Repeat("'", 10) + picture + "</body></html>")
	out := readAll(t, "page.html", b.Bytes())
	if n := strings.Count(out, "jane.doe@contoso.example"); n != 3 {
		t.Errorf("the address was read %d times, want 3", n)
	}
	if !strings.Contains(out, "a picture") || strings.Contains(out, "QUJD") {
		t.Error("a tag that holds a picture was no tag")
	}
}

// readAll is the text of a content, in one piece.
func readAll(t *testing.T, name string, data []byte) string {
	t.Helper()
	var all texts
	in := extract.Input{Name: name, Size: -1, Body: bytes.NewReader(data)}
	if err := newExtractor(t, extract.Options{}).Walk(context.Background(), in, &all); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// texts is a sink that keeps the text.
type texts struct {
	discard
	strings.Builder
}

func (s *texts) Segment(seg *exposure.Segment) error {
	s.Write(seg.Text)
	return nil
}
