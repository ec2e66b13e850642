package disclose

import "time"

// Numbers whose century no single sign says.

// bornDenmark reads a CPR number: the seventh digit and the year together say the century. Source:
// https://www.cpr.dk/media/12066/personnummeret-i-cpr.pdf.
func bornDenmark(number string) (time.Time, bool) {
	day, month, year, ok := ddmmyy(number, 10)
	if !ok {
		return time.Time{}, false
	}
	century := 19
	switch c := number[6]; {
	case (c == '4' || c == '9') && year <= 36, c >= '5' && c <= '8' && year <= 57:
		century = 20
	case c >= '5' && c <= '8':
		century = 18
	}
	return date(100*century+year, month, day)
}

// bornNorway reads a fødselsnummer or D-number: the three digits behind the date and the year together say the century.
// Source: https://no.wikipedia.org/wiki/F%C3%B8dselsnummer.
func bornNorway(number string) (time.Time, bool) {
	day, month, year, ok := ddmmyy(number, 11)
	if !ok {
		return time.Time{}, false
	}
	day, month = day%40, month%40
	individual, _ := whole(number[6:9])
	century := 19
	switch {
	case individual >= 500 && year <= 39:
		century = 20
	case individual >= 500 && individual < 750 && year >= 54:
		century = 18
	}
	return date(100*century+year, month, day)
}

// bornBelgium reads a rijksregisternummer: of who was born since 2000 the check digits hold with a 2 before the number.
// Source: https://nl.wikipedia.org/wiki/Rijksregisternummer.
func bornBelgium(number string) (time.Time, bool) {
	n, ok := whole(number[:min(len(number), 8)])
	if !ok || len(number) != 11 {
		return time.Time{}, false
	}
	year, month, day := n/1_000_000, n/10_000%100%20, n/100%100
	body, _ := whole(number[1:9])
	body += int(number[0]-'0') * 100_000_000
	check, ok := whole(number[9:])
	century := 19
	if check == 97-(2_000_000_000+body)%97 {
		century = 20
	}
	born, isDay := date(100*century+year, month, day)
	return born, ok && isDay
}

// bornSlovenia reads an EMŠO, whose year has three digits. Source: https://en.wikipedia.org/wiki/Unique_Master_Citizen_Number.
func bornSlovenia(number string) (time.Time, bool) {
	day, month, _, ok := ddmmyy(number, 13)
	if !ok {
		return time.Time{}, false
	}
	year, _ := whole(number[4:7])
	if year < 800 {
		year += 1000
	}
	return date(1000+year, month, day)
}

// ddmmyy reads the date that begins a number of so many digits.
func ddmmyy(number string, length int) (day, month, year int, ok bool) {
	if len(number) != length {
		return 0, 0, 0, false
	}
	for i := range len(number) {
		if number[i] < '0' || number[i] > '9' {
			return 0, 0, 0, false
		}
	}
	n, ok := whole(number[:6])
	return n / 10_000, n / 100 % 100, n % 100, ok
}
