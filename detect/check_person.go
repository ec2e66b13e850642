package detect

import "bytes"

func checkNIK(_, b []byte) bool {
	d := num(b[6:8])
	if d > 40 {
		d -= 40
	}
	p := num(b[:2])
	return p >= 11 && p <= 97 && num(b[2:4]) > 0 && num(b[4:6]) > 0 && isDay(num(b[8:10]), d) && num(b[12:]) > 0
}

func checkPPS(_, b []byte) bool {
	total := 0
	for i, c := range b[:7] {
		total += (8 - i) * int(c-'0')
	}
	if len(b) == 9 && b[8] <= 'I' { // W and T of old numbers count nothing
		total += 9 * (int(b[8]-'A') + 1)
	}
	return fromPPS[total%23] == b[7] && !sameBytes(b[:7])
}

var codiceOdd = [36]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

// checkCodiceFiscale knows the letters that stand for digits where two people would
// have the same code.
func checkCodiceFiscale(_, b []byte) bool {
	var code [16]byte
	copy(code[:], b)
	for _, i := range [7]int{6, 7, 9, 10, 12, 13, 14} {
		if k := bytes.IndexByte([]byte("LMNPQRSTUV"), code[i]); k >= 0 {
			code[i] = byte('0' + k)
		} else if !isDigit(code[i]) {
			return false
		}
	}
	month := bytes.IndexByte([]byte("ABCDEHLMPRST"), b[8]) + 1
	if d := num(code[9:11]); !isDay(month, d) && !isDay(month, d-40) {
		return false
	}
	total := 0
	for i, c := range b[:15] {
		if i%2 == 0 {
			total += codiceOdd[worth(c)]
		} else if isDigit(c) {
			total += int(c - '0')
		} else {
			total += int(c - 'A')
		}
	}
	return byte('A'+total%26) == b[15]
}

func checkLatvia(_, b []byte) bool {
	if b[0] == '3' && b[1] >= '2' {
		return !sameBytes(b) // since 2017 without a date and a check digit
	}
	total := 1
	for i, w := range [10]int{10, 5, 8, 4, 2, 1, 6, 3, 7, 9} {
		total += w * int(b[i]-'0')
	}
	return ddmmyy(b) && b[6] <= '2' && total%11%10 == int(b[10]-'0')
}

func checkCURP(_, b []byte) bool {
	if !yymmdd(b[4:10]) || bytes.IndexByte([]byte("HMX"), b[10]) < 0 {
		return false
	}
	total := 0
	for i, c := range b[:17] {
		v := worth(c)
		if c > 'N' {
			v++ // after Ñ
		}
		total += v * (18 - i)
	}
	return byte('0'+(10-total%10)%10) == b[17]
}

func checkIRD(_, b []byte) bool {
	n := num(b)
	if n < 10_000_000 || n > 150_000_000 || sameBytes(b) {
		return false
	}
	var d [9]byte
	for i := range d {
		d[8-i] = byte('0' + n%10)
		n /= 10
	}
	for _, weights := range [2][8]int{{3, 2, 7, 6, 5, 4, 3, 2}, {7, 4, 3, 2, 5, 2, 7, 6}} {
		total := 0
		for i, w := range weights {
			total += w * int(d[i]-'0')
		}
		if c := (11 - total%11) % 11; c < 10 {
			return byte('0'+c) == d[8]
		}
	}
	return false
}

func checkSNILS(_, b []byte) bool {
	if num(b[:9]) <= 1_001_998 {
		return false
	}
	total := 0
	for i, c := range b[:9] {
		total += (9 - i) * int(c-'0')
	}
	return total%101%100 == num(b[9:])
}

func checkNRIC(_, b []byte) bool {
	total := 0
	for i, w := range [7]int{2, 7, 6, 5, 4, 3, 2} {
		total += w * int(b[1+i]-'0')
	}
	var letters string
	switch b[0] {
	case 'T':
		total += 4
		letters = "JZIHGFEDCBA"
	case 'S':
		letters = "JZIHGFEDCBA"
	case 'G':
		total += 4
		letters = "XWUTRQPNMLK"
	case 'F':
		letters = "XWUTRQPNMLK"
	case 'M':
		total += 3
		letters = "KLJNPQRTUWX"
		return letters[10-total%11] == b[8] || letters[total%11] == b[8]
	default:
		return false
	}
	return letters[total%11] == b[8]
}

func checkTCKN(_, b []byte) bool {
	odd, even, all := 0, 0, 0
	for i, c := range b[:9] {
		if i%2 == 0 {
			odd += int(c - '0')
		} else {
			even += int(c - '0')
		}
	}
	tenth := ((odd*7-even)%10 + 10) % 10
	for _, c := range b[:10] {
		all += int(c - '0')
	}
	return b[0] != '0' && tenth == int(b[9]-'0') && all%10 == int(b[10]-'0')
}

// taiwanLetters are the codes 10 to 35 in order.
const taiwanLetters = "ABCDEFGHJKLMNPQRSTUVXYWZIO"

func checkTaiwan(_, b []byte) bool {
	code := bytes.IndexByte([]byte(taiwanLetters), b[0]) + 10
	if code < 10 || bytes.IndexByte([]byte("1289"), b[1]) < 0 {
		return false
	}
	total := code/10 + code%10*9
	for i, c := range b[1:9] {
		total += (8 - i) * int(c-'0')
	}
	return (total+int(b[9]-'0'))%10 == 0
}

// checkNINO keeps to the prefixes that HM Revenue and Customs allots (NIM39110).
func checkNINO(_, b []byte) bool {
	if bytes.IndexByte([]byte("DFIQUV"), b[0]) >= 0 || bytes.IndexByte([]byte("DFIQUVO"), b[1]) >= 0 || b[8] > 'D' {
		return false
	}
	switch string(b[:2]) {
	case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
		return false
	}
	return true
}

func cuitPrefix(b []byte) bool {
	switch string(b[:2]) {
	case "20", "23", "24", "25", "26", "27", "30", "33", "34":
		return true
	}
	return false
}

// checkAusweis takes the nine characters of a card or passport, of which none looks
// like another, and the check digit where it is written too.
func checkAusweis(_, b []byte) bool {
	if len(b) > 1 && b[len(b)-1] == 'D' {
		b = b[:len(b)-1]
	}
	if len(b) < 9 || !hasDigit(b) {
		return false
	}
	for _, c := range b[:9] {
		if bytes.IndexByte([]byte("CFGHJKLMNPRTVWXYZ0123456789"), c) < 0 {
			return false
		}
	}
	return bytes.IndexByte([]byte("CFGHJKLMNPRTVWXYZ"), b[0]) >= 0 && (len(b) == 9 || mrzDigit(b[:9]) == b[9])
}
