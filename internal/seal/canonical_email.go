package seal

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// canonicalEmail takes off what surrounds an address in text (mailto:, angle
// brackets, quotes), lower-cases it and writes its domain in ASCII. RFC 5321
// lets the local part mind its case; no provider of note does, and two
// spellings of one mailbox must not count twice.
func canonicalEmail(s string) string {
	if plainEmail(s) {
		return s
	}
	return cleanEmail(s)
}

func cleanEmail(s string) string {
	s = strings.Trim(s, " \t\r\n\"'<>()[]{};,")
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return foldCase(s)
	}
	local := strings.Trim(s[:at], "\"'<")
	domain, _, _ := strings.Cut(s[at+1:], "?") // mailto:a@b?subject=
	return lowerLocal(local) + "@" + canonicalHost(domain)
}

// plainEmail reports whether s is canonical already, as most addresses in data
// are: small letters, digits and the usual marks on both sides of one "@".
func plainEmail(s string) bool {
	at := -1
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '-', c == '_':
		case c == '+' && at < 0:
		case c == '@' && at < 0:
			at = i
		default:
			return false
		}
	}
	return at > 0 && at < len(s)-1 && s[len(s)-1] != '.' && !strings.HasPrefix(s, "mailto:") && !strings.Contains(s[at:], "xn--")
}

func lowerLocal(s string) string {
	if plainASCII(s) {
		return strings.ToLower(s)
	}
	return foldCase(s)
}

// canonicalHost lower-cases a host name and writes it in ASCII (UTS 46, the
// lookup profile). What is no valid name stays as it is, lower-cased.
func canonicalHost(s string) string {
	s = strings.Trim(s, " \t\r\n\"'<>()[]{};,")
	if plainASCII(s) && !strings.Contains(s, "xn--") && !strings.Contains(s, "XN--") {
		return strings.TrimRight(strings.ToLower(s), ".")
	}
	if ascii, err := idna.Lookup.ToASCII(strings.TrimRight(s, ".。")); err == nil {
		return ascii
	}
	return strings.TrimRight(foldCase(s), ".")
}

// RegistrableDomain returns the part of a host name that somebody registers:
// the public suffix and one more label, by the Public Suffix List with its
// private section, under which each customer of a hosting provider has a
// domain of their own. A bare public suffix, and what is no name, stay as they
// are. The host must be lower-case ASCII, as canonical forms are.
func RegistrableDomain(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	d, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host
	}
	return d
}

// splitEmail returns local part and domain of a canonical address.
func splitEmail(s string) (local, domain string) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return s, ""
	}
	return s[:at], s[at+1:]
}
