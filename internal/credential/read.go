package credential

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/internal/strength"
)

// Read reads a credential that a rule has found, and the text about it, in which it begins
// at a place; around may be nil. What it says of itself goes before what stands beside it.
func Read(rule string, value, around []byte, at int) Reading {
	var r Reading
	switch {
	case strings.HasSuffix(rule, "-sas") || rule == "presigned-url":
		r.link(value)
	case rule == "jwt":
		r.token(value)
	case bytes.Contains(value, []byte("-----BEGIN")):
		r.key(value)
	case rule == "aws-access-key-id":
		if account, ok := detect.AWSAccount(value); ok {
			r.name(Account, account)
		}
	case rule == "basic-auth":
		r.basic(value)
	case rule == "curl-credential" || rule == "login-pair":
		r.pair(value, ":/")
	case Password(rule):
		r.Strength = 1 + int(strength.Of(value))
	}
	if rule == "password-line" {
		r.line(around, at)
		r.Admin = r.admin()
		return r
	}
	r.beside(rule, value, around, at)
	r.Admin = r.admin()
	return r
}

// passwordWords stand in the names of rules that find what people choose.
var passwordWords = []string{"password", "network-shared-key", "wireless-key", "kubernetes-secret"}

// Password reports whether what a rule finds is a password, which somebody may have
// chosen, as it stands in the text.
func Password(rule string) bool {
	return slices.ContainsFunc(passwordWords, func(w string) bool { return strings.Contains(rule, w) }) && !strings.Contains(rule, "hash") && rule != "cpassword"
}

// PasswordIn returns the password in what a rule has found, nil where it finds none.
func PasswordIn(rule string, value []byte) []byte {
	switch {
	case rule == "basic-auth":
		text, err := base64.RawStdEncoding.DecodeString(string(bytes.TrimRight(value, "=")))
		if err != nil {
			return nil
		}
		_, password, _ := bytes.Cut(text, []byte(":"))
		return password
	case rule == "curl-credential" || rule == "login-pair":
		if i := bytes.IndexAny(value, ":/"); i > 0 {
			return value[i+1:]
		}
		return value
	case Password(rule):
		return value
	}
	return nil
}

// basic reads user:password in base64 (RFC 7617).
func (r *Reading) basic(value []byte) {
	text := make([]byte, base64.RawStdEncoding.DecodedLen(len(value)))
	n, err := base64.RawStdEncoding.Decode(text, bytes.TrimRight(value, "="))
	if err == nil {
		r.pair(text[:n], ":")
	}
	clear(text)
}

// pair reads a user and a password with one of the separators between.
func (r *Reading) pair(value []byte, separators string) {
	i := bytes.IndexAny(value, separators)
	if i <= 0 {
		if separators != ":" { // the user stands apart from it
			r.Strength = 1 + int(strength.Of(value))
		}
		return
	}
	if password := value[i+1:]; len(password) > 0 {
		r.Strength = 1 + int(strength.Of(password))
	}
	if printable(value[:i]) {
		r.name(User, string(value[:i]))
	}
}

// line reads who signs in with a password that stands right behind an address.
func (r *Reading) line(around []byte, at int) {
	if at < 0 || at > len(around) {
		return
	}
	if m := loginAddress.FindSubmatch(around[:at]); m != nil && printable(m[1]) {
		r.name(User, string(m[1]))
	}
}

// printable reports whether b is a short run of visible ASCII.
func printable(b []byte) bool {
	return len(b) > 0 && len(b) <= 128 && !bytes.ContainsFunc(b, func(c rune) bool { return c <= ' ' || c > '~' })
}

// admins are users who may do everything, as systems come with them.
var admins = []string{"root", "sa", "admin", "administrator", "postgres", "sys", "system", "superuser", "dba", "master", "sysadmin"}

func (r *Reading) admin() bool {
	for _, n := range r.Names {
		if n.Role == User {
			local, _, _ := strings.Cut(strings.ToLower(n.Value), "@")
			return slices.Contains(admins, local)
		}
	}
	return false
}
