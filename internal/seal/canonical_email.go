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
