package pack

import (
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/disclose"
)

// guarded is a guard that knows three organisations, before the first of them.
func guarded(t testing.TB) *Reader {
	t.Helper()
	g := NewGuard([]string{"az://contosobackup/q3", "https://files.leaky.example:8443/old/stuff/"}, "")
	id := g.Know([]string{"Contoso Kanarie GmbH"}, []string{"contoso-kanarie.test"})
	g.Know([]string{"Fabrikam Sàrl"}, []string{"fabrikam.fr", "fabrikam-labs.io"})
	g.Know([]string{"North Wind Traders Ltd"}, []string{"nwt.test"})
	g.Know([]string{"3M"}, nil)
	g.Know([]string{"Status Report Inc."}, []string{"report.test"}) // of words that name nobody
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

// Short names and those that begin with a digit are withheld as whole words, but not where
// they are the ending of a domain or of a file's name.
func TestGuardShortNames(t *testing.T) {
	g := NewGuard(nil, "")
	id := g.Know([]string{"Contoso GmbH"}, []string{"contoso.test"})
	for name, domain := range map[string]string{"3M": "3m.test", "SAP SE": "sap-se.test", "EY": "ey.test", "BMW AG": "bmw.de", "La Poste": "laposte.test", "NL GmbH": "nl.test", "1und1 AG": "1und1.test", "24": "24.test", "Co AG": "co.test"} {
		g.Know([]string{name}, []string{domain})
	}
	r := g.For(id, &disclose.Subject{ID: "contoso.test", Name: "Contoso GmbH"})
	for text, want := range map[string]bool{
		"rollout for SAP": true, "3M rollout": true, "jane.doe@bmw.de": true, "bob@mail.sap.test": true, "list BMW EY": true, "ey": true, "SAP.pdf": true, "1und1 line": true, "the NL office": true,
		"sapling": false, "they": false, "bob@contoso.nl": false, "rue de la Paix": false, "M3": false, "24 hours": false, "Maier & Co": false, "x.ey": false, "": false,
	} {
		if got := r.Tells(text); got != want {
			t.Errorf("%q tells of others: %v, want %v", text, got, want)
		}
	}
	for name, want := range map[string]string{"invoice 3M.pdf": "invoice •••.pdf", "contract SAP.pdf": "contract •••.pdf", "1und1 invoice.pdf": "", "Wex3 invoice.pdf": "••• invoice.pdf", "status 4711.pdf": "status 4711.pdf"} {
		if got := r.Name(name); got != want {
			t.Errorf("%q is told as %q, want %q", name, got, want)
		}
	}
	own := g.For(g.Know([]string{"EY"}, []string{"ey.test"}), &disclose.Subject{ID: "ey.test", Name: "EY"})
	if own.Tells("EY rollout, jane@ey.test") {
		t.Error("its own name is withheld from it")
	}
}

// Numbers are counted across what parts their groups, and a date with its day is withheld.
func TestGuardNumbers(t *testing.T) {
	r := guarded(t)
	for name, want := range map[string]string{
		"report 123-45-6789.pdf": "report •••.pdf", "invoice 030-2312-5123.pdf": "invoice •••.pdf", "invoice (030) 2312 5123.pdf": "invoice (•••.pdf", "invoice 12345678.pdf": "invoice •••.pdf",
		"report 1980-05-17.pdf": "report •••.pdf", "report 17.5.80.pdf": "report •••.pdf", "report 1.5.80 final.pdf": "report ••• final.pdf", "report 19800517.pdf": "report •••.pdf", "report ٠٣٠٢٣١٢٥.pdf": "report •••.pdf",
		"report 2021-03.pdf": "report 2021-03.pdf", "report v2.1.pdf": "report v2.1.pdf", "invoice 4711 - 2021-03.pdf": "invoice 4711 - 2021-03.pdf",
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
	f.Add("3M-NWT.123-45-6789.pdf")
	f.Fuzz(func(t *testing.T, name string) {
		r := guarded(t)
		if got := r.Name(name); r.Tells(got) {
			t.Errorf("%q is told as %q", name, got)
		}
	})
}

// The label of a campaign is a word that its operator made up: it withholds no value that merely holds it.
func TestLabelsAreWords(t *testing.T) {
	for _, label := range []string{"mail", "de", "c", "info"} {
		g := NewGuard([]string{"az://kanariebackup/q3"}, label)
		s := &disclose.Subject{ID: "fabrikam.de", Name: "Fabrikam GmbH", Elements: []disclose.Element{
			{Kind: exposure.Email, Mask: "i•••@fabrikam.de", Value: "info.desk@gmail.com"}, {Kind: exposure.Person, Mask: "C••• D•••", Value: "Claire Deal"}}}
		r := g.For(g.Know([]string{s.Name}, []string{"fabrikam.de"}), s)
		for i := range s.Elements {
			if got := r.Value(&s.Elements[i]); got == Withheld {
				t.Errorf("label %q: %s and its mask are withheld from whose it is", label, s.Elements[i].Value)
			}
		}
	}
}

// A name of seven words is a name too.
func TestLongNamesAreNames(t *testing.T) {
	g := NewGuard(nil, "")
	g.Know([]string{"Hamburger Hafen und Logistik Beteiligungs Verwaltungs Service GmbH"}, []string{"hhlbvs.example"})
	s := &disclose.Subject{ID: "fabrikam.de", Name: "Fabrikam GmbH"}
	r := g.For(g.Know([]string{s.Name}, []string{"fabrikam.de"}), s)
	if !r.Tells("c/o Hamburger Hafen und Logistik Beteiligungs Verwaltungs Service GmbH, Kai 1, Hamburg") {
		t.Error("an address tells the name of another organisation")
	}
}

// A label as it stands, or its words run together, is withheld all the same.
func TestLabelsAreTold(t *testing.T) {
	g := NewGuard(nil, "Kanarie backup_q3")
	s := &disclose.Subject{ID: "fabrikam.de", Name: "Fabrikam GmbH"}
	r := g.For(g.Know([]string{s.Name}, []string{"fabrikam.de"}), s)
	for text, want := range map[string]bool{"in kanarie of last year": true, "KANARIE-BACKUP-Q3": true, "kanariebackupq3": true, "backup of q3": false, "kanarien": false} {
		if r.Tells(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}
