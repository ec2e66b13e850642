package credential

import (
	"bytes"
	"strings"
)

// The lines about a credential that are looked at, at most so many before and behind it.
const besideLines = 12

// beside reads what the text about a credential says that it opens: the URL or the
// command in which it stands, the names and values beside it.
func (r *Reading) beside(rule string, value, around []byte, at int) {
	if at < 0 || at+len(value) > len(around) {
		return
	}
	if strings.HasPrefix(r.Form, "private key") || strings.HasSuffix(r.Form, " private key") {
		r.certificate(around[at+len(value):])
	}
	if r.authority(around, at, at+len(value)) {
		return
	}
	if strings.HasSuffix(rule, "-sas") || rule == "jwt" || bytes.Contains(value, []byte("://")) {
		return // they name what they open themselves; what stands beside them need not be theirs
	}
	if r.ofForm(rule, around, at) {
		return
	}
	from, to := statementAt(around, at)
	prefix := r.assignments(plainDefines(around[from:to]), at-from)
	if strings.HasPrefix(rule, "kubernetes-secret") {
		r.decodeNames()
	}
	if strings.Contains(rule, "password") && ofDatabase(prefix) {
		r.Form = DatabaseLogin
	}
}

// statementAt returns between which places what belongs to a credential is looked for: in the connection
// string that it stands in, which is whole by itself, else among the lines about it.
func statementAt(text []byte, at int) (from, to int) {
	from = bytes.LastIndexByte(text[:at], '\n') + 1
	to = from + len(lineAt(text, at))
	if bytes.Count(text[from:to], []byte{';'}) <= 1 {
		return block(text, at)
	}
	for _, quote := range []byte{'"', '\''} {
		open, end := bytes.LastIndexByte(text[from:at], quote)+from, bytes.IndexByte(text[at:to], quote)+at
		if open >= from && end >= at && bytes.IndexByte(text[open:end], ';') >= 0 {
			return open + 1, end
		}
	}
	return from, to
}

// wholeFrom returns where the first whole name begins in text of which the beginning may
// be cut off.
func wholeFrom(text []byte, at int) int {
	if at < cutBack {
		return 0
	}
	return bytes.IndexAny(text[:at], " \t\n\"';,{<") + 1
}

// cutBack is from how much text before a credential on its beginning may be cut off: a
// little less than detect lends.
const cutBack = 400

// authority reads user, host and database of the URL in whose authority a password
// stands: postgres://user:password@host:5432/database.
func (r *Reading) authority(around []byte, from, to int) bool {
	start := bytes.LastIndex(around[max(0, from-300):from], []byte("://"))
	if start < 0 {
		return false
	}
	start += max(0, from-300) + len("://")
	user, behind := around[start:from], around[to:]
	if bytes.ContainsAny(user, " \t\r\n\"'<>/@") || !bytes.HasSuffix(user, []byte(":")) || len(behind) == 0 || behind[0] != '@' {
		return false
	}
	if user = user[:len(user)-1]; printable(user) {
		r.name(User, string(user))
	}
	end := bytes.IndexAny(behind, " \t\r\n\"'<>`")
	if end < 0 {
		end = len(behind)
	}
	place, _, _ := bytes.Cut(behind[1:end], []byte("?"))
	hosts, path, _ := strings.Cut(string(place), "/")
	host, _, _ := strings.Cut(hosts, ",") // a cluster is named by its first
	r.name(Host, plainHost(host))
	scheme := around[:start-len("://")]
	if i := bytes.LastIndexFunc(scheme, notScheme); i >= 0 {
		scheme = scheme[i+1:]
	}
	if storesRows(string(scheme)) {
		r.Form = DatabaseLogin
		if database, _, _ := strings.Cut(path, "/"); nameForm.MatchString(database) {
			r.name(Database, database)
		}
	}
	return true
}

func notScheme(c rune) bool {
	return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.')
}

// storesRows reports whether what a scheme leads to names a database in its path.
func storesRows(scheme string) bool {
	for _, s := range []string{"postgres", "mysql", "mariadb", "mongodb", "redis", "sqlserver", "mssql", "clickhouse", "oracle", "cockroach", "db2"} {
		if strings.Contains(strings.ToLower(scheme), s) {
			return true
		}
	}
	return false
}

// lineAt returns the line in which a place stands.
func lineAt(text []byte, at int) []byte {
	from := bytes.LastIndexByte(text[:at], '\n') + 1
	to := len(text)
	if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
		to = at + i
	}
	return text[from:to]
}

// block returns the lines about a place that belong together: up to an empty line, the
// head of a section, or the braces about it.
func block(text []byte, at int) (from, to int) {
	from, to = at, at
	for lines, depth := 0, 0; from > 0; from-- {
		switch c := text[from-1]; {
		case c == '}':
			depth++
		case c == '{' && depth > 0:
			depth--
		case c == '{':
			return from, blockEnd(text, at)
		case c == '\n':
			if lines++; lines > besideLines || closes(text[from:]) || from > 1 && closes(text[from-2:]) {
				return from, blockEnd(text, at)
			}
		}
	}
	return wholeFrom(text, at), blockEnd(text, at)
}

func blockEnd(text []byte, at int) int {
	depth := 0
	for to, lines := at, 0; to < len(text); to++ {
		switch c := text[to]; {
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case c == '}':
			return to
		case c == '\n':
			if lines++; lines > besideLines || closes(text[to+1:]) {
				return to
			}
		}
	}
	return len(text)
}

// closes reports whether text begins with what ends a block of lines: an empty line, or
// the head of a section.
func closes(text []byte) bool {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.TrimSpace(line)
	return len(line) == 0 || line[0] == '[' && line[len(line)-1] == ']' || bytes.HasPrefix(line, []byte("---"))
}
