package detect

import "bytes"

// What a line looks like. Each function looks at one line without what is blank at its ends.

// startsWithAny reports whether a line begins with one of words, which are lower case.
func startsWithAny(s []byte, words *[256][][]byte) bool {
	for _, w := range words[lower[s[0]]] {
		if foldedAt(s, 0, w) {
			return true
		}
	}
	return false
}

// byFirst files words by their first byte.
func byFirst(words ...string) *[256][][]byte {
	m := new([256][][]byte)
	for _, w := range words {
		m[w[0]] = append(m[w[0]], []byte(w))
	}
	return m
}

var (
	comments     = byFirst("//", "/*", "*/", "* ")
	networkWords = byFirst("interface ", "ip ", "set ", "no ", "switchport ", "vlan ", "access-list ", "permit ", "deny ", "neighbor ",
		"network ", "router ", "add ", "-a ", "-p ", "-n ", ":input", ":output", ":forward", "address", "netmask", "gateway", "option ", "subnet ",
		"range ", "edit ", "next", "config ", "end", "hostname ", "spanning-tree ", "description ", "snmp-server ", "line ", "service ", "crypto ",
		"allowedips", "publickey", "privatekey", "presharedkey", "endpoint", "listenport", "persistentkeepalive", "dns ", "mtu ", "iface ", "auto ", "up ",
		"down ", "nameserver ", "/ip ", "/interface ", "/system ", "undo ", "port ", "acl ", "rule ", "hardware ethernet", "fixed-address", "in\t", "@",
		"host ", "exit", "logging ", "ntp ", "aaa ", "enable ", "server ", "push ", "remote ", "dev ", "proto ", "dhcp4", "addresses:", "- ", "!")
	sqlWords = byFirst("insert into", "create table", "create database", "create index", "create unique", "create sequence", "alter table", "alter database",
		"drop table", "drop database", "set ", "copy ", "go", "use ", "lock tables", "unlock tables", "--", "/*!", "values", "primary key", "key `", "select pg_",
		"pragma ", "begin transaction", "commit", "`", "constraint ", "grant ", ") engine", "(", "\\.", "rem ")
	shortMonths = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
	levelWords  = byFirst("info", "warn", "error", "debug", "fatal", "trace", "notice", "critical", "fail")
)

// timeAt returns how long the point in time is with which a line begins, 0 if it begins with none:
// a date and a time of day, or a time of day to the second.
func timeAt(s []byte) int {
	i := 0
	for i < len(s) && i < 2 && (s[i] == '[' || s[i] == '<' || s[i] == '(') {
		i++
	}
	if n := dateAt(s[i:]); n > 0 {
		j := i + n
		for j < len(s) && j < i+n+3 && (s[j] == ' ' || s[j] == 'T' || s[j] == ',' || s[j] == '\t' || s[j] == ':') {
			j++
		}
		if m := clockAt(s[j:]); m > 0 {
			return j + m
		}
		return 0
	}
	if i < len(s) && isAlpha(s[i]) { // "Feb  3 04:10:01", perhaps after the day of the week
		for k := 0; k < 2 && i+4 < len(s); k, i = k+1, i+4 {
			if !monthAt(s[i:]) {
				continue
			}
			j := i + 3
			for j < len(s) && j < i+7 && (s[j] == ' ' || isDigit(s[j])) {
				j++
			}
			if m := clockAt(s[j:]); m > 0 {
				return j + m
			}
			return 0
		}
		return 0
	}
	if m := clockAt(s[i:]); m >= 8 {
		return i + m
	}
	return 0
}

func monthAt(s []byte) bool {
	for _, m := range shortMonths {
		if foldedAt(s, 0, []byte(m)) && len(s) > 3 && s[3] == ' ' {
			return true
		}
	}
	return false
}

