package main

import (
	"fmt"
	"strings"
	"testing"
)

// tableRows are rows of names, mailboxes and one account.
func tableRows(n int, iban string) (rows []string) {
	for i := range n {
		name := string([]byte{'a' + byte(i%26), 'a' + byte(i/26)})
		rows = append(rows, fmt.Sprintf("%s Qu%sll,%s@gmail.com,%s", []string{"Ada", "Bea", "Cyd", "Dora", "Eve", "Finn"}[i%6], name, name, iban))
	}
	return rows
}

// Everybody in a table is told of the account, also where a quote stands in it that nothing closes, or its
// records stand in its columns.
func TestAllOfATableAreTold(t *testing.T) {
	const iban = "DE89370400440532013000"
	stray := tableRows(100, iban)
	stray[1] = `"` + stray[1]
	turned := []string{"name", "email", "iban"}
	for _, row := range tableRows(30, iban) {
		for i, cell := range strings.Split(row, ",") {
			turned[i] += "," + cell
		}
	}
	for what, x := range map[string]struct {
		text string
		want int
	}{
		"a stray quote": {"name,email,iban\n" + strings.Join(stray, "\n") + "\n", 100},
		"turned":        {strings.Join(turned, "\n") + "\n", 30},
	} {
		told := 0
		for _, line := range toldOf(t, map[string]string{"a.csv": x.text}, "person") {
			if strings.Contains(line, "person: ") && strings.Contains(line, iban) {
				told++
			}
		}
		if told != x.want {
			t.Errorf("%s: %d persons are told of their account, want %d", what, told, x.want)
		}
	}
}
