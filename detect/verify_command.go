package detect

import "bytes"

// verifyCommand looks at a program that takes a password as an option: mysql
// -pSECRET, sshpass -p SECRET, sqlcmd -P SECRET.
func verifyCommand(v *view) {
	text, to := v.text, min(len(v.text), v.end+300)
	if !v.wordStart(v.start) {
		return
	}
	if i := bytes.IndexByte(text[v.end:to], '\n'); i >= 0 {
		to = v.end + i
	}
	if i := bytes.Index(text[v.end:to], v.lit()); i >= 0 {
		to = v.end + i // the next one reads on from there
	}
	option := byte('p')
	if c := lower[text[v.start]]; c == 'o' || lower[text[v.start+1]] == 'q' {
		option = 'P' // osql, sqlcmd
	}
	attached := lower[text[v.start]] == 'm'
	for i := v.end; i+3 < to; i++ {
		if text[i] != '-' || text[i+1] != option || i > v.end && !isBlank(text[i-1]) {
			continue
		}
		start := i + 2
		if !attached {
			start = run(text, start, 3, blanks)
		}
		start = run(text, start, 1, shellQuotes)
		end := run(text[:to], start, 100, commandValue)
		if end-start < 3 || text[start] == '-' || !attached && start == i+2 {
			return
		}
		v.secret(v.rule, start, end, whyContext|whyStructure)
		return
	}
}

var commandValue = chars("!-~").without("\"'\\;|&<>`")

// verifyShortWord looks at "pass:", "pw=" and the like: a short word for password
// with its separator.
func verifyShortWord(v *view) {
	if first := v.text[v.start]; wordChars[first] && !v.camelStart() && !(v.start > 0 && v.text[v.start-1] == '_') {
		return
	}
	if v.start > 1 && v.text[v.start-1] == ' ' && v.text[v.start-2] == '-' {
		return // --- PASS: the result of a test
	}
	if testPassed(v.text[max(0, v.start-128):v.end]) {
		return
	}
	v.end-- // the separator belongs to the assignment
	verifyAssignment(v)
}

// verifyLogin looks at a word for access data with "user / password" behind it.
func verifyLogin(v *view) {
	text := v.text
	if !v.wordStart(v.start) {
		return
	}
	i := run(text, v.end, 24, loginGap)
	if i == v.end {
		return
	}
	end := run(text, i, 65, userChars)
	if end-i < 2 || end-i > 64 {
		return
	}
	slash := run(text, end, 2, blanks)
	if slash >= len(text) || text[slash] != '/' || slash > end+1 {
		return
	}
	start := run(text, slash+1, 2, blanks)
	stop := start + beforeParam(text[start:run(text, start, 64, commandValue)])
	for stop > start && bytes.IndexByte([]byte(".,)]"), text[stop-1]) >= 0 {
		stop--
	}
	value := text[start:stop]
	if len(value) < 6 || classesIn(value) < 3 || !hasDigit(value) || bytes.IndexByte(value, '/') >= 0 || (slash == end) != (start == slash+1) {
		return
	}
	v.secret(v.rule, start, stop, whyContext|whyWeak)
}

var loginGap = chars(" \t:=-")
