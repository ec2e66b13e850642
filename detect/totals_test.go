package detect

import (
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// TestTotals tells what documents come to, and by which word.
func TestTotals(t *testing.T) {
	e := newEngine(t)
	for name, x := range map[string]struct {
		kind         exposure.DocumentKind
		text         string
		value, label string
	}{
		"due before the sum":             {exposure.DocumentInvoice, "Total    $1,099.35\nBalance due    $1,000.00\n", "USD 1,000.00", "balance due"},
		"gross before net":               {exposure.DocumentOffer, "Total HT 9 250,00 €     TVA 5,5 % 508,75 €     Total TTC 9 758,75 €\n", "EUR 9 758,75", "total ttc"},
		"net where nothing else is":      {exposure.DocumentProductOrder, "Totaal excl. BTW  EUR 2.534,60\n", "EUR 2.534,60", "totaal excl. btw"},
		"a tax follows":                  {exposure.DocumentInvoice, "Total    417.50\nVAT @ 20%    83.50\nSomething else    501.00\n", "", ""},
		"a sum of taxes":                 {exposure.DocumentInvoice, "Total IVA    254,67\nTotal VAT    20.00\n", "", ""},
		"the last column":                {exposure.DocumentInvoice, "Summe\t3\t417,50 €\n", "EUR 417,50", "summe"},
		"below":                          {exposure.DocumentInvoice, "Amount due\n\n£501.00\n", "GBP 501.00", "amount due"},
		"below in a column":              {exposure.DocumentInvoice, "前回御請求額　　消費税額　　今回御請求額\n　　 88,440　　　12,430　　　 136,730\n\n", "136,730", "今回御請求額"},
		"a column of items":              {exposure.DocumentInvoice, "Item\tTotal price\nA\t10.00\nB\t12.00\n", "", ""},
		"currency in parentheses":        {exposure.DocumentInvoice, "Total (EUR)      1.361,92\n", "EUR 1.361,92", "total"},
		"the only currency of the text":  {exposure.DocumentPayslip, "All amounts in CHF\n\nNet pay    4,306.64\n", "CHF 4,306.64", "net pay"},
		"of two currencies none":         {exposure.DocumentPayslip, "CHF 10.00, EUR 12.00\n\nNet pay    4,306.64\n", "4,306.64", "net pay"},
		"dollars of another country":     {exposure.DocumentInvoice, "All prices in AUD\nGrand total: $120.00\n", "AUD 120.00", "grand total"},
		"yuan":                           {exposure.DocumentContract, "合同总价为人民币叁拾陆万元整（¥360,000.00），分三期支付\n", "CNY 360,000.00", "合同总价"},
		"yen":                            {exposure.DocumentInvoice, "ご請求金額　￥437,800-（税込）\n", "JPY 437,800", "ご請求金額"},
		"a sentence":                     {exposure.DocumentSOW, "The total fees for the services shall be £78,850.\n", "GBP 78,850", "total fees"},
		"one price":                      {exposure.DocumentSOW, "6. Fees: fixed $84,000, payable 30/40/30\n", "USD 84,000", "fees"},
		"two prices":                     {exposure.DocumentSOW, "Price: $84,000\nPrice: $12,000\n", "", ""},
		"a price that comes again":       {exposure.DocumentSOW, "Fee: £2,400 per month\n", "", ""},
		"a contract has no single price": {exposure.DocumentContract, "Fee: £2,400 plus VAT\n", "", ""},
		"what was due before":            {exposure.DocumentBankStatement, "Önceki dönem borcu    11.050,00 TL\n", "", ""},
		"a date between":                 {exposure.DocumentPayslip, "NET PAYÉ le 29/03/2024 par virement      1 773,32\n", "1 773,32", "net payé"},
		"hours":                          {exposure.DocumentInvoice, "Total   12.50 h\nTotal: 100,00 %\n", "", ""},
		"a kind that comes to nothing":   {exposure.DocumentCV, "Amount due   £501.00\n", "", ""},
		"any kind":                       {exposure.DocumentUnknown, "Amount due   £501.00\n", "GBP 501.00", "amount due"},
	} {
		t.Run(name, func(t *testing.T) {
			var totals Totals
			values := map[int64]string{}
			st := e.Stream(Segment{}, func(m Mention) error {
				totals.Add(&m, 0)
				if m.Field == exposure.FieldTotal {
					values[m.Offset] = string(m.Value)
				}
				return nil
			})
			if err := st.Write([]byte(x.text), nil); err != nil {
				t.Fatal(err)
			}
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			got, ok := totals.Of(x.kind)
			if ok != (x.label != "") || got.Label != x.label || ok && values[got.Offset] != x.value {
				t.Errorf("%q beside %q, want %q beside %q", values[got.Offset], got.Label, x.value, x.label)
			}
		})
	}
}
