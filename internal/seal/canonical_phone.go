package seal

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// nationalMark stands before a number that is written without a country: the
// same digits are another telephone elsewhere.
const nationalMark = "n:"

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
	n, err := phonenumbers.Parse(international, "ZZ")
	if err != nil {
		return "+" + digits(international)
	}
	return phonenumbers.Format(n, phonenumbers.E164)
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
