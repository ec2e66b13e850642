package credential

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strings"
)

// ofForm reads what stands beside a credential in a form of its own, and reports whether that says all
// there is to say: what stands in the lines about it is another's.
func (r *Reading) ofForm(rule string, around []byte, at int) bool {
	line := lineAt(around, at)
	switch rule {
	case "command-password", "curl-credential":
		r.command(line)
	case "powershell-password":
		if m := psCredential.FindSubmatch(line); m != nil && printable(m[1]) {
			r.name(User, string(m[1]))
		}
	case "netrc-password":
		r.netrc(around[:at])
	case "pgpass-password":
		return r.pgpass(line)
	}
	return len(r.Names) > 0
}

// plainDefines makes of PHP's define('DB_USER', 'shop') what is assigned to a name, at the same places.
func plainDefines(text []byte) []byte {
	all := phpDefine.FindAllSubmatchIndex(text, mostAssigned)
	if all == nil {
		return text
	}
	text = bytes.Clone(text)
	for _, m := range all {
		text[m[2]] = '='
	}
	return text
}

var phpDefine = regexp.MustCompile(`(?i)\bdefine\(\s*["'][a-z0-9_]{1,60}["']\s*(,)\s*["']`)

// decodeNames takes names out of base64, in which the manifest of a Kubernetes secret has them.
func (r *Reading) decodeNames() {
	for i := range r.Names {
		if plain, err := base64.StdEncoding.DecodeString(r.Names[i].Value); err == nil && printable(plain) {
			r.Names[i].Value = string(plain)
		}
	}
}

// psCredential is how PowerShell makes a user and a password one.
var psCredential = regexp.MustCompile(`(?i)PSCredential["']?\s*[ (]\s*["']([^"'\s]{1,128})["']`)

// Words of a .netrc: "machine HOST login USER password SECRET", on one line or several (ftp(1)).
var (
	netrcMachine = regexp.MustCompile(`(?:^|\s)machine\s+(\S{1,253})`)
	netrcLogin   = regexp.MustCompile(`\slogin\s+(\S{1,128})`)
)

// netrc reads the entry at whose password text ends.
func (r *Reading) netrc(text []byte) {
	all := netrcMachine.FindAllSubmatchIndex(text, -1)
	if len(all) == 0 {
		return
	}
	last := all[len(all)-1]
	r.name(Host, plainHost(string(text[last[2]:last[3]])))
	if m := netrcLogin.FindSubmatch(text[last[3]:]); m != nil && printable(m[1]) {
		r.name(User, string(m[1]))
	}
}

// pgpass reads a line of .pgpass: host:port:database:user:password, "*" for any (PostgreSQL, 32.16).
func (r *Reading) pgpass(line []byte) bool {
	parts := bytes.SplitN(line, []byte(":"), 5)
	if len(parts) != 5 {
		return false
	}
	for i, role := range []Role{Host, "", Database, User} {
		value := strings.TrimSpace(string(parts[i]))
		switch {
		case role == "" || value == "*" || value == "":
		case role == Host:
			r.name(Host, plainHost(value))
		case role == Database && !nameForm.MatchString(value), !printable([]byte(value)):
		default:
			r.name(role, value)
		}
	}
	r.Form = DatabaseLogin
	return true
}

// Options of programs that ask for a user, a host and a database.
var (
	userOption = regexp.MustCompile(`(?:^|\s)(?:-u|-U|--user|--username|-l)[= ]?([^\s:-][^\s:]{0,63})`)
	hostOption = regexp.MustCompile(`(?:^|\s)(?:-h|-H|--host|-S|--server)[= ]?([A-Za-z0-9][A-Za-z0-9_.:-]{0,252})`)
	dataOption = regexp.MustCompile(`(?:^|\s)(?:-d|-D|--database|--dbname)[= ]?([A-Za-z][A-Za-z0-9_.-]{0,63})`)
	anyURL     = regexp.MustCompile(`https?://[^\s"'<>]{1,300}`)
)

// command reads the line of a shell in which a password stands.
func (r *Reading) command(line []byte) {
	first := func(re *regexp.Regexp) string {
		if m := re.FindSubmatch(line); m != nil {
			return strings.Trim(string(m[1]), `"'`)
		}
		return ""
	}
	r.name(User, first(userOption))
	if bytes.Contains(line, []byte("curl")) {
		r.name(Host, hostOf(string(anyURL.Find(line))))
		return
	}
	r.name(Host, plainHost(first(hostOption)))
	r.name(Database, first(dataOption))
}
