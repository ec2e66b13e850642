package main

import (
	"fmt"
	"strings"
	"testing"
)

// Words for two sorts of people are two sorts of keys: guest 3 is not customer 3, nor candidate 3 person 3. Guest 3 of
// guests.csv is.
func TestKeysOfOtherPeople(t *testing.T) {
	for _, c := range []struct {
		people, rows, key string
		same              bool
	}{
		{"customers.csv", "bookings.csv", "guest_id", false},
		{"people.csv", "applications.csv", "candidate_id", false},
		{"customers.csv", "newsletter.csv", "subscriber_id", false},
		{"guests.csv", "bookings.csv", "guest_id", true},
		{"customers.csv", "bookings.csv", "customer_id", true},
	} {
		t.Run(c.people+" "+c.key, func(t *testing.T) {
			people, rows := "id,name,email\n", "entry,"+c.key+",card\n"
			for i, name := range strings.Split("Ada Quill,Bea Roth,Cyd Ohm,Dora Vogt,Eve Quast,Finn Zahn,Gus Merk,Hal Dorn,Ina Falk,Jo Kern", ",") {
				people += fmt.Sprintf("%d,%s,%s@gmail.com\n", i+1, name, strings.ToLower(strings.ReplaceAll(name, " ", ".")))
			}
			for i, card := range []string{"4111111111111111", "5555555555554444", "378282246310005"} {
				rows += fmt.Sprintf("B%d,%d,%s\n", 900+i, i+1, card)
			}
			list := folded(toldOf(t, map[string]string{c.people: people, c.rows: rows}, "person"))
			for mail, card := range map[string]string{"ada.quill@gmail.com": "4111111111111111", "bea.roth@gmail.com": "5555555555554444"} {
				if got := together(list, mail, card); got != c.same {
					t.Errorf("%s has %s: %t, want %t", mail, card, got, c.same)
				}
			}
		})
	}
}
