package scan

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// A value that has been sealed, or forgotten, is overwritten, however long it was.
func TestSealingKeepsNoValue(t *testing.T) {
	s, _ := begun(t, &book{pages: [][]string{{}}})
	for name, end := range map[string]func(*sealing) error{
		"flushed":   (*sealing).flush,
		"forgotten": func(z *sealing) error { z.forget(); return nil },
	} {
		z := s.newSealing()
		b := s.campaign.Ledger.NewBatch()
		b.Begin(exposure.Unit{1})
		var seen [][]byte // each memory that held values
		for _, value := range []string{"jane.doe@contoso.example", "joe@contoso.example", strings.Repeat("x", 2*manyRawBytes) + "@contoso.example", "eve@contoso.example"} {
			if err := z.add(b, &detect.Mention{Kind: exposure.Email, Rule: "email", Value: []byte(value), Score: 90}, 0); err != nil {
				t.Fatal(err)
			}
			if !bytes.HasSuffix(z.values, []byte(value)) {
				t.Fatalf("%.40q waits nowhere", value)
			}
			seen = append(seen, z.values[:cap(z.values)])
		}
		if err := end(z); err != nil {
			t.Fatal(err)
		}
		for _, memory := range seen {
			if left := bytes.Trim(memory, "\x00"); len(left) > 0 {
				t.Errorf("%s: %.60q is left", name, left)
			}
		}
		if len(z.waiting) > 0 {
			t.Errorf("%s: %d mentions wait", name, len(z.waiting))
		}
		b.Abandon()
	}
}
