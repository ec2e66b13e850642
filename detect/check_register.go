package detect

import (
	"bytes"
	"crypto/sha256"
)

// The checks of numbers of organisations, banks, patients, vehicles and devices.
var registerChecks = map[string]checkFunc{
	"aba":    func(_, b []byte) bool { return routingArea(num(b[:2])) && sumHolds("aba", b) && !sameBytes(b) },
	"au-abn": checkABN,
	"au-acn": aSum("au-acn"),
	"br-cnpj": func(_, b []byte) bool {
		return isDigit(b[12]) && isDigit(b[13]) && !sameBytes(b) && sumHolds("br-cnpj", b)
	},
	"de-vat":   func(_, b []byte) bool { b = tail(b, 9); return b[0] != '0' && mod1110(b) },
	"de-hrb":   func(_, b []byte) bool { return num(b[3:]) > 0 },
	"dea":      checkDEA,
	"es-cif":   checkCIF,
	"eu-vat":   checkVAT,
	"fr-siren": func(_, b []byte) bool { return luhnCheck(nil, b) },
	"imei":     func(_, b []byte) bool { return luhnCheck(nil, b) && reportingBody(num(b[:2])) },
	"imsi":     func(_, b []byte) bool { m := num(b[:3]); return m >= 200 && m < 800 && !sameBytes(b) },
	"in-gstin": func(_, b []byte) bool { s := num(b[:2]); return s >= 1 && s <= 38 && luhn36(b) },
	"it-piva":  func(_, b []byte) bool { return luhnCheck(nil, b) && num(b[:7]) > 0 },
	"lei":      func(_, b []byte) bool { return rest97(b) == 1 && hasDigit(b) && !sameBytes(b[:18]) },
	"mac":      checkMAC,
	"mbi":      checkMBI,
	"no-org":   func(_, b []byte) bool { return (b[0] == '8' || b[0] == '9') && sumHolds("no-org", b) && !sameBytes(b) },
	"npi": func(_, b []byte) bool {
		return (b[0] == '1' || b[0] == '2') && luhn(append([]byte("80840"), b...)) && !sameBytes(b)
	},
	"nhs":         func(_, b []byte) bool { return !sameBytes(b) && sumHolds("nhs", b) },
	"au-medicare": func(_, b []byte) bool { return b[0] >= '2' && b[0] <= '6' && sumHolds("au-medicare", b) },
	"pl-nip":      aSum("pl-nip"),
	"pl-regon":    aSum("pl-regon"),
	"ru-inn10":    aSum("ru-inn10"),
	"us-ein":      func(_, b []byte) bool { return einPrefix(num(b[:2])) && !sameBytes(b) },
	"uk-vat":      checkUKVAT,
	"vin":         checkVIN,
	"ca-phn":      checkPHN,
	"ca-ramq": func(_, b []byte) bool {
		return dayAt(b[6:8], b[8:10], 0) || num(b[6:8]) > 50 && isDay(num(b[6:8])-50, num(b[8:10]))
	},
	"de-kvnr":     checkKVNR,
	"ehic":        func(_, b []byte) bool { return b[0] == '8' && b[1] == '0' && num(b[2:5]) > 0 && !sameBytes(b[5:]) },
	"ca-ohip":     func(_, b []byte) bool { return b[0] != '0' && luhnCheck(nil, b[:10]) },
	"cn-uscc":     checkUSCC,
	"base58check": checkBase58,
	"bech32":      checkBech32,
	"eip55":       checkEIP55,
	"bic":         checkBIC,
	"birth":       checkBirth,
	"arn":         checkARN,
	"slashed":     func(_, b []byte) bool { return bytes.Count(b, []byte{'/'}) >= 2 && b[len(b)-1] != '/' },
	"azure-id": func(_, b []byte) bool {
		return len(b) >= 36 && isUUID(b[:36]) && (len(b) == 36 || b[36] == '/') && !sameBytes(b[:8])
	},
}

