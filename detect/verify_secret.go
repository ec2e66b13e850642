package detect

import (
	"bytes"
	"encoding/base64"

	"github.com/hemostat/hemostat/exposure"
)

// judge tells a placeholder from a credential that looks usable, by structure.
func judge(body []byte, score int, class exposure.Class, w why) (int, exposure.Class, why) {
	digest := body
	if hashed(body) && body[0] == '{' { // the name of a scheme looks like that of a variable
		digest = body[bytes.IndexByte(body, '}')+1:]
	}
	switch {
	case placeholder(digest):
		return min(score, 25), exposure.ClassExample, w | whyPlaceholder
	case class == exposure.ClassTest:
		return score, class, w | whyTest
	case class == "" && hashed(body):
		class = exposure.ClassHash
	case class == "":
		class = exposure.ClassLive
	}
	return score, class, w
}

// hashPrefixes begin the hash of a password (crypt(5), RFC 2307, PHC strings).
var hashPrefixes = []string{"$2a$", "$2b$", "$2y$", "$1$", "$5$", "$6$", "$y$", "$apr1$", "$argon2", "$pbkdf2", "$scrypt$", "{SSHA}", "{SHA}", "{SMD5}", "{SSHA256}", "{SSHA512}", "{CRYPT}"}

func hashed(value []byte) bool {
	for _, p := range hashPrefixes {
		if bytes.HasPrefix(value, []byte(p)) {
			return true
		}
	}
	return false
}

var placeholderWords = foldWords("example", "changeme", "change_me", "change-me", "placeholder", "your", "xxxx", "****", "....", "insert", "dummy", "redacted", "removed", "replace", "sample", "<", "${", "{{", "#{", "%(", "todo", "foobar", "abcdefgh", "1234567890", "secret_here", "_here", "-here", "notreal", "not-real", "fake", "\u2022")

// placeholder reports whether a value stands for one: a variable, a word such
// as CHANGEME, or a few characters over and over.
func placeholder(b []byte) bool {
	if len(b) == 0 {
		return true
	}
	if len(b) > 256 {
		b = b[:256]
	}
	switch b[0] {
	case '$', '<', '{', '%', '[':
		if len(b) > 2 && (b[0] != '$' || isAlpha(b[1]) && run(b, 1, len(b), wordChars) == len(b) || b[1] == '{' || b[1] == '(') && (b[0] != '%' || b[len(b)-1] == '%') {
			return true
		}
	}
	if placeholderWords.in(b) {
		return true
	}
	var seen [256]bool
	distinct := 0
	for _, c := range b {
		if !seen[c] {
			seen[c], distinct = true, distinct+1
		}
	}
	return distinct <= 2 && len(b) > 4 || distinct <= 4 && len(b) >= 16
}

// masked reports whether a value was blotted out: "***", "xxxx", "…".
func masked(b []byte) bool {
	return len(b) > 1 && bytes.IndexByte([]byte("*xX.#-_"), b[0]) >= 0 && bytes.Count(b, b[:1]) == len(b)
}

// verifyPEM looks at "-----BEGIN ": a private key (RFC 7468, RFC 1421; OpenSSH's
// PROTOCOL.key; RFC 4880 for PGP).
func verifyPEM(v *view) {
	text := v.text
	label := run(text, v.end, 48, pemLabel)
	if !bytes.HasPrefix(text[label:], []byte("-----")) || !bytes.Contains(text[v.end:label], []byte("PRIVATE KEY")) {
		return
	}
	body := label + 5
	limit := min(len(text), v.start+maxMatch)
	i := bytes.Index(text[body:limit], []byte("-----"))
	if i < 0 || !bytes.HasPrefix(text[body+i:], []byte("-----END ")) {
		return
	}
	end := body + i + 9 + (label - v.end) + 5
	if end > limit || !bytes.Equal(text[body+i+9:end-5], text[v.end:label]) {
		return
	}
	inner := text[body : body+i]
	w, score, class := whyPrefix|whyStructure, v.rule.Score, exposure.ClassLive
	if n := base64Bytes(inner); n < 64 {
		score, class, w = 30, exposure.ClassExample, w|whyPlaceholder
	}
	encrypted := bytes.Contains(text[v.end:label], []byte("ENCRYPTED")) || bytes.Contains(inner, []byte("Proc-Type: 4,ENCRYPTED")) ||
		bytes.Contains(text[v.end:label], []byte("OPENSSH")) && !bytes.Contains(inner, []byte("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"))
	if encrypted {
		score, class, w = score-15, "", w|whyEncrypted
	}
	v.found(v.rule, v.start, end, text[v.start:end], score, class, w)
}

var macChars = chars(" 0-9a-f")

var pemLabel = chars("A-Z0-9 ")

func base64Bytes(b []byte) (n int) {
	for _, c := range b {
		if charsets["base64"][c] {
			n++
		}
	}
	return n
}

