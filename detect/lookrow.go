package detect

import "bytes"

// What a row of a table or a pair of a file looks like.

// cellsOf returns how many cells a line has.
func cellsOf(s []byte) int {
	tab, semi, comma, bar, gaps := 0, 0, 0, 0, 0
	for i, c := range s {
		switch c {
		case '\t':
			tab++
		case ';':
			semi++
		case ',':
			comma++
		case '|':
			bar++
		case ' ':
			if i > 1 && s[i-1] == ' ' && s[i-2] != ' ' {
				gaps++
			}
		}
	}
	return 1 + max(tab, semi, comma, bar, gaps)
}

// hasPhone reports whether seven digits or more stand together as those of a telephone do.
func hasPhone(s []byte) bool {
	digits, groups, other := 0, 0, false
	for i, c := range s {
		switch {
		case isDigit(c):
			if i == 0 || !isDigit(s[i-1]) {
				groups++
			}
			digits++
		case (c == ' ' || c == '-' || c == '/' || c == '(' || c == ')') && digits > 0 && i+1 < len(s) && (isDigit(s[i+1]) || s[i+1] == '('):
		case c == '+':
			digits, groups, other = 0, 0, true
		default:
			if digits >= 7 && digits <= 15 && (groups >= 2 || other) {
				return true
			}
			digits, groups, other = 0, 0, false
		}
	}
	return digits >= 7 && digits <= 15 && (groups >= 2 || other)
}

// amountNearEnd reports whether an amount of money with its cents, or thousands, stands in the second half.
func amountNearEnd(s []byte) bool {
	for i := len(s) / 3; i+2 < len(s); i++ {
		if (s[i] == '.' || s[i] == ',') && i > 0 && isDigit(s[i-1]) && isDigit(s[i+1]) && isDigit(s[i+2]) &&
			(i+3 == len(s) || !isDigit(s[i+3]) && s[i+3] != '.' || i+4 < len(s) && isDigit(s[i+3]) && !isDigit(s[i+4])) {
			return true
		}
	}
	return false
}

// swiftField reports whether a line is a field of a SWIFT MT940 message: ":60F:".
func swiftField(s []byte) bool {
	return len(s) > 4 && s[0] == ':' && isDigit(s[1]) && isDigit(s[2]) && (s[3] == ':' || s[4] == ':')
}

// listedFile reports whether tar or ls lists a file: "-rw-r--r--".
func listedFile(s []byte) bool {
	if len(s) < 12 || s[0] != '-' && s[0] != 'd' && s[0] != 'l' {
		return false
	}
	for i := 1; i < 10; i++ {
		if c := s[i]; c != '-' && c != "rwx"[(i-1)%3] && c != 's' && c != 't' && c != 'S' && c != 'T' {
			return false
		}
	}
	return true
}

// savedFile reports whether a line names what was saved: with a sum of at least 32 hexadecimal
// digits, or as a file of a backup.
func savedFile(s []byte) bool {
	for i := sumDigits - 1; i < len(s); i += sumDigits { // every sum has one of these
		if !hexChars[s[i]] {
			continue
		}
		from := i
		for from > 0 && i-from < sumDigits && hexChars[s[from-1]] {
			from--
		}
		if run(s, from, 2*sumDigits, hexChars)-from >= sumDigits {
			return true
		}
	}
	for {
		dot := bytes.IndexByte(s, '.')
		if dot < 0 {
			return false
		}
		s = s[dot+1:]
		for _, end := range backupEnds {
			if bytes.HasPrefix(s, end) {
				return true
			}
		}
	}
}

const sumDigits = 32

var backupEnds = [][]byte{[]byte("bak"), []byte("dump"), []byte("sql.gz"), []byte("bkp"), []byte("vbk"), []byte("dmp"), []byte("tar.gz"), []byte("tar.zst")}

