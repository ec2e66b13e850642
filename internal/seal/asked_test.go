package seal

import (
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// What a person may write for what stands in a text leads to the same canonical form.
func TestAsked(t *testing.T) {
	for _, c := range []struct {
		kind        exposure.Kind
		text, asked string
	}{
		{exposure.Phone, "+49 30 90182000", "030 90182000"},
		{exposure.Phone, "+49 30 90182000", "(030) 9018-2000"},
		{exposure.Phone, "+49 30 90182000", "0049 30 90182000"},
		{exposure.Phone, "+49 30 90182000", "49 30 90182000"},
		{exposure.Phone, "030 90182000", "+49 30 90182000"},
		{exposure.Phone, "30 90182000", "+49 (0)30 90182000"},
		{exposure.Phone, "30 90182000", "030/90182000"},
		{exposure.Phone, "+44 20 7946 0800", "020 7946 0800"},
		{exposure.Phone, "+1 202-555-0123", "(202) 555-0123"},
		{exposure.Phone, "+39 02 4820 1101", "02 4820 1101"},
		{exposure.Email, "jane@contoso.example", "Jane Doe <Jane@Contoso.example>"},
		{exposure.Domain, "contoso.example", "https://www.contoso.example:8443/de?x=1"},
		{exposure.Domain, "contoso.example", "jane@contoso.example"},
		{exposure.Host, "db1.contoso.example", "db1.contoso.example/backup"},
	} {
		if forms := Asked(c.kind, c.asked); !slices.Contains(forms, Canonical(c.kind, c.text)) {
			t.Errorf("%s %q is not among the %d forms of %q", c.kind, c.text, len(forms), c.asked)
		}
	}
	if forms := Asked(exposure.Phone, "030 90182000"); forms[0] != Canonical(exposure.Phone, "030 90182000") || !slices.IsSorted(forms[3:]) {
		t.Errorf("the forms stand in no order: %v", forms[:4])
	}
	if forms := Asked(exposure.Card, " 4111 "); len(forms) != 1 {
		t.Errorf("a card has one form, not %v", forms)
	}
}

func TestCompanyStem(t *testing.T) {
	for name, want := range map[string]string{
		"Helix Bio Pte. Ltd.": "helix bio, form", "HELIX  BIO": "helix bio", "Contoso GmbH & Co. KG": "contoso, form", "株式会社コントソ": "コントソ, form", "GmbH": "gmbh",
	} {
		stem, form := CompanyStem(name)
		got := strings.Join(stem, " ")
		if form {
			got += ", form"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
