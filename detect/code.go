package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// isCode reports whether a value is an expression of a program.
func isCode(value []byte, quoted bool) bool {
	if quoted {
		return bytes.HasPrefix(value, []byte("#")) && len(value) < 5
	}
	if bytes.ContainsAny(value, "(|") || bytes.Contains(value, []byte("->")) || bytes.Contains(value, []byte("::")) || value[0] == '=' || value[0] == '*' && bytes.Count(value, []byte("*")) < len(value) {
		return true
	}
	if value[0] == '/' || value[0] == '[' || value[0] == '\\' {
		return true
	}
	// req.body.password, self.password, $password
	if dot := bytes.IndexByte(value, '.'); dot > 0 && run(value, 0, len(value), keyChars) == len(value) && asciiLetters[value[dot-1]] && dot+1 < len(value) && (asciiLetters[value[dot+1]] || value[dot+1] == '_') {
		return countDigits(value)*8 < len(value) || !mixedCase(value)
	}
	return run(value, 0, len(value), wordChars) == len(value) && bytes.IndexByte(value, '_') >= 0 && !hasDigit(value)
}

// isCall reports whether a value is the call of a function, which a program assigns among
// other fields as a connection string does: n.password=o.slice(7),n.port=…
func isCall(value []byte) bool {
	name := run(value, 0, len(value), keyChars)
	if name == 0 || name == len(value) || value[name] != '(' || isDigit(value[0]) {
		return false
	}
	dot := bytes.IndexByte(value[:name], '.')
	return dot > 0 && dot < name-1 || name >= 12 && mixedCase(value[:name]) && !hasDigit(value[:name])
}

// isOperand reports whether a value that stands behind a blank is an operand of a program
// or a link: &pdfPassword, $principal.Secret, -join, Dict[str, https://contoso.example/help.
func isOperand(value []byte) bool {
	switch {
	case len(value) < 4:
		return false
	case value[0] == '&':
		return run(value, 1, len(value), asciiLetters) == len(value)
	case value[0] == '-':
		return run(value, 1, len(value), lowerLetters) == len(value)
	case value[0] == '$':
		return credentialWords.in(value) && run(value, 1, len(value), variableChars) == len(value)
	}
	if name := run(value, 0, len(value), wordChars); name > 0 && name < len(value) && value[name] == '[' && !isDigit(value[0]) {
		return true
	}
	_, rest, ok := bytes.Cut(value, []byte("://"))
	if !ok || !bytes.HasPrefix(value, []byte("http")) {
		return false
	}
	end := run(rest, 0, len(rest), domainChars)
	return end > 0 && (end == len(rest) || rest[end] == '/')
}

// wordy reports whether a value is made of words that are joined or begin with
// capitals, and no random one: session-token, urn:ietf:params:oauth,
// X509CertificateTokenKey. What people make up has digits at an end: Summer-Garden-42.
// Of a million random values of 20 letters in both cases and digits it takes at most 800
// for words, of 40 characters 12.
func wordy(value []byte) bool {
	if n := len(value); n < 2 || isDigit(value[0]) && isDigit(value[1]) || isDigit(value[n-1]) && isDigit(value[n-2]) {
		return false
	}
	letters, inWords, words, parts := 0, 0, 0, 0
	for i := 0; i < len(value); {
		start := i
		switch {
		case isDigit(value[i]):
			i++
			continue
		case !isAlpha(value[i]):
			parts++
			i++
			continue
		case isUpper(value[i]):
			parts++
		}
		i = run(value, i+1, len(value), lowerLetters)
		letters += i - start
		if i-start >= leastWord && hasVowel(value[start:i]) {
			inWords += i - start
			words++
		}
	}
	return parts > 0 && words > 1 && 10*inWords >= 7*letters && 6*countDigits(value) <= letters
}

// leastWord is from how many letters on chance hardly makes a word.
const leastWord = 5

func hasVowel(word []byte) bool { return bytes.ContainsAny(word, "aeiouyAEIOUY") }

// looksLikeVariable reports whether what is assigned without quotes and with
// blanks is a constant, a number or an element of a program: FORM_V2, 100004;
// args[3], 2-byte.
func looksLikeVariable(text []byte, a *assigned) bool {
	value := text[a.start:a.end]
	next := text0(text, min(a.end, len(text)-1))
	switch {
	case next == ']' && bytes.IndexByte(value, '[') > 0:
		return true
	case value[0] == '%' && len(value) > 1 && isAlpha(value[1]) && (len(value) == 2 || !alnumChars[value[2]]):
		return true // %s
	case a.tight:
		return false
	case (next == ';' || next == ',') && run(value, 0, len(value), hexOrX) == len(value):
		return true
	}
	digits := run(value, 0, len(value), digitChars)
	if digits > 0 && digits < len(value)-1 && value[digits] == '-' && run(value, digits+1, len(value), lowerLetters) == len(value) {
		return true
	}
	return bytes.IndexByte(value, '_') > 0 && run(value, 0, len(value), constantChars) == len(value) && isUpper(value[0])
}

var (
	variableChars = chars("A-Za-z_.")

	hexOrX        = hexChars.and("xX")
	lowerLetters  = chars("a-z")
	constantChars = chars("A-Z0-9_")
)

// namesPassword reports whether a value is a name for a password rather than
// one: "reset_password", oldPassword, password16 as a variable.
func namesPassword(value []byte, a *assigned) bool {
	if !passwordWords.in(value) || run(value, 0, len(value), keyChars) < len(value) {
		return false
	}
	return !hasDigit(value) && len(value) > 8 || !a.quoted && !a.tight
}

var passwordWords = foldWords("password", "passwd", "passwort", "pwd")

// inColonList reports whether a name and its value stand in a list that colons
// part: group:password:GID:users.
func inColonList(v *view, a *assigned) bool {
	return !a.quoted && v.start > 0 && v.text[v.start-1] == ':' && text0(v.text, v.end) == ':'
}

// commonPlaceholder reports whether a value is a word that documentation puts
// where a password belongs.
func commonPlaceholder(value []byte) bool {
	if len(value) > 16 {
		return false
	}
	switch asString(bytes.ToLower(value)) {
	case "password", "passwort", "passwd", "secret", "string", "null", "none", "nil", "true", "false", "undefined", "text", "required", "optional",
		"pass", "pwd", "hidden", "input", "integer", "bytes", "varchar", "yes", "no", "unknown", "empty", "void", "char", "bool", "boolean", "str", "object", "password123!", "username", "user", "token", "yyy":
		return true
	}
	return false
}

// documented lowers the score of a credential beside a domain that is reserved
// for documentation (RFC 2606): it is shown, not used.
func (v *view) documented(start, end, score int, class exposure.Class, w why) (int, exposure.Class, why) {
	if class == exposure.ClassExample {
		return score, class, w
	}
	from, to := max(0, start-documentBack), min(len(v.text), end+documentAhead)
	if exampleDomains.begins(v.text[from:to]) {
		return min(score, 45), exposure.ClassExample, w | whyReserved
	}
	return score, class, w
}

// What stands so many bytes before and after a credential is beside it.
const (
	documentBack  = 120
	documentAhead = 80
)

var exampleDomains = foldWords("example.com", "example.org", "example.net")