// reportingBody reports whether a type allocation code can begin so (3GPP TS 23.003):
// 01 to 10, 30 to 35, 44 to 54, 86, 91, 98, 99.
func reportingBody(n int) bool {
	return n >= 1 && n <= 10 || n >= 30 && n <= 35 || n >= 44 && n <= 54 || n == 86 || n == 91 || n >= 98
}

func tail(b []byte, n int) []byte { return b[len(b)-n:] }

// routingArea reports whether a Federal Reserve routing symbol can begin so.
func routingArea(n int) bool {
	return n >= 1 && n <= 12 || n >= 21 && n <= 32 || n >= 61 && n <= 72 || n == 80
}

// einPrefix reports whether the Internal Revenue Service assigns a prefix.
func einPrefix(n int) bool {
	switch n {
	case 0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97:
		return false
	}
	return true
}

func checkABN(_, b []byte) bool {
	if b[0] == '0' || sameBytes(b) {
		return false
	}
	var c [11]byte
	copy(c[:], b)
	c[0]--
	return sumHolds("au-abn-sum", c[:])
}

func checkCIF(_, b []byte) bool {
	b = tail(b, 9)
	if bytes.IndexByte([]byte("ABCDEFGHJKLMNPQRSUVW"), b[0]) < 0 {
		return false
	}
	total := 0
	for i, c := range b[1:8] {
		d := int(c - '0')
		if i%2 == 0 {
			d = d*2/10 + d*2%10
		}
		total += d
	}
	d := (10 - total%10) % 10
	switch {
	case bytes.IndexByte([]byte("PQRSNW"), b[0]) >= 0:
		return b[8] == "JABCDEFGHI"[d]
	case bytes.IndexByte([]byte("ABEH"), b[0]) >= 0:
		return b[8] == byte('0'+d)
	}
	return b[8] == byte('0'+d) || b[8] == "JABCDEFGHI"[d]
}

// checkVAT tells by the letters of the country which check a VAT number has.
func checkVAT(_, b []byte) bool {
	if len(b) < 4 {
		return false
	}
	if check := vatChecks[string(b[:2])]; check != nil {
		return check(b[2:])
	}
	return false
}

func vatSum(name string) func([]byte) bool {
	return func(b []byte) bool { return !sameBytes(b) && sumHolds(name, b) }
}

// vatChecks are the checks of VAT numbers without the letters of the country.
var vatChecks = map[string]func(b []byte) bool{
	"AT": func(b []byte) bool { return b[0] == 'U' && sumHolds("at-uid", b[1:]) },
	"BE": func(b []byte) bool { return b[0] <= '1' && 97-num(b[:8])%97 == num(b[8:]) },
	"BG": func(b []byte) bool {
		if len(b) == 10 {
			return dateWith(b, 20, 40) && sumHolds("bg-egn", b)
		}
		return twoRows(b, false)
	},
	"CY": checkCyprus,
	"CZ": func(b []byte) bool {
		if len(b) == 8 {
			return b[0] != '9' && sumHolds("cz-vat8", b)
		}
		return len(b) == 10 && checkCzech(nil, b)
	},
	"DE": func(b []byte) bool { return b[0] != '0' && mod1110(b) },
	"DK": vatSum("dk-cvr"),
	"EE": vatSum("ee-kmkr"),
	"EL": vatSum("gr-afm"), "GR": vatSum("gr-afm"),
	"ES": func(b []byte) bool {
		return bytes.IndexByte([]byte("XYZ"), b[0]) >= 0 && checkNIE(nil, b) || isDigit(b[0]) && sumHolds("es-dni", b) || checkCIF(nil, b)
	},
	"FI": vatSum("fi-y"),
	"FR": func(b []byte) bool {
		return luhn(b[2:]) && !sameBytes(b[2:]) && isDigit(b[0]) && isDigit(b[1]) && num(b[:2]) == (12+3*(num(b[2:])%97))%97
	},
	"GB": func(b []byte) bool { return checkUKVAT(nil, b) },
	"HR": func(b []byte) bool { return !sameBytes(b) && mod1110(b) },
	"HU": vatSum("hu-vat"),
	"IE": func(b []byte) bool { return checkPPS(nil, b) },
	"IT": func(b []byte) bool { return luhnCheck(nil, b) },
	"LT": func(b []byte) bool { return b[len(b)-2] == '1' && twoRows(b, true) },
	"LU": func(b []byte) bool { return num(b[:6])%89 == num(b[6:]) && num(b) > 0 },
	"LV": func(b []byte) bool {
		total := 0
		for i, w := range [11]int{9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1} {
			total += w * int(b[i]-'0')
		}
		return b[0] > '3' && total%11 == 3
	},
	"MT": vatSum("mt-vat"),
	"NL": func(b []byte) bool {
		return b[9] == 'B' && (sumHolds("nl-bsn", b[:9]) || rest97(append([]byte("NL"), b...)) == 1)
	},
	"PL": vatSum("pl-nip"),
	"PT": vatSum("pt-nif"),
	"RO": vatSum("ro-vat"),
	"SE": func(b []byte) bool { return luhn(b[:10]) && num(b[10:]) > 0 && num(b[10:]) < 95 && !sameBytes(b[:10]) },
	"SI": vatSum("si-vat"),
	"SK": func(b []byte) bool {
		return b[0] != '0' && bytes.IndexByte([]byte("2347 89"), b[2]) >= 0 && sumHolds("sk-vat", b)
	},
	"XI": func(b []byte) bool { return checkUKVAT(nil, b) },
}