// clockAt returns how long a time of day is: "04:10", "04:10:01.123".
func clockAt(s []byte) int {
	if len(s) < 4 || !isDigit(s[0]) {
		return 0
	}
	i := 1
	if isDigit(s[i]) {
		i++
	}
	if i+2 >= len(s) || s[i] != ':' || !isDigit(s[i+1]) || !isDigit(s[i+2]) {
		return 0
	}
	i += 3
	for i < len(s) && (isDigit(s[i]) || s[i] == ':' || s[i] == '.' || s[i] == ',') {
		i++
	}
	return i
}

// timeWithin reports whether a time of day to the second stands in the first 60 bytes.
func timeWithin(s []byte) bool {
	s = s[:min(len(s), 60)]
	for i := 2; i+5 < len(s); i++ {
		if s[i] == ':' && s[i+3] == ':' && isDigit(s[i-1]) && isDigit(s[i+1]) && isDigit(s[i+4]) {
			return true
		}
	}
	return false
}

// dateAt returns how long a date of numbers is: "2024-03-11", "11.03.24", "11/03", "11-Mar-2024".
func dateAt(s []byte) int {
	i, groups, digits := 0, 0, 0
	for i < len(s) && i < 11 && groups < 3 {
		n := 0
		for i+n < len(s) && n < 5 && isDigit(s[i+n]) {
			n++
		}
		if n == 0 && groups == 1 && len(s)-i > 3 && isAlpha(s[i]) && isAlpha(s[i+1]) && isAlpha(s[i+2]) {
			n = 3
		}
		if n == 0 || n > 4 || n == 3 && isDigit(s[i]) {
			break
		}
		groups, digits, i = groups+1, digits+n, i+n
		if i >= len(s) || s[i] != '-' && s[i] != '.' && s[i] != '/' || i+1 >= len(s) || groups == 3 {
			break
		}
		i++
	}
	if groups < 2 || digits < 4 || i < len(s) && (isDigit(s[i]) || isAlpha(s[i]) && s[i] != 'T') {
		return 0
	}
	return i
}

// hasLevel reports whether the level of a message stands in the first 80 bytes.
func hasLevel(s []byte) bool {
	s = s[:min(len(s), 80)]
	for i := range s {
		if (i == 0 || !isAlpha(s[i-1])) && startsWithAny(s[i:], levelWords) {
			return true
		}
	}
	return false
}

// saidBy reports whether "Name: " or "] Name: " follows the time of a message.
func saidBy(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " ])-|\t>APMapm.")
	colon := bytes.IndexByte(rest, ':')
	if colon < 2 || colon > 28 || colon+1 >= len(rest) || rest[colon+1] != ' ' {
		return false
	}
	for _, c := range rest[:colon] {
		if !isAlpha(c) && c < 0x80 && c != ' ' && c != '.' && c != '-' && c != '\'' {
			return false
		}
	}
	return true
}

// zoneLine reports whether a line is one of a machine readable zone (ICAO 9303).
func zoneLine(s []byte) bool {
	if len(s) < 28 || len(s) > 46 {
		return false
	}
	fill := 0
	for _, c := range s {
		switch {
		case c == '<':
			fill++
		case c == ' ' || !isDigit(c) && (c < 'A' || c > 'Z'):
			return false
		}
	}
	return fill >= 2
}

// requestLine reports whether a web server logged a request.
func requestLine(s []byte) bool {
	i := bytes.Index(s, []byte(" HTTP/"))
	return i > 0 && bytes.IndexByte(s[:i], '"') > 0 && isDigit(s[0])
}

// recordOfLog reports whether an object of JSON has a time and a level or a message.
func recordOfLog(s []byte) bool {
	at := bytes.Contains(s, []byte(`"ts"`)) || bytes.Contains(s, []byte(`"time`)) || bytes.Contains(s, []byte(`timestamp"`)) ||
		bytes.Contains(s, []byte(`"eventTime"`)) || bytes.Contains(s, []byte(`"date"`)) || bytes.Contains(s, []byte(`"t"`))
	return at && (bytes.Contains(s, []byte(`"level"`)) || bytes.Contains(s, []byte(`"msg"`)) || bytes.Contains(s, []byte(`"message"`)) ||
		bytes.Contains(s, []byte(`"severity"`)) || bytes.Contains(s, []byte(`"eventName"`)))
}
