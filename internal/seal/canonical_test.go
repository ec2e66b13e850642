package seal

import (
	"math/rand/v2"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"github.com/hemostat/hemostat/exposure"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct {
		kind     exposure.Kind
		in, want string
	}{
		{exposure.Email, "Jane.Doe@Contoso.Example", "jane.doe@contoso.example"},
		{exposure.Email, `"Jane.Doe"@contoso.example`, "jane.doe@contoso.example"},
		{exposure.Email, "<mailto:jane@contoso.example?subject=x>", "jane@contoso.example"},
		{exposure.Email, "'jane@contoso.example.'", "jane@contoso.example"},
		{exposure.Email, "jane@bücher.example", "jane@xn--bcher-kva.example"},
		{exposure.Email, "jane@BÜCHER.example", "jane@xn--bcher-kva.example"},
		{exposure.Email, "jane@XN--BCHER-KVA.example", "jane@xn--bcher-kva.example"},
		{exposure.Email, "jane@a_b.example", "jane@a_b.example"},
		{exposure.Email, "mailto:jane@contoso.example", "jane@contoso.example"},
		{exposure.Email, "jane@contoso.example.", "jane@contoso.example"},
		{exposure.Email, "ro\u200bsa.pem\u00adberton@con\u200btoso.example", "rosa.pemberton@contoso.example"},
		{exposure.Company, "Contoso Pharm\u00adaceuticals Ltd", "contoso pharmaceuticals ltd"},
		{exposure.Person, "\ufeffRo\u200bsa Pem\u2060berton", "rosa pemberton"},
		{exposure.Secret, "hunter\u200b2", "hunter\u200b2"},
		{exposure.Phone, "+44 (0)7700 900123", "+447700900123"},
		{exposure.Phone, "0044 7700 900123", "+447700900123"},
		{exposure.Phone, "tel:+1-555-010-0199", "+15550100199"},
		{exposure.Phone, "+1 555 010 0199 ext. 12", "+15550100199"},
		{exposure.Phone, "(555) 010-0199", "n:5550100199"},
		{exposure.Phone, "07700 900123", "n:07700900123"},
		{exposure.Card, "4111 1111-1111 1111", "4111111111111111"},
		{exposure.Health, "943 476 5919", "9434765919"},
		{exposure.Health, exposure.DiagnosisPrefix + "Type 2  Diabetes", exposure.DiagnosisPrefix + "type 2 diabetes"},
		{exposure.IBAN, "gb33 bukb 2020 1555 5555 55", "GB33BUKB20201555555555"},
		{exposure.Secret, "  ghp_AbC  ", "ghp_AbC"},
		{exposure.Person, " Jane\t  DOE ", "jane doe"},
		{exposure.Person, "Ｊａｎｅ Doe", "jane doe"},
		{exposure.Company, "Straße  AG", "strasse ag"},
		{exposure.Company, "CONTOSO Ltd.", "contoso ltd."},
		{exposure.Domain, "WWW.Shop.Contoso.co.uk.", "contoso.co.uk"},
		{exposure.Domain, "a.b.blogspot.com", "b.blogspot.com"},
		{exposure.Host, "SQL01.corp.contoso.example.", "sql01.corp.contoso.example"},
		{exposure.IP, "2001:DB8:0:0::1", "2001:db8::1"},
		{exposure.IP, "::ffff:192.0.2.1", "192.0.2.1"},
		{exposure.IP, "192.0.2.77/24", "192.0.2.0/24"},
		{exposure.User, " JDoe ", "jdoe"},
		{exposure.Project, " PRJ-7 ", "prj-7"},
		{exposure.Message, " <abc@mail.contoso.example> ", "abc@mail.contoso.example"},
		{exposure.Country, " de ", "DE"},
	} {
		got := Canonical(c.kind, c.in)
		if got != c.want {
			t.Errorf("Canonical(%s, %q) = %q, want %q", c.kind, c.in, got, c.want)
		}
		if again := Canonical(c.kind, got); again != got {
			t.Errorf("Canonical(%s, %q) = %q: not idempotent", c.kind, got, again)
		}
	}
}

func TestRegistrableDomain(t *testing.T) {
	for in, want := range map[string]string{
		"mail.contoso.co.uk":   "contoso.co.uk",
		"contoso.blogspot.com": "contoso.blogspot.com", // a private suffix: each customer is their own
		"x.contoso.github.io":  "contoso.github.io",
		"co.uk":                "co.uk",
		"contoso.example":      "contoso.example",
		"localhost":            "localhost",
		"192.0.2.1":            "192.0.2.1",
		"":                     "",
	} {
		if got := RegistrableDomain(in); got != want {
			t.Errorf("RegistrableDomain(%q) = %q, want %q", in, got, want)
		}
	}
}

// What is taken as it stands is what the library makes of it.
func TestPlainE164AgreesWithLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, p := range plainCodes {
		for range 400 {
			d := p.code
			for range 6 + r.IntN(7) {
				d += string(rune('0' + r.IntN(10)))
			}
			if !plainE164(d) {
				continue
			}
			n, err := phonenumbers.Parse("+"+d, "ZZ")
			if err != nil {
				continue // then the digits stay as well
			}
			if want := phonenumbers.Format(n, phonenumbers.E164); want != "+"+d {
				t.Errorf("+%s: the library has %s", d, want)
			}
		}
	}
}

// FuzzSeal holds for any bytes that sealing ends, is deterministic, and that a
// mask does not show the value whole.
func FuzzSeal(f *testing.F) {
	for _, s := range []string{"jane@contoso.example", "+44 7700 900123", "Dr. Jane Doe", "Contoso GmbH & Co. KG", "株式会社コントソ", "ghp_0123456789abcdef0123456789abcdef0123", "::1", `\\fs01\share`, "@", "+", "n:", "\xff\xfe", "00", "ß"} {
		for _, k := range exposure.Kinds() {
			f.Add(uint8(k), []byte(s))
		}
	}
	s := NewKey().Sealer()
	f.Fuzz(func(t *testing.T, kind uint8, value []byte) {
		k := exposure.Kind(kind)
		id := s.Seal(k, value, "")
		again := s.Seal(k, value, "")
		if id.Fingerprint != again.Fingerprint || id.Mask != again.Mask || id.Clear != again.Clear || len(id.Features) != len(again.Features) {
			t.Errorf("sealing %s %q twice differs", k, value)
		}
		canonical := Canonical(k, string(value))
		if canonical != "" && !k.NamesOrganisation() && id.Mask == canonical {
			t.Errorf("the mask of %s %q lets it through", k, canonical)
		}
		if v := string(value); plainEmail(v) && cleanEmail(v) != v {
			t.Errorf("%q is taken as it stands and would become %q", v, cleanEmail(v))
		}
		if id.Mask == "" && canonical != "" {
			t.Errorf("no mask for %s %q", k, value)
		}
	})
}
