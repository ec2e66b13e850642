package detect_test

import (
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// Everyday words tell no kind of document, wherever they stand: each of these passed for one.
func TestEverydayWordsTellNothing(t *testing.T) {
	e := build(t, detect.Options{})
	const deck = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	for _, c := range []struct{ why, media, text string }{
		{"one word twice, and its plural", "", "Stage\nStages\nThe second stage of the rocket.\n"},
		{"two forms of one word", "", "Prototyp\nThe prototype of the engine was run.\n"},
		{"one word that has a line", "", "Who flies the plane?\n\nPilot\n\nand nobody else.\n"},
		{"a word of a language that the text is not in", "", "TED\n\nA balance of interest between people.\n"},
		{"a reference in a form, in Dutch", "", "Toelichting\nDeze verwijzing hoort bij het formulier van de belastingdienst. Behandeling van uw verzoek in de praktijk, die u kunt volgen.\n"},
		{"treatment, by a doctor of philosophy", "", "Homework\nTreatment\nDr. Smith compares the treatment of the topic by Dr. Jones.\n"},
		{"figures of a year", "", "YTD\nNet\nSales by base and region\n"},
		{"a lecture about money", deck, "Money\nCredit\nBalance\nInterest\n"},
		{"a lecture about passwords", deck, "Security\nCredentials and passwords\nWhy a password is not enough\n"},
	} {
		k := e.Classify()
		k.Add(detect.Segment{Media: c.media}, []byte(c.text))
		if kind, score, why := k.Kind(); kind != exposure.DocumentUnknown {
			t.Errorf("%s: %s, score %d, %v", c.why, kind, score, why)
		}
	}
	for text, want := range map[string]exposure.DocumentKind{
		"Kontoauszug\nBuchungstag  Valuta  Betrag\nAlter Saldo 100,00\nNeuer Saldo 50,00\n":          exposure.DocumentBankStatement,
		"Arztbrief\nDiagnose: Fraktur\nBefund: unauffällig\nMedikation: Ibuprofen 400 mg\n":          exposure.DocumentMedical,
		"Verwijsbrief\nPatiënt: J. Doe\nDiagnose: fractuur\nMedicatie: ibuprofen\nBehandeling: gips": exposure.DocumentMedical,
	} {
		k := e.Classify()
		k.Add(detect.Segment{}, []byte(text))
		if kind, score, why := k.Kind(); kind != want {
			t.Errorf("%.20q: %s, score %d, %v; want %s", text, kind, score, why, want)
		}
	}
}
