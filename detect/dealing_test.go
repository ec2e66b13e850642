package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// organisationsIn returns the organisations of a table, each with what it is said to be.
func organisationsIn(t *testing.T, e *Engine, table, media string, part exposure.Part) (out []string) {
	t.Helper()
	eachIn(t, e, table, Segment{Media: media, Part: part}, func(m Mention) {
		if m.Score >= 50 && m.Kind == exposure.Company {
			out = append(out, fmt.Sprintf("%s %s", m.Value, exposure.RoleIn(uint64(m.Record), m.Field)))
		}
	})
	return out
}

// What an organisation is to the owner says the name of its column or a cell of its row, whatever
// stands first.
func TestTablesSayWhoSells(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ table, want string }{
		{"vendor_name|email\nFerrum Stahlhandel GmbH|a@ferrumxq.de", "Ferrum Stahlhandel GmbH seller"},
		{"Supplier|Supplier No\nFerrum Stahlhandel GmbH|V-100", "Ferrum Stahlhandel GmbH seller"},
		{"Lieferant|E-Mail\nFerrum Stahlhandel GmbH|a@ferrumxq.de", "Ferrum Stahlhandel GmbH seller"},
		{"Fournisseur|E-mail\nAtelier Vaucluse SAS|a@vauclusexq.fr", "Atelier Vaucluse SAS seller"},
		{"proveedor|correo\nSierra Clara SA de CV|a@claraxq.mx", "Sierra Clara SA de CV seller"},
		{"仕入先|メール\n青空機械株式会社|a@aozoraxq.jp", "青空機械株式会社 seller"},
		{"customer_company|customer_email\nBarrow Mills Inc|a@barrowxq.com", "Barrow Mills Inc buyer"},
		{"partner_name|email\nCirrus Hosting Inc|a@cirrusxq.com", "Cirrus Hosting Inc partner"},
		{"company|email\nBarrow Mills Inc|a@barrowxq.com", "Barrow Mills Inc "},
		{"type|party|email\nsupplier|Ferrum Stahlhandel GmbH|a@ferrumxq.de\ncustomer|Atelier Vaucluse SAS|b@vauclusexq.fr\npartner|Cirrus Hosting Inc|c@cirrusxq.com",
			"Ferrum Stahlhandel GmbH seller; Atelier Vaucluse SAS buyer; Cirrus Hosting Inc partner"},
		{"company|Kategorie\nFerrum Stahlhandel GmbH|Lieferant\nBarrow Mills Inc|Kunde", "Ferrum Stahlhandel GmbH seller; Barrow Mills Inc buyer"},
		{"company|取引先区分\nFerrum Stahlhandel GmbH|仕入先", "Ferrum Stahlhandel GmbH seller"},
		{"partner|type\nFerrum Stahlhandel GmbH|Vendor", "Ferrum Stahlhandel GmbH seller"},
		{"company|type\nFerrum Stahlhandel GmbH|key supplier", "Ferrum Stahlhandel GmbH seller"},
		{"company|type\nFerrum Stahlhandel GmbH|customer/supplier", "Ferrum Stahlhandel GmbH "},
		{"company|type\nFerrum Stahlhandel GmbH|no supplier of ours any more", "Ferrum Stahlhandel GmbH "},
		{"company|status\nFerrum Stahlhandel GmbH|supplier", "Ferrum Stahlhandel GmbH "},
	} {
		for _, media := range []string{"text/csv", "application/json"} {
			part := exposure.PartTable
			if media != "text/csv" {
				part = ""
			}
			if got := strings.Join(organisationsIn(t, e, c.table, media, part), "; "); got != c.want {
				t.Errorf("%s in %s\nfound %q, want %q", c.table, media, got, c.want)
			}
		}
	}
}
