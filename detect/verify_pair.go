package detect

import (
	"encoding/base32"
	"fmt"

	"github.com/hemostat/hemostat/exposure"
)

// How far from an identifier its secret is looked for, in bytes.
const pairAhead = 320

// verifyKeyPair looks at the beginning of an access key's identifier: of AWS
// (AKIA, ASIA, ABIA, ACCA and 16 characters) or of Google Cloud Storage (GOOG and
// 19, 20 or 57). With a secret key of 40 characters behind it both are taken, each as
// a mention of its own that says so: the same identifier elsewhere stays the same
// identity.
func verifyKeyPair(v *view) {
	text := v.text
	end := run(text, v.end, 60, charsets["upper"])
	n := end - v.end
	google := text[v.start] == 'G'
	if v.start > 0 && wordChars[text[v.start-1]] || end < len(text) && wordChars[text[end]] ||
		google && n != 19 && n != 20 && n != 57 || !google && n != 16 {
		return
	}
	body := text[v.end:end]
	score, w := v.rule.Score, whyPrefix
	secret, secretEnd := v.pairSecret(end)
	switch {
	case google && (!hasDigit(body) || entropy(body) < 250), !google && !keyIDLike(body) && secret < 0:
		return
	case secret >= 0 && !placeholder(text[secret:secretEnd]):
		r := v.rule
		if !google {
			r = v.st.e.builtin.awsSecret
		}
		score, w = max(score, 97), w|whyPair
		v.found(r, secret, secretEnd, text[secret:secretEnd], 98, exposure.ClassLive, whyPair|whyEntropy)
	case !hasDigit(body) && !accountBit(body):
		score, w = score-20, w|whyWeak
	}
	if _, ok := AWSAccount(text[v.start:end]); ok {
		w |= whyStructure
	}
	score, class, w := judge(body, score, "", w)
	if class == exposure.ClassExample {
		score = filledIn
	}
	v.found(v.rule, v.start, end, text[v.start:end], score, class, w)
}

// pairSecret returns where the secret key stands that belongs to an identifier
// which ends at i, -1 if there is none before the next identifier.
func (v *view) pairSecret(i int) (start, end int) {
	text, limit := v.text, min(len(v.text), i+pairAhead)
	for i < limit {
		for i < limit && !charsets["nopad64"][text[i]] {
			i++
		}
		end := run(text, i, 200, charsets["nopad64"])
		if n := end - i; n == 40 && classesIn(text[i:end])&^8 >= 3 && mixedCase(text[i:end]) && entropy(text[i:end]) >= 300 {
			return i, end
		} else if n >= 20 && string(text[i:i+4]) == string(text[v.start:v.end]) {
			break
		}
		i = end + 1
	}
	return -1, -1
}

func mixedCase(b []byte) bool {
	upper, low, digit := false, false, false
	for _, c := range b {
		upper, low, digit = upper || isUpper(c), low || isLower(c), digit || isDigit(c)
	}
	return upper && low && digit
}

// keyIDLike reports whether 16 characters can be the rest of an AWS identifier:
// base 32, and not a word.
func keyIDLike(body []byte) bool {
	return run(body, 0, len(body), charsets["base32"]) == len(body) && (hasDigit(body) || entropy(body) >= 290)
}

// accountBit reports whether the first bit of an AWS identifier says that its
// account follows.
func accountBit(body []byte) bool {
	c := body[0]
	return c >= 'Q' && c <= 'Z' || c >= '2' && c <= '7'
}

// AWSAccount returns the account number that is in an identifier of an access key
// of AWS, 12 digits. Identifiers of before March 2019 hold none.
//
// After the first four characters an identifier is base 32: one bit, and 40 bits
// of the account number
// (https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489, read 2026-11-22).
func AWSAccount(id []byte) (account string, ok bool) {
	if len(id) != 20 || !accountBit(id[4:]) {
		return "", false
	}
	var raw [10]byte
	if _, err := base32.StdEncoding.Decode(raw[:], id[4:]); err != nil {
		return "", false
	}
	n := uint64(0)
	for _, b := range raw[:6] {
		n = n<<8 | uint64(b)
	}
	if n = n >> 7 & (1<<40 - 1); n >= 1e12 {
		return "", false
	}
	return fmt.Sprintf("%012d", n), true
}
