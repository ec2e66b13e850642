package leak

import "fmt"

// vatOf returns a VAT number with valid check digits, "" where none is made for the country.
// The rules are those of the member states as the VIES page of the European Commission has them.
func vatOf(r *rng, countryCode string) string {
	switch countryCode {
	case "DE": // ISO 7064, MOD 11,10
		body := "9" + r.from(digits, 7)
		p := 10
		for i := range len(body) {
			s := (int(body[i]-'0') + p) % 10
			if s == 0 {
				s = 10
			}
			p = 2 * s % 11
		}
		return fmt.Sprintf("DE%s%d", body, (11-p)%10)
	case "FR": // the SIREN, behind a key of it
		siren := luhn("9" + r.from(digits, 7))
		return fmt.Sprintf("FR%02d%s", (12+3*valueOf(siren)%97)%97, siren)
	case "IT": // seven digits of the company, three of its province
		return "IT" + luhn("9"+r.from(digits, 6)+fmt.Sprintf("%03d", 1+r.n(95)))
	case "LU":
		company := 100_000 + r.n(800_000)
		return fmt.Sprintf("LU%06d%02d", company, company%89)
	}
	return ""
}

// luhn adds the check digit of ISO/IEC 7812-1.
func luhn(body string) string {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return fmt.Sprintf("%s%d", body, (10-sum%10)%10)
}

func valueOf(digits string) (n int) {
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}
