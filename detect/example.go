package detect

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"crypto/sha256"
)

// expand makes the random parts of an example: {{alnum 36}} and the like stand
// for characters that depend on seed alone. So no rule file holds anything that
// looks like a live key.
//
//	{{SET n}}        n characters of alnum, hex, digits, upper, lower, base32, base64url
//	{{b64 n}}        n random bytes in padded base64
//	{{github ghp_}}  a GitHub token with the prefix and a right checksum; github-long one of 80 characters
//	{{jwt}}          a JSON web token with a random signature
//	{{luhn 411 16}}  16 digits that begin with 411 and end in the check digit
//	{{pem LABEL}}    a PEM block of random bytes
//	{{number CHECK FORM}}  a number that passes a check; of FORM '#' becomes a digit, '@' a
//	                 capital, '*' either
//	{{wrong CHECK FORM}}   one that does not
func expand(s, seed string) string {
	var b strings.Builder
	for n := 0; ; n++ {
		before, rest, ok := strings.Cut(s, "{{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		inner, after, ok := strings.Cut(rest, "}}")
		if !ok {
			b.WriteString("{{" + rest)
			return b.String()
		}
		b.WriteString(makePart(strings.Fields(inner), fmt.Sprint(seed, "/", n)))
		s = after
	}
}

func makePart(words []string, seed string) string {
	if len(words) == 0 {
		return ""
	}
	arg := strings.Join(words[1:], " ")
	n, _ := strconv.Atoi(words[len(words)-1])
	n = min(max(n, 0), maxMatch)
	rnd := newDice(seed)
	switch words[0] {
	case "b64":
		return base64.StdEncoding.EncodeToString(rnd.bytes(n))
	case "github", "github-long":
		random := rnd.from("alnum", map[string]int{"github": 30, "github-long": 70}[words[0]])
		return arg + random + githubCheck([]byte(random))
	case "jwt":
		part := base64.RawURLEncoding.EncodeToString
		return part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part([]byte(`{"sub":"4711","exp":1893456000}`)) + "." + rnd.from("base64url", 43)
	case "luhn":
		return withLuhn(words[1], n, rnd)
	case "number", "wrong":
		return makeNumber(words, rnd)
	case "pem":
		body := base64.StdEncoding.EncodeToString(rnd.bytes(240))
		var lines strings.Builder
		for len(body) > 64 {
			lines.WriteString(body[:64] + "\n")
			body = body[64:]
		}
		return "-----BEGIN " + arg + "-----\n" + lines.String() + body + "\n-----END " + arg + "-----"
	}
	return rnd.from(words[0], n)
}

// makeNumber tries until the check says what it shall.
func makeNumber(words []string, rnd *dice) string {
	if len(words) < 3 || checks[words[1]] == nil {
		return "{{unknown check}}"
	}
	form, check := strings.Join(words[2:], " "), checks[words[1]]
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for range 1 << 18 {
		value := []byte(form)
		var body []byte
		for i, c := range value {
			switch n := int(rnd.next()); {
			case c == '#', c == '*' && n < 128:
				value[i] = '0' + byte(n%10)
			case c == '@', c == '*':
				value[i] = letters[n%26]
			}
			body = keepAlnum(body, value[i])
		}
		if check(value, body) == (words[0] == "number") && !invented(body) {
			return string(value)
		}
	}
	return "{{no such number}}"
}

func withLuhn(prefix string, n int, rnd *dice) string {
	digits := []byte(prefix)
	for len(digits) < n {
		digits = append(digits, '0'+rnd.next()%10)
	}
	for d := byte('0'); d <= '9'; d++ {
		if digits[len(digits)-1] = d; luhn(digits) {
			break
		}
	}
	return string(digits)
}

// dice makes bytes that depend on a seed alone.
type dice struct {
	seed  [32]byte
	block [32]byte
	used  int
	count uint64
}

func newDice(seed string) *dice {
	d := &dice{seed: sha256.Sum256([]byte(seed))}
	d.used = len(d.block)
	return d
}

func (d *dice) next() byte {
	if d.used == len(d.block) {
		d.count++
		d.block = sha256.Sum256(binary.BigEndian.AppendUint64(d.seed[:], d.count))
		d.used = 0
	}
	d.used++
	return d.block[d.used-1]
}

func (d *dice) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = d.next()
	}
	return b
}

// from returns n bytes of a named charset, with every sort of character in it
// where n allows.
func (d *dice) from(name string, n int) string {
	set := charsets[name]
	if set == nil {
		return "{{unknown set " + name + "}}"
	}
	var all []byte
	for c, ok := range set {
		if ok && c != '=' {
			all = append(all, byte(c))
		}
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = all[int(d.next())%len(all)]
	}
	return string(b)
}
