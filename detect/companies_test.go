package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// A cell may name several organisations; the reference to a character parts no name.
func TestCompaniesInOneCell(t *testing.T) {
	e := newEngine(t)
	for cell, want := range map[string]string{
		"Molenwiek B.V.;Tulpveld N.V.":             "Molenwiek B.V.|Tulpveld N.V.",
		" Molenwiek B.V. ; Tulpveld N.V. ;":        "Molenwiek B.V.|Tulpveld N.V.",
		"Ohm &amp; Quill GmbH; Tulpveld N.V.":      "Ohm &amp; Quill GmbH|Tulpveld N.V.",
		"Brachtwerk Maschinenbau GmbH &amp; Co KG": "Brachtwerk Maschinenbau GmbH &amp; Co KG",
		";;": "",
	} {
		got := inRows(t, e, "company|email\n"+cell+"|a@molenwiek-demo.nl\n", exposure.Company)
		slices.Sort(got)
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}
