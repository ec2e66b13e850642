package seal

import (
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

func TestMask(t *testing.T) {
	for _, c := range []struct {
		kind     exposure.Kind
		in, want string
	}{
		{exposure.Email, "jane.doe@contoso.example", "j•••@contoso.example"},
		{exposure.Email, "j@contoso.example", "•••@contoso.example"},
		{exposure.Email, "öffentlich@contoso.example", "ö•••@contoso.example"},
		{exposure.Phone, "+447700900123", "+44 ••• ••• •23"},
		{exposure.Phone, "+15550100199", "+1 ••• ••• •99"},
		{exposure.Phone, "n:07700900123", "••• ••• •23"},
		{exposure.Phone, "n:1234", "••• •••"},
		{exposure.Card, "4111111111111111", "•••• 1111"},
		{exposure.Card, "41111", "•••"},
		{exposure.Health, exposure.DiagnosisPrefix + "type 2 diabetes mellitus", "diagnosis •••"},
		{exposure.IBAN, "GB33BUKB20201555555555", "GB••• 55"},
		{exposure.IBAN, "GB33", "•••"},
		{exposure.Secret, "ghp_0123456789abcdef0123456789abcdef0123", "ghp_••• (40)"},
		{exposure.Secret, "correct horse battery staple", "••• (28)"},
		{exposure.Secret, "hunter2", "••• (<16)"},
		{exposure.Secret, "ghp_", "••• (<16)"},
		{exposure.Person, "jane doe", "J••• D•••"},
		{exposure.Person, "j. li", "••• •••"},
		{exposure.Person, "王小明", "•••"},
		{exposure.User, "jdoe", "j•••"},
		{exposure.User, "jd", "•••"},
		{exposure.IP, "203.0.113.7", "203.0.•.•"},
		{exposure.IP, "2001:db8::1", "2001:db8:•"},
		{exposure.Project, "PRJ-2022-0042", "PRJ-•••42"},
		{exposure.Project, "PRJ-7", "PR•••"},
		{exposure.Project, "Blue Ocean", "Blue•••"},
		{exposure.Project, "X", "•••"},
		{exposure.Host, "sql01.corp.contoso.example", "s•••.corp.contoso.example"},
		{exposure.Host, "sql01", "s•••"},
		{exposure.Host, `\\fs01\payroll`, `f•••\•••`},
		{exposure.Company, "contoso gmbh", "Contoso GmbH"},
		{exposure.Domain, "contoso.example", "contoso.example"},
		{exposure.Country, "DE", "DE"},
		{exposure.Message, "abc@jane-pc.contoso.example", "•••@contoso.example"},
		{exposure.Message, "abc@jane-pc", "•••"},
		{exposure.Host, "10.0.0.5", "10.0.•.•"},
	} {
		if got := Mask(c.kind, c.in); got != c.want {
			t.Errorf("Mask(%s, %q) = %q, want %q", c.kind, c.in, got, c.want)
		}
	}
}

func TestMaskName(t *testing.T) {
	name := "mail/jane.doe@contoso.example/ghp_secret-0042.txt"
	for _, c := range []struct {
		spans []Span
		want  string
	}{
		{nil, name},
		{[]Span{{5, 29, exposure.Email}}, "mail/j•••@contoso.example/ghp_secret-0042.txt"},
		{[]Span{{5, 13, exposure.User}, {5, 29, exposure.Email}, {14, 29, exposure.Domain}}, "mail/j•••@contoso.example/ghp_secret-0042.txt"},
		{[]Span{{30, 40, exposure.Secret}, {36, 45, exposure.Project}}, "mail/jane.doe@contoso.example/•••.txt"},
		{[]Span{{30, 45, exposure.Secret}, {30, 45, exposure.User}}, "mail/jane.doe@contoso.example/•••.txt"},
		{[]Span{{14, 29, exposure.Domain}}, name},
		{[]Span{{-5, 4, exposure.User}, {45, 500, exposure.User}, {9, 9, exposure.User}}, "m•••/jane.doe@contoso.example/ghp_secret-0042•••"},
	} {
		if got := MaskName(name, c.spans); got != c.want {
			t.Errorf("MaskName(%v) = %q, want %q", c.spans, got, c.want)
		}
	}
}
