package credential

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/internal/signedlink"
)

// forms are what signed links are called.
var forms = map[signedlink.Form]string{
	signedlink.AccountSAS: "account SAS", signedlink.ServiceSAS: "service SAS", signedlink.UserDelegationSAS: "user delegation SAS",
}

// link reads a signed link.
func (r *Reading) link(value []byte) {
	l, err := signedlink.Parse(string(bytes.ReplaceAll(value, []byte("&amp;"), []byte("&"))))
	if err != nil {
		return
	}
	r.Form, r.Reach, r.Policy = forms[l.Form], string(l.Reach), l.RightsFrom == signedlink.ByPolicy
	if r.Form == "" {
		r.Form = "signed link"
	}
	for _, right := range l.Rights {
		r.Rights = append(r.Rights, string(right))
	}
	r.Start, r.End = l.Start, l.End
	r.name(KeyID, l.AccessKey)
	r.name(Account, l.Account)
	r.name(Container, l.Container)
	if l.Account == "" {
		r.name(Host, l.Host)
	}
}

// claims are what a JSON web token states of itself (RFC 7519, RFC 8693 for scope);
// scp and roles are Entra's.
type claims struct {
	Issuer   string          `json:"iss"`
	Audience json.RawMessage `json:"aud"`
	Scope    json.RawMessage `json:"scope"`
	Scp      json.RawMessage `json:"scp"`
	Roles    json.RawMessage `json:"roles"`
	Expires  json.Number     `json:"exp"`
	Before   json.Number     `json:"nbf"`
	Issued   json.Number     `json:"iat"`
	Tenant   string          `json:"tid"`
	App      string          `json:"appid"`
	Client   string          `json:"azp"`
}

// token reads the claims of a JSON web token. Its subject is somebody's, and is not
// looked at.
func (r *Reading) token(value []byte) {
	parts := bytes.Split(value, []byte{'.'})
	if len(parts) < 2 {
		return
	}
	r.Form = "JSON web token"
	text, err := base64.RawURLEncoding.DecodeString(string(bytes.TrimRight(parts[1], "=")))
	var c claims
	if err != nil || json.Unmarshal(text, &c) != nil {
		return // encrypted, or none
	}
	for _, raw := range []json.RawMessage{c.Scope, c.Scp, c.Roles} {
		for _, s := range listOf(raw) {
			r.scope(s)
		}
	}
	r.End, r.Start = numericDate(c.Expires), numericDate(c.Before)
	if r.Start.IsZero() {
		r.Start = numericDate(c.Issued)
	}
	r.name(Tenant, c.Tenant)
	r.name(Client, c.App)
	r.name(Client, c.Client)
	r.name(Host, hostOf(c.Issuer))
	if audience := listOf(c.Audience); len(audience) > 0 {
		if host := hostOf(audience[0]); host != "" {
			r.name(Audience, host)
		} else {
			r.name(Audience, audience[0])
		}
	}
}

// actions are the words of scopes that are kept: what may be done, never to what or by
// whom, which an issuer writes as it likes.
var actions = []string{"read", "list", "write", "create", "update", "delete", "manage", "admin", "owner", "all", "impersonation", "openid", "profile", "email", "offline"}

// scope adds what a scope allows: "Files.ReadWrite.All" is read, write and all.
func (r *Reading) scope(s string) {
	for _, word := range wordsOf(strings.Map(func(c rune) rune {
		if c == ':' || c == '/' {
			return ' '
		}
		return c
	}, s)) {
		if slices.Contains(actions, word) && !slices.Contains(r.Rights, word) {
			r.Rights = append(r.Rights, word)
		}
	}
}

// listOf reads a string of words, or a list of strings.
func listOf(raw json.RawMessage) []string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.Fields(s)
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	return nil
}

// numericDate reads seconds since 1970; what lies beyond the year 9999 is none.
func numericDate(n json.Number) time.Time {
	f, err := n.Float64()
	if err != nil || f < 1 || f > 253402300799 {
		return time.Time{}
	}
	return time.Unix(int64(f), 0).UTC()
}

// hostOf returns the host of a URL, "" where it is none.
func hostOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
