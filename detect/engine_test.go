package detect_test

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

func Example() {
	engine, err := detect.New(detect.Options{Kinds: []exposure.Kind{exposure.Email, exposure.Secret}})
	if err != nil {
		fmt.Println(err)
		return
	}
	text := "Ask jane.doe@contoso.example, the password is Winter-2021 for now."
	err = engine.Scan(context.Background(), strings.NewReader(text), detect.Segment{Media: "text/plain"}, func(m detect.Mention) error {
		fmt.Printf("%s %d+%d score %d: %s\n", m.Kind, m.Offset, m.Length, m.Score, m.Why())
		return nil
	})
	fmt.Println(err)
	// Output:
	// email 4+24 score 95: has the form; ends in a public suffix; is reserved for documentation, tests or private networks
	// secret 46+11 score 65: a word beside it says so
	// <nil>
}

func ExampleEngine_Stream() {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	stream := engine.Stream(detect.Segment{Media: "text/csv"}, func(m detect.Mention) error {
		fmt.Printf("%s in field %q of record %d: %s\n", m.Kind, m.Field, m.Record, m.Value)
		return nil
	})
	row := "Jane,Doe,Contoso"
	marks := []exposure.Mark{{Offset: 0, Field: "FirstName", Record: 1}, {Offset: 5, Field: "last_name", Record: 1}, {Offset: 9, Field: "Firma", Record: 1}}
	_ = stream.Write([]byte(row[:7]), marks[:2]) // any cut will do
	_ = stream.Write([]byte(row[7:]), marks[2:])
	fmt.Println(stream.Close())
	// Output:
	// person in field "first-name" of record 1: Jane Doe
	// company in field "company" of record 1: Contoso
	// <nil>
}

