package credential

import (
	"bytes"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// assigned finds a name and what is assigned to it: NAME=value, "name": "value",
// name: value, <name>value, Name One=value of a connection string.
var assigned = regexp.MustCompile(`(?i)([a-z][a-z0-9_.-]{0,60}(?: (?:id|name|source|catalog|address))?)["']?[ \t]{0,8}(?:=>|:=|[=:>])[ \t]{0,8}["']?([^\s"'<>;,&{}()\[\]` + "`" + `]{1,300})`)

// nameForm is what names of databases, accounts and regions are made of.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$`)

// mostAssigned bounds the names and values of one block.
const mostAssigned = 128

// An assignment is one name and its value.
type assignment struct {
	role   Role
	prefix string // what stands before the words for the role: "smtp"
	value  string
	away   int // from the credential, in bytes
}

// assignments reads the names and values of a block in which a credential begins at a
// place. What has the same prefix as the credential's own name belongs to it, and of equal
// ones the nearest; what has another belongs to another.
// It returns the prefix of the credential's own name.
func (r *Reading) assignments(text []byte, at int) (prefix string) {
	var all []assignment
	for from, n := 0, 0; n < mostAssigned; n++ {
		m := assigned.FindSubmatchIndex(text[from:])
		if m == nil {
			break
		}
		for i := range m {
			m[i] += from
		}
		name, value := string(text[m[2]:m[3]]), string(text[m[4]:m[5]])
		from = m[5]
		if strings.Contains(value, "=") { // a connection string: SQL=Server=db1
			from = m[4]
		}
		role, p := roleOf(name)
		if m[4] <= at && at < m[5] {
			prefix = p
			continue
		}
		if within(text, m[2], at) {
			continue
		}
		if role != "" {
			away := m[4] - at
			all = append(all, assignment{role, p, value, max(away, -away)})
		} else if strings.Contains(value, "://") {
			all = append(all, assignment{Host, p, value, max(m[4]-at, at-m[4])})
		}
	}
	slices.SortStableFunc(all, func(a, b assignment) int { return a.away - b.away })
	for _, a := range all {
		if a.prefix == prefix {
			r.assign(a)
		}
	}
	return prefix
}

// within reports whether what stands at i is in an object that stands beside a credential at a place,
// and so need not be its own: between braces that the credential is outside of, or on a line that is
// indented further.
func within(text []byte, i, at int) bool {
	depth := 0
	if i < at {
		for _, c := range text[i:at] {
			if depth += braces[c]; depth < 0 {
				return true
			}
		}
	} else {
		for k := i - 1; k >= at; k-- {
			if depth -= braces[text[k]]; depth < 0 {
				return true
			}
		}
	}
	column, line := indentOf(text, i)
	own, ownLine := indentOf(text, at)
	return line != ownLine && (column > own && opensObject(text, line) || parted(text, min(line, ownLine), max(line, ownLine), min(column, own)))
}

// parted reports whether between two lines, which begin at from and to, there is a key without a value that
// is indented less than both: in YAML each stands in an object of its own then.
func parted(text []byte, from, to, column int) bool {
	for at := from; at < to; {
		line, _, _ := bytes.Cut(text[at:], []byte("\n"))
		if n := blanksOf(line); at > from && n < column && n < len(line) && bytes.HasSuffix(bytes.TrimRight(line, " \t\r"), []byte(":")) {
			return true
		}
		at += len(line) + 1
	}
	return false
}

var braces = [256]int{'{': 1, '}': -1}

// indentOf returns how far the line is indented in which i stands, behind a dash, and where it
// begins.
func indentOf(text []byte, i int) (column, line int) {
	line = bytes.LastIndexByte(text[:i], '\n') + 1
	for column = line; column < i && (text[column] == ' ' || text[column] == '\t' || text[column] == '-'); column++ {
	}
	return column - line, line
}

// opensObject reports whether the nearest line before the one at a place that is less indented is a
// key without a value, as in YAML.
func opensObject(text []byte, line int) bool {
	column := blanksOf(text[line:])
	for line > 0 {
		from := bytes.LastIndexByte(text[:line-1], '\n') + 1
		if n := blanksOf(text[from : line-1]); n < column && from+n < line-1 {
			return bytes.HasSuffix(bytes.TrimRight(text[from:line-1], " \t\r"), []byte(":"))
		}
		line = from
	}
	return false
}

// blanksOf counts the blanks and dashes that a line begins with.
func blanksOf(line []byte) int {
	return len(line) - len(bytes.TrimLeft(line, " \t-"))
}

// assign takes in an assignment whose value may be what its name says.
func (r *Reading) assign(a assignment) {
	value := strings.TrimRight(a.value, ".,")
	if strings.ContainsAny(value, "$%{}*") {
		return // filled in elsewhere
	}
	switch a.role {
	case Host:
		r.name(Host, plainHost(value))
		if _, rest, ok := strings.Cut(value, "://"); ok && storesRows(value) {
			_, path, _ := strings.Cut(rest, "/")
			if path, _, _ = strings.Cut(path, "?"); nameForm.MatchString(path) {
				r.name(Database, path)
			}
		}
	case User:
		if printable([]byte(value)) && len(value) <= 128 {
			r.name(User, value)
		}
	case Tenant, Client, KeyID:
		if len(value) >= 6 && len(value) <= 128 && printable([]byte(value)) {
			r.name(a.role, value)
		}
	default:
		if nameForm.MatchString(value) {
			r.name(a.role, value)
		}
	}
}

// roles are the words at the end of a name that say what its value is, "" that it is none of
// these; the longest is taken.
var roles = map[string]Role{
	"user": User, "username": User, "user name": User, "user id": User, "userid": User, "uid": User, "login": User, "usr": User, "email": User, "client email": User,
	"host": Host, "hostname": Host, "host name": Host, "server": Host, "data source": Host, "datasource": Host, "address": Host, "addr": Host, "endpoint": Host, "url": Host, "uri": Host,
	"database": Database, "database name": Database, "db": Database, "db name": Database, "dbname": Database, "catalog": Database, "initial catalog": Database,
	"account": Account, "account name": Account, "accountname": Account, "storage account": Account, "account id": Account, "project id": Account, "subscription id": Account,
	"tenant": Tenant, "tenant id": Tenant, "tenantid": Tenant, "directory id": Tenant, "org": Tenant, "organization": Tenant,
	"client id": Client, "clientid": Client, "app id": Client, "application id": Client, "consumer key": Client,
	"secret access key": "", "account access key": "", "storage access key": "", // the other half
	"access key id": KeyID, "access key": KeyID, "key id": KeyID, "private key id": KeyID, "shared access key name": KeyID, "api key id": KeyID,
	"region": Region, "default region": Region, "location": Region,
	"bucket": Container, "bucket name": Container, "container": Container, "container name": Container,
}

// secretWords stand in the names of credentials, and are no prefix.
var secretWords = []string{
	"password", "passwd", "pwd", "pass", "passphrase", "secret", "key", "token", "access", "client", "api", "private", "shared", "storage", "account", "id", "auth", "connection", "string", "credential", "credentials", "default",
}

// roleOf returns what the words at the end of a name say, and what stands before them.
// DB_NAME is a database, and its prefix that of DB_HOST.
func roleOf(name string) (role Role, prefix string) {
	words := wordsOf(name)
	for n := min(4, len(words)); n > 0; n-- {
		if r, ok := roles[strings.Join(words[len(words)-n:], " ")]; ok {
			if r == "" {
				break
			}
			rest := words[:len(words)-n]
			if r == Database && n == 2 && words[len(words)-2] == "db" {
				rest = words[:len(words)-1]
			}
			return r, prefixOf(rest)
		}
	}
	return "", prefixOf(words)
}

// ofDatabase reports whether the last word before a credential's name is of a database:
// DB_PASSWORD, spring.datasource.password, POSTGRES_PASSWORD.
func ofDatabase(prefix string) bool {
	last := prefix[strings.LastIndexByte(prefix, ' ')+1:]
	return slices.Contains([]string{"db", "database", "datasource", "sql"}, last) || storesRows(last)
}

func prefixOf(words []string) string {
	for len(words) > 0 && slices.Contains(secretWords, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

// wordsOf parts a name into its words, in lower case: at signs, and where a capital
// follows a small letter.
func wordsOf(name string) []string {
	var b strings.Builder
	small := false
	for _, c := range name {
		switch {
		case c == '_' || c == '-' || c == '.' || c == ' ':
			b.WriteByte(' ')
		case unicode.IsUpper(c) && small:
			b.WriteByte(' ')
			fallthrough
		default:
			b.WriteRune(unicode.ToLower(c))
		}
		small = unicode.IsLower(c) || unicode.IsDigit(c)
	}
	return strings.Fields(b.String())
}

// plainHost takes scheme, user, port and path off a host; "" where it is none.
func plainHost(s string) string {
	if i := strings.Index(s, "://"); i >= 0 {
		s = s[i+3:]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	s = strings.TrimPrefix(strings.ToLower(s), "tcp:")
	if i := strings.IndexAny(s, "/?#,\\"); i >= 0 {
		s = s[:i]
	}
	if host, port, ok := strings.Cut(s, ":"); ok && !strings.Contains(port, ":") {
		s = host
	}
	if addr, err := netip.ParseAddr(s); err == nil {
		return addr.String()
	}
	if s == "" || len(s) > longestName || !hostForm.MatchString(s) {
		return ""
	}
	return s
}

var hostForm = regexp.MustCompile(`^[a-z0-9_][a-z0-9_.-]{0,252}$`)
