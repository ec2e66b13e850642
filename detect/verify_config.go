package detect

import (
	"bytes"
	"encoding/base64"

	"github.com/hemostat/hemostat/exposure"
)

var (
	plainQuotes  = chars("\"'")
	blankOrQuote = chars(" \t\"'")
)

// How far before and after its kind a manifest of Kubernetes is read.
const (
	manifestBack  = 1536
	manifestAhead = 6 << 10
)

// verifyKubeSecret looks at "kind: Secret": what stands under data and stringData
// of a manifest (https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-config-file).
func verifyKubeSecret(v *view) {
	text := v.text
	end := run(text, v.end, 1, plainQuotes)
	if end < len(text) && wordChars[text[end]] {
		return // SecretList, SecretStore
	}
	from, to := max(0, v.start-manifestBack), min(len(text), end+manifestAhead)
	for _, mark := range manifestMarks {
		if i := bytes.LastIndex(text[from:v.start], mark); i >= 0 {
			from += i
		}
		if i := bytes.Index(text[end:to], mark); i >= 0 {
			to = end + i
		}
	}
	v.secretData(from, v.start)
	v.secretData(end, to)
}

// manifestMarks part manifests; the one that comes most often is looked for first.
var manifestMarks = [][]byte{[]byte("ind:"), []byte("\n---"), []byte(`ind"`)}

// keyEdges stand around the names of values.
var keyEdges = chars("\"',{ ")

// secretData takes the values under data: and stringData: in text[from:to].
func (v *view) secretData(from, to int) {
	inside, indent := false, 0
	for i := from; i < to; {
		end := lineEnd(v.text[:to], i)
		first := run(v.text, i, end-i, blanks)
		line := v.text[first:end]
		switch name, _, _ := bytes.Cut(trimmed(line, keyEdges), []byte{':'}); {
		case len(line) == 0 || line[0] == '#':
		case equalFold(trimmed(name, keyEdges), "data"), equalFold(trimmed(name, keyEdges), "stringdata"):
			inside, indent = true, first-i
		case inside && first-i <= indent && line[0] != '"' && line[0] != '}':
			inside = false
		case inside:
			v.secretDatum(first, end)
		}
		i = end + 1
		for i < to && v.text[i-1] != '\n' {
			i++
		}
	}
}

// secretDatum takes the value of one line: key: base64.
func (v *view) secretDatum(first, end int) {
	text := v.text
	start := first
	if i := bytes.IndexByte(text[first:end], ':'); i >= 0 {
		start = run(text, first+i+1, 4, blankOrQuote)
	}
	stop := run(text[:end], start, maxMatch, charsets["base64"])
	if n := stop - start; n < 8 || stop < end && bytes.IndexByte([]byte("\"', }"), text[stop]) < 0 {
		return
	}
	if n := stop - start; n%4 == 0 {
		var out [96]byte
		m, err := base64.StdEncoding.Decode(out[:], text[start:start+min(n, 128)&^3])
		if err == nil && m > 0 {
			score, class, w := judge(out[:m], v.rule.Score, "", whyContext|whyStructure)
			v.found(v.rule, start, stop, text[start:stop], max(score, filledIn), class, w)
		}
	}
}

func equalFold(b []byte, word string) bool {
	return len(b) == len(word) && foldedAt(b, 0, []byte(word))
}

// How much of a command is read behind "curl ".
const commandAhead = 600

// verifyCurl looks at "curl ": user and password behind -u, a header that signs
// in behind -H.
func verifyCurl(v *view) {
	text, to := v.text, min(len(v.text), v.end+commandAhead)
	if i := bytes.Index(text[v.end:to], []byte("curl ")); i >= 0 {
		to = v.end + i
	}
	for i := v.end; i < to; i++ {
		if text[i] == '\n' && text[i-1] != '\\' && text[i-1] != '^' && text[i-1] != '`' && !bytes.HasSuffix(text[:i], []byte("\\\r")) {
			return
		}
		if text[i] != '-' || !isSpace(text[i-1]) {
			continue
		}
		switch rest := text[i:to]; {
		case bytes.HasPrefix(rest, []byte("-u")) && !bytes.HasPrefix(rest, []byte("-url")):
			v.curlUser(i+2, to)
		case bytes.HasPrefix(rest, []byte("--user")) && !bytes.HasPrefix(rest, []byte("--user-")):
			v.curlUser(i+6, to)
		case bytes.HasPrefix(rest, []byte("-H")):
			v.curlHeader(i+2, to)
		case bytes.HasPrefix(rest, []byte("--header")):
			v.curlHeader(i+8, to)
		}
	}
}

