package seal

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/hemostat/hemostat/exposure"
)

// Canonical returns the form of a value by which its kind counts as the same
// thing: two values with equal canonical forms are one identity. It depends on
// kind and value alone, not on what is invisible in it but of a secret, and is idempotent for values that detection yields. An
// empty result means that nothing of the value is left.
func Canonical(kind exposure.Kind, value string) string {
	value = strings.ToValidUTF8(value, "\uFFFD")
	if kind != exposure.Secret {
		value = exposure.Visible(value)
	}
	switch kind {
	case exposure.Email:
		return canonicalEmail(value)
	case exposure.Phone:
		return canonicalPhone(value)
	case exposure.Person, exposure.Company:
		return canonicalName(value)
	case exposure.Health:
		return canonicalHealth(value)
	case exposure.Card, exposure.IBAN, exposure.Identifier, exposure.Register, exposure.Bank, exposure.Vehicle, exposure.Device:
		return alphanumerics(value)
	case exposure.Birth:
		return canonicalDate(value)
	case exposure.Address:
		return canonicalAddress(value)
	case exposure.Amount:
		return canonicalAmount(value)
	case exposure.Wallet:
		return canonicalWallet(value)
	case exposure.Resource:
		return foldCase(strings.TrimRight(strings.TrimSpace(value), "/"))
	case exposure.Reference:
		return strings.ToUpper(strings.TrimSpace(value))
	case exposure.Domain:
		return RegistrableDomain(canonicalHost(value))
	case exposure.Host:
		return canonicalHost(value)
	case exposure.IP:
		return canonicalIP(value)
	case exposure.User, exposure.Project:
		return foldCase(strings.TrimSpace(value))
	case exposure.Country:
		return strings.ToUpper(strings.TrimSpace(value))
	case exposure.Message:
		return strings.Trim(strings.TrimSpace(value), "<>")
	}
	return strings.TrimSpace(value)
}

// canonicalHealth is that of a number, or of what ails somebody.
func canonicalHealth(value string) string {
	if what, ok := strings.CutPrefix(value, exposure.DiagnosisPrefix); ok {
		return exposure.DiagnosisPrefix + canonicalName(what)
	}
	return alphanumerics(value)
}

// canonicalName folds compatibility forms (NFKC), runs of white space and case:
// "ＣＯＮＴＯＳＯ  ltd" and "Contoso Ltd" are one name.
func canonicalName(s string) string {
	if !plainASCII(s) {
		s = norm.NFKC.String(s)
	} else if !strings.ContainsAny(s, "\t\n\v\f\r") && !strings.Contains(s, "  ") {
		return strings.ToLower(strings.Trim(s, " "))
	}
	return foldCase(strings.Join(strings.Fields(s), " "))
}

// foldCase is Unicode's full case folding, which unlike lower case makes "ß"
// and "SS" equal.
func foldCase(s string) string {
	if plainASCII(s) {
		return strings.ToLower(s)
	}
	return norm.NFKC.String(cases.Fold().String(s))
}

func plainASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// alphanumerics drops separators: cards and IBANs are written in groups.
func alphanumerics(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return unicode.ToUpper(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// canonicalIP is the form of RFC 5952, with an IPv4 address inside IPv6 taken
// out (RFC 4291, 2.5.5.2) and without a zone.
func canonicalIP(s string) string {
	s = strings.TrimSpace(s)
	if addr, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return addr.Unmap().WithZone("").String()
	}
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked().String()
	}
	return strings.ToLower(s)
}
