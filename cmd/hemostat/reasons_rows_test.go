package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	greta = "DE44500105175407324931"
	bert  = "DE02120300000000202051"
	ida   = "DE02500105170137075030"
)

// neverTogether fails where one line of the list by whom has both of what is of two.
func neverTogether(t *testing.T, files map[string]string, by string, pairs ...string) {
	t.Helper()
	list := toldOf(t, files, by)
	for _, pair := range pairs {
		if a, b, _ := strings.Cut(pair, "|"); together(list, a, b) {
			t.Errorf("by %s, one line has %q and %q:\n%.900s", by, a, b, strings.Join(list, "\n"))
		}
	}
}

// A company that a row names beside somebody is told nothing of them, in whatever column it stands and
// whatever mailbox they have.
func TestACompanyBesideSomebody(t *testing.T) {
	for _, column := range []string{"employer", "previous_employer", "landlord", "school", "competitor", "brand", "shop", "company"} {
		t.Run(column, func(t *testing.T) {
			neverTogether(t, map[string]string{"a.csv": "patient_name,email," + column + ",diagnosis,iban\nGreta Zwengel,greta@gmail.com,Fabrikam GmbH,Asthma," + greta + "\nBert Ohm,bert@web.de,Litware GmbH,Diabetes type 2," + bert + "\n"},
				"entity", "Fabrikam GmbH|"+greta, "Fabrikam GmbH|asthma", "Litware GmbH|diabetes")
		})
	}
	for name, c := range map[string]struct{ file, text string }{
		"a bank":            {"a.csv", "name,birth_date,bank,iban\nGreta Zwengel,1980-01-02,Fabrikam Bank AG," + greta + "\nIda Roth,1981-01-02,Litware Bank AG," + bert + "\n"},
		"nobody by name":    {"a.csv", "member_no,employer,birth_date,iban\n4711,Fabrikam GmbH,1980-01-02," + greta + "\n4712,Litware AG,1981-01-02," + bert + "\n"},
		"a private mailbox": {"a.csv", "email,employer,iban\ngreta@gmail.com,Fabrikam GmbH," + greta + "\nbert@web.de,Litware AG," + bert + "\n"},
		"a form":            {"a.txt", "Patient: Greta Zwengel\nDate of birth: 1980-01-02\nEmail: greta@gmail.com\nEmployer: Fabrikam GmbH\nIBAN: " + greta + "\n"},
		"JSON":              {"a.json", `[{"name":"Greta Zwengel","email":"greta@gmail.com","birth_date":"1980-01-02","employer":"Fabrikam GmbH","iban":"` + greta + `"}]`},
	} {
		t.Run(name, func(t *testing.T) {
			neverTogether(t, map[string]string{c.file: c.text}, "entity", "Fabrikam|"+greta, "Fabrikam|1980-01-02")
		})
	}
}

// What is of the owner's employee is not the customer's for whom she works.
func TestACustomerBesideAnEmployee(t *testing.T) {
	f, dir := newFolders(t), t.TempDir()
	const table = "employee,email,current_client,iban,birth_date\nGreta Zwengel,greta@hathersage.de,Fabrikam GmbH," + greta + ",1980-01-02\nIda Roth,ida@hathersage.de,Litware GmbH," + ida + ",1981-01-02\n"
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := f.run(t, "scan", dir, "--campaign", "case", "--basis", "owner", "--own", "hathersage.de", "--quiet"); code != exitFindings {
		t.Fatalf("scan: %d %s", code, out)
	}
	out, _ := f.run(t, "notify-list", "case", "--open-values", "--reason", "letters", "--who", "J. Doe", "--format", "csv")
	if list := strings.Split(string(out), "\n"); together(list, "Fabrikam GmbH", greta) || !together(list, "Fabrikam GmbH", "") {
		t.Errorf("the customer is told of the account of the owner's employee: %s", out)
	}
}

// A company has what stands in its own row: where that names no human being, or by its people.
func TestACompanyHasItsOwn(t *testing.T) {
	for name, c := range map[string]struct{ table, with, as string }{
		"nobody else":         {"company,iban\nFabrikam GmbH," + greta + "\nLitware AG," + bert + "\n", "Fabrikam GmbH", greta},
		"a shared mailbox":    {"company,email,iban\nFabrikam GmbH,info@fabrikam.de," + greta + "\n", "Fabrikam GmbH", greta},
		"a website":           {"website,iban\nwww.kanarie-werke.de," + greta + "\n", "kanarie-werke.de", greta},
		"its own people":      {"company,contact,email,iban\nFabrikam GmbH,Greta Zwengel,greta@fabrikam.de," + greta + "\n", "Fabrikam GmbH", greta},
		"a mailbox, no name":  {"email,iban,birth_date\ngreta@kanarie-werke.de," + greta + ",1980-01-02\n", "kanarie-werke.de", "1980-01-02"},
		"who buys":            {"customer,iban\nFabrikam GmbH," + greta + "\nLitware AG," + bert + "\n", "Fabrikam GmbH", greta},
		"who sells to nobody": {"supplier,iban\nFabrikam GmbH," + greta + "\nLitware AG," + bert + "\n", "Fabrikam GmbH", greta},
	} {
		t.Run(name, func(t *testing.T) {
			if list := toldOf(t, map[string]string{"a.csv": c.table}, "entity"); !together(list, c.with, c.as) {
				t.Errorf("no line has %s and %s:\n%.900s", c.with, c.as, strings.Join(list, "\n"))
			}
		})
	}
}

