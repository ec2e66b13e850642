package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/respond/rotate"
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

// What a person has said of a credential is told, as plain text, and what is rotated
// comes behind what is not.
func TestWhatWasSaidOfACredential(t *testing.T) {
	r := smallSample()
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	said := &rotate.State{Word: rotate.Rotated, By: "<b>J. Doe</b>", At: &at, Reason: "ticket | 4711", Owner: "Platform team"}
	r.Rotate = []Credential{
		{Rule: "aws-secret-access-key", Title: "Secret key", Class: exposure.ClassLive, Masked: "•••", Fingerprint: "f0", Places: []string{"q3/a"}, State: said},
		{Rule: "slack-webhook", Title: "Webhook", Masked: "•••", Fingerprint: "f1", Places: []string{"q3/b"}},
	}
	if groups := grouped(r.Rotate); groups[0].Rule != "slack-webhook" {
		t.Errorf("%s comes first", groups[0].Rule)
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"html": func(b *bytes.Buffer) error { return r.WriteHTML(b) }, "md": func(b *bytes.Buffer) error { return r.WriteMarkdown(b) },
		"csv": func(b *bytes.Buffer) error { return r.WriteCSV(b, "rotate") },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		if text := out.String(); !strings.Contains(text, "rotated") || !strings.Contains(text, "Platform team") || name != "csv" && strings.Contains(text, "<b>J.") {
			t.Errorf("%s does not say what was said, or as it stands", name)
		}
	}
}

// What is rotated is no more to be rotated, and is counted apart.
func TestWhatIsRotatedIsCountedApart(t *testing.T) {
	r := &Report{RotateTotal: 3, RotateDone: 1, Rotate: []Credential{{Class: exposure.ClassLive}, {State: &rotate.State{Word: rotate.Open}}, {State: &rotate.State{Word: "rotated"}}}}
	if got, want := r.rotateCount(), "2 credentials, and 1 more that somebody has marked as rotated or a false alarm"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
