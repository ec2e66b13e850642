package seal

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"github.com/hemostat/hemostat/exposure"
)

// nationalMark stands before a number that is written without a country: the
// same digits are another telephone elsewhere.
const nationalMark = "n:"

// Shown returns a canonical value as people write it: a telephone without a country as its digits.
func Shown(kind exposure.Kind, value string) string {
	if kind == exposure.Phone {
		return strings.TrimPrefix(value, nationalMark)
	}
	return value
}

// canonicalPhone writes an international number as E.164 and any other as its
// digits behind nationalMark. An extension is not part of the number.
func canonicalPhone(s string) string {
	if strings.HasPrefix(s, nationalMark) {
		return nationalMark + digits(s)
	}
	s = strings.TrimSpace(norm.NFKC.String(s))
	if len(s) > 4 && strings.EqualFold(s[:4], "tel:") {
		s = s[4:]
	}
	s = withoutExtension(strings.TrimLeft(s, " (["))
	international := ""
	switch d := digits(s); {
	case strings.HasPrefix(s, "+"):
		international = s
	case strings.HasPrefix(d, "00"):
		international = "+" + d[2:]
	case d == "":
		return ""
	default:
		return nationalMark + d
	}
	if d := digits(international); plainE164(d) {
		return "+" + d
	}
	n, err := phonenumbers.Parse(international, "ZZ")
	if err != nil {
		return "+" + digits(international)
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}

// plainCodes are calling codes of countries whose only trunk prefix is the digit
// named, so that a number without it is E.164 as it stands. Parsing takes 10 µs,
// and these are most numbers; the tests hold the list against the library.
var plainCodes = [...]struct {
	code  string
	trunk byte
}{
	{"1", '1'}, {"44", '0'}, {"49", '0'}, {"33", '0'}, {"31", '0'}, {"32", '0'}, {"41", '0'}, {"43", '0'}, {"46", '0'}, {"81", '0'},
	{"353", '0'}, {"27", '0'}, {"91", '0'}, {"972", '0'}, {"90", '0'}, {"40", '0'},
	{"34", 0}, {"45", 0}, {"47", 0}, {"48", 0}, {"351", 0}, {"420", 0}, {"65", 0}, {"852", 0},
}

// plainE164 reports whether the digits of an international number are certain
// to be E.164 as they stand.
func plainE164(d string) bool {
	for _, p := range plainCodes {
		if rest, ok := strings.CutPrefix(d, p.code); ok {
			return len(rest) >= 6 && len(rest) <= 12 && rest[0] != p.trunk
		}
	}
	return false
}

// withoutExtension cuts before the first letter or mark that begins an
// extension: "x12", "ext. 12", "Durchwahl 12", "#12", ";ext=12".
func withoutExtension(s string) string {
	for i, r := range s {
		if r == '#' || r == ';' || r == ',' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			if len(digits(s[:i])) >= 5 {
				return s[:i]
			}
		}
	}
	return s
}

func digits(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// splitPhone returns the country calling code of a canonical number and the
// rest. Calling codes are free of prefixes among each other (ITU-T E.164), so
// that the first one that exists is the one.
func splitPhone(canonical string) (code, rest string) {
	d, ok := strings.CutPrefix(canonical, "+")
	if !ok {
		return "", strings.TrimPrefix(canonical, nationalMark)
	}
	n := 0
	for i := 0; i < 3 && i < len(d); i++ {
		n = n*10 + int(d[i]-'0')
		if phonenumbers.GetRegionCodeForCountryCode(n) != phonenumbers.UNKNOWN_REGION {
			return d[:i+1], d[i+1:]
		}
	}
	return "", d
}
