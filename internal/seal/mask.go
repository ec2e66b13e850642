package seal

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// bullets stand for what a mask hides, whatever its length.
const bullets = "•••"

// Mask returns what of a canonical value may be shown. It never lets a value
// through whole, unless its kind names an organisation or a country.
func Mask(kind exposure.Kind, canonical string) string {
	if canonical == "" {
		return bullets
	}
	switch kind {
	case exposure.Email:
		local, domain := splitEmail(canonical)
		return firstOf(local, 2) + bullets + "@" + domain
	case exposure.Phone:
		return maskPhone(canonical)
	case exposure.Card:
		return maskTail("•••• ", canonical, 4, 12)
	case exposure.IBAN:
		if len(canonical) < 15 { // the shortest is Norway's
			return bullets
		}
		return canonical[:2] + maskTail(bullets+" ", canonical, 2, 15)
	case exposure.Secret:
		return maskSecret(canonical)
	case exposure.Person:
		return maskPerson(canonical)
	case exposure.User:
		return firstOf(canonical, 3) + bullets
	case exposure.Project:
		return maskProject(canonical)
	case exposure.IP:
		return maskIP(canonical)
	case exposure.Host:
		return maskHost(canonical)
	case exposure.Message:
		return maskMessage(canonical)
	case exposure.Company:
		return companyName(canonical)
	case exposure.Domain, exposure.Country:
		return canonical
	case exposure.Reference:
		return maskProject(canonical)
	}
	return maskNumber(kind, canonical)
}

// firstOf returns the first rune of s if s has at least least runes.
func firstOf(s string, least int) string {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError || utf8.RuneCountInString(s) < least || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return ""
	}
	return s[:n]
}

// maskTail shows the last n bytes of an ASCII value of at least least bytes.
func maskTail(front, s string, n, least int) string {
	if len(s) < least {
		return bullets
	}
	return front + s[len(s)-n:]
}

func maskPhone(canonical string) string {
	code, rest := splitPhone(canonical)
	masked := "••• •••"
	if len(rest) >= 7 {
		masked += " •" + rest[len(rest)-2:]
	}
	if code == "" {
		return masked
	}
	return "+" + code + " " + masked
}

// publicPrefixes begin credentials of a published type and tell that type
// alone. Sources: the token format pages of GitHub, GitLab, AWS, Slack, Stripe,
// npm, PyPI, SendGrid, Google, Shopify and DigitalOcean; "eyJ" is base64 of the
// opening of a JSON object (RFC 7519).
var publicPrefixes = [...]string{
	"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AKIA", "ASIA", "xoxb-", "xoxp-", "xoxa-", "xapp-",
	"sk_live_", "sk_test_", "rk_live_", "pk_live_", "npm_", "pypi-", "SG.", "AIza", "shpat_", "dop_v1_", "eyJ", "-----BEGIN",
}

// secretLength is from where on the exact length of a secret is shown: for a
// short password it would be a help.
const secretLength = 16

func maskSecret(s string) string {
	n := utf8.RuneCountInString(s)
	if n < secretLength {
		return bullets + " (<" + strconv.Itoa(secretLength) + ")"
	}
	shown := ""
	for _, p := range publicPrefixes {
		if strings.HasPrefix(s, p) {
			shown = p[:min(len(p), 4)]
			break
		}
	}
	return shown + bullets + " (" + strconv.Itoa(n) + ")"
}

// maskPerson shows the initials of a name. A family name in Han or Hangul is
// often one character, so of these nothing is shown.
func maskPerson(s string) string {
	var b strings.Builder
	for i, word := range strings.Fields(s) {
		if i == 4 {
			break
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		r, _ := utf8.DecodeRuneInString(word)
		if utf8.RuneCountInString(word) >= 3 && unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hangul) {
			b.WriteRune(unicode.ToUpper(r))
		}
		b.WriteString(bullets)
	}
	return b.String()
}

// maskProject shows the letters that begin an identifier, at most four and at
// most half of it, and the last two digits of one of six characters or more:
// "PRJ-2022-0042" is "PRJ-•••42".
func maskProject(s string) string {
	n := utf8.RuneCountInString(s)
	front, shown := 0, 0
	for _, r := range s {
		if !unicode.IsLetter(r) || shown == min(4, n/2) {
			break
		}
		front += utf8.RuneLen(r)
		shown++
	}
	masked := s[:front]
	if front < len(s) && s[front] == '-' {
		masked += "-"
	}
	masked += bullets
	if tail := s[max(0, len(s)-2):]; n >= 6 && len(digits(tail)) == 2 {
		masked += tail
	}
	return masked
}

func maskIP(s string) string {
	addr, err := netip.ParseAddr(s)
	if err != nil {
		return bullets
	}
	if addr.Is4() {
		b := addr.As4()
		return strconv.Itoa(int(b[0])) + "." + strconv.Itoa(int(b[1])) + ".•.•"
	}
	b := addr.As16()
	group := func(i int) string { return strconv.FormatUint(uint64(b[i])<<8|uint64(b[i+1]), 16) }
	return group(0) + ":" + group(2) + ":•"
}

// maskHost hides the first label and keeps the domain; of a network path it
// keeps nothing but the domain of its server.
func maskHost(s string) string {
	if _, err := netip.ParseAddr(s); err == nil {
		return maskIP(s)
	}
	s = strings.TrimLeft(s, `\/`)
	host, path := s, ""
	if i := strings.IndexAny(s, `\/`); i >= 0 {
		host, path = s[:i], s[i:i+1]+bullets
	}
	label, domain, found := strings.Cut(host, ".")
	masked := firstOf(label, 3) + bullets
	if found {
		masked += "." + domain
	}
	return masked + path
}

func maskMessage(s string) string {
	_, domain := splitEmail(s)
	domain = RegistrableDomain(domain)
	if !strings.Contains(domain, ".") { // a machine's name, perhaps a person's
		return bullets
	}
	return bullets + "@" + domain
}