// The domain of a URL is no reason to be told of a row, unless its column is for that.
func TestDomainsOfURLs(t *testing.T) {
	for _, column := range []string{"source_url", "photo", "referrer_url", "website"} {
		for _, head := range []string{"name,phone,iban,", "customer_no,phone,iban,"} {
			if column == "website" && strings.HasPrefix(head, "customer_no") {
				continue // its own
			}
			t.Run(column+" "+head, func(t *testing.T) {
				first, second := "Greta Zwengel", "Ida Roth"
				if strings.HasPrefix(head, "customer_no") {
					first, second = "4711", "4712"
				}
				neverTogether(t, map[string]string{"a.csv": head + column + "\n" + first + ",+49 30 23125 123," + greta + ",https://cdn.brachtwerk.com/x.jpg\n" + second + ",+49 30 23125 124," + bert + ",https://cdn.brachtwerk.com/y.jpg\n"},
					"entity", "brachtwerk.com|"+greta)
			})
		}
	}
}

// One row makes no company of a domain that it is not called as: it may be that of its accountant.
func TestOneRowMakesNoDomainACompanys(t *testing.T) {
	neverTogether(t, map[string]string{"a.csv": "company,email,iban\nFabrikam GmbH,odo@steuerberater-quill.de," + greta + "\n", "b.csv": "email,iban\nbea@steuerberater-quill.de," + bert + "\n"},
		"entity", "Fabrikam GmbH|"+bert)
	neverTogether(t, map[string]string{"a.csv": "name,email,company,iban\nGreta Zwengel,greta@kanarie-werke.de,Fabrikam GmbH," + greta + "\nBert Ohm,bert@gmail.com,Kanarie Werke GmbH," + bert + "\n"},
		"entity", "Fabrikam GmbH|greta@kanarie-werke.de")
}

// A mailbox that stands beside many whose name it has not gives its organisation nothing of theirs.
func TestAMailboxBesideMany(t *testing.T) {
	rows := "Greta Zwengel," + greta + ",bert@brachtwerk.com\nIda Roth," + bert + ",bert@brachtwerk.com\nOdo Quillfeld," + ida + ",bert@brachtwerk.com\n"
	for _, head := range []string{"", "kol1,kol2,kol3\n", "name,iban,email\n"} {
		neverTogether(t, map[string]string{"a.csv": head + rows}, "entity", "brachtwerk.com|"+greta, "brachtwerk.com|"+ida)
	}
	list := "name,email,iban,private_email\n"
	for _, n := range strings.Fields("Ada Bea Cyd Dora Eve Finn Gwen Hugo Ivo Jana Kai Lars") {
		list += n + " Quell,odo.quill@kanarie-werke.de," + greta + "," + strings.ToLower(n) + "@gmail.com\n"
	}
	neverTogether(t, map[string]string{"a.csv": list}, "entity", "kanarie-werke.de|ada@gmail.com", "kanarie-werke.de|"+greta)
}

// A customer is told of a login at its own domain that somebody of its own looks after, by its name and its
// password, and nobody of one that the owner has with them.
func TestACustomersOwnLogin(t *testing.T) {
	list := toldOf(t, map[string]string{"services.csv": "Service,URL,owner_mail,login,password\nPortal,https://cp.brachtwerk.com,aurel@hathersage.de,hathersage-adm,Gr4nite!Falcon7\n" +
		"Customer FTP,ftp://ftp.kanarie-werke.de,it@kanarie-werke.de,ftp_kw,nV3$sommer-tAg\n"}, "entity")
	if !together(list, "kanarie-werke.de", "nV3$sommer-tAg") || !together(list, "kanarie-werke.de", "ftp_kw") {
		t.Errorf("the customer is not told of its login:\n%.900s", strings.Join(list, "\n"))
	}
	if together(list, "", "Gr4nite!Falcon7") || together(list, "", "hathersage-adm") {
		t.Errorf("somebody is told of the owner's login:\n%.900s", strings.Join(list, "\n"))
	}
}