// twoRows is the check in which a second row of weights, two further on, serves
// where the first one leaves ten. In round ones a weight of one follows nine.
func twoRows(b []byte, round bool) bool {
	n := len(b) - 1
	rest := 0
	for _, shift := range [2]int{0, 2} {
		total := 0
		for i := range n {
			w := i + shift
			if round {
				w %= 9
			}
			total += (w + 1) * int(b[i]-'0')
		}
		if rest = total % 11; rest < 10 {
			break
		}
	}
	return rest%10 == int(b[n]-'0') && !sameBytes(b)
}

func checkCyprus(b []byte) bool {
	total := 0
	for i, c := range b[:8] {
		if i%2 == 0 {
			total += [10]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}[c-'0']
		} else {
			total += int(c - '0')
		}
	}
	return string(b[:2]) != "12" && byte('A'+total%26) == b[8]
}

func checkUKVAT(_, b []byte) bool {
	if len(b) > 2 && isAlpha(b[0]) {
		b = b[2:]
	}
	if len(b) != 9 && len(b) != 12 {
		return false
	}
	total := num(b[7:9])
	for i, c := range b[:7] {
		total += (8 - i) * int(c-'0')
	}
	return (total%97 == 0 || total%97 == 42) && num(b[:7]) > 0
}

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
func checkBirth(_, b []byte) bool {
	digits, letters := make([]byte, 0, 8), make([]byte, 0, 12)
	for _, c := range b {
		if isDigit(c) && len(digits) < 8 {
			digits = append(digits, c)
		} else if isAlpha(c) && len(letters) < 12 {
			letters = append(letters, c)
		}
	}
	if len(letters) == 0 {
		if len(digits) != 8 {
			return false
		}
		first, second := num(digits[:2]), num(digits[2:4])
		return born(num(digits[:4])) && isDay(num(digits[4:6]), num(digits[6:])) || born(num(digits[4:])) && (isDay(first, second) || isDay(second, first))
	}
	n := len(digits)
	if len(letters) < 3 || n != 5 && n != 6 || !born(num(digits[n-4:])) {
		return false
	}
	for month, names := range monthNames {
		if bytes.Contains([]byte(names), letters[:3]) && isDay(month, num(digits[:n-4])) {
			return true
		}
	}
	return false
}

// checkARN holds a name of AWS to its six fields, and keeps out patterns.
func checkARN(_, b []byte) bool {
	return bytes.Count(b, []byte{':'}) >= 3 && bytes.IndexByte(b, '*') < 0 && alnumChars[b[len(b)-1]] && len(b) > 8
}
