package detect

import (
	"bytes"
	"crypto/sha256"
)

// vinWorth are the values of letters in a VIN (49 CFR 565.15); I, O and Q are none.
const vinWorth = "12345678012345070923456789"

// checkVIN holds the form of ISO 3779 and, for vehicles of North America, the check
// digit; elsewhere there is none.
func checkVIN(_, b []byte) bool {
	total, letters := 0, 0
	for i, c := range b {
		v := int(c - '0')
		if isAlpha(c) {
			letters++
			if v = int(vinWorth[c-'A'] - '0'); v == 0 {
				return false
			}
		}
		total += v * [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}[i]
	}
	if b[0] >= '1' && b[0] <= '5' && modSelf[total%11] != b[8] {
		return false
	}
	return letters >= 2 && letters <= 14 && run(b, 13, 4, digitChars) == 17
}

func checkDEA(_, b []byte) bool {
	if bytes.IndexByte([]byte("ABCDEFGHJKLMPRSTUX"), b[0]) < 0 {
		return false
	}
	d := func(i int) int { return int(b[2+i] - '0') }
	return (d(0)+d(2)+d(4)+2*(d(1)+d(3)+d(5)))%10 == d(6) && !sameBytes(b[2:])
}

// checkMBI knows which places of a Medicare Beneficiary Identifier are letters, and
// that S, L, O, I, B and Z are none of them.
func checkMBI(_, b []byte) bool {
	for i, c := range b {
		var ok bool
		switch i {
		case 0:
			ok = c >= '1' && c <= '9'
		case 3, 6, 9, 10:
			ok = isDigit(c)
		case 1, 4, 7, 8:
			ok = isAlpha(c)
		default:
			ok = true
		}
		if !ok || bytes.IndexByte([]byte("SLOIBZ"), c) >= 0 {
			return false
		}
	}
	return true
}

// checkPHN is the check of the Personal Health Number of British Columbia.
func checkPHN(_, b []byte) bool {
	total := 0
	for i, w := range [8]int{2, 4, 8, 5, 10, 9, 7, 3} {
		total += w * int(b[1+i]-'0') % 11
	}
	return b[0] == '9' && fromElev[total%11] == b[9]
}

// checkUSCC is the check of GB 32100-2015, China's unified social credit code.
func checkUSCC(_, b []byte) bool {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	total, w := 0, 1
	for _, c := range b[:17] {
		v := bytes.IndexByte([]byte(alphabet), c)
		if v < 0 {
			return false
		}
		total += v * w
		w = w * 3 % 31
	}
	return alphabet[(31-total%31)%31] == b[17] && run(b, 2, 6, digitChars) == 8
}

// checkMAC keeps out addresses that name no device.
func checkMAC(_, b []byte) bool {
	group := unhex(b[1])&1 == 1 // multicast (IEEE 802)
	return !group && !sameBytes(b) && run(b, 0, 12, hexChars) == 12 && string(b[:6]) != "000000"
}

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// checkBase58 holds that an address in Base58Check has 25 bytes, of which the last
// four are the beginning of a double SHA-256 of the others.
func checkBase58(v, _ []byte) bool {
	var out [25]byte
	for _, c := range v {
		carry := bytes.IndexByte([]byte(base58), c)
		if carry < 0 {
			return false
		}
		for i := len(out) - 1; i >= 0; i-- {
			carry += int(out[i]) * 58
			out[i] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return false
		}
	}
	first := sha256.Sum256(out[:21])
	second := sha256.Sum256(first[:])
	return bytes.Equal(second[:4], out[21:])
}

