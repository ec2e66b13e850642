package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// Four hundred tokens of one sort hide no other: each sort is named with how many
// there are in how many files, what opens most first, and one of each at least.
func TestCredentialsByTheirSort(t *testing.T) {
	r := smallSample()
	r.Rotate = nil
	add := func(rule, title string, class exposure.Class, places ...string) {
		r.Rotate = append(r.Rotate, Credential{Rule: rule, Title: title, Class: class, Masked: "•••", Fingerprint: fmt.Sprint("f", len(r.Rotate)), Places: places})
	}
	for i := range 400 {
		add("github-token", "Token of GitHub", exposure.ClassLive, fmt.Sprintf("q3/%d.env", i/2))
	}
	add("slack-webhook", "Webhook of Slack", exposure.ClassLive, "q3/hook.txt")
	add("url-password", "Password in a link", exposure.ClassLive, "q3/a.zip!/x", "q3/a.zip!/y")
	add("azure-storage-key", "Account key", exposure.ClassLive, "q3/web.config")
	add("private-key", "Private key", "", "q3/id_rsa")
	r.RotateTotal = 404
	var got []string
	for _, g := range grouped(r.Rotate) {
		got = append(got, g.Title+", "+g.count())
	}
	want := []string{"Account key, 1 credential in 1 file", "Password in a link, 1 credential in 1 file", "Token of GitHub, 400 credentials in 200 files",
		"Webhook of Slack, 1 credential in 1 file", "Private key, 1 credential in 1 file"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("groups\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"html": func(b *bytes.Buffer) error { return r.WriteHTML(b) }, "md": func(b *bytes.Buffer) error { return r.WriteMarkdown(b) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		for _, place := range []string{"q3/web.config", "q3/a.zip!/x", "q3/0.env", "q3/hook.txt", "q3/id_rsa", "more of this sort"} {
			if !strings.Contains(out.String(), place) {
				t.Errorf("%s does not say %q", name, place)
			}
		}
	}
}
