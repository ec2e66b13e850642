package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// verifyURL looks at "://": the registrable domain of the host, and a password
// in the user information.
func verifyURL(v *view) {
	text := v.text
	if v.start == 0 || !isAlpha(text[v.start-1]) && !isDigit(text[v.start-1]) {
		return
	}
	end := run(text, v.end, 512, authorityChars)
	end = v.withinCell(v.end, end)
	end = v.beforeNext(v.end, end)
	authority := text[v.end:end]
	v.st.skip.authority = v.base + int64(end)
	hostStart := v.end
	if at := bytes.LastIndexByte(authority, '@'); at >= 0 {
		hostStart += at + 1
		v.urlPassword(v.end + at)
	}
	hostEnd := run(text, hostStart, maxDomain+1, domainChars)
	hostEnd = trimDomain(text, hostStart, hostEnd)
	v.domain(v.st.e.builtin.domainURL, hostStart, hostEnd, whyURL, v.st.e.builtin.domainURL.Score)
}

// beforeNext returns where the authority text[from:end] of a URL ends that a list's next item
// follows: "cydxq.example,cyd@barrowxq.example" is a host and an address, and no user "cydxq.example,cyd".
func (v *view) beforeNext(from, end int) int {
	text := v.text
	host := min(end, run(text, from, maxDomain+1, domainChars))
	to := host
	if to < end && text[to] == ':' {
		to = min(end, run(text, to+1, 5, digitChars))
	}
	if to == end || to-host == 1 || bytes.IndexByte(listSigns, text[to]) < 0 || bytes.IndexByte(text[to:end], '@') < 0 {
		return end
	}
	if _, ok := v.st.host(text[from:host]); !ok {
		return end
	}
	return to
}

// listSigns part the items of a list that need not have blanks.
var listSigns = []byte(",;|")

// inAuthority reports whether i stands in the authority of a URL, where an '@'
// ends the user information. It may be asked of places at or behind the last
// "://" that was looked at.
func (v *view) inAuthority(i int) bool { return v.base+int64(i) < v.st.skip.authority }

var (
	authorityChars = chars("!-.0-;=?-~").without("\"'<>\\`?/#")
)

// without returns c less the bytes of s.
func (c *charset) without(s string) *charset {
	d := *c
	for i := range len(s) {
		d[s[i]] = false
	}
	return &d
}

// domain hands on the registrable domain of a host.
func (v *view) domain(r *Rule, start, end int, w why, score int) {
	host, ok := v.st.host(v.text[start:end])
	if !ok {
		return
	}
	class := exposure.Class("")
	switch {
	case host.own:
		class = exposure.ClassOwn
	case host.reserved:
		class, w = exposure.ClassReserved, w|whyReserved
	case host.freeMail:
		class = exposure.ClassFreeMail
	case host.common:
		class, score, w = exposure.ClassSystem, 30, w|whyCommon
	case host.hosted:
		class = exposure.ClassSystem
	}
	start = end - host.registrable
	v.found(r, start, end, v.text[start:end], score, class, w|whySuffix)
}

// domainCell takes a host name or URL in a column of domains.
func (v *view) domainCell() {
	text := v.text
	if i := bytes.Index(v.value(), []byte("://")); i >= 0 {
		return // verifyURL has it
	}
	end := run(text, v.start, maxDomain+1, domainChars)
	if end < v.end && text[end] != '/' && text[end] != ':' && text[end] != ' ' && text[end] != ',' {
		return
	}
	end = trimDomain(text, v.start, min(end, v.end))
	v.domain(v.st.e.builtin.domainField, v.start, end, whyField, v.st.e.builtin.domainField.Score)
}

