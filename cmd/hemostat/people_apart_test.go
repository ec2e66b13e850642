package main

import (
	"strings"
	"testing"
)

// What a family, a couple or two offices have in common makes nobody one with another: no line of the list has
// both of what is theirs.
func TestOnesOwnIsNotAnothers(t *testing.T) {
	for _, c := range []struct{ what, table, a, b, by string }{
		{"Herr and Frau", "name,phone,iban\nHerr Hathersage,+49 30 23125 123,DE89370400440532013000\nFrau Hathersage,+49 30 23125 123,DE02120300000000202051\n",
			"DE89370400440532013000", "DE02120300000000202051", "person"},
		{"Mr and Mrs", "name,phone,iban\nMr J. Quennault,+44 20 7946 0123,GB29NWBK60161331926819\nMrs J. Quennault,+44 20 7946 0123,GB82WEST12345698765432\n",
			"GB29NWBK60161331926819", "GB82WEST12345698765432", "person"},
		{"sisters", `first_name,last_name,email,phone,street,zip,city,iban
Lena,Hathersage,familie.hathersage@web.de,+49 30 23125 123,Lindenallee 12,12099,Berlin,DE89370400440532013000
Lina,Hathersage,familie.hathersage@web.de,+49 30 23125 123,Lindenallee 12,12099,Berlin,DE02120300000000202051
Tom,Zwengel,t.zwengel@web.de,+49 30 23125 124,Ahornweg 3,12099,Berlin,DE02500105170137075030
`, "DE89370400440532013000", "DE02120300000000202051", "person"},
		{"names the other way round", "first_name,last_name,phone,iban\nAli,Hassan,+49 30 23125 123,DE02120300000000202051\nHassan,Ali,+49 30 23125 123,DE02500105170137075030\nHassan,Ali,+49 30 23125 123,\n",
			"DE02120300000000202051", "DE02500105170137075030", "person"},
		{"a GmbH and an AG, each with a domain of its own", `company,email,iban
Hathersage GmbH,odo.quill@hathersage-dach.de,DE89370400440532013000
Hathersage GmbH,odo.quill@hathersage-dach.de,DE89370400440532013000
Hathersage AG,bert.ohm@pumpenwerk-sued.de,DE02120300000000202051
Hathersage AG,bert.ohm@pumpenwerk-sued.de,DE02120300000000202051
`, "odo.quill@", "bert.ohm@", "entity"},
		{"two customers beside the number of who sells to them", `invoice;customer_mail;iban;supplier_vat_id
R1;odo.quill@kanarie-conseil.fr;FR7630006000011234567890189;DE136695976
R2;odo.quill@kanarie-conseil.fr;FR7630006000011234567890189;DE136695976
R3;bert.ohm@brachtwerk-demo.nl;NL91ABNA0417164300;DE136695976
R4;bert.ohm@brachtwerk-demo.nl;NL91ABNA0417164300;DE136695976
`, "odo.quill@", "bert.ohm@", "entity"},
	} {
		t.Run(c.what, func(t *testing.T) { toldApart(t, c.table, c.by, c.a, c.b) })
	}
}

// toldApart fails where one line of the list has both of what is of two, or none has what is of one.
func toldApart(t *testing.T, table, by, a, b string) {
	t.Helper()
	metA, metB := 0, 0
	for _, line := range toldOf(t, map[string]string{"table.csv": table}, by) {
		hasA, hasB := lineSays(line, a), lineSays(line, b)
		if hasA && hasB {
			t.Errorf("one line has both: %.600s", line)
		}
		if hasA {
			metA++
		}
		if hasB {
			metB++
		}
	}
	if metA == 0 || metB == 0 {
		t.Errorf("%d lines have what is of one, and %d what is of the other, want both", metA, metB)
	}
}

// Provinces of Italy have the letters of states.
func TestNobodyInMilanLivesInMichigan(t *testing.T) {
	lines := toldOf(t, map[string]string{"table.csv": `nome,cognome,indirizzo,citta,provincia,cap,codice_cliente
Greta,Zwengelli,Via Dante 4,Milano,MI,20121,4711881
Odo,Quillatti,Via Libertà 12,Palermo,PA,90143,4711882
Ida,Ferrumi,Via Verdi 2,Trento,TN,38121,4711883
`}, "person")
	for _, line := range lines {
		if strings.Contains(line, "US") {
			t.Errorf("somebody in Italy lives in the United States: %s", line)
		}
	}
	if len(lines) != 3 {
		t.Errorf("%d persons, want 3", len(lines))
	}
}
