package main

import (
	"strings"
	"testing"
)

// apartIn fails where a line of the list by whom has both of what is of two: "a|b".
func apartIn(t *testing.T, file, text, by string, pairs ...string) {
	t.Helper()
	list := toldOf(t, map[string]string{file: text}, by)
	for _, pair := range pairs {
		a, b, _ := strings.Cut(pair, "|")
		if together(folded(list), strings.ToLower(a), strings.ToLower(b)) {
			t.Errorf("by %s, one line has %q and %q: %.600q", by, a, b, list)
		}
	}
}

// folded are lines in small letters, as names are shown in either.
func folded(list []string) (small []string) {
	for _, line := range list {
		small = append(small, strings.ToLower(line))
	}
	return small
}

// togetherIn fails where no line of the list by person has both.
func togetherIn(t *testing.T, file, text, a, b string) {
	t.Helper()
	if list := toldOf(t, map[string]string{file: text}, "person"); !together(folded(list), strings.ToLower(a), strings.ToLower(b)) {
		t.Errorf("no line has %q and %q: %.600q", a, b, list)
	}
}

const (
	ibanA = "DE44500105175407324931"
	ibanB = "DE02120300000000202051"
)

// Whom a note in a row names is not whom the row is about, nor is the row of their organisation.
func TestNotesNameOthers(t *testing.T) {
	for name, c := range map[string][2]string{
		"a table":        {"a.csv", "name,email,iban,notes\nGreta Zwengel,greta@gmail.com," + ibanA + ",\"called Bert Ohm at bert@brachtwerk.com about it\"\n"},
		"nobody else":    {"a.csv", "customer_no,iban,notes\n4711," + ibanA + ",forwarded by ida.roth@brachtwerk.com\n4712," + ibanB + ",asked sven@brachtwerk.com\n"},
		"JSON":           {"a.json", `[{"name":"Bert Ohm","phone":"+49 30 23125 124","iban":"` + ibanA + `","description":"Ticket von sven@brachtwerk.com, bitte anrufen"}]`},
		"another column": {"a.csv", "name,phone,iban,verlauf\nGreta Zwengel,+49 30 23125 123," + ibanA + ",weitergeleitet an Bert Ohm (bert@brachtwerk.com) am Montag\n"},
		"a list of them": {"a.csv", "name,phone,iban,weitere\nGreta Zwengel,+49 30 23125 123," + ibanA + ",Bert Ohm bert@brachtwerk.com\n"},
	} {
		t.Run(name, func(t *testing.T) { apartIn(t, c[0], c[1], "entity", "brachtwerk.com|"+ibanA) })
	}
}

// A note that names nobody else is of whom its row is about, and so are their own name and mailbox in it.
func TestNotesOfTheRowsOwn(t *testing.T) {
	for name, note := range map[string]string{
		"nobody":      "neue IBAN " + ibanA + " ab Mai",
		"her name":    "Greta Zwengel hat eine neue IBAN " + ibanA,
		"her mailbox": "schreibt von greta.zwengel@gmail.com, IBAN " + ibanA,
	} {
		t.Run(name, func(t *testing.T) {
			togetherIn(t, "a.csv", "name,phone,notes\nGreta Zwengel,+49 30 23125 123,\""+note+"\"\nIda Roth,+49 30 23125 124,\n", "greta zwengel", ibanA)
		})
	}
	togetherIn(t, "a.csv", "name,phone,notes,iban\nGreta Zwengel,+49 30 23125 123,\"called Bert Ohm (bert@brachtwerk.com) about it\","+ibanA+"\n", "greta zwengel", ibanA)
	togetherIn(t, "a.csv", "name,phone,notes,remarks\nGreta Zwengel,+49 30 23125 123,\"called Bert Ohm (bert@brachtwerk.com) about it\",neue IBAN "+ibanA+" ab Mai\n", "greta zwengel", ibanA)
}

