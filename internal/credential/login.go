package credential

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/hemostat/hemostat/exposure"
)

// LoginField returns in which field a password stands that belongs to a login of which the
// text says who or where it is, "" where it does not. An organisation is told of such alone: what
// merely stands in one file with its name is somebody else's.
func LoginField(rule string, value, around []byte, at int, part exposure.Part) exposure.Field {
	switch {
	case !Password(rule) && rule != "login-pair":
		return ""
	case part == exposure.PartTable && rule == "password-field":
		return exposure.FieldLoginRow
	case at < 0 || at+len(value) > len(around):
		return ""
	case rule == "url-password":
		if publicHost(around, at, at+len(value)) {
			return exposure.FieldLoginURL
		}
	case behindAddress(around[:at]):
		return exposure.FieldLogin
	}
	return ""
}

// publicHost reports whether a password stands in the authority of a URL that leads to a host
// under a public suffix: only of that is the domain known to follow.
func publicHost(around []byte, from, to int) bool {
	var r Reading
	if !r.authority(around, from, to) {
		return false
	}
	i := slices.IndexFunc(r.Names, func(n Name) bool { return n.Role == Host })
	if i < 0 {
		return false
	}
	host := strings.ToLower(r.Names[i].Value)
	suffix, managed := publicsuffix.PublicSuffix(host)
	return managed && host != suffix
}

// An address, what opens and closes it, and the words between it and a password. What is
// assigned to a name has the name before it.
var loginAddress = regexp.MustCompile(`(?:^|[\s"'<(\[,;|:=])([\pL\pN._%+-]{1,64}@[\pL\pN-]{1,63}(?:\.[\pL\pN-]{1,63}){1,8})([^@]{1,48})$`)

// userWords are names to which who signs in is assigned, addressWords those of an address.
var (
	userWords    = []string{"user", "username", "user name", "userid", "user id", "login", "benutzer", "benutzername", "utilisateur", "usuario", "usuário", "utente", "kullanıcı"}
	addressWords = []string{"email", "e-mail", "mail"}
)

// betweenWords are all that may stand between an address and its password.
var betweenWords = []string{
	"password", "passwort", "kennwort", "passwd", "pwd", "pw", "pass", "passphrase", "contraseña", "senha", "wachtwoord", "parola", "şifre", "mot", "de", "passe",
	"and", "und", "et", "with", "mit", "avec", "con", "com", "the", "das", "is", "ist", "lautet", "est", "es", "パスワード", "密码",
}

// behindAddress reports whether text ends in an address and what leads from it to its
// password, in one line. A user's name alone may be a line above.
func behindAddress(before []byte) bool {
	m := loginAddress.FindSubmatchIndex(before)
	if m == nil {
		return false
	}
	name, assigned := assignedTo(before[:m[2]])
	user := assigned && namesUser(name)
	if assigned && !user && !slices.Contains(addressWords, name) {
		return false
	}
	between := strings.ToLower(string(before[m[4]:m[5]]))
	if lines := strings.Count(between, "\n"); lines > 1 || lines == 1 && !user {
		return false
	}
	for _, w := range strings.FieldsFunc(between, func(c rune) bool { return strings.ContainsRune(" \t\r\n,;:=/|<>()[]\"'«„“”-–—.", c) }) {
		if !slices.Contains(betweenWords, w) {
			return false
		}
	}
	return true
}

// namesUser reports whether a name is that of who signs in: "login", "Jane's login".
func namesUser(name string) bool {
	return slices.Contains(userWords, name) || slices.Contains(userWords, name[strings.LastIndexByte(name, ' ')+1:])
}

// assignedTo returns the name to which something is assigned that begins where text ends, in
// small letters, and false where nothing is.
func assignedTo(text []byte) (name string, ok bool) {
	text = bytes.TrimRight(text, " \t\"'<([")
	if len(text) == 0 || text[len(text)-1] != '=' && text[len(text)-1] != ':' {
		return "", false
	}
	text = bytes.TrimRight(text[:len(text)-1], " \t\"'")
	if i := bytes.LastIndexAny(text, "\r\n,;|{}([<\"'&?"); i >= 0 {
		text = text[i+1:]
	}
	return strings.ToLower(strings.Trim(string(text), " \t-*")), true
}
