package main

import (
	"fmt"
	"strings"
	"testing"
)

const ibanC = "DE02500105170137075030"

// A column of notes in most of which an address stands is still one of notes.
func TestNotesFullOfAddresses(t *testing.T) {
	for _, column := range []string{"notes", "Bemerkung", "verlauf"} {
		t.Run(column, func(t *testing.T) {
			apartIn(t, "a.csv", "name,email,"+column+"\n"+
				"Greta Zwengel,greta.zwengel@gmail.com,\"paid from IBAN "+ibanA+" which belongs to bert.ohm@web.de as agreed\"\n"+
				"Ida Ferrum,ida.ferrum@gmail.com,\"paid from IBAN "+ibanB+" which belongs to cora.amsel@web.de as agreed\"\n"+
				"Nora Quast,nora.quast@gmail.com,\"asks for a new card\"\n",
				"person", "greta.zwengel@gmail.com|bert.ohm@web.de", "greta.zwengel@gmail.com|"+ibanA, "ida.ferrum@gmail.com|"+ibanB)
		})
	}
}

// A relative or a namesake in a note has a mailbox of their own: one word in common is not enough.
func TestNotesOfRelatives(t *testing.T) {
	apartIn(t, "a.csv", "name,email,notes\n"+
		"Anna Weber,anna.weber@gmail.com,\"IBAN "+ibanA+" belongs to anna.schmidt@web.de, please correct\"\n"+
		"Greta Zwengel,greta.zwengel@gmail.com,\"IBAN "+ibanB+", email bert.zwengel@web.de, please correct\"\n"+
		"Nora Quast,nora.quast@gmail.com,\"new IBAN "+ibanC+", email quast@web.de\"\nIda Ferrum,ida.ferrum@gmail.com,\"asks for a card\"\n",
		"person", "anna.weber@gmail.com|anna.schmidt@web.de", "anna.weber@gmail.com|"+ibanA, "greta.zwengel@gmail.com|bert.zwengel@web.de", "greta.zwengel@gmail.com|"+ibanB, "nora.quast@gmail.com|"+ibanC)
}

// A note that names somebody in a way in which names are not found is not of whom the row is about.
func TestNotesThatMayTellOfOthers(t *testing.T) {
	for what, note := range map[string]string{
		"an initial":     "rent is paid by B. Ohm from ",
		"a title":        "Herr Ohm bittet um Erstattung auf IBAN ",
		"a namesake":     "Herr Zwengel bittet um Erstattung auf IBAN ",
		"small letters":  "her brother-in-law pays, ohm bert, IBAN ",
		"one given name": "husband Xolani uses account ",
		"a name alone":   "Xolani pays from ",
		"a month's name": "June pays from ",
		"a role":         "payment by guarantor, IBAN ",
		"whose it is":    "account of the landlord: ",
		"Spanish":        "la cuenta de su marido es ",
		"Turkish":        "kirayı eşi ödüyor, hesap ",
		"Polish":         "płaci matka, konto ",
		"Japanese":       "夫の口座 ",
		"a company":      "paid by Brachtwerk, IBAN ",
		"a long one":     strings.Repeat("asks for a new card. ", 110) + "the account ",
	} {
		t.Run(what, func(t *testing.T) {
			apartIn(t, "a.csv", "name,email,notes\nGreta Zwengel,greta.zwengel@gmail.com,\""+note+ibanC+"\"\n", "person", "greta.zwengel@gmail.com|"+ibanC)
		})
	}
}

// A note that can be of nobody else is of whom its row is about.
func TestNotesOfNobodyElse(t *testing.T) {
	for what, note := range map[string]string{
		"English":    "New IBAN since May: ",
		"German":     "Neue Bankverbindung ab 1. Mai, bitte Lastschrift ändern: ",
		"French":     "Nouveau compte à partir de mai, merci de modifier le prélèvement : ",
		"Spanish":    "Nueva cuenta desde mayo: ",
		"Turkish":    "Mayıs ayından itibaren yeni hesap: ",
		"Japanese":   "新しい口座 ",
		"their name": "Zwengel bittet um Erstattung auf ",
		"no capital": "pays by direct debit, account ",
	} {
		t.Run(what, func(t *testing.T) {
			togetherIn(t, "a.csv", "name,phone,notes\nGreta Zwengel,+49 30 23125 123,\""+note+ibanC+"\"\nIda Roth,+49 30 23125 124,\n", "greta zwengel", ibanC)
		})
	}
}

// A note that a window of mentions cuts is looked at whole, as any other.
func TestNotesAtTheEndOfAWindow(t *testing.T) {
	for _, c := range []struct{ head, row string }{
		{"name,email,notes\n", "%[1]s,%[2]s,%[3]s\n"},
		{"notes,name,email\n", "%[3]s,%[1]s,%[2]s\n"},
	} {
		for lead := range 3 {
			var b strings.Builder
			b.WriteString(c.head + strings.Repeat(",x@gmail.com,\n", lead))
			for i := range 22_500 {
				first, last, note := invented(i*7+3), invented(i/3+99), "asks for a new card"
				if i%2 == 1 {
					note = fmt.Sprintf("\"paid from IBAN %s to account q%dx@web.de as agreed\"", germanIBAN(i), i)
				}
				fmt.Fprintf(&b, c.row, first+" "+last, strings.ToLower(first+"."+last)+"@gmail.com", note)
			}
			wrong := 0
			for _, line := range toldOf(t, map[string]string{"a.csv": b.String()}, "person") {
				if strings.Contains(line, "@gmail.com") && strings.Contains(line, "iban: ") {
					wrong++
				}
			}
			if wrong > 0 {
				t.Errorf("%q after %d: %d persons are told of the account in a note that names somebody else", c.head, lead, wrong)
			}
		}
	}
}

// invented is a word that is no name.
func invented(n int) (s string) {
	syllables := []string{"ba", "do", "ke", "lu", "mi", "no", "ra", "se", "ti", "vo", "wa", "zu", "fe", "gi", "ho", "ju"}
	for range 4 {
		s, n = s+syllables[n%16], n/16
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// germanIBAN is the n-th of invented accounts, with its check digits.
func germanIBAN(n int) string {
	bban, check := fmt.Sprintf("%018d", 370400440000000000+n), 0
	for _, c := range bban + "131400" {
		check = (check*10 + int(c-'0')) % 97
	}
	return fmt.Sprintf("DE%02d%s", 98-check, bban)
}
