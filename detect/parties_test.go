package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// letters are documents with their parties: role, kind and value of what has one.
var letters = []struct {
	name, text string
	want       []string
}{
	{"letterhead, labels in two columns", `INVOICE
Contoso Cloud Services, Inc.
800 Example Parkway, Suite 210, Springfield, OH 45500
Phone +1 555 0142   billing@contoso.example

BILL TO                          SHIP TO
Tallgrass Veterinary Group       same
77 Prairie Ave
Dayton, OH 45400

Invoice #	Date	Terms
INV-100482	03/14/2025	Net 30
`, []string{"buyer address 77 Prairie Ave/Dayton, OH 45400", "buyer company Tallgrass Veterinary Group", "buyer country US",
		"issuer address 800 Example Parkway, Suite 210, Springfield, OH 45500", "issuer company Contoso Cloud Services, Inc.", "issuer country US"}},
	{"sender's line and window of the envelope", `Fabrikam Bürotechnik GmbH, Industriering 12, 40000 Düsseldorf

Nordlicht Versand OHG
Buchhaltung
Hafenstr. 3
20000 Hamburg

RECHNUNG
Rechnungsnummer:	RE-2025-03381
`, []string{"issuer address Industriering 12, 40000 Düsseldorf", "issuer company Fabrikam Bürotechnik GmbH", "issuer country DE",
		"recipient address Hafenstr. 3/20000 Hamburg", "recipient company Nordlicht Versand OHG", "recipient country DE"}},
	{"labels on the line", "Emisor: Lucía Berrocal Ansede\nDestinatario: Editorial Fabrikam, S.L.U., CIF B00000002, Av. de la Imprenta 22, 08000 Barcelona\n\nFactura n.º 2025/07\n",
		[]string{"issuer person Lucía Berrocal Ansede", "recipient address Av. de la Imprenta 22, 08000 Barcelona", "recipient company Editorial Fabrikam, S.L.U.", "recipient country ES"}},
	{"sides of a contract", "Zwischen\n\nder Contoso Immobilien Verwaltungs GmbH, vertreten durch die Geschäftsführung,\n– nachfolgend „Auftraggeberin“ –\n\nund\n\nFabrikam Aufzugsservice GmbH, Kassel\n– nachfolgend „Auftragnehmerin“ –\n",
		[]string{"buyer company Contoso Immobilien Verwaltungs GmbH", "seller company Fabrikam Aufzugsservice GmbH", "seller country DE"}},
	{"sides in one sentence", "This Agreement is entered into as of February 3, 2025 by and between Contoso Robotics, Inc. and Fabrikam Optics LLC (each a \"Party\").\n",
		[]string{"party company Contoso Robotics, Inc.", "party company Fabrikam Optics LLC"}},
	{"Japanese letter", "請求番号　INV-241031-08\n\nコントソ商事株式会社\n経理部　御中\n\n株式会社みどり川システム\n〒000-0001　東京都架空区緑町1-2-3\n",
		[]string{"issuer address 〒000-0001　東京都架空区緑町1-2-3", "issuer company 株式会社みどり川システム", "issuer country JP", "recipient company コントソ商事株式会社"}},
	{"Chinese contract", "合同编号：KTS-RJ-2024-015\n\n甲方（委托方）：康拓索零售有限公司\n乙方（受托方）：青杉信息技术有限公司\n",
		[]string{"party company 康拓索零售有限公司", "party company 青杉信息技术有限公司"}},
	{"colons in a column", "Müşteri          : Fabrikam Gıda Ltd. Şti.\nRapor No         : 2024/05\n", []string{"buyer company Fabrikam Gıda Ltd. Şti."}},
	{"names in a column", "Opdrachtgever         Afdeling Informatievoorziening\nLeverancier           Contoso Nederland B.V.\nPeriode     week 9\n", []string{"seller company Contoso Nederland B.V."}},
	{"Firma", "Firma\nHochbau Fabrikam AG\nKreditorenbuchhaltung\n06000 Halle\n", []string{"recipient address 06000 Halle", "recipient company Hochbau Fabrikam AG", "recipient country DE"}},
	{"sides of a Japanese contract", "コントソ株式会社（以下「甲」という。）と株式会社ファブリカムデザイン（以下「乙」という。）は、次のとおり契約を締結する。\n", []string{"party company コントソ株式会社", "party company 株式会社ファブリカムデザイン"}},
	{"one side is somebody", "De ondergetekenden:\n1. Contoso Bouw B.V., statutair gevestigd te Utrecht, hierna te noemen: \"Opdrachtgever\"\n2. de heer J. Verzonnen\n", []string{"buyer company Contoso Bouw B.V.", "buyer country NL"}},
	{"a name in a letter to somebody", "Contoso Kimya A.Ş.\nSATIN ALMA SİPARİŞİ No: 4711-22\n\nTedarikçi : Marmara Ambalaj San. A.Ş.\n", []string{"issuer company Contoso Kimya A.Ş.", "seller company Marmara Ambalaj San. A.Ş."}},
	{"names that nothing says to be parties", "Overview of the server\nIt starts\nIt runs\nIt stops\n\nIntel Corporation\nSilicon Graphics, Inc.\n", nil},
	{"a department", "Talep Eden : Üretim Planlama\n", nil},
	{"for whom a letter is signed", "Distinti saluti\nMario Finto\nContoso Tessile S.p.A.\n", []string{"issuer company Contoso Tessile S.p.A.", "signatory person Mario Finto"}},
	{"who signs for another", "Mit freundlichen Grüßen\ni. A. Thalmeier\n", []string{"signatory person Thalmeier"}},
	{"a family name below the closing", "Mit freundlichen Grüßen\nHörnle\n", []string{"signatory person Hörnle"}},
	{"a team below the closing", "Best regards\nSupport\n", nil},
	{"who signs", "Signature: ____________\nName: Jane Doe\nTitle: CFO\n", []string{"signatory person Jane Doe"}},
	{"below the closing of a letter", "We look forward to your order.\n\nKind regards\nJane Doe\nHead of Sales\n", []string{"signatory person Jane Doe"}},
	{"a name that nobody signs with", "Name: Jane Doe\nTitle: CFO\n", nil},
	{"items are no addresses", "Contoso Ltd\nNo. Description Quantity\n1 Storage, TB and month 31\n2 Licence, user 12\n", []string{"issuer company Contoso Ltd"}},
	{"a sentence", "Between them they sold 12000 Units in Berlin, and to the customer this made no difference at all.\n", nil},
	{"a program", "case customer:\n\tsupplier := 20000\n\treturn client\n", nil},
	{"a value of a configuration", "client: nginx\nvendor: 4711\ncustomer: n/a\n", nil},
}

