package signedlink

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// hidden stands in a query for what is not shown, bullets for what a name
// hides, whatever its length.
const (
	hidden  = "REDACTED"
	bullets = "•••"
)

// URL writes the link as it is used, signature and all: parameters in their
// order, encoded once. It is a secret, and Parse reads it back the same.
func (l *Link) URL() string {
	var b strings.Builder
	b.WriteString(l.address())
	b.WriteByte('?')
	for i, p := range l.params {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(escape(p.name, "") + "=" + escape(p.value, ":/,"))
	}
	s := b.String()
	if c := s[len(s)-1]; c == '.' || c == ',' || c == ':' { // else taken for the end of a sentence
		s = s[:len(s)-1] + map[byte]string{'.': "%2E", ',': "%2C", ':': "%3A"}[c]
	}
	return s
}

// address writes scheme, host and path.
func (l *Link) address() string {
	if l.Host == "" {
		return ""
	}
	s := l.Host + escape(l.path, "/")
	if l.Scheme != "" {
		s = l.Scheme + "://" + s
	}
	return s
}

// Redacted writes the link as its owner may see it: names in the clear, no
// signature, no session token, the identifier of a key by its ends, and no
// value of a parameter that may hold one. An object's name may be personal:
// [Link.Masked] hides it.
func (l Link) Redacted() string { return l.address() + l.query(nil) }

// Masked writes the link as others may see it: of account and container the
// first letter and the last, of an object nothing, of a host that is no known
// vendor's its last label; of the query what [Link.Redacted] shows, without
// names, identifiers and addresses.
func (l *Link) Masked() string {
	s := l.maskedHost()
	if l.Scheme != "" {
		s = l.Scheme + "://" + s
	}
	if l.path != "" && l.path != "/" {
		s += "/" + bullets
	}
	return s + l.query(naming)
}

// naming are parameters whose values name somebody or something.
var naming = []string{
	"si", "tn", "ses", "scid", "skoid", "saoid", "suoid", "sduoid", "sktid", "skdutid", "sip", "srh", "srq",
	"X-Goog-Credential", "GoogleAccessId", "Key-Pair-Id",
}

// query writes the parameters, with the values that may be shown of those that
// are not left out.
func (l *Link) query(leave []string) string {
	var b strings.Builder
	for i, p := range l.params {
		b.WriteByte("?&"[min(i, 1)])
		v, ok := l.shownValue(p)
		if _, named := known[strings.ToLower(p.name)]; !named && (len(p.name) > 24 || !nameForm.MatchString(p.name) || l.holdsSecret(p.name)) {
			b.WriteString(hidden)
			continue
		}
		b.WriteString(p.name + "=")
		if ok && !slices.Contains(leave, p.name) {
			b.WriteString(escape(v, ":/,@•"))
		} else {
			b.WriteString(hidden)
		}
	}
	return b.String()
}

// maskedHost hides the names within a host.
func (l *Link) maskedHost() string {
	if l.Host == "" {
		return ""
	}
	for _, name := range []string{l.Account, l.Container} {
		if name == "" {
			continue
		}
		if rest, ok := strings.CutPrefix(l.Host, name); ok && rest != "" && strings.IndexByte(".-", rest[0]) >= 0 {
			return ends(name, 1) + rest
		}
	}
	own := l.Vendor != "" && l.Service == "s3"
	if l.Vendor == Azure {
		own = l.Cloud != "custom-domain" && l.Cloud != "unknown" && l.Cloud != "emulator"
	}
	i := strings.LastIndexByte(l.Host, '.')
	switch {
	case own:
		return l.Host
	case i < 0 || strings.Trim(l.Host[i+1:], "0123456789:]") == "": // an address
		return bullets
	}
	return bullets + l.Host[i:]
}

// nameForm is what names of parameters and of policies are made of.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9_.~@ -]{1,64}={0,2}$`)

// valueForm is what the values of a vendor's own parameters are made of.
var valueForm = regexp.MustCompile(`^[A-Za-z0-9_.~:,;*+ /@-]{1,300}$`)

// shownValue returns what of a parameter may be shown.
func (l *Link) shownValue(p param) (string, bool) {
	s, ok := known[strings.ToLower(p.name)]
	switch {
	case !ok || s.shows == nothing || l.holdsSecret(p.value):
		return "", false
	case s.name == "si":
		return p.value, nameForm.MatchString(p.value)
	case !valueForm.MatchString(p.value) || looksSecret(p.value) && s.shows == whole:
		return "", false
	case s.shows == whole:
		return p.value, true
	}
	key, scope, found := strings.Cut(p.value, "/")
	if found {
		scope = "/" + scope
	}
	if looksSecret(scope) {
		return "", false
	}
	if local, domain, ok := strings.Cut(key, "@"); ok { // a service account
		return ends(local, 1) + "@" + domain + scope, true
	}
	return ends(key, 4) + scope, true
}

// holdsSecret reports whether s has a signature or a token of the query in it.
func (l *Link) holdsSecret(s string) bool {
	for _, p := range l.params {
		switch p.name {
		case "sig", "Signature", "X-Amz-Signature", "X-Goog-Signature", "x-oss-signature", "X-Amz-Security-Token", "x-oss-security-token", "security-token":
			if len(p.value) >= 8 && strings.Contains(strings.ToLower(s), strings.ToLower(p.value)) {
				return true
			}
		}
	}
	return false
}

// looksSecret reports whether a part of a value is as long as a signature: it
// slipped into the wrong parameter.
func looksSecret(s string) bool {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/-.:,;@ ", r) }) {
		if len(word) >= 24 {
			return true
		}
	}
	return false
}

// ends returns n runes of either end of a name that is at least three times as
// long as what is shown, else bullets.
func ends(s string, n int) string {
	r := []rune(s)
	if !utf8.ValidString(s) || len(r) < 3*n {
		return bullets
	}
	return string(r[:n]) + bullets + string(r[len(r)-n:])
}

// shown returns the parameters with what may be shown of them.
func (l *Link) shown() map[string]string {
	m := make(map[string]string, len(l.params))
	for _, p := range l.params {
		if _, ok := known[strings.ToLower(p.name)]; !ok || m[p.name] != "" {
			continue // a name that nobody defined may be anything too
		}
		m[p.name], _ = l.shownValue(p)
	}
	return m
}
