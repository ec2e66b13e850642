package seal

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"github.com/hemostat/hemostat/exposure"
)

// Asked returns the canonical forms under which a ledger may hold what a person
// asks for, who writes a value down in one of several ways: what the text itself
// would have become first. A telephone without a country is looked up with each
// country's code too, and one with a country without it.
func Asked(kind exposure.Kind, value string) []string {
	value = strings.TrimSpace(strings.ToValidUTF8(value, "\uFFFD"))
	forms := []string{Canonical(kind, value)}
	switch kind {
	case exposure.Phone:
		forms = append(forms, otherPhones(value, forms[0])...)
	case exposure.Domain, exposure.Host:
		if host := hostIn(value); host != "" {
			forms = append(forms, Canonical(kind, host))
		}
	case exposure.Email:
		if _, inner, ok := strings.Cut(value, "<"); ok { // Jane Doe <jane@contoso.example>
			forms = append(forms, Canonical(kind, inner))
		}
	}
	var out []string
	for _, f := range forms {
		if f != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// hostIn returns the host of an address of the web or of mail, "" where it is neither.
func hostIn(s string) string {
	if u, err := url.Parse(s); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	if _, host, ok := strings.Cut(s, "@"); ok {
		return host
	}
	host, _, _ := strings.Cut(s, "/")
	return host
}

// WithoutCountry reports whether a telephone is written without its country.
func WithoutCountry(phone string) bool {
	return strings.HasPrefix(canonicalPhone(phone), nationalMark)
}

// otherPhones are further forms of a telephone: with every country's code where it has
// none, without it where it has one.
func otherPhones(written, canonical string) (forms []string) {
	if d, ok := strings.CutPrefix(canonical, nationalMark); ok {
		significant := strings.TrimLeft(d, "0")
		forms = append(forms, nationalMark+significant, nationalMark+"0"+significant)
		if code, rest := splitPhone("+" + d); code != "" && len(rest) >= 4 { // "49 30 …": its plus was lost
			forms = append(forms, canonicalPhone("+"+d))
		}
		plain := withoutExtension(norm.NFKC.String(written))
		var abroad []string
		for region := range phonenumbers.GetSupportedRegions() {
			if n, err := phonenumbers.Parse(plain, region); err == nil && phonenumbers.IsPossibleNumber(n) {
				abroad = append(abroad, phonenumbers.Format(n, phonenumbers.E164))
			}
		}
		slices.Sort(abroad)
		return append(forms, abroad...)
	}
	n, err := phonenumbers.Parse(canonical, "ZZ")
	if err != nil {
		return nil
	}
	significant := phonenumbers.GetNationalSignificantNumber(n)
	for _, d := range []string{digits(phonenumbers.Format(n, phonenumbers.NATIONAL)), significant, strconv.Itoa(int(n.GetCountryCode())) + significant} {
		forms = append(forms, nationalMark+d)
	}
	return forms
}

// Near are the features by which an identity resembles what was asked for, the
// strongest first; none for a kind that has no others. Companies stand in the clear, and
// their names are compared themselves.
func Near(kind exposure.Kind) []exposure.FeatureOf {
	switch kind {
	case exposure.Email:
		return []exposure.FeatureOf{exposure.FeatureMailbox, exposure.FeatureMailboxDot}
	case exposure.Phone:
		return []exposure.FeatureOf{exposure.FeatureSubscriber}
	case exposure.Person:
		return []exposure.FeatureOf{exposure.FeatureSorted, exposure.FeaturePhonetic}
	case exposure.User, exposure.Project:
		return []exposure.FeatureOf{exposure.FeatureFolded}
	}
	return nil
}

// CompanyName returns a company's name as figures show it, its legal form as it is
// usually written.
func CompanyName(name string) string {
	return companyName(canonicalName(name))
}

// CompanyStem returns the words of a company's name without its legal form, folded, and
// whether it has one.
func CompanyStem(name string) (stem []string, form bool) {
	canonical := canonicalName(name)
	stem = companyStem(canonical)
	return stem, len(stem) < len(formWords(canonical)) || len(stem) == 1 && stem[0] != strings.Join(formWords(canonical), "")
}
