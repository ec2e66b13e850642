package detect

import (
	"bytes"
	"encoding/base64"
	"hash/crc32"
	"maps"
	"math/bits"
)

// A checkFunc reports whether a token can be what its rule says. value is what
// the mention would carry, body the part after the prefix.
type checkFunc func(value, body []byte) bool

// The checks that rule files name.
var checks = func() map[string]checkFunc {
	all := map[string]checkFunc{}
	for _, some := range []map[string]checkFunc{tokenChecks, identityChecks, registerChecks} {
		maps.Copy(all, some)
	}
	return all
}()

// formChecks are the checks of form alone: nothing in the value is worked out from the
// rest of it, so most values of that form pass.
var formChecks = map[string]bool{
	"mixed": true, "mixed3": true, "digit": true, "base64-64": true, "base64-32": true, "sendgrid": true, "token": true, "mii": true, "cases": true,
	"snowflake": true, "slack": true, "not-hex": true,
	"dk-cpr": true, "eg-nid": true, "id-nik": true, "in-pan": true, "kr-rrn": true, "mx-rfc": true, "my-kad": true, "ng-bvn": true, "not-same": true,
	"passport-us": true, "pk-cnic": true, "uk-nino": true, "us-itin": true, "us-ssn": true, "vn-cccd": true,
	"de-hrb": true, "imsi": true, "mac": true, "mbi": true, "us-ein": true, "bic": true, "ca-ramq": true, "ehic": true, "birth": true,
	"arn": true, "azure-id": true, "slashed": true,
	"de-ausweis": true, "vin": true, // some have a check digit, most have none
}

// whyChecked is what a check that holds says for a value.
func whyChecked(name string) why {
	if formChecks[name] {
		return whyStructure
	}
	return whyCheck
}

// tokenChecks are those of tokens, cards and accounts.
var tokenChecks = map[string]checkFunc{
	"luhn":         func(v, _ []byte) bool { return luhn(v) },
	"iban-mod97":   func(v, _ []byte) bool { return mod97(v) },
	"crc32-github": checkGitHub,
	"mixed":        func(_, b []byte) bool { return classesIn(b) >= 2 },
	"mixed3":       func(_, b []byte) bool { return classesIn(b) >= 3 },
	"digit": func(_, b []byte) bool {
		return bytes.IndexFunc(b, func(r rune) bool { return r >= '0' && r <= '9' }) >= 0
	},
	"base64-64": func(_, b []byte) bool { return decodesTo(b, 64) },
	"base64-32": func(_, b []byte) bool { return decodesTo(b, 32) },
	"sendgrid":  func(_, b []byte) bool { return len(b) == 66 && b[22] == '.' && bytes.IndexByte(b[23:], '.') < 0 },
	"token":     looksLikeToken,
	"bitlocker": func(_, b []byte) bool { return bitLocker(b) },
	"mii":       func(v, _ []byte) bool { return bytes.HasPrefix(v, []byte("MII")) }, // a DER sequence
	"cases":     func(_, b []byte) bool { return randomCases(b) },
	"snowflake": func(_, b []byte) bool { return snowflake(b) },
	"slack":     func(_, b []byte) bool { return isDigit(b[0]) && alnumChars[b[len(b)-1]] && classesIn(b) >= 2 },
	"not-hex":   func(_, b []byte) bool { return run(b, 0, len(b), hexChars) < len(b) },
}

// looksLikeToken tells a random value from names, paths, UUIDs and the like.
func looksLikeToken(_, b []byte) bool {
	if classesIn(b) < 2 || !hasDigit(b) || isUUID(b) || bytes.Contains(b, []byte("..")) || bytes.Count(b, []byte{'/'}) > 3 || b[0] == '/' {
		return false
	}
	digits := countDigits(b)
	return digits >= 2 && !isPath(b, digits)
}

// randomCases reports whether b has letters in both cases as often as chance gives
// them, and not as words in a name do.
func randomCases(b []byte) bool {
	small, capital := 0, 0
	for _, c := range b {
		switch {
		case isLower(c):
			small++
		case isUpper(c):
			capital++
		}
	}
	return 5*small >= len(b) && 5*capital >= len(b)
}

// snowflake reports whether b begins with a number in base64, as Discord's tokens do
// with the number of the bot.
func snowflake(b []byte) bool {
	first, _, ok := bytes.Cut(b, []byte{'.'})
	if !ok {
		return false
	}
	number := decodeURL(first)
	return len(number) >= 17 && len(number) <= 20 && run(number, 0, len(number), digitChars) == len(number)
}

func countDigits(b []byte) (n int) {
	for _, c := range b {
		if isDigit(c) {
			n++
		}
	}
	return n
}