// Who writes a message is told of nothing that it says of others.
func TestMessagesAreOfOthers(t *testing.T) {
	for name, text := range map[string]string{
		"a mailbox": `[{"author":"Mthunzi Dube","author_email":"mthunzi.dube@own.example","text":"customer Luned Pargeter, luned@gmail.com, phone +1 612 555 0144, IBAN ` + ibanA + `"}]`,
		"nobody":    `[{"id":2,"author":"Mthunzi Dube","body":"Customer IBAN is ` + ibanA + ` and luned@gmail.com"}]`,
		"the own":   `[{"author":"Mthunzi Dube","phone":"+1 612 555 0143","message":"Customer IBAN is ` + ibanA + `. Regards, Mthunzi Dube"}]`,
		"an export": `[{"type":"message","user":"U02","user_profile":{"real_name":"Mthunzi Dube"},"text":"customer <mailto:luned@gmail.com|luned@gmail.com> IBAN ` + ibanA + `"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			apartIn(t, "a.json", text, "person", "mthunzi dube|"+ibanA, "mthunzi dube|luned@gmail.com", "mthunzi dube|+16125550144")
		})
	}
}

// What follows in a form behind somebody else's name or role is not of whom the form is about.
func TestFormsNameOthers(t *testing.T) {
	apartIn(t, "a.txt", "Name: Greta Zwengel\nDate of birth: 1980-02-03\nEmergency contact: Bert Ohmweg\nPhone: +49 30 23125 123\nEmail: bert@brachtwerk.com\n",
		"entity", "brachtwerk.com|1980-02-03")
	apartIn(t, "a.txt", "Patient name: Greta Zwengel\nDate of birth: 1980-02-03\nIBAN: "+ibanA+"\nReferring doctor: Dr. Bert Ohmweg\nEmail: bert@brachtwerk.com\n",
		"entity", "brachtwerk.com|"+ibanA)
	apartIn(t, "a.txt", "Curriculum vitae\nName: Greta Zwengel\nDate of birth: 1980-02-03\nEmail: greta@gmail.com\nPhone: +49 30 23125 123\nReference: Bert Ohmweg, bert@brachtwerk.com, +49 30 23125 999\n",
		"entity", "brachtwerk.com|greta@gmail.com")
	apartIn(t, "a.txt", "Ticket: 4711\nReporter: Greta Zwengel\nPhone: +49 30 23125 123\nAssigned to: bert@brachtwerk.com\nCC: ida@kanzlei-roth.de\nIBAN: "+ibanA+"\n",
		"person", "i•••@kanzlei-roth.de|"+ibanA, "ida@kanzlei-roth.de|"+ibanA, "bert@brachtwerk.com|"+ibanA)
}

// What the form says of whom it is about stays theirs, behind whatever name it stands.
func TestFormsOfTheirOwn(t *testing.T) {
	for name, form := range map[string]string{
		"a number behind":    "Name: Greta Zwengel\nEmergency contact: Bert Ohmweg\nPhone: +49 30 23125 123\nIBAN: " + ibanA + "\n",
		"in lines of a text": "Anmeldung zum Kurs, bitte ausfüllen.\n\nName: Greta Zwengel\nHausarzt: Dr. Bert Ohmweg\nE-Mail: bert@brachtwerk.com\nIBAN: " + ibanA + "\n",
		"her mailbox":        "Name: Greta Zwengel\nManager: Bert Ohmweg\nEmail: greta.zwengel@brachtwerk.com\nPhone: +49 30 23125 123\nIBAN: " + ibanA + "\n",
	} {
		t.Run(name, func(t *testing.T) { togetherIn(t, "a.txt", form, "greta zwengel", ibanA) })
	}
	togetherIn(t, "a.txt", "Name: Greta Zwengel\nManager: Bert Ohmweg\nEmail: greta.zwengel@brachtwerk.com\nPhone: +49 30 23125 123\n", "greta zwengel", "+493023125123")
}

// An object that names nobody but by an address is of whom the one around it names only where its key or the
// address says so.
func TestObjectsOfOthers(t *testing.T) {
	order := `[{"order":17,"customer":{"name":"Greta Zwengel","phone":"+49 30 23125 123"},"dealer":{"email":"odo.quill@brachtwerk.com","phone":"+49 30 23125 199"},"iban":"` + ibanA + `"}]`
	apartIn(t, "a.json", order, "entity", "brachtwerk.com|"+ibanA)
	apartIn(t, "a.json", order, "person", "greta zwengel|odo.quill@brachtwerk.com", "greta zwengel|+493023125199")
	togetherIn(t, "a.json", order, "greta zwengel", ibanA)
	apartIn(t, "a.json", strings.ReplaceAll(order, "dealer", "lawyer"), "entity", "brachtwerk.com|"+ibanA)
	apartIn(t, "a.json", strings.ReplaceAll(order, "dealer", "contact"), "entity", "brachtwerk.com|"+ibanA)
	apartIn(t, "a.yaml", "customer:\n  name: Greta Zwengel\n  phone: \"+49 30 23125 123\"\ndealer:\n  email: odo@brachtwerk.com\n", "entity", "brachtwerk.com|greta zwengel")
	apartIn(t, "a.json", `[{"service":"smtp","host":"mail.own.com","user":"svc","password":"Kotek123!z","contact":{"email":"ida@kanzlei-roth.de"}}]`, "person", "ida@kanzlei-roth.de|Kotek123!z")
	for name, own := range map[string]string{
		"a user":       `[{"id":17,"user":{"email":"greta77@gmail.com"},"iban":"` + ibanA + `"}]`,
		"her name":     `[{"name":"Greta Zwengel","reach":{"email":"greta.zwengel@brachtwerk.com","mail":"greta77@gmail.com"},"iban":"` + ibanA + `"}]`,
		"for contact":  `[{"name":"Ida Quell","contact":{"email":"greta77@gmail.com"},"iban":"` + ibanA + `"}]`,
		"the mail key": `[{"name":"Ida Quell","emails":{"email":"greta77@gmail.com"},"iban":"` + ibanA + `"}]`,
	} {
		t.Run(name, func(t *testing.T) { togetherIn(t, "a.json", own, "greta77@gmail.com", ibanA) })
	}
}
