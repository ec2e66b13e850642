package leak

import "strings"

// The numbers that card networks and payment services publish for tests.
var testCards = []string{
	"4111111111111111", "4012888888881881", "4242424242424242", "4000056655665556",
	"5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222",
	"378282246310005", "371449635398431", "6011111111111117", "6011000990139424",
	"30569309025904", "3530111333300000", "3566002020360505",
}

// spacedCard writes a card's number in groups, as it is embossed.
func spacedCard(number, gap string) string {
	groups := []int{4, 4, 4, 4}
	switch len(number) {
	case 15:
		groups = []int{4, 6, 5}
	case 14:
		groups = []int{4, 6, 4}
	}
	var parts []string
	for _, n := range groups {
		parts, number = append(parts, number[:n]), number[n:]
	}
	return strings.Join(parts, gap)
}

// Length of the account part, by ISO 13616 registry; a leading a stands for four
// letters of a bank's name, here ZZZZ, which no bank has.
var ibanShapes = map[string]struct {
	letters string
	digits  int
}{
	"DE": {"", 18}, "GB": {"ZZZZ", 14}, "FR": {"", 23}, "ES": {"", 20}, "IT": {"Z", 22}, "NL": {"ZZZZ", 10},
	"PL": {"", 24}, "AT": {"", 16}, "CH": {"", 17}, "BE": {"", 12}, "SE": {"", 20}, "NO": {"", 11}, "DK": {"", 14},
	"FI": {"", 14}, "IE": {"ZZZZ", 14}, "PT": {"", 21}, "TR": {"", 22}, "GR": {"", 23}, "CZ": {"", 20}, "HU": {"", 24},
	"LU": {"", 16}, "AE": {"", 19}, "SA": {"", 20}, "EE": {"", 16}, "LT": {"", 16}, "HR": {"", 17}, "SI": {"", 15}, "SK": {"", 20},
}

// ibanOf returns an account at a bank whose code is zeros, with valid check
// digits, "" where the country has no IBAN.
func ibanOf(r *rng, countryCode string) string {
	shape, ok := ibanShapes[countryCode]
	if !ok {
		return ""
	}
	zeros := min(8, shape.digits/2)
	account := shape.letters + strings.Repeat("0", zeros) + r.from(digits, shape.digits-zeros)
	check := 98 - mod97(account+countryCode+"00")
	return countryCode + string([]byte{byte('0' + check/10), byte('0' + check%10)}) + account
}

func mod97(s string) int {
	rest := 0
	for _, c := range s {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}

// spacedIBAN writes an IBAN in groups of four, as on paper.
func spacedIBAN(iban string) string {
	var b strings.Builder
	for i := range len(iban) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(iban[i])
	}
	return b.String()
}