// isPath reports whether b is names of a program with dots between: words with
// few digits, as in this.crypto.base64Decode.
func isPath(b []byte, digits int) bool {
	if bytes.IndexByte(b, '.') < 0 || digits*8 >= len(b) {
		return false
	}
	for i, c := range b {
		if !wordChars[c] && c != '.' || (i == 0 || b[i-1] == '.') && !isAlpha(c) && c != '_' {
			return false
		}
	}
	return true
}

// bitLocker checks the eight groups of a recovery password: each is a multiple of
// 11 and 720885 at most
// (https://learn.microsoft.com/nb-no/windows/win32/secprov/protectkeywithnumericalpassword-win32-encryptablevolume).
func bitLocker(b []byte) bool {
	for len(b) >= 6 {
		n := 0
		for _, c := range b[:6] {
			n = n*10 + int(c-'0')
		}
		if n%11 != 0 || n >= 11<<16 {
			return false
		}
		if len(b) == 6 {
			return true
		}
		b = b[7:]
	}
	return false
}

// isUUID reports whether b is 8-4-4-4-12 hexadecimal digits (RFC 9562).
func isUUID(b []byte) bool {
	if len(b) != 36 {
		return false
	}
	for i, c := range b {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && !hexChars[c] {
			return false
		}
	}
	return true
}

// luhn checks ISO/IEC 7812-1 annex B over the digits of v; other bytes are
// separators.
func luhn(v []byte) bool {
	sum, n := 0, 0
	for i := len(v) - 1; i >= 0; i-- {
		if !isDigit(v[i]) {
			continue
		}
		d := int(v[i] - '0')
		if n%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		n++
	}
	return n > 1 && sum%10 == 0
}

// mod97 checks an IBAN by ISO 7064 MOD 97-10; blanks are left out.
func mod97(v []byte) bool {
	var digits [40]byte
	n := 0
	for _, c := range v {
		if c == ' ' || c == '-' {
			continue
		}
		if n == len(digits) {
			return false
		}
		digits[n] = c
		n++
	}
	if n < 5 {
		return false
	}
	rest := 0
	for i := range n {
		c := digits[(i+4)%n]
		switch {
		case isDigit(c):
			rest = (rest*10 + int(c-'0')) % 97
		case isAlpha(c):
			rest = (rest*100 + int(c|0x20-'a') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// checkGitHub checks the last six characters of a GitHub token: the CRC-32 of
// those before them, in base 62
// (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
func checkGitHub(_, body []byte) bool {
	n := len(body) - 6
	return n >= 30 && string(body[n:]) == githubCheck(body[:n])
}

func githubCheck(random []byte) string {
	sum := crc32.ChecksumIEEE(random)
	var out [6]byte
	for i := 5; i >= 0; i-- {
		out[i] = base62[sum%62]
		sum /= 62
	}
	return string(out[:])
}

// classesIn counts the sorts of characters in b: upper, lower, digit, other.
func classesIn(b []byte) int {
	var seen uint8
	for _, c := range b {
		switch {
		case isUpper(c):
			seen |= 1
		case isLower(c):
			seen |= 2
		case isDigit(c):
			seen |= 4
		default:
			seen |= 8
		}
	}
	return bits.OnesCount8(seen)
}

// decodesTo reports whether b is padded base64 of n bytes.
func decodesTo(b []byte, n int) bool {
	if len(b) != base64.StdEncoding.EncodedLen(n) || len(b) > 512 {
		return false
	}
	var out [512]byte
	got, err := base64.StdEncoding.Decode(out[:], b)
	return err == nil && got == n
}

// entropy returns the Shannon entropy of b's bytes in hundredths of a bit. It
// is integer arithmetic, so that every machine agrees.
func entropy(b []byte) int {
	if len(b) == 0 || len(b) > 4096 {
		return 0
	}
	var count [256]uint16
	for _, c := range b {
		count[c]++
	}
	// H = log2(n) - sum(c·log2(c))/n
	sum := 0
	for _, c := range b {
		if n := count[c]; n > 0 {
			sum += int(n) * log2Hundredths(int(n))
			count[c] = 0
		}
	}
	return (len(b)*log2Hundredths(len(b)) - sum) / len(b)
}

// log2Hundredths is 100·log2(n), rounded down to what integer steps give.
func log2Hundredths(n int) int {
	if n < len(log2Table) {
		return log2Table[n]
	}
	return log2Steps(n)
}

var log2Table = func() (t [257]int) {
	for n := 1; n < len(t); n++ {
		t[n] = log2Steps(n)
	}
	return t
}()

func log2Steps(n int) int {
	whole := bits.Len(uint(n)) - 1
	// x in [1,2) as 2.30 fixed point; squaring gives one binary digit a time.
	x, frac := uint64(n)<<30>>whole, 0
	for bit := 1 << 9; bit > 0; bit >>= 1 {
		if x = x * x >> 30; x >= 2<<30 {
			x >>= 1
			frac |= bit
		}
	}
	return whole*100 + frac*100>>10
}
