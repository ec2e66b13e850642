package detect

// Check digits that are no weighted sum.

// verhoeff checks by the dihedral group D5 (J. Verhoeff, Error detecting decimal
// codes, 1969).
func verhoeff(body []byte) bool {
	const table = "0123456789" + "1234067895" + "2340178956" + "3401289567" + "4012395678" + "5987604321" + "6598710432" + "7659821043" + "8765932104" + "9876543210"
	const turns = "0123456789" + "1576283094" + "5803796142" + "8916043527" + "9453126870" + "4286573901" + "2793806415" + "7046913258"
	c := 0
	for i := range body {
		d := int(body[len(body)-1-i] - '0')
		c = int(table[c*10+int(turns[i%8*10+d]-'0')] - '0')
	}
	return c == 0 && len(body) > 0
}

// mod1110 checks by ISO/IEC 7064 MOD 11,10 over digits.
func mod1110(body []byte) bool {
	p := 10
	for _, c := range body[:len(body)-1] {
		p = (int(c-'0') + p) % 10
		if p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (11-p)%10 == int(body[len(body)-1]-'0')
}

// rest97 is body as a number modulo 97, letters as 10 to 35 (ISO/IEC 7064 MOD 97-10).
func rest97(body []byte) int {
	rest := 0
	for _, c := range body {
		if isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + worth(c)) % 97
		}
	}
	return rest
}

// luhn36 checks by Luhn's formula over 36 characters, as the GSTIN of India does.
func luhn36(body []byte) bool {
	const chars36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	total := 0
	n := len(body) - 1
	for i := range n {
		v := worth(body[n-1-i])
		if i%2 == 0 {
			v *= 2
		}
		total += v/36 + v%36
	}
	return chars36[(36-total%36)%36] == body[n]
}

// mrzDigit is the check digit of ICAO Doc 9303 part 3, section 4.9: weights 7, 3, 1;
// letters count 10 to 35, '<' nothing.
func mrzDigit(s []byte) byte {
	total := 0
	for i, c := range s {
		w := [3]int{7, 3, 1}[i%3]
		if c != '<' {
			total += w * worth(c)
		}
	}
	return byte('0' + total%10)
}

// num reads digits.
func num(b []byte) (n int) {
	for _, c := range b {
		n = n*10 + int(c-'0')
	}
	return n
}

var monthDays = [13]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// isDay reports whether there is such a day in some year.
func isDay(month, day int) bool {
	return month >= 1 && month <= 12 && day >= 1 && day <= monthDays[month]
}

// born reports whether a human being who lives, or did, can be born in a year.
func born(year int) bool { return year >= 1880 && year <= 2035 }

func yymmdd(b []byte) bool { return isDay(num(b[2:4]), num(b[4:6])) }
func ddmmyy(b []byte) bool { return isDay(num(b[2:4]), num(b[0:2])) }

func sameBytes(b []byte) bool { return sameDigits(b) }
