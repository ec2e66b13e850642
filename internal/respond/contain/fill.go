package contain

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// Slots are what a command may leave open, with what each is filled with.
var slotNames = []string{
	"target",    // as an operator writes it, without any signature
	"account",   // storage account
	"container", // container of Azure
	"bucket",    // bucket of S3 or Google
	"prefix",    // names that begin so
	"endpoint",  // "https://s3.eu-central-1.wasabisys.com"
	"host",      // without its port
	"port",      //
	"url",       // of a web server
	"database",  // of a server
	"policy",    // stored access policy that a link names
	"key_id",    // identifier of the access key that signed a link
	"signer",    // service account that signed a link
	"at",        // the option that names the endpoint, where it is not Amazon's
}

// slot is how a command names one.
var slot = regexp.MustCompile(`\{([a-z_]+)\}`)

// variable is how a command names what its owner knows.
var variable = regexp.MustCompile(`\$\{?([A-Z][A-Z0-9_]*)`)

// slots returns what is known of each slot; one that is absent is left to the owner.
func slots(c Case) map[string]string {
	t := c.Target
	v := map[string]string{"target": t.String(), "account": t.Account, "prefix": t.Prefix, "endpoint": t.Endpoint}
	switch t.Provider {
	case exposure.Server:
		v["database"] = t.Container
	case exposure.Azure:
		v["container"] = t.Container
	case exposure.Web:
		v["url"] = strings.TrimPrefix(t.String(), "web+")
	default:
		v["bucket"] = t.Container
	}
	if host, port, err := net.SplitHostPort(t.HostPort()); err == nil {
		v["host"], v["port"] = host, port
	}
	for _, l := range c.Links {
		for name, value := range map[string]string{"policy": l.Policy, "key_id": l.AccessKey} {
			if v[name] == "" {
				v[name] = value
			}
		}
		if strings.Contains(l.AccessKey, "@") { // a service account of Google signs by its name
			v["signer"], _, _ = strings.Cut(l.AccessKey, "/")
		}
	}
	for name, value := range v {
		ofLink := name == "policy" || name == "key_id" || name == "signer"
		if value == "" || ofLink && (fits(name, value) != nil || strings.Contains(value, "•")) { // a link is anybody's word, and may hide its names
			delete(v, name)
		}
	}
	return v
}

func hostOf(t exposure.Target) string {
	u, err := url.Parse(t.Endpoint)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// fits refuses a value that cannot stand in a command line as one word on one line, or
// that a program would take for an option.
func fits(name, value string) error {
	switch {
	case !utf8.ValidString(value):
		return fmt.Errorf("%s of the target is no text: its commands are to be written by hand", name)
	case strings.HasPrefix(value, "-"):
		return fmt.Errorf("%s of the target begins with a hyphen, which programs take for an option: its commands are to be written by hand", name)
	case strings.ContainsFunc(value, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
	}):
		return fmt.Errorf("%s of the target holds characters that cannot be seen: its commands are to be written by hand", name)
	}
	return nil
}

// plainWord is what a shell takes for one word as it stands.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// Quote writes s as a single word of a POSIX shell (IEEE Std 1003.1, 2.2.2): within
// single quotes nothing has a meaning but the quote.
func Quote(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// fill puts the target's names into a command. What is not known becomes a variable that
// the owner sets.
func (m *maker) fill(command string) string {
	filled := slot.ReplaceAllStringFunc(command, func(s string) string {
		name := strings.Trim(s, "{}")
		value, ok := m.values[name]
		switch {
		case name == "at" && m.c.Target.Named:
			return "--endpoint-url " + Quote(m.values["endpoint"])
		case name == "at":
			return "\x00" // Amazon's own, which the region tells
		case !ok:
			return `"$` + strings.ToUpper(name) + `"`
		}
		return Quote(value)
	})
	for _, found := range variable.FindAllStringSubmatch(slot.ReplaceAllString(command, ""), -1) {
		m.set[found[1]] = true
	}
	for _, found := range slot.FindAllStringSubmatch(command, -1) {
		if _, ok := m.values[found[1]]; !ok && found[1] != "at" {
			m.set[strings.ToUpper(found[1])] = true
		}
	}
	return strings.TrimSpace(strings.ReplaceAll(filled, " \x00", ""))
}