const bech32Chars = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// checkBech32 is the check of BIP 173, and that of BIP 350 for later versions.
func checkBech32(v, _ []byte) bool {
	sep := bytes.LastIndexByte(v, '1')
	if sep < 1 || len(v)-sep < 7 || len(v) > 90 {
		return false
	}
	sum := uint32(1)
	step := func(d byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(d)
		for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for _, c := range v[:sep] {
		step(lower[c] >> 5)
	}
	step(0)
	for _, c := range v[:sep] {
		step(lower[c] & 31)
	}
	for _, c := range v[sep+1:] {
		d := bytes.IndexByte([]byte(bech32Chars), lower[c])
		if d < 0 {
			return false
		}
		step(byte(d))
	}
	return sum == 1 || sum == 0x2bc830a3
}

// bicCountries are the codes of ISO 3166-1 and XK, which ISO 9362 uses too.
var bicCountries = func() map[string]bool {
	m := map[string]bool{}
	for _, c := range bytes.Fields([]byte(`AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW K
		Y KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`)) {
		m[string(c)] = true
	}
	return m
}()

// checkBIC holds a code to ISO 9362: letters of a bank, a country, a place, in capitals.
func checkBIC(v, b []byte) bool {
	return run(v, 0, len(v), charsets["upper"]) == len(v) && bicCountries[string(b[4:6])] && b[7] != 'O'
}

// checkKVNR is Luhn's formula over the two digits of the letter and the others, from
// the left.
func checkKVNR(_, b []byte) bool {
	letter := int(b[0]-'A') + 1
	digits := [11]int{letter / 10, letter % 10}
	for i, c := range b[1:9] {
		digits[2+i] = int(c - '0')
	}
	total := 0
	for i, d := range digits[:10] {
		d *= 1 + i%2
		total += d/10 + d%10
	}
	return total%10 == int(b[9]-'0')
}

// monthNames begin the names of months in the languages of Latin letters, by month.
var monthNames = [13]string{1: "JAN GEN ENE STY OCA SIJ LED", 2: "FEB FÉV FEV LUT SUB VEL UNO", 3: "MAR MRZ BRE OZU", 4: "APR AVR ABR KWI NIS TRA DUB",
	5: "MAY MAI MAG MEI MAJ KVE", 6: "JUN GIU CZE HAZ LIP", 7: "JUL LUG LIP TEM SRP", 8: "AUG AGO AOU SIE AGU KOL SRP", 9: "SEP SET WRZ EYL RUJ ZAR",
	10: "OCT OKT OTT OUT PAZ EKI LIS", 11: "NOV LIS KAS STU", 12: "DEC DEZ DIC DIS GRU ARA PRO"}

// checkBirth reads a day, in figures or with the name of its month, on which a human
// being who lives can be born.
func checkBirth(text, _ []byte) bool {
	if year, month, day, ok := spelledDay(text); ok {
		return born(year) && isDay(month, day)
	}
	var group [3][]byte // of digits
	n := 0
	for i := 0; i < len(text); {
		end := run(text, i, 8, digitChars)
		if end == i {
			i++
			continue
		}
		if n == len(group) {
			return false
		}
		group[n] = text[i:end]
		n, i = n+1, end
	}
	month := monthIn(text)
	switch {
	case n == 1 && month == 0 && len(group[0]) == 8: // 19800517, 17051980
		d := group[0]
		return bornOn(d[:4], d[4:6], d[6:]) || bornOn(d[4:], d[:2], d[2:4]) || bornOn(d[4:], d[2:4], d[:2])
	case n == 2 && month > 0: // 17 May 1980, May 17, 80
		return bornIn(group[1]) && isDay(month, num(group[0])) || bornIn(group[0]) && len(group[0]) == 4 && isDay(month, num(group[1]))
	case n != 3 || month > 0 || len(group[1]) > 2:
		return false
	case len(group[0]) == 4:
		return bornOn(group[0], group[1], group[2])
	}
	return bornOn(group[2], group[0], group[1]) || bornOn(group[2], group[1], group[0]) || len(group[2]) == 2 && bytes.IndexByte(text, '-') > 0 && bornOn(group[0], group[1], group[2])
}

func bornOn(year, month, day []byte) bool {
	return bornIn(year) && len(month) <= 2 && len(day) <= 2 && isDay(num(month), num(day))
}

// bornIn reports whether somebody may be born in a year of four digits, or of two.
func bornIn(year []byte) bool { return len(year) == 2 || len(year) == 4 && born(num(year)) }

// monthIn returns the month that the letters of a date name, 0 for none.
func monthIn(text []byte) int {
	for i := 0; i+3 <= len(text); i++ {
		if !isAlpha(text[i]) || i > 0 && isAlpha(text[i-1]) {
			continue
		}
		name := [3]byte{text[i] &^ 0x20, text[i+1] &^ 0x20, text[i+2] &^ 0x20}
		for month, names := range monthNames {
			if bytes.Contains([]byte(names), name[:]) {
				return month
			}
		}
	}
	return 0
}

// checkARN holds a name of AWS to its six fields, and keeps out patterns.
func checkARN(_, b []byte) bool {
	return bytes.Count(b, []byte{':'}) >= 3 && bytes.IndexByte(b, '*') < 0 && alnumChars[b[len(b)-1]] && len(b) > 8
}