// networkAddress reports whether a line holds an address of IPv4 that is no version: four numbers.
func networkAddress(s []byte) bool {
	dots, digits := 0, 0
	for _, c := range s {
		switch {
		case isDigit(c) && digits < 3:
			digits++
			if dots == 3 {
				return true
			}
		case c == '.' && digits > 0:
			dots, digits = dots+1, 0
		default:
			dots, digits = 0, 0
		}
	}
	return false
}

// secretWords are those of names of what is secret; userNames of who has it.
var (
	columnSecrets = byFirst(secretWords[:25]...)
	secretNames   = byFirst(secretWords...)
	secretWords   = []string{"password", "passwd", "passwort", "kennwort", "pwd", "secret", "token", "api_key", "apikey", "api-key", "access_key", "accesskey",
		"private_key", "key-data", "senha", "contraseña", "wachtwoord", "şifre", "sifre", "parola", "mot de passe", "mdp", "palavra-passe", "パスワード", "密码",
		"passphrase", "_key", "_pass", "pass", "credential", "口令"}
	userNames = byFirst("user", "login", "benutzer", "utilisateur", "identifiant", "usuario", "utente", "utilizador", "usuário", "gebruiker", "kullanıcı",
		"ユーザー", "アカウント", "ログイン", "id", "用户", "账号", "帐号", "account", "konto", "system", "dienst", "service", "servicio", "servizio", "acesso")
)

// nameOfValue returns the name of a value before s[i]: at most three words of 32 bytes.
func nameOfValue(s []byte, i int) []byte {
	name := bytes.TrimRight(s[max(0, i-32):i], " \"'")
	words := 0
	for j := len(name) - 1; j >= 0; j-- {
		if nameEdge[name[j]] {
			name = name[j+1:]
			break
		}
		if name[j] != ' ' && (j == 0 || name[j-1] == ' ' || nameEdge[name[j-1]]) {
			words++
		}
	}
	if words > 3 {
		return nil
	}
	return name
}

// holdsOf reports whether s holds a byte of a set.
func holdsOf(s []byte, set *charset) bool {
	for _, c := range s {
		if set[c] {
			return true
		}
	}
	return false
}

// holdsAny reports whether s holds one of words, whatever its case in ASCII.
func holdsAny(s []byte, words *[256][][]byte) bool {
	for i := range s {
		if startsWithAny(s[i:], words) {
			return true
		}
	}
	return false
}

var (
	nameEdge  = new(charset).and(",;{(\t")
	valueEdge = new(charset).and(" \t\"';,<")
)

// secretPair reports whether a line gives a secret its value: "password = x", "pass: x", "password x".
func secretPair(s []byte) bool {
	if len(s) > 400 {
		return false
	}
	for i, c := range s {
		if c != '=' && c != ':' && (c != ' ' || i < 5 || i > 60 || !foldedEnd(s[:i], "password")) {
			continue
		}
		value := bytes.TrimLeft(s[i+1:], " \t\"'>=")
		if len(value) >= 4 && !holdsOf(value[:4], valueEdge) && holdsAny(nameOfValue(s, i), secretNames) {
			return true
		}
		if c == ':' && bytes.HasPrefix(s[i+1:], []byte("//")) {
			rest := s[i+3:]
			at, colon := bytes.IndexByte(rest, '@'), bytes.IndexByte(rest, ':')
			if colon > 0 && at > colon+2 && !bytes.ContainsAny(rest[:at], " /") {
				return true
			}
		}
	}
	return false
}

func foldedEnd(s []byte, word string) bool {
	return len(s) >= len(word) && foldedAt(s, len(s)-len(word), []byte(word))
}

// userColumns reports whether a line names columns of which one holds users or systems and one their passwords.
func userColumns(s []byte) bool {
	last := s[len(s)-1]
	return len(s) < 160 && last != '.' && last != ':' && holdsAny(s, columnSecrets) && holdsAny(s, userNames)
}
