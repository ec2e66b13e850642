package extract_test

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestKeysOfRows: the key of a table of people carries its name, and no other column does.
func TestKeysOfRows(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	dump := "-- MySQL dump\nCREATE TABLE `wp_users` (`ID` bigint, `email` text);\nINSERT INTO `wp_users` VALUES (17,'a');\n" +
		"INSERT INTO orders (id, user_id) VALUES (1,17);\nINSERT INTO shop.customers (id, name) VALUES (3,'b');\n"
	rec := extracttest.Walk(t, x, "x.sql", []byte(dump)).String()
	for _, want := range []string{"⟦users.ID 1⟧17", "⟦email 1⟧a", "⟦id 2⟧1", "⟦user_id 2⟧17", "⟦customers.id 3⟧3", "⟦name 3⟧b"} {
		if !strings.Contains(rec, want) {
			t.Errorf("no %s in\n%s", want, rec)
		}
	}
}

// TestTablesBehindBlankRows: each has its own heading, and a heading that comes again is no row.
func TestTablesBehindBlankRows(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	data := "Name,E-mail,Phone\nJane Doe,jane@contoso.example,1\nJack Roe,jack@contoso.example,2\nName,E-mail,Phone\nJim Poe,jim@contoso.example,3\n,,\n" +
		"Company,Address,Country\nContoso Ltd,12 Cooper Row,GB\nFabrikam Ltd,1 Kay Road,GB\n\nNorthwind Ltd,7 Ship Lane,GB\n"
	rec := extracttest.Walk(t, x, "x.csv", []byte(data)).String()
	for _, want := range []string{"⟦Name 1⟧Jane Doe", "⟦Name 3⟧Jim Poe", "⟦Company 5⟧Contoso Ltd", "⟦Country 6⟧GB", "⟦Company 7⟧Northwind"} {
		if !strings.Contains(rec, want) {
			t.Errorf("no %s in\n%s", want, rec)
		}
	}
	if strings.Contains(rec, "⟧Name⟦") || strings.Contains(rec, "⟧Company⟦") {
		t.Errorf("a heading is a row in\n%s", rec)
	}
}

// TestRecordsInColumns: a form with its keys at the side is read with rows and columns changed; a
// list of known words is no such form.
func TestRecordsInColumns(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	rec := extracttest.Walk(t, x, "x.csv", []byte("First name;Jane;Jack\nLast name;Doe;Roe\nE-mail;jane@contoso.example;jack@contoso.example\nPhone;020 7946 0001;020 7946 0002\nBirth date;1971-02-03;1972-03-04\n")).String()
	for _, want := range []string{`"x.csv#records"`, "⟦First name 1⟧Jane", "⟦Last name 1⟧Doe", "⟦E-mail 2⟧jack@", "⟦Birth date 2⟧1972"} {
		if !strings.Contains(rec, want) {
			t.Errorf("no %s in\n%s", want, rec)
		}
	}
	rec = extracttest.Walk(t, x, "x.csv", []byte("Name;E-mail;City\nJane;jane@contoso.example;York\nJack;jack@contoso.example;Leeds\nJim;jim@contoso.example;Ely\n")).String()
	if strings.Contains(rec, "#records") || !strings.Contains(rec, "⟦City 2⟧Leeds") {
		t.Errorf("a table is turned:\n%s", rec)
	}
}