// hostCell takes the name of a machine in a column of hosts.
func (v *view) hostCell() {
	val := v.value()
	end := run(val, 0, 254, hostChars)
	if end < len(val) && val[end] != ':' && val[end] != '/' && val[end] != '\\' && val[end] != ',' || v.st.e.lists.isNoValue(val) {
		return
	}
	name := val[:end]
	if len(name) < 2 || len(name) > 253 || run(name, 0, len(name), chars4) == len(name) || string(name) == "localhost" {
		return
	}
	r := v.st.e.builtin.hostField
	w, score := whyField, r.Score
	if host, public := v.st.host(name); public && !machineOf(name, host) {
		v.domain(v.st.e.builtin.domainField, v.start, v.start+end, whyField, v.st.e.builtin.domainField.Score-10)
		return
	}
	v.found(r, v.start, v.start+end, name, score, "", w)
}

// machineOf reports whether a name under a registrable domain names a machine
// of it, and not the domain or its website.
func machineOf(name []byte, host *hostInfo) bool {
	front := len(name) - host.registrable - 1
	return front > 0 && !foldedAt(name, 0, []byte("www.")) && !host.common
}

// verifyWWW looks at "www." outside of a URL.
func verifyWWW(v *view) {
	text := v.text
	if v.start > 0 && (word8Chars[text[v.start-1]] || bytes.IndexByte([]byte("@./-"), text[v.start-1]) >= 0) {
		return
	}
	if field, _ := v.field(v.start); field == fieldDomain {
		return // domainCell has it
	}
	end := run(text, v.end, maxDomain+1, domainChars)
	end = trimDomain(text, v.end, end)
	v.domain(v.rule, v.end, end, whyPrefix, v.rule.Score)
}

var (
	hostChars = chars("A-Za-z0-9._-")
	chars4    = chars("0-9.")
)

// verifyHostSuffix looks at ".local", ".internal", ".corp" and the like: the
// name before it is a machine of an internal network (RFC 6762, RFC 8375). A
// registrable domain may follow: srv-db01.corp.contoso.example.
func verifyHostSuffix(v *view) {
	text, end := v.text, v.end
	within := text[end-1] == '.' || end+1 < len(text) && text[end] == '.' && wordChars[text[end+1]]
	if within {
		end = trimDomain(text, v.start, run(text, v.start, 253, domainChars))
	}
	if !v.wordEnd(end) || v.start == 0 || end < len(text) && (text[end] == '(' || text[end] == '-' || text[end] == '@') {
		return
	}
	start := runBack(text, v.start, 200, hostChars)
	for start < v.start && (text[start] == '.' || text[start] == '-' || text[start] == '_') {
		start++
	}
	if start == v.start || start > 0 && (text[start-1] == '$' || text[start-1] == ')' || text[start-1] == ']') {
		return
	}
	if start > 0 && text[start-1] == '@' && !v.inAuthority(start-1) {
		return // of an address
	}
	name := text[start:end]
	first := name[:bytes.IndexByte(name, '.')]
	if bytes.IndexByte(name, '_') >= 0 || len(first) < 2 || bytes.Contains(name, []byte("..")) || v.st.e.lists.codeWord(first) {
		return
	}
	if suffix := text[v.start:v.end]; !within && run(suffix, 0, len(suffix), lowerDots) < len(suffix) && (run(name, 0, len(name), upperDots) < len(name) || bytes.Count(name, []byte{'.'}) == 1) {
		return // time.Local, obj.LOCAL
	}
	score, w := v.rule.Score, whySuffix
	switch {
	case within:
		if host, public := v.st.host(name); !public || end-host.registrable <= v.start {
			return
		}
	case run(first, 0, len(first), asciiLetters) == len(first) && bytes.Count(name, []byte{'.'}) == 1 && !(start >= 3 && bytes.HasSuffix(text[:start], []byte("//"))):
		score, w = score-35, w|whyWeak // settings.local, this.internal
	}
	v.found(v.rule, start, end, name, score, "", w)
}

var (
	lowerDots = chars("a-z.")
	upperDots = chars("A-Z0-9.-")
)

