package detect_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

func TestClassify(t *testing.T) {
	e := build(t, detect.Options{})
	for _, c := range []struct {
		want        exposure.DocumentKind
		media, text string
	}{
		{exposure.DocumentInvoice, "", "INVOICE\nInvoice number: 4711\nInvoice date: 2022-08-13\nBill to: Contoso Ltd.\nSubtotal 100.00\nAmount due 119.00"},
		{exposure.DocumentInvoice, "", "Rechnung\nRechnungsnummer 4711, Rechnungsdatum 13.08.2022, MwSt 19 %, Gesamtbetrag 119,00"},
		{exposure.DocumentInvoice, "", "FACTURE\nNuméro de facture 12\nTVA 20%\nTotal TTC 120,00"},
		{exposure.DocumentInvoice, "", "Factura\nNúmero de factura 12\nFecha de factura 1/2/2022\nIVA 21%\nTotal a pagar 120"},
		{exposure.DocumentProductOrder, "", "Purchase Order\nPO number 4711\nShip to: Fabrikam\nQuantity 5\nDelivery date 2022-09-01"},
		{exposure.DocumentProductOrder, "", "Auftragsbestätigung zu Ihrer Bestellung\nBestellnummer 12\nLiefertermin KW 34\nMenge 3"},
		{exposure.DocumentOffer, "", "Angebot\nAngebotsnummer 2022-17\ngültig bis 30.09.2022, freibleibend"},
		{exposure.DocumentOffer, "", "Quotation\nQuote number Q-17\nValid until 30 Sep 2022\nTotal price 1,000"},
		{exposure.DocumentPriceList, "", "Price List 2022\nSKU, description, list price"},
		{exposure.DocumentSOW, "", "Statement of Work\nScope of work and deliverables, milestones, acceptance criteria"},
		{exposure.DocumentSOW, "", "Leistungsbeschreibung\nLeistungsumfang, Meilensteine, Abnahmekriterien"},
		{exposure.DocumentPOE, "", "Proof of Execution\nThe services rendered are listed below. Timesheet attached."},
		{exposure.DocumentPOC, "", "Proof of Concept\nSuccess criteria and test results of the pilot"},
		{exposure.DocumentSigned, "", "In witness whereof the parties have signed.\nEffective date 1 Jan 2022. Digitally signed by Jane Doe"},
		{exposure.DocumentInternalComment, "", "Internal comment: do not share with the customer."},
		{exposure.DocumentCustomerList, "text/csv", "customer_id,first_name,last_name,company,email,phone,country\n1,Jane,Doe,Contoso,jane@contoso.example,1,DE"},
		{exposure.DocumentCustomerMail, "message/rfc822", "Hello Jane, see you on Monday."},
		{exposure.DocumentSourceCode, "text/x-go", "package main\nfunc main() {}"},
		{exposure.DocumentSourceCode, "", "#include <stdio.h>\nint main(void) { return 0; }\n#define X 1\n"},
		{exposure.DocumentNetworkConfig, "", "hostname rtr1\ninterface GigabitEthernet0/1\n ip address 10.0.0.1 255.255.255.0\nrouter bgp 65000\n"},
		{exposure.DocumentCredentialFile, "", "[default]\naws_access_key_id = AKIA\naws_secret_access_key = x\n"},
		{exposure.DocumentDatabaseDump, "", "-- PostgreSQL database dump\nCREATE TABLE x (id int PRIMARY KEY);\nINSERT INTO x VALUES (1);"},
		{exposure.DocumentUnknown, "", "A walk in the park on a sunny day, nothing else."},
		{exposure.DocumentUnknown, "", ""},
	} {
		for _, cut := range []int{1, 7, 1 << 20} {
			k := e.Classify()
			for from := 0; from < len(c.text) || from == 0; from += cut {
				k.Add(detect.Segment{Media: c.media}, []byte(c.text[from:min(len(c.text), from+cut)]))
			}
			got, score, reasons := k.Kind()
			if got != c.want {
				t.Errorf("in pieces of %d: %.40q is %q (%d, %v), want %q", cut, c.text, got, score, reasons, c.want)
			}
			if got != "" && (score < 1 || score > 100 || len(reasons) == 0) {
				t.Errorf("%.40q: score %d, reasons %v", c.text, score, reasons)
			}
		}
	}
}

// TestClassifyIsBounded shows that the middle of a long document is not looked
// at, and its end is.
func TestClassifyIsBounded(t *testing.T) {
	e := build(t, detect.Options{})
	const invoice = "\nInvoice number: 1\nInvoice date: x\nAmount due 1\nBill to: x\n"
	filler := strings.Repeat("nothing at all here\n", 20<<10)
	middle := e.Classify()
	middle.Add(detect.Segment{}, []byte(filler+invoice+filler))
	if kind, _, _ := middle.Kind(); kind != "" {
		t.Errorf("the middle makes it %q", kind)
	}
	end := e.Classify()
	for _, piece := range []string{filler, filler, invoice} {
		end.Add(detect.Segment{}, []byte(piece))
	}
	if kind, _, _ := end.Kind(); kind != exposure.DocumentInvoice {
		t.Errorf("the end makes it %q", kind)
	}
}

// However a text is cut between characters, what it is told for is the same, with
// the same reasons: also about the ends of what is looked at.
func TestClassifyCutAnywhere(t *testing.T) {
	e := build(t, detect.Options{})
	tell := func(pieces ...string) string {
		c := e.Classify()
		for _, p := range pieces {
			c.Add(detect.Segment{Media: "text/plain"}, []byte(p))
		}
		kind, score, why := c.Kind()
		return fmt.Sprint(kind, score, why)
	}
	bill := "Facture\nNuméro de facture 12, xinvoice number, invoice dates\nTotal à payer, amount due"
	if got := tell(bill); !strings.Contains(got, "amount due") || strings.Contains(got, "invoice number") {
		t.Errorf("the whole text is %s", got)
	}
	filler := strings.Repeat("nothing at all here\n", 12<<10/20)
	for _, text := range []string{
		strings.Repeat("a ", 30) + "Facture no 1, xnuméro de facture, total ttc" + strings.Repeat(" b", 80),
		bill, "INVOICE 2022-0815\nInvoice number: 4711\nBill to: Contoso", "Statement of Work\nScope of work and deliverables",
		filler[:12<<10-20] + bill, filler[:12<<10-60] + bill + filler, filler + bill + filler[:4<<10-len(bill)/2],
	} {
		whole := tell(text)
		for i := range text {
			if len(text) > 1000 && (i+200 < 12<<10 || i > 12<<10+200) && i < len(text)-300 {
				continue
			}
			if got := tell(text[:i], text[i:]); got != whole {
				t.Fatalf("cut at %d of %d: %s, whole: %s", i, len(text), got, whole)
			}
			if j := min(len(text), i+1); utf8.RuneStart(append([]byte(text), 'x')[j]) {
				if got := tell(text[:i], text[i:j], text[j:]); got != whole {
					t.Fatalf("cut at %d and behind it of %d: %s, whole: %s", i, len(text), got, whole)
				}
			}
		}
	}
}