var (
	shellQuotes = chars("\"'\\")
	argumentGap = chars(" \t=")
)

// curlUser takes the password of user:password at i.
func (v *view) curlUser(i, to int) {
	text := v.text
	i = run(text, i, 3, argumentGap)
	i = run(text, i, 2, shellQuotes)
	end := i
	for end < to && !isSpace(text[end]) && end < i+160 {
		end++
	}
	colon := bytes.IndexByte(text[i:end], ':')
	if colon < 0 || text[i] == '<' {
		return
	}
	start := run(text, i+colon+1, 2, shellQuotes)
	for end > start && (shellQuotes[text[end-1]] || text[end-1] == ',' || text[end-1] == ';' || text[end-1] == ')') {
		end--
	}
	switch user := text[i : i+colon]; {
	case end <= start && len(user) >= 12 && hasDigit(user) && classesIn(user) >= 2:
		start, end = i, i+colon // a key in place of the user
	case end-start < 2 || bytes.HasPrefix(text[start:end], []byte("//")) || text[start] == '$' || bytes.EqualFold(user, text[start:end]):
		return
	}
	if value := text[start:end]; run(value, 0, len(value), asciiLetters) == len(value) && len(value) < 10 && !commonPlaceholder(value) && !masked(value) {
		v.found(v.rule, start, end, value, 40, "", whyContext|whyWeak)
		return
	}
	v.secret(v.rule, start, end, whyContext|whyStructure)
}

var signInHeaders = foldWords("authorization", "api-key", "apikey", "api_key", "token", "secret", "access-key", "auth", "password", "credential", "private-token")

// curlHeader takes the value of a header at i whose name says that it signs in.
func (v *view) curlHeader(i, to int) {
	text := v.text
	i = run(text, i, 3, argumentGap)
	i = run(text, i, 2, shellQuotes)
	colon := bytes.IndexByte(text[i:min(to, i+60)], ':')
	if colon < 0 || !signInHeaders.in(text[i:i+colon]) {
		return
	}
	end := run(text, i+colon+1, 400, headerChars)
	start := run(text, i+colon+1, 4, blanks)
	if blank := bytes.LastIndexByte(text[start:end], ' '); blank >= 0 {
		start += blank + 1 // Bearer, Token, Basic
	}
	value := text[start:end]
	if len(value) < 8 || value[0] == '$' || bytes.Contains(value, []byte("$(")) || !hasDigit(value) && classesIn(value) < 3 {
		return
	}
	v.secret(v.rule, start, end, whyContext|whyStructure)
}

var headerChars = chars(" -~").without("\"'\\")

// verifyXMLPassword looks at <Password> and the like with a <Value> or <PlainText>
// in it: an answer file of Windows
// (https://learn.microsoft.com/en-us/windows-hardware/customize/desktop/unattend/microsoft-windows-shell-setup-useraccounts-localaccounts-localaccount-password).
func verifyXMLPassword(v *view) {
	text := v.text
	if open := runBack(text, v.start, 40, asciiLetters); open == 0 || text[open-1] != '<' {
		return
	}
	i := run(text, v.end, 80, whiteSpace)
	if !foldedAt(text, i, []byte("<value>")) {
		return
	}
	start := i + len("<value>")
	end := run(text, start, 400, charsets["value"])
	if end == start || !foldedAt(text, end, []byte("</value>")) {
		return
	}
	class, w := exposure.ClassLive, whyContext|whyStructure
	if placeholder(text[start:end]) {
		class, w = exposure.ClassExample, w|whyPlaceholder
	}
	v.found(v.rule, start, end, text[start:end], v.rule.Score, class, w)
}