// verifyPuTTY looks at "PuTTY-User-Key-File-": a private key in PuTTY's own
// form, up to its MAC.
func verifyPuTTY(v *view) {
	text := v.text
	limit := min(len(text), v.start+maxMatch)
	// What was searched for an anchor before is not searched again.
	from := max(v.end, min(limit, int(v.st.skip.mac-v.base)))
	i := bytes.Index(text[from:limit], []byte("Private-MAC:"))
	if i < 0 {
		v.st.skip.mac = v.base + int64(max(v.end, limit-11))
		return
	}
	i += from - v.end
	if bytes.Contains(text[v.end:v.end+i], []byte("PuTTY-User-Key-File-")) {
		return
	}
	end := run(text, v.end+i+12, 80, macChars)
	w, score, class := whyPrefix|whyStructure, v.rule.Score, exposure.ClassLive
	if !bytes.Contains(text[v.end:v.end+i], []byte("Encryption: none")) {
		score, class, w = score-15, "", w|whyEncrypted
	}
	v.found(v.rule, v.start, end, text[v.start:end], score, class, w)
}

var (
	base64URL = charsets["base64url"]
	jwtBefore = chars("A-Za-z0-9_.-")
)

// verifyJWT looks at "eyJ": a JSON web token (RFC 7519) whose header can be read.
func verifyJWT(v *view) {
	text, start := v.text, v.start
	if v.base+int64(start) < v.st.skip.jwt || start > 0 && jwtBefore[text[start-1]] && !(start > 2 && bytes.HasSuffix(text[:start], []byte("%20"))) {
		return
	}
	dot1 := run(text, start, 4<<10, base64URL)
	v.st.skip.jwt = v.base + int64(dot1)
	if dot1-start < 16 || dot1 >= len(text) || text[dot1] != '.' {
		return
	}
	dot2 := run(text, dot1+1, 8<<10, base64URL)
	if dot2-dot1 < 8 || dot2 >= len(text) || text[dot2] != '.' {
		return
	}
	end := run(text, dot2+1, 3<<10, base64URL)
	if end-dot2 < 10 && end > dot2+1 || end < len(text) && text[end] == '.' && end-dot2 > 1 {
		return
	}
	w, class, score := whyPrefix|whyStructure, exposure.ClassLive, v.rule.Score
	switch header := decodeURL(text[start:min(dot1, start+512)]); {
	case !bytes.HasPrefix(header, []byte(`{"`)):
		return
	case !bytes.Contains(header, []byte(`"alg"`)) || end-dot2 < 20 && end > dot2+1:
		score, w = 60, w|whyWeak // cut or made up
	}
	payload := decodeURL(text[dot1+1 : min(dot2, dot1+1+2048)])
	if len(payload) < 2 || payload[0] != '{' {
		return
	}
	if exp := numberField(payload, `"exp"`); exp > 0 {
		class, w = ends(exp < asOfUnix, w)
	}
	if bytes.Contains(payload, []byte(`"1234567890"`)) {
		class, score, w = exposure.ClassExample, filledIn, w|whyPlaceholder // the sample of jwt.io
	}
	v.found(v.rule, start, end, text[start:end], score, class, w)
}

// decodeURL decodes as much of b as is base64url without padding.
func decodeURL(b []byte) []byte {
	b = b[:len(b)&^3|func() int {
		if len(b)&3 >= 2 {
			return len(b) & 3
		}
		return 0
	}()]
	out := make([]byte, base64.RawURLEncoding.DecodedLen(len(b)))
	n, err := base64.RawURLEncoding.Decode(out, b)
	if err != nil {
		return nil
	}
	return out[:n]
}

// urlPassword takes the user information of a URL that ends in '@' at at.
func (v *view) urlPassword(at int) {
	text := v.text
	colon := bytes.IndexByte(text[v.end:at], ':')
	if colon < 0 {
		return
	}
	user, pass := text[v.end:v.end+colon], text[v.end+colon+1:at]
	if len(pass) < 2 || len(pass) > 200 || len(user) > 100 || bytes.IndexByte(user, '/') >= 0 {
		return
	}
	hostEnd := run(text, at+1, 254, domainChars)
	if hostEnd == at+1 {
		return
	}
	r := v.st.e.builtin.urlPassword
	score, class, w := judge(pass, r.Score, "", whyStructure|whyURL)
	switch asString(bytes.ToLower(pass)) {
	case "password", "pass", "pwd", "passwd", "pw", "secret", "token", "passw0rd":
		score, class, w = 35, exposure.ClassExample, w|whyPlaceholder
	}
	if masked(pass) {
		return
	}
	score, class, w = v.documented(at-len(pass), at, score, class, w)
	v.found(r, at-len(pass), at, pass, score, class, w)
}
