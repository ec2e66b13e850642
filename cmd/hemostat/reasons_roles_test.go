package main

import (
	"strings"
	"testing"
)

// saysApart fails where one line of the list by person has both of a pair "a|b", or where nobody is told.
func saysApart(t *testing.T, files map[string]string, pairs ...string) {
	t.Helper()
	list := folded(toldOf(t, files, "person"))
	if len(list) == 0 {
		t.Fatal("nobody is told, so that nothing is shown")
	}
	for _, pair := range pairs {
		a, b, _ := strings.Cut(strings.ToLower(pair), "|")
		if together(list, a, b) {
			t.Errorf("one line has %q and %q", a, b)
		}
	}
}

const gretas = "greta.zwengel@gmail.com|"

// What an object has that names nobody is not the customer's under the key of a role, nor under one that says nothing.
func TestObjectsWithoutNames(t *testing.T) {
	for _, key := range []string{"seller", "landlord", "payee", "lender", "creditor", "lawyer", "previousTenant", "vermieterDaten", "abogado", "bailleur", "zqxw"} {
		t.Run(key, func(t *testing.T) {
			other, customer := `"`+key+`":{"iban":"`+ibanA+`","phone":"+49 30 23125 111"}`, `"customer":{"name":"Greta Zwengel","email":"greta.zwengel@gmail.com"}`
			for name, text := range map[string]string{
				"a.json": `[{"id":1,` + customer + `,` + other + `}]`,
				"b.json": `[{` + other + `,"id":1,` + customer + `}]`,
				"c.json": `[{"name":"Greta Zwengel","email":"greta.zwengel@gmail.com",` + other + `}]`,
				"d.xml": "<orders><order><name>Greta Zwengel</name><email>greta.zwengel@gmail.com</email><" + key + "><iban>" + ibanA + "</iban><phone>+49 30 23125 111</phone></" + key + "></order>" +
					"<order><name>Ida Ferrum</name><email>ida.ferrum@gmail.com</email><" + key + "><iban>" + ibanB + "</iban><phone>+49 30 23125 112</phone></" + key + "></order></orders>",
			} {
				saysApart(t, map[string]string{name: text}, gretas+ibanA, gretas+"493023125111", gretas+ibanB)
			}
		})
	}
	for _, key := range []string{"payment", "bankAccount", "contactDetails", "profile", "Bankverbindung"} {
		t.Run(key, func(t *testing.T) {
			text := `[{"id":1,"customer":{"name":"Greta Zwengel","email":"greta.zwengel@gmail.com"},"` + key + `":{"iban":"` + ibanA + `","phone":"+49 30 23125 111"}}]`
			if list := folded(toldOf(t, map[string]string{"a.json": text}, "person")); !together(list, "greta.zwengel@gmail.com", strings.ToLower(ibanA)) {
				t.Error("her own account is not hers")
			}
		})
	}
}