// codeWord reports whether a label is a word of programs rather than a machine.
func (l *lists) codeWord(b []byte) bool {
	switch string(b) {
	case "this", "self", "settings", "config", "env", "application", "e", "it", "module", "package", "org", "com", "net", "io", "java", "system", "window", "props", "state", "data", "file", "tsconfig", "appsettings":
		return true
	}
	return false
}

// verifyUNC looks at two backslashes: \\server\share.
func verifyUNC(v *view) {
	text := v.text
	if v.start > 0 && (text[v.start-1] == '\\' || wordChars[text[v.start-1]] || text[v.start-1] == ':') {
		return
	}
	i := v.end
	escaped := false
	if i+1 < len(text) && text[i] == '\\' && text[i+1] == '\\' { // "\\\\server\\share" in a program
		i, escaped = i+2, true
	}
	end := run(text, i, 64, hostChars)
	if end-i < 2 || end-i > 63 || end >= len(text) || text[end] != '\\' || !isAlpha(text[i]) && !isDigit(text[i]) {
		return
	}
	share := end + 1
	if escaped {
		share++
	}
	if n := run(text, share, 80, shareChars) - share; n < 1 || run(text, i, 64, chars4) == end {
		return
	}
	if end-i < 4 && !escaped {
		return // \\n\, \\d\ in expressions
	}
	switch asString(bytes.ToLower(text[i:end])) {
	case "host", "server", "servername", "computer", "computername", "machine", "share", "hostname", "unc", "myserver":
		v.found(v.rule, i, end, text[i:end], 25, exposure.ClassExample, whyShape|whyPlaceholder)
		return
	}
	v.found(v.rule, i, end, text[i:end], v.rule.Score, "", whyShape)
}

var shareChars = chars("A-Za-z0-9 _.$-").with8bit()

// verifyBackslash looks at a context such as "user: DOMAIN\name".
func verifyBackslash(v *view) {
	text := v.text
	if v.start == 0 || v.end >= len(text) || text[v.end] == '\\' || text[v.start-1] == '\\' {
		return
	}
	start := runBack(text, v.start, 16, netbiosChars)
	end := run(text, v.end, 33, loginChars)
	for end > v.end && text[end-1] == '.' {
		end--
	}
	if n := v.start - start; n < 2 || n > 15 || end-v.end < 2 || end-v.end > 32 || !v.wordStart(start) {
		return
	}
	if start > 0 && (text[start-1] == '\\' || text[start-1] == ':' || text[start-1] == '/' || text[start-1] == '.' || text[start-1] == '$' || text[start-1] == '%') {
		return
	}
	if end < len(text) && (text[end] == '\\' || text[end] == '(' || text[end] == '.' || text[end] == '/' || text[end] == '*') {
		return
	}
	if c, d := text[v.end], text[v.end+1]; c == 'x' && hexChars[d] || bytes.IndexByte([]byte("nrtvfabu0"), c) >= 0 && (!isLower(d) || end-v.end < 4) {
		return // an escape: "R0\nBNE"
	}
	domain := text[start:v.start]
	if !isAlpha(domain[0]) || run(domain, 0, len(domain), upperDigits) < len(domain) || v.st.e.lists.noDomain(domain) {
		return
	}
	if !isAlpha(text[v.end]) || run(text, v.end, 33, upperDigits) == end && end-v.end > 20 {
		return
	}
	v.found(v.rule, start, end, text[start:end], v.rule.Score, "", whyShape)
}

var (
	netbiosChars = chars("A-Za-z0-9-")
	upperDigits  = chars("A-Z0-9-")
	loginChars   = chars("A-Za-z0-9._$-")
)

// noDomain names what stands before a backslash and is no domain.
func (l *lists) noDomain(b []byte) bool {
	switch string(b) {
	case "HKLM", "HKCU", "HKEY", "HKCR", "HKU", "SOFTWARE", "SYSTEM", "NT", "BUILTIN", "AUTHORITY", "WINDOWS", "PROGRAM", "USERS", "BIN", "LIB", "SRC", "DEBUG", "RELEASE", "ROOT", "REGISTRY":
		return true
	}
	return false
}
