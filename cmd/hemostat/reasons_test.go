package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// toldOf scans files as their owner does and returns the lines of the list by person or entity,
// values open.
func toldOf(t *testing.T, files map[string]string, by string) []string {
	t.Helper()
	f, dir := newFolders(t), t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, code := f.run(t, "scan", dir, "--campaign", "case", "--basis", "owner", "--quiet"); code != exitFindings {
		t.Fatalf("scan: %d %s", code, out)
	}
	out, code := f.run(t, "notify-list", "case", "--by", by, "--open-values", "--reason", "letters", "--who", "J. Doe", "--format", "csv")
	if code != 0 {
		t.Fatalf("notify-list: %d %s", code, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")[1:]
}

// lineSays reports whether a line holds a value, however that is written.
func lineSays(line, value string) bool {
	return strings.Contains(strings.ToLower(line), strings.ToLower(value))
}

// together reports whether one line holds both.
func together(list []string, a, b string) bool {
	for _, line := range list {
		if lineSays(line, a) && lineSays(line, b) {
			return true
		}
	}
	return false
}

// What a table says of one is not told to another whom its row names too: by the list of whom, which two
// never stand in one line, or have to.
func TestWhoseARowIs(t *testing.T) {
	const odo = "odo.quill@kanarie-conseil.fr"
	for name, c := range map[string]struct{ table, by, apart, with, as string }{
		"a dealer": {"name,email,iban,dealer_email\nGreta Zwengel,greta.zwengel@web.de,DE02120300000000202051," + odo + "\nIda Ferrum,ida.f@gmx.de,DE02500105170137075030," + odo + "\n",
			"entity", odo + "|DE02120300000000202051", "", ""},
		"a dealer and customers of one name": {"customer_name,customer_email,iban,dealer_email\nAnna Hathersage,anna.h@gmx.de,DE02120300000000202051," + odo + "\nAnna Hathersage,hathersage77@web.de,DE02500105170137075030," + odo + "\n",
			"person", "DE02120300000000202051|DE02500105170137075030", "anna.h@gmx.de", "DE02120300000000202051"},
		"whom a ticket was given to": {"ticket,reporter,reporter_email,assignee_email,phone,address\nT1,Greta Zwengel,greta.zwengel@web.de," + odo + ",+49 30 23125 123,\"Lindenallee 12, 12099 Berlin\"\n",
			"entity", odo + "|greta.zwengel@web.de", "", ""},
		"a vendor": {"vendor,vendor_email,requester_name,requester_iban,requester_birth_date\nKanarie Conseil SARL," + odo + ",Greta Zwengel,DE02120300000000202051,1980-05-17\n",
			"entity", odo + "|DE02120300000000202051", "", ""},
		"a vendor's contact": {"vendor,vendor_email,requester_name,requester_iban,requester_birth_date\nKanarie Conseil SARL," + odo + ",Greta Zwengel,DE02120300000000202051,1980-05-17\n",
			"person", odo + "|1980-05-17", "greta zwengel", "DE02120300000000202051"},
		"a bank": {"employee,tax_id,bank_email,iban\nGreta Zwengel,12345678911,service@sparkasse-kanarie.de,DE02120300000000202051\n",
			"entity", "service@sparkasse|12345678911", "", ""},
		"one doctor of two of one name": {"patient,diagnosis,doctor_email,birth_date\nIda Ferrum,F32.1 Depression,o.quill@praxis-kanarie.de,1981-05-17\nIda Ferrum,J45 Asthma,o.quill@praxis-kanarie.de,\n",
			"person", "f32.1|j45", "", ""},
		"a manager": {"full_name,work_email,manager_email,iban\nGreta Zwengel,g.zwengel@kanarie-conseil.fr,o.quill@kanarie-conseil.fr,DE02120300000000202051\n",
			"person", "g.zwengel@|o.quill@", "g.zwengel@", "DE02120300000000202051"},
		"a manager's firm": {"full_name,work_email,manager_email,iban\nGreta Zwengel,g.zwengel@kanarie-conseil.fr,o.quill@kanarie-conseil.fr,DE02120300000000202051\n",
			"entity", "1980|1981", "g.zwengel@", "DE02120300000000202051"},
		"a reseller": {"reseller_email,end_customer,iban,phone\n" + odo + ",Brachtwerk Maschinenbau GmbH,DE89370400440532013000,+49 30 23125 123\n" + odo + ",Zwengel Logistik AG,DE02120300000000202051,+49 30 23125 124\n",
			"entity", "kanarie-conseil.fr|DE89370400440532013000", "brachtwerk maschinenbau gmbh", "DE89370400440532013000"},
		"a subcontractor": {"contract,customer_email,subcontractor,subcontractor_iban,subcontractor_phone\nC1," + odo + ",Brachtwerk Maschinenbau GmbH,DE89370400440532013000,+49 30 23125 123\n",
			"entity", "kanarie-conseil.fr|DE89370400440532013000", "brachtwerk maschinenbau gmbh", "DE89370400440532013000"},
		"a supplier of a customer": {"customer_email,supplier,iban\n" + odo + ",Brachtwerk Maschinenbau GmbH,FR7630006000011234567890189\n",
			"entity", "brachtwerk maschinenbau gmbh|FR7630006000011234567890189", "kanarie-conseil.fr", "FR7630006000011234567890189"},
		"a child": {"full_name,email,child_name,child_birth_date,birth_date\nGreta Zwengel,greta.zwengel@web.de,Lina Zwengel,2015-03-04,1980-05-17\n",
			"person", "lina zwengel|1980-05-17", "greta.zwengel@web.de", "1980-05-17"},
		"a list of customers": {"company,contact,email,phone,iban\nBrachtwerk Maschinenbau GmbH,Bert Ohm,bert.ohm@bwm-gruppe.de,+49 30 23125 123,DE89370400440532013000\nKanarie Conseil SARL,Odo Quill," + odo + ",+33 1 99 00 12 34,FR7630006000011234567890189\n",
			"entity", "bwm-gruppe.de|FR7630006000011234567890189", "kanarie-conseil.fr", "FR7630006000011234567890189"},
		"a list of customers, called otherwise": {"company,contact,email,phone,iban\nBrachtwerk Maschinenbau GmbH,Bert Ohm,bert.ohm@bwm-gruppe.de,+49 30 23125 123,DE89370400440532013000\n",
			"entity", "1980|1981", "bert.ohm@bwm-gruppe.de", "DE89370400440532013000"},
		"suppliers and their contacts": {"supplier,contact,contact_email,contact_phone,iban\nKanarie Conseil SARL,Odo Quill," + odo + ",+33 1 99 00 12 34,FR7630006000011234567890189\n",
			"entity", "1980|1981", "kanarie-conseil.fr", "FR7630006000011234567890189"},
		"a contact's mailbox alone": {"contact_email,iban\n" + odo + ",FR7630006000011234567890189\n", "entity", "1980|1981", "kanarie-conseil.fr", "FR7630006000011234567890189"},
	} {
		t.Run(name, func(t *testing.T) {
			list := toldOf(t, map[string]string{"table.csv": c.table}, c.by)
			if a, b, _ := strings.Cut(c.apart, "|"); together(list, a, b) {
				t.Errorf("by %s, one line has %s and %s:\n%s", c.by, a, b, strings.Join(list, "\n"))
			}
			if !together(list, c.with, c.as) {
				t.Errorf("by %s, no line has %s and %s:\n%s", c.by, c.with, c.as, strings.Join(list, "\n"))
			}
		})
	}
}

// Of two persons in one object the organisation of one is not told of the other.
func TestAnAgentsFirmIsNotToldOfTheCustomer(t *testing.T) {
	files := map[string]string{"orders.json": `[{"order":1,"customer":{"name":"Greta Zwengel","email":"greta.zwengel@web.de","iban":"DE02120300000000202051","birth_date":"1980-05-17"},
 "agent":{"name":"Odo Quill","email":"odo.quill@kanarie-conseil.fr","phone":"+33 1 99 00 12 34"}}]`}
	for _, by := range []string{"person", "entity"} {
		list := toldOf(t, files, by)
		for _, of := range []string{"DE02120300000000202051", "greta.zwengel@web.de"} {
			if together(list, "odo.quill@", of) {
				t.Errorf("by %s: one line has the agent and %s:\n%s", by, of, strings.Join(list, "\n"))
			}
		}
	}
}

// What a mail's subject speaks of is nobody's whom its header names.
func TestWhatASubjectSpeaksOf(t *testing.T) {
	const head = "From: Odo Quill <odo.quill@kanarie-conseil.fr>\r\nTo: Bert Ohm <bert.ohm@brachtwerk-demo.nl>\r\nDate: Mon, 01 Mar 2021 10:00:00 +0000\r\nMessage-ID: <%@kanarie-conseil.fr>\r\nContent-Type: text/plain\r\nSubject: "
	files := map[string]string{"m.eml": head + "bank account of Greta Zwengel DE89370400440532013000\r\n\r\nplease note\r\n",
		"n.eml": head + "please call the customer +49 30 23125 123, IBAN DE02120300000000202051\r\n\r\nplease note\r\n"}
	for _, by := range []string{"person", "entity"} {
		list := toldOf(t, files, by)
		if together(list, "DE02120300000000202051", "") || together(list, "DE89370400440532013000", "") {
			t.Errorf("by %s, an account in a subject is somebody's:\n%s", by, strings.Join(list, "\n"))
		}
		if !together(list, "bert.ohm@brachtwerk-demo.nl", "") {
			t.Errorf("by %s, who the mail was sent to is not there:\n%s", by, strings.Join(list, "\n"))
		}
	}
}
