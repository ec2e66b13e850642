package detect

import "bytes"

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
