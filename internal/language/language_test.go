package language

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// told writes a text in pieces of a size and returns its language.
func told(text string, size int) string {
	var t Teller
	for b := []byte(text); len(b) > 0; {
		n := min(size, len(b))
		for n < len(b) && !utf8.RuneStart(b[n]) {
			n++
		}
		t.Write(b[:n])
		b = b[n:]
	}
	return t.Language()
}

// texts are of a language each, "" for none.
var texts = []struct{ language, text string }{
	{"en", "Please find attached the invoice for the work that was done on your site. Payment is due within 30 days of the date above."},
	{"de", "Anbei erhalten Sie die Rechnung für die Arbeiten, die bei Ihnen durchgeführt wurden. Bitte überweisen Sie den Betrag innerhalb von 30 Tagen."},
	{"fr", "Veuillez trouver ci-joint la facture pour les travaux qui ont été réalisés chez vous. Le règlement est attendu sous 30 jours."},
	{"es", "Adjuntamos la factura por los trabajos que se han realizado en su empresa. El pago debe hacerse antes de 30 días."},
	{"pt", "Segue em anexo a fatura dos trabalhos que foram feitos na sua empresa. O pagamento deve ser feito até 30 dias após a data."},
	{"it", "In allegato trovate la fattura per i lavori che sono stati eseguiti presso la vostra sede. Il pagamento è dovuto entro 30 giorni."},
	{"nl", "Bijgaand ontvangt u de factuur voor het werk dat bij u is gedaan. Wij verzoeken u het bedrag binnen 30 dagen over te maken."},
	{"tr", "Yapılan işlere ait faturayı ekte bulabilirsiniz. Ödemenin 30 gün içinde yapılmasını rica ederiz, saygılarımızla."},
	{"pl", "W załączeniu przesyłamy fakturę za prace, które zostały wykonane u Państwa. Prosimy o zapłatę w terminie 30 dni."},
	{"sv", "Bifogat finns fakturan för det arbete som har utförts hos er. Vi ber er att betala inom 30 dagar från dagens datum."},
	{"da", "Vedhæftet finder du fakturaen for det arbejde, som er udført hos jer. Betaling skal ske inden 30 dage efter datoen."},
	{"no", "Vedlagt finner du fakturaen for arbeidet som ble utført hos dere. Betaling skal skje innen 30 dager etter datoen, ikke noe annet."},
	{"fi", "Ohessa on lasku töistä, jotka on tehty teidän luonanne. Pyydämme maksamaan summan 30 päivän kuluessa, kun olette saaneet sen."},
	{"cs", "V příloze zasíláme fakturu za práce, které byly u vás provedeny. Prosíme o platbu do 30 dnů od data, kdy ji dostanete."},
	{"hu", "Mellékelten küldjük a számlát az elvégzett munkáról, amely az Önök telephelyén történt. Kérjük, hogy 30 napon belül fizessék meg."},
	{"ro", "Vă trimitem factura pentru lucrările care au fost făcute la sediul dumneavoastră. Plata se face în 30 de zile de la data de mai sus."},
	{"ru", "Во вложении счёт за работы, которые были выполнены у вас. Просим оплатить его в течение 30 дней, чтобы мы могли продолжить."},
	{"uk", "У вкладенні рахунок за роботи, які були виконані у вас. Просимо сплатити його протягом 30 днів, щоб ми могли її продовжити."},
	{"ja", "作業の請求書をお送りいたします。三十日以内にお支払いくださいますようお願い申し上げます。"},
	{"zh", "随函附上贵公司现场施工的发票，请在三十天内付款。如有任何问题，请与我们联系。"},
	{"ko", "작업에 대한 청구서를 보내 드립니다. 삼십 일 이내에 지불해 주시기 바랍니다."},
	{"ar", "نرفق لكم فاتورة الأعمال التي تم تنفيذها في موقعكم ويرجى الدفع خلال ثلاثين يوما من تاريخه"},
	{"el", "Σας στέλνουμε το τιμολόγιο για τις εργασίες που έγιναν στον χώρο σας."},
	{"ja", "貴社　御中　見積書　合計金額　円　消費税込　納期　株式会社架空様　払込先　御見積番号　数量　単価　の　税込"},
	{"en", "Passport: do not use this, it is the property of the state and shall be returned at once to any office that may ask."},
	{"", ""},
	{"", "4711 0815 12.50 99.90 12.05.2024 10:15:00 1,234.50"},
	{"", "Total 12.50 EUR"},
	{"", "for (int i = 0; i < n; i++) { total += items[i].price * items[i].quantity; } return total;\nif (total > 0) { order.setTotal(total); }"},
	{"", "AKIAEXAMPLE wJalrXUtnFEMI K7MDENG bPxRfiCY zzqx lkjh"},
	{"", "zh"},
}

