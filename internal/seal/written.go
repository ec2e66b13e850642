package seal

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/hemostat/hemostat/exposure"
)

// Written returns what the vault keeps of a value: names and addresses as the text has them, so that a
// letter can be addressed by them, and all else in its canonical form. [Canonical] of it is that of the
// value.
func Written(kind exposure.Kind, value, canonical string) string {
	if !asWritten(kind) {
		return canonical
	}
	return strings.Join(strings.Fields(norm.NFC.String(exposure.Visible(strings.ToValidUTF8(value, "\uFFFD")))), " ")
}

func asWritten(kind exposure.Kind) bool {
	return kind == exposure.Person || kind == exposure.Company || kind == exposure.Address
}

// BetterWritten reports whether of two ways in which an identity is written a is the one to show: small
// and capital letters rather than either alone, the name in its order rather than turned about by a comma,
// else the first by its bytes.
func BetterWritten(kind exposure.Kind, a, b string) bool {
	if mixed := isMixed(a); mixed != isMixed(b) {
		return mixed
	}
	if turned := strings.Contains(a, ","); kind == exposure.Person && turned != strings.Contains(b, ",") {
		return !turned
	}
	return a < b
}

func isMixed(s string) bool {
	return strings.ContainsFunc(s, unicode.IsUpper) && strings.ContainsFunc(s, unicode.IsLower)
}
