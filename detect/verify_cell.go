package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// passwordCell takes a whole value of a column or key of passwords.
func (v *view) passwordCell() {
	val := v.value()
	if len(val) < 3 || len(val) > 128 || v.st.e.lists.isNoValue(val) || bytes.IndexByte(val, '\n') >= 0 {
		return
	}
	r := v.st.e.builtin.passwordField
	score, w := r.Score, whyField
	if bytes.IndexByte(val, ' ') >= 0 {
		score, w = 40, w|whyWeak
	}
	if v.isCodeLine(val) {
		score, w = 40, w|whyWeak
	}
	score, class, w := judge(val, score, "", w)
	if commonPlaceholder(val) {
		score, class, w = 25, exposure.ClassExample, w|whyPlaceholder
	}
	v.found(r, v.start, v.end, val, score, class, w)
}

// secretCell takes a token of a column or key of secrets.
func (v *view) secretCell() {
	val := v.value()
	if len(val) < 12 || len(val) > 512 || bytes.IndexByte(val, ' ') >= 0 || bytes.IndexByte(val, '\n') >= 0 {
		return
	}
	r := v.st.e.builtin.secretField
	if classesIn(val) < 2 || entropy(val) < 280 || bytes.Contains(val, []byte("://")) && bytes.IndexByte(val, '@') < 0 {
		return
	}
	score, w := r.Score, whyField|whyEntropy
	if v.isCodeLine(val) || v.behindLabel() && (isName(val) || wordy(val)) {
		score, w = 40, w|whyWeak
	}
	score, class, w := judge(val, score, "", w)
	v.found(r, v.start, v.end, val, score, class, w)
}

// isCodeLine reports whether a value stands behind a label in a text, and not in a
// column or key of its own, and is an expression of a program, or the label is the
// PASS of a test's log.
func (v *view) isCodeLine(val []byte) bool {
	if !v.behindLabel() || v.start > 0 && (v.text[v.start-1] == '"' || v.text[v.start-1] == '\'' || v.text[v.start-1] == '`') {
		return false
	}
	if name := run(val, 0, len(val), keyChars); name > 0 && isAlpha(val[0]) { // field: name, call: names[0]}
		rest := v.text[v.start+name:]
		if len(rest) > 0 && codeGoes[rest[0]] && countDigits(val[:name]) < 3 {
			return true
		}
		if name == len(val) && isLower(val[0]) && bothCases(val) && endsInCredential(val) {
			return true // password := testPassword
		}
		if rest = v.st.buf[v.start+name:]; len(rest) > 1 && rest[0] == '{' && (rest[1] == '\n' || rest[1] == '\r' || rest[1] == '}') {
			return true // Credentials: aws.Credentials{
		}
	}
	if v.start > 0 && isBlank(v.text[v.start-1]) && isOperand(val) {
		return true
	}
	return isCode(val, false) || testPassed(v.text[max(0, v.start-128):v.start])
}

// codeGoes are the bytes by which a program goes on behind a name.
var codeGoes = chars(",;)}][")

// credentialWords are what programs call what holds a credential.
var credentialWords = foldWords("pass", "pwd", "token", "secret", "key", "credential", "auth")

func endsInCredential(val []byte) bool {
	return credentialWords.in(val[max(0, len(val)-len("credential")):]) || bytes.HasSuffix(val, []byte("Phrase"))
}

// bothCases reports whether letters of both cases stand in b.
func bothCases(b []byte) bool {
	upper, low := false, false
	for _, c := range b {
		upper, low = upper || isUpper(c), low || isLower(c)
	}
	return upper && low
}

// behindLabel reports whether cells stand behind labels in a text, and not in columns
// or keys of their own.
func (v *view) behindLabel() bool {
	return v.st.seg.Part == "" && (v.st.seg.Media == "" || v.st.seg.Media == "text/plain")
}

// isName reports whether a value is what programs call something, and no random one:
// letters, and digits at its end alone.
func isName(val []byte) bool {
	end := len(val)
	for end > 0 && (isDigit(val[end-1]) || val[end-1] == ':') {
		end--
	}
	for _, c := range val[:end] {
		if !isAlpha(c) && c != '_' && c != '.' {
			return false
		}
	}
	return end > 0
}

// testPassed reports whether before ends in the PASS of a test's log: in capitals,
// and no word for a user stands before it.
func testPassed(before []byte) bool {
	return bytes.HasSuffix(bytes.TrimRight(before, ":= \t"), []byte("PASS")) && !userWords.in(before)
}

var userWords = foldWords("user", "login", "mail", "account", "benutzer", "konto", "name:", "host")