// TestLanguage tells the language of a text, however it is cut.
func TestLanguage(t *testing.T) {
	for _, x := range texts {
		for _, size := range []int{1 << 20, 7, 1} {
			if got := told(x.text, size); got != x.language {
				t.Errorf("in pieces of %d, %q is told as %q, want %q", size, x.text, got, x.language)
			}
		}
	}
}

// TestCapitals tells a text without accents in capitals as well.
func TestCapitals(t *testing.T) {
	for _, x := range texts {
		if up := strings.ToUpper(x.text); told(up, 1<<20) != x.language {
			t.Errorf("%q is told as %q, want %q", up, told(up, 1<<20), x.language)
		}
	}
}

// TestLooked looks at the beginning alone.
func TestLooked(t *testing.T) {
	text := strings.Repeat("Bitte überweisen Sie den Betrag, der auf der Rechnung steht. ", 80)[:Looked]
	if got := told(text+strings.Repeat("please pay the amount that is due on the invoice ", 1000), 1<<20); got != "de" {
		t.Errorf("told as %q, want de", got)
	}
}

// TestLexicon holds words.txt to what the table takes.
func TestLexicon(t *testing.T) {
	table := newTable(wordsText)
	if n := len(table.all); n > mostWords || n > tableSize/2 {
		t.Fatalf("%d words are more than the table is made for", n)
	}
	for line := range strings.Lines(wordsText) {
		code, _, ok := strings.Cut(line, ":")
		if ok && !strings.HasPrefix(line, "#") && codeAt(code) < 0 {
			t.Errorf("%q is no language", code)
		}
	}
	for _, e := range table.all {
		if len(e.text) >= longestWord {
			t.Errorf("%q is too long to be met", e.text)
		}
		for _, c := range e.text {
			if (c < 'a' || c > 'z') && c != '\'' {
				t.Errorf("%q is not folded", e.text)
			}
		}
	}
}

// FuzzTeller tells the same however a text is cut, and only what it knows.
func FuzzTeller(f *testing.F) {
	for _, x := range texts {
		f.Add([]byte(x.text), 3)
	}
	f.Add([]byte("\xff\xfe\xc3"), 1)
	f.Fuzz(func(t *testing.T, text []byte, size int) {
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
		if size < 1 || size > len(text) {
			size = 1
		}
		whole, cut := told(string(text), 1<<30), told(string(text), size)
		if len(text) <= Looked && whole != cut {
			t.Errorf("told as %q whole and as %q in pieces of %d", whole, cut, size)
		}
		if len(whole) != 0 && len(whole) != 2 {
			t.Errorf("%q is no code", whole)
		}
	})
}

// BenchmarkTeller is what a document costs.
func BenchmarkTeller(b *testing.B) {
	text := []byte(strings.Repeat(texts[1].text+" ", 64)[:Looked])
	b.SetBytes(Looked)
	var t Teller
	for b.Loop() {
		t.Reset()
		t.Write(text)
		t.Language()
	}
}
