package pack

import (
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/disclose"
)

// guarded is a guard that knows three organisations, before the first of them.
func guarded(t testing.TB) *Reader {
	t.Helper()
	g := NewGuard([]string{"az://contosobackup/q3", "https://files.leaky.example:8443/old/stuff/"})
	id := g.Know("Contoso Kanarie GmbH", []string{"contoso-kanarie.test"})
	g.Know("Fabrikam Sàrl", []string{"fabrikam.fr", "fabrikam-labs.io"})
	g.Know("North Wind Traders Ltd", []string{"nwt.test"})
	g.Know("Status Report Inc.", []string{"report.test"}) // of words that name nobody
	return g.For(id, &disclose.Subject{ID: "contoso-kanarie.test", Name: "Contoso Kanarie GmbH", Elements: []disclose.Element{{Kind: exposure.Company, Mask: "Kanarie Werke"}}})
}

func TestGuardTells(t *testing.T) {
	r := guarded(t)
	for text, want := range map[string]bool{
		"jane@contoso-kanarie.test": false, "Contoso rollout": false, "plain words": false, "Kanarie Werke 2021": false, "": false,
		"bob@fabrikam.fr": true, "FABRIKAM SARL": true, "rollout for Fabrikam": true, "x-fabrikam-y": true, "North-Wind Traders": true, "north wind traders ltd": true,
		"fabrikam labs": true, "northwind": false, "https://contosobackup.blob.core.windows.net/x": true, "files.leaky.example": true, "CONTOSOBACKUP": true, "az://contosobackup/q3": true,
	} {
		if got := r.Tells(text); got != want {
			t.Errorf("%q tells of others or the place: %v, want %v", text, got, want)
		}
	}
}

func TestGuardValues(t *testing.T) {
	r := guarded(t)
	for _, c := range []struct {
		value, mask, want string
	}{
		{"", "j•••@x.test", "j•••@x.test"}, {"jane@x.test", "j•••@x.test", "jane@x.test"}, {"Fabrikam rollout", "F••• r•••", "F••• r•••"}, {"", "Fabrikam", Withheld}, {"contosobackup", "contosobackup", Withheld},
	} {
		if got := r.Value(&disclose.Element{Value: c.value, Mask: c.mask}); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.value, c.mask, got, c.want)
		}
	}
}

func TestGuardNames(t *testing.T) {
	r := guarded(t)
	for name, want := range map[string]string{
		"Contoso_Invoice_2021-03.pdf":         "Contoso_Invoice_2021-03.pdf",
		"ContosoFabrikamInvoice.pdf":          "Contoso•••Invoice.pdf",
		"SOW for Unknown Person Smith v2.doc": "SOW for ••• ••• ••• v2.doc",
		"Rechnung Kanarie 4711.PDF":           "Rechnung Kanarie 4711.PDF",
		"fabrikam.zip":                        "•••.zip",
		"Wexforth":                            "",
		"invoice 4111111111111111.pdf":        "invoice •••.pdf",
		"statüs-rapört.txt":                   "statüs-•••.txt",
		"SOW Unheard GmbH v2 - Plan B.txt":    "SOW ••• ••• v2 - Plan B.txt",
		"":                                    "",
		"=cmd.csv":                            "=•••.csv",
	} {
		if got := r.Name(name); got != want {
			t.Errorf("%q is told as %q, want %q", name, got, want)
		}
	}
}

func FuzzGuardNames(f *testing.F) {
	f.Add("Contoso_Invoice_2021-03.pdf")
	f.Add("Für Fabrikam\u0301 \xff.pdf")
	f.Add("ＦＡＢＲＩＫＡＭ.pdf")
	f.Fuzz(func(t *testing.T, name string) {
		r := guarded(t)
		if got := r.Name(name); r.Tells(got) {
			t.Errorf("%q is told as %q", name, got)
		}
	})
}
