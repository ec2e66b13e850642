package seal

import (
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// maskNumber masks the kinds that are numbers, days and addresses of a human
// being or what belongs to one.
func maskNumber(kind exposure.Kind, canonical string) string {
	switch kind {
	case exposure.Identifier, exposure.Health:
		if exposure.IsDiagnosis(canonical) {
			return exposure.DiagnosisMask
		}
		// From nine characters on, two of them tell people apart who look at their own.
		return maskTail(bullets+" ", ascii(canonical), 2, 9)
	case exposure.Birth:
		return "••••-••-••"
	case exposure.Register:
		// It may be that of a sole trader.
		front := ""
		if len(canonical) > 8 && lettersOf(canonical[:2]) == 2 {
			front = canonical[:2]
		}
		return front + maskTail(bullets+" ", ascii(canonical), 3, 8)
	case exposure.Bank:
		if len(canonical) >= 8 && lettersOf(canonical[:6]) == 6 {
			return canonical[:6] + bullets // the bank and its country (ISO 9362)
		}
		return maskTail(bullets+" ", ascii(canonical), 2, 6)
	case exposure.Vehicle:
		if len(canonical) == 17 {
			return canonical[:3] + bullets // the manufacturer (ISO 3780)
		}
	case exposure.Device:
		if len(canonical) == 12 {
			return canonical[:2] + ":" + canonical[2:4] + ":" + canonical[4:6] + ":" + bullets // the manufacturer
		}
		return maskTail(bullets+" ", ascii(canonical), 2, 14)
	case exposure.Wallet:
		if len(canonical) >= 20 {
			return firstBytes(canonical, 4) + bullets
		}
	case exposure.Resource:
		return maskResource(canonical)
	case exposure.Amount:
		currency, _, ok := strings.Cut(canonical, " ")
		if ok && len(currency) == 3 && lettersOf(currency) == 3 {
			return currency + " " + bullets
		}
	}
	return bullets
}

// maskResource shows what sort of resource it is, never whose.
func maskResource(canonical string) string {
	if rest, ok := strings.CutPrefix(canonical, "arn:"); ok {
		parts := strings.SplitN(rest, ":", 3)
		if len(parts) == 3 && len(parts[0]) <= 12 && len(parts[1]) <= 24 {
			return "arn:" + parts[0] + ":" + parts[1] + ":" + bullets
		}
	}
	for _, front := range [...]string{"/subscriptions/", "projects/", "//"} {
		if len(canonical) > len(front)+8 && strings.HasPrefix(canonical, front) {
			return front + bullets
		}
	}
	return bullets
}

// ascii returns s if it is ASCII alone, else nothing: what is cut by bytes must be.
func ascii(s string) string {
	if plainASCII(s) {
		return s
	}
	return ""
}

// lettersOf counts the letters of ASCII in s.
func lettersOf(s string) (n int) {
	for i := range len(s) {
		if s[i]|0x20-'a' < 26 {
			n++
		}
	}
	return n
}

// firstBytes returns the first n bytes of s, fewer where they would cut a character.
func firstBytes(s string, n int) string {
	for n > 0 && n < len(s) && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:min(n, len(s))]
}
