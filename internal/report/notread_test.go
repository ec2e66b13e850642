package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
)

func TestUnread(t *testing.T) {
	for _, c := range []struct {
		parts, objects, inPart uint64
		counted, stand         string
	}{
		{14, 12, 0, "12 objects and 2 parts within objects", "and what they hold is not known"},
		{1, 1, 1, "1 object", "All of them were read in part"},
		{2, 0, 1, "2 parts within objects", "1 of these was read in part: what was found there is counted"},
	} {
		n := attribute.NotReadFigure{Parts: c.parts, Objects: c.objects, InPart: c.inPart}
		if got := UnreadText(n); got != c.counted {
			t.Errorf("%+v: %q, want %q", n, got, c.counted)
		}
		if got := unreadStand(n); !strings.Contains(got, c.stand) {
			t.Errorf("%+v: %q, want %q", n, got, c.stand)
		}
	}
}

// Of what was read in part it is not said that it stands in no figure.
func TestReadInPartIsTold(t *testing.T) {
	r := emptySample()
	r.Figures.NotRead = []attribute.NotReadFigure{{Reason: exposure.NotReadBroken, Parts: 1, Objects: 1, InPart: 1}}
	r.NotRead = []NotReadPart{{Way: "q3/cut.gz", Reason: exposure.NotReadBroken, InPart: true}}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"html": func(b *bytes.Buffer) error { return r.WriteHTML(b) }, "md": func(b *bytes.Buffer) error { return r.WriteMarkdown(b) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "what was found in them is counted") || strings.Contains(out.String(), "no figure") {
			t.Errorf("%s says of a part that was read in part:\n%s", name, out.String())
		}
	}
}
