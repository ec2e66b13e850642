package contact

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A SecurityTxt is what a security.txt says (RFC 9116). It is foreign text: what is in it
// was held to its form and is nobody's word but the server's.
type SecurityTxt struct {
	From      string    `json:"from"`              // the address that it was fetched from
	Contacts  []string  `json:"contacts"`          // mailto:, https: or tel:, the preferred one first
	Expires   time.Time `json:"expires,omitzero"`  //
	Expired   bool      `json:"expired,omitempty"` // by its own word
	Encrypt   []string  `json:"encryption,omitempty"`
	Languages []string  `json:"languages,omitempty"`
	Policy    []string  `json:"policy,omitempty"`
	Canonical []string  `json:"canonical,omitempty"`
	Signed    bool      `json:"signed"`             // it bears an OpenPGP signature, which is not checked here
	Problems  []string  `json:"problems,omitempty"` // what is against the RFC
}

// Bounds of a security.txt: section 5.1 of the RFC asks parsers for their own.
const (
	maxSecurityTxt = 32 << 10 // bytes
	maxFields      = 64
	maxValue       = 2048 // bytes
)

// errNoSecurityTxt says that a text is none: most often a web page with status 200.
var errNoSecurityTxt = errors.New("what came is no security.txt")

// ParseSecurityTxt reads a security.txt as it stands at now. What is against the RFC is
// told as a problem where the rest can still be used.
func ParseSecurityTxt(data []byte, now time.Time) (*SecurityTxt, error) {
	if len(data) > maxSecurityTxt {
		return nil, fmt.Errorf("%w: longer than %d bytes", errNoSecurityTxt, maxSecurityTxt)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, fmt.Errorf("%w: not UTF-8", errNoSecurityTxt)
	}
	r := securityReader{txt: &SecurityTxt{}, seen: map[string]int{}}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxSecurityTxt+1)
	for lines.Scan() && !r.ended {
		r.line(strings.TrimRight(lines.Text(), "\r"))
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoSecurityTxt, err)
	}
	return r.finish(now)
}

type securityReader struct {
	txt    *SecurityTxt
	seen   map[string]int
	fields int
	other  int // lines that are neither field nor comment
	header bool
	ended  bool
}

func (r *securityReader) problem(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if len(r.txt.Problems) < 16 {
		r.txt.Problems = append(r.txt.Problems, text)
	}
}

// line reads one line: a field, a comment, or a part of a cleartext signature (RFC 9580,
// section 7).
func (r *securityReader) line(s string) {
	switch {
	case s == "-----BEGIN PGP SIGNED MESSAGE-----":
		r.header = r.fields == 0
		return
	case s == "-----BEGIN PGP SIGNATURE-----":
		r.txt.Signed, r.ended = true, true
		return
	case r.header: // Hash: …, up to the empty line
		r.header = strings.TrimSpace(s) != ""
		return
	}
	s = strings.TrimPrefix(s, "- ")
	if strings.TrimSpace(s) == "" || strings.HasPrefix(s, "#") {
		return
	}
	name, value, ok := strings.Cut(s, ":")
	value = strings.TrimSpace(value)
	if !ok || !fieldName(name) || value == "" {
		r.other++
		return
	}
	if r.fields++; r.fields > maxFields {
		if r.fields == maxFields+1 {
			r.problem("more than %d fields: the others were not read", maxFields)
		}
		return
	}
	if len(value) > maxValue || strings.ContainsFunc(value, unseen) {
		r.problem("a field %s is too long, or holds characters that cannot be seen", strings.ToLower(name))
		return
	}
	r.field(strings.ToLower(name), value)
}

func fieldName(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == ""
}

func unseen(c rune) bool {
	return unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u2028' || c == '\u2029'
}

func (r *securityReader) field(name, value string) {
	r.seen[name]++
	switch name {
	case "contact":
		if uri(value, "mailto", "https", "tel") {
			r.txt.Contacts = append(r.txt.Contacts, value)
		} else {
			r.problem("a Contact is no mailto:, https: or tel: address (section 2.5.3)")
		}
	case "expires":
		if r.seen[name] > 1 {
			r.problem("Expires stands there twice (section 2.5.5)")
			return
		}
		at, err := time.Parse(time.RFC3339, strings.ToUpper(value))
		if err != nil {
			r.problem("Expires is no date of RFC 3339 (section 2.5.5)")
			return
		}
		r.txt.Expires = at.UTC()
	case "preferred-languages":
		if r.seen[name] > 1 {
			r.problem("Preferred-Languages stands there twice (section 2.5.8)")
			return
		}
		for tag := range strings.SplitSeq(value, ",") {
			if tag = strings.ToLower(strings.TrimSpace(tag)); tag != "" && fieldName(tag) && len(r.txt.Languages) < 16 {
				r.txt.Languages = append(r.txt.Languages, tag)
			}
		}
	case "encryption":
		if uri(value, "https", "dns", "openpgp4fpr") {
			r.txt.Encrypt = append(r.txt.Encrypt, value)
		}
	case "policy":
		if uri(value, "https") {
			r.txt.Policy = append(r.txt.Policy, value)
		}
	case "canonical":
		if uri(value, "https") {
			r.txt.Canonical = append(r.txt.Canonical, value)
		}
	}
}

// uri reports whether s is an address of one of some schemes, with something behind it.
func uri(s string, schemes ...string) bool {
	u, err := url.Parse(s)
	if err != nil || strings.ContainsAny(s, " <>\"") {
		return false
	}
	for _, scheme := range schemes {
		if u.Scheme != scheme {
			continue
		}
		switch scheme {
		case "https":
			return u.Host != "" && u.User == nil
		case "mailto":
			local, domain, ok := strings.Cut(u.Opaque, "@")
			return ok && local != "" && strings.Contains(domain, ".")
		}
		return u.Opaque != ""
	}
	return false
}

func (r *securityReader) finish(now time.Time) (*SecurityTxt, error) {
	t := r.txt
	if r.seen["contact"] == 0 && (r.fields == 0 || r.other > 0) {
		return nil, errNoSecurityTxt
	}
	if len(t.Contacts) == 0 {
		r.problem("it names no Contact that can be used (section 2.5.3)")
	}
	switch {
	case r.seen["expires"] == 0:
		r.problem("it names no Expires (section 2.5.5), so that nobody knows whether it still holds")
	case !t.Expires.IsZero() && !now.Before(t.Expires):
		t.Expired = true
		r.problem("it expired on %s, by its own word: it may name somebody who is not there any more", t.Expires.Format(time.DateOnly))
	}
	if r.other > 0 {
		r.problem("lines in it are neither field nor comment")
	}
	return t, nil
}