func TestParties(t *testing.T) {
	e := newEngine(t)
	for _, l := range letters {
		t.Run(l.name, func(t *testing.T) {
			var got []string
			st := e.Stream(Segment{Media: "text/plain"}, func(m Mention) error {
				if r := exposure.RoleIn(uint64(m.Record), m.Field); r != "" && (m.Kind == exposure.Company || m.Kind == exposure.Person || m.Kind == exposure.Address || m.Kind == exposure.Country) {
					got = append(got, fmt.Sprintf("%s %s %s", r, m.Kind, strings.ReplaceAll(string(m.Value), "\n", "/")))
				}
				return nil
			})
			if err := st.Write([]byte(l.text), nil); err != nil {
				t.Fatal(err)
			}
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			slices.Sort(got)
			if d := cmp.Diff(l.want, slices.Compact(got)); d != "" {
				t.Errorf("parties (-want +got):\n%s", d)
			}
		})
	}
}

// TestPartiesInWindows reads documents in windows and pieces of many sizes: their heads
// are looked at ahead of the window.
func TestPartiesInWindows(t *testing.T) {
	e := newEngine(t)
	for _, l := range letters {
		text := []byte(l.text + strings.Repeat(".\n", 1500) + l.text)
		want := scanWith(t, e, text, nil, windowSize, len(text))
		for _, window := range []int{1, 7, 64, 300, 1024, 4097} {
			for _, piece := range []int{1 + window/3, len(text)} {
				if d := cmp.Diff(want, scanWith(t, e, text, nil, window, piece)); d != "" {
					t.Fatalf("%s: window %d, pieces of %d (-want +got):\n%s", l.name, window, piece, d)
				}
			}
		}
	}
}

func TestDateIn(t *testing.T) {
	for text, want := range map[string]string{
		"Rechnungsdatum:\t03.02.2025\n":                            "2025-02-03",
		"INV-1\t03/14/2025\tNet 30\n":                              "2025-03-14",
		"Total $12\nDate: 03/04/2025\n":                            "2025-03-04",
		"Total R$ 12\nData: 03/04/2025\n":                          "2025-04-03",
		"Osnabrück, 14. März 2025\n":                               "2025-03-14",
		"Lyon, le 1er juin 2024\n":                                 "2024-06-01",
		"Memo   January 8, 2025\n":                                 "2025-01-08",
		"Date: 17-Sep-2024\n":                                      "2024-09-17",
		"開票日期：2024年06月28日\n":                                       "2024-06-28",
		"Bilbao, 22 de enero de 2025\n":                            "2025-01-22",
		"Ihr Angebot vom 28.08.2024      Datum: 02.09.2024\n":      "2024-09-02",
		"Due date: 04/13/2025\n":                                   "",
		"Dal 01/09/2024 al 30/09/2024\n":                           "2024-09-30",
		"valid until 31.12.2025\n":                                 "",
		"Version 1.2 of 31.02.2024 and 2024-13-01, IP 10.12.20.24": "",
	} {
		got := ""
		if when, _ := dateIn([]byte(text)); !when.IsZero() {
			got = when.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPostalAt(t *testing.T) {
	for text, want := range map[string]string{
		"20000 Hamburg": "+", "D-10115 Berlin": "DE", "York YO1 0ZZ": "GB", "OH 45400": "US", "Springfield OH 45500-1234": "US", "1012 AB Amsterdam": "NL",
		"00-950 Warszawa": "PL", "4475-000 Maia": "PT", "Toronto ON M5V 2T6": "CA", "〒000-0001": "JP", "110 00 Praha 1": "+",
		"12400 units": "", "12000 Units": "", "1200 Main Street": "", "OK 45400": "US", "ID 45400 x": "", "ABC 12345": "", "31 October 2024": "", "2024 March": "",
	} {
		iso, ok := postalAt([]byte(text))
		if got := iso + map[bool]string{true: "+"}[ok && iso == ""]; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