func scan(t *testing.T, e *detect.Engine, text string) (out []detect.Mention) {
	t.Helper()
	err := e.Scan(context.Background(), strings.NewReader(text), detect.Segment{}, func(m detect.Mention) error {
		m.Value = []byte(string(m.Value))
		out = append(out, m)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func build(t *testing.T, opts detect.Options) *detect.Engine {
	t.Helper()
	e, err := detect.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestOptions(t *testing.T) {
	const text = "mail jane@contoso.example, user info@contoso-own.de, card 4111 1111 1111 1111, http://x.fabrikam.de/"
	if got := scan(t, build(t, detect.Options{Kinds: []exposure.Kind{exposure.Card}}), text); len(got) != 1 || got[0].Kind != exposure.Card || got[0].Class != exposure.ClassTest {
		t.Errorf("cards alone: %v", got)
	}
	for _, m := range scan(t, build(t, detect.Options{MinScore: 90}), text) {
		if m.Score < 90 {
			t.Errorf("%s has score %d", m.Rule, m.Score)
		}
	}
	own := scan(t, build(t, detect.Options{Own: []string{"contoso-own.de"}, Kinds: []exposure.Kind{exposure.Email}}), text)
	if len(own) != 2 || own[0].Class != exposure.ClassReserved || own[1].Class != exposure.ClassOwn {
		t.Errorf("own addresses: %v", own)
	}
}

func TestClasses(t *testing.T) {
	e := build(t, detect.Options{})
	for text, want := range map[string]exposure.Class{
		"noreply@contoso-mail.de":          exposure.ClassSystem,
		"info@contoso-mail.de":             exposure.ClassRole,
		"all-customers@lists.contoso.com":  exposure.ClassRole,
		"jane.doe@lists.com":               "",
		"jane.doe@gmail.com":               exposure.ClassFreeMail,
		"jane.doe@contoso-mail.de":         "",
		"jane@contoso.example":             exposure.ClassReserved,
		"from 192.168.7.9 on":              exposure.ClassReserved,
		"from 93.184.216.34 on":            "",
		"card 4111 1111 1111 1111":         exposure.ClassTest,
		"IBAN DE89 3704 0044 0532 0130 00": exposure.ClassExample,
		"password=${DB_PASSWORD}":          exposure.ClassExample,
		"password=changeme1":               exposure.ClassExample,
		"password=<your-password>":         exposure.ClassExample,
		"password=Sommer2022!":             exposure.ClassLive,
		"call +44 7700 900123":             exposure.ClassReserved,
		"id AKIAIOSFODNN7EXAMPLE":          exposure.ClassExample,
		"AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==": exposure.ClassTest,
	} {
		got := scan(t, e, text)
		if len(got) != 1 || got[0].Class != want {
			t.Errorf("%q: %v, want one of class %q", text, got, want)
		}
	}
}

func TestDigest(t *testing.T) {
	a, b := build(t, detect.Options{}).Digest(), build(t, detect.Options{}).Digest()
	if a != b || len(a) != 64 {
		t.Errorf("digests %s and %s of equal engines", a, b)
	}
	if c := build(t, detect.Options{Own: []string{"contoso.example"}}).Digest(); a == c {
		t.Error("other options, same digest")
	}
}

const extra = `
[[rule]]
id = "contoso-ticket"
kind = "project"
title = "Ticket of Contoso"
source = "unsourced"
score = 90
longest = 20
anchors = ["CTK-"]
charset = "digits"
length = [6, 8]
positive = ["see «CTK-104711»", "(«CTK-0815081»)", "«CTK-12345678»"]
negative = ["CTK-1", "XCTK-104711", "CTK-123456789"]
`

func TestOwnRules(t *testing.T) {
	e := build(t, detect.Options{Rules: []fs.FS{fstest.MapFS{"contoso.toml": {Data: []byte(extra)}}}})
	got := scan(t, e, "see CTK-104711 now")
	if len(got) != 1 || got[0].Rule != "contoso-ticket" || string(got[0].Value) != "CTK-104711" {
		t.Errorf("found %v", got)
	}
	if e.Digest() == build(t, detect.Options{}).Digest() {
		t.Error("more rules, same digest")
	}
}

func TestRuleFilesAreStrict(t *testing.T) {
	for change, want := range map[string]string{
		"score = 90 → scoer = 90":                         `contoso.toml:7: key "rule.scoer" is not known`,
		"score = 90 → score = 900":                        "score 900: want 1 to 100",
		"length = [6, 8] → length = [8, 6]":               "length [8 6]",
		`charset = "digits" → charset = "runes"`:          `charset "runes" is not known`,
		`id = "contoso-ticket" → id = "email"`:            "rule email stands in",
		`kind = "project" → kind = "thing"`:               `kind "thing"`,
		`, "XCTK-104711", "CTK-123456789" → `:             "at least three positive and three negative",
		`score = 90 → score = `:                           "contoso.toml:7",
		`length = [6, 8] → verifier = "magic"`:            `verifier "magic" is not known`,
		`anchors = ["CTK-"] → anchors = ["C"]`:            "at least two bytes",
		`length = [6, 8] → length = [6, 8]` + "\ncheck=1": "contoso.toml",
	} {
		from, to, _ := strings.Cut(change, " → ")
		data := strings.Replace(extra, from, to, 1)
		_, err := detect.New(detect.Options{Rules: []fs.FS{fstest.MapFS{"contoso.toml": {Data: []byte(data)}}}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", change, err, want)
		}
	}
}

func TestName(t *testing.T) {
	e := build(t, detect.Options{})
	for name, want := range map[string]string{
		"mail/john.doe@contoso-mail.de.pst": "email john.doe@contoso-mail.de",
		"SOW_PRJ-104711_final.docx":         "project PRJ-104711",
		"IMG_20220813_123456.jpg":           "",
		"a/b/c.txt":                         "",
		"Share/Northwind Marine Ltd/cv.txt": "company Northwind Marine Ltd",
		"out/Vale/Tailspin Ltd.txt":         "company Tailspin Ltd",
	} {
		var got string
		err := e.Name(name, func(m detect.Mention) error {
			got += fmt.Sprintf("%s %s", m.Kind, m.Value)
			if m.Field != exposure.FieldFileName {
				t.Errorf("%s: field %q", name, m.Field)
			}
			return nil
		})
		if err != nil || got != want {
			t.Errorf("Name(%q) = %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestPromises(t *testing.T) {
	for name, want := range map[string]int{
		"keys/id_rsa": 3, "backup/prod.sql.gz": 3, "Kundenliste 2022.xlsx": 3, ".env": 3, "server.pfx": 3, "crm_dump_2022.csv": 3,
		"web.config": 2, "mail/q3.eml": 2, "export.zip": 2, "report.docx": 1, "logo.png": 0, "": 0, "readme.md": 1,
	} {
		if got := detect.Promises(name); got != want {
			t.Errorf("Promises(%q) = %d, want %d", name, got, want)
		}
	}
}

func TestFieldsInEightLanguages(t *testing.T) {
	e := build(t, detect.Options{})
	for name, want := range map[string]exposure.Field{
		"customerEmail": exposure.FieldEmail, "contactEmail": exposure.FieldKeeper, "E-Mail-Adresse": exposure.FieldEmail, "correo_electrónico": exposure.FieldEmail, "eposta": exposure.FieldEmail, "adresse e-mail": exposure.FieldEmail, "indirizzo e-mail": exposure.FieldEmail, "endereço de e-mail": exposure.FieldEmail, "e-mailadres": exposure.FieldEmail,
		"Kunden_Nr": exposure.FieldUser, "customerNo": exposure.FieldUser, "Kullanıcı Adı": exposure.FieldUser, "klantnummer": exposure.FieldUser,
		"phone_number": exposure.FieldPhone, "Téléphone": exposure.FieldPhone, "número de teléfono": exposure.FieldPhone, "Cep Telefonu": exposure.FieldPhone, "PHONE2": exposure.FieldPhone,
		"VORNAME": exposure.FieldFirstName, "firstName": exposure.FieldFirstName, "apellidos": exposure.FieldLastName, "Soyadı": exposure.FieldLastName, "Nachname": exposure.FieldLastName,
		"raison sociale": exposure.FieldCompany, "billing.company_name": exposure.FieldCompany, "Şirket": exposure.FieldCompany, "azienda": exposure.FieldCompany,
		"país": exposure.FieldCountry, "Ülke": exposure.FieldCountry, "CountryCode": exposure.FieldCountry,
		"mot de passe": exposure.FieldPassword, "db_password": exposure.FieldPassword, "şifre": exposure.FieldPassword, "wachtwoord": exposure.FieldPassword,
		"product_name": "", "file name": "", "colour": "", "password_reset": "",
	} {
		var got exposure.Field
		st := e.Stream(detect.Segment{}, func(m detect.Mention) error { got = m.Field; return nil })
		if err := st.Write([]byte("jane@contoso-mail.de"), []exposure.Mark{{Field: name, Record: 1}}); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%q means %q, want %q", name, got, want)
		}
	}
}
