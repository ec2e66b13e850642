package detect

import "bytes"

// The checks of numbers that authorities give to human beings. body holds the
// letters, as capitals, and digits of the number; its length is what the shapes of
// the rule allow.

// aSum makes a check of a named sum.
func aSum(name string) checkFunc {
	return func(_, b []byte) bool { return !sameBytes(b) && sumHolds(name, b) }
}

func luhnCheck(_, b []byte) bool { return luhn(b) && !sameBytes(b) }

var identityChecks = map[string]checkFunc{
	"at-svnr":    func(_, b []byte) bool { return b[0] != '0' && ddmm00(b[4:]) && sumHolds("at-svnr", b) },
	"au-tfn":     aSum("au-tfn"),
	"be-nn":      checkBelgium,
	"bg-egn":     func(_, b []byte) bool { return dateWith(b, 20, 40) && sumHolds("bg-egn", b) },
	"br-cpf":     aSum("br-cpf"),
	"ca-sin":     func(_, b []byte) bool { return b[0] != '0' && b[0] != '8' && luhnCheck(nil, b) },
	"ch-ahv":     func(_, b []byte) bool { return sumHolds("ean13", b) },
	"cl-rut":     func(_, b []byte) bool { return !sameBytes(b[:len(b)-1]) && sumHolds("cl-rut", b) },
	"cn-ric":     checkChina,
	"co-nit":     aSum("co-nit"),
	"cz-rc":      checkCzech,
	"de-steuer":  checkSteuerID,
	"de-rvnr":    checkRentenversicherung,
	"dk-cpr":     func(_, b []byte) bool { return ddmmyy(b) && !sameBytes(b) },
	"ee-ik":      func(_, b []byte) bool { return b[0] >= '1' && b[0] <= '8' && yymmdd(b[1:]) && twoRows(b, true) },
	"es-dni":     func(_, b []byte) bool { return sumHolds("es-dni", b) },
	"es-nie":     checkNIE,
	"fi-hetu":    checkHETU,
	"fr-nir":     checkNIR,
	"gr-amka":    func(_, b []byte) bool { return ddmmyy(b) && luhn(b) },
	"gr-afm":     aSum("gr-afm"),
	"hk-id":      checkHongKong,
	"hr-oib":     func(_, b []byte) bool { return !sameBytes(b) && mod1110(b) },
	"hu-ado":     func(_, b []byte) bool { return b[0] == '8' && sumHolds("hu-ado", b) },
	"hu-taj":     aSum("hu-taj"),
	"id-nik":     checkNIK,
	"ie-pps":     checkPPS,
	"il-id":      func(_, b []byte) bool { return !sameBytes(b) && luhn(b) },
	"in-aadhaar": func(_, b []byte) bool { return b[0] >= '2' && verhoeff(b) && !sameBytes(b) },
	"in-pan":     func(_, b []byte) bool { return bytes.IndexByte([]byte("ABCFGHJLPT"), b[3]) >= 0 && num(b[5:9]) > 0 },
	"is-kt": func(_, b []byte) bool {
		return dayWith(b, 40) && (b[9] == '9' || b[9] == '0' || b[9] == '8') && sumHolds("is-kt-sum", b)
	},
	"it-cf":      checkCodiceFiscale,
	"jp-my":      aSum("jp-my"),
	"kr-rrn":     func(_, b []byte) bool { return yymmdd(b) && b[6] >= '0' && b[6] <= '9' },
	"kr-rrn-sum": func(_, b []byte) bool { return yymmdd(b) && sumHolds("kr-rrn-sum", b) },
	"lv-pk":      checkLatvia,
	"mx-curp":    checkCURP,
	"mx-rfc":     func(_, b []byte) bool { return yymmdd(b[len(b)-9:]) },
	"my-kad":     func(_, b []byte) bool { return yymmdd(b) && b[6:8][0] < '9' && string(b[6:8]) != "00" },
	"nl-bsn":     func(_, b []byte) bool { return !sameBytes(b) && num(b) > 1_000_000 && sumHolds("nl-bsn", b) },
	"no-fnr":     func(_, b []byte) bool { return dayWith(b, 40) && sumHolds("no-fnr-sum", b) },
	"nz-ird":     checkIRD,
	"pe-ruc": func(_, b []byte) bool {
		return bytes.Contains([]byte("10 15 16 17 20"), b[:2]) && sumHolds("pe-ruc", b)
	},
	"pk-cnic":  func(_, b []byte) bool { return b[0] >= '1' && b[0] <= '8' && b[12] != '0' && !sameBytes(b) },
	"pl-pesel": func(_, b []byte) bool { return dateWith(b, 20, 40, 60, 80) && sumHolds("pl-pesel", b) },
	"pt-nif":   func(_, b []byte) bool { return b[0] != '0' && b[0] != '4' && sumHolds("pt-nif", b) && !sameBytes(b) },
	"ro-cnp": func(_, b []byte) bool {
		return b[0] > '0' && yymmdd(b[1:]) && num(b[7:9]) <= 52 && num(b[7:9]) > 0 && sumHolds("ro-cnp", b)
	},
	"ru-inn12": aSum("ru-inn12"),
	"ru-snils": checkSNILS,
	"sa-id":    func(_, b []byte) bool { return (b[0] == '1' || b[0] == '2') && luhn(b) && !sameBytes(b) },
	"se-pnr":   func(_, b []byte) bool { b = b[len(b)-10:]; return dayAt(b[2:4], b[4:6], 60) && luhn(b) },
	"sg-nric":  checkNRIC,
	"si-emso":  func(_, b []byte) bool { return ddmm00(b) && sumHolds("si-emso", b) },
	"th-pin":   func(_, b []byte) bool { return b[0] != '0' && b[0] != '9' && sumHolds("th-pin", b) && !sameBytes(b) },
	"tr-tckn":  checkTCKN,
	"tw-id":    checkTaiwan,
	"ua-tin":   aSum("ua-tin"),
	"ae-id":    func(_, b []byte) bool { return string(b[:3]) == "784" && born(num(b[3:7])) && luhn(b) },
	"uk-nino":  checkNINO,
	"uk-utr":   func(_, b []byte) bool { b = b[len(b)-10:]; return !sameBytes(b) && sumHolds("uk-utr", b) },
	"us-ssn":   checkSSN,
	"us-itin": func(_, b []byte) bool {
		g := num(b[3:5])
		return b[0] == '9' && (g >= 50 && g <= 65 || g >= 70 && g <= 88 || g >= 90 && g <= 92 || g >= 94)
	},
	"za-id":       func(_, b []byte) bool { return yymmdd(b) && b[10] <= '2' && luhn(b) },
	"ar-cuit":     func(_, b []byte) bool { return cuitPrefix(b) && sumHolds("ar-cuit", b) },
	"vn-cccd":     func(_, b []byte) bool { p := num(b[:3]); return p >= 1 && p <= 96 && !sameBytes(b) },
	"not-same":    func(_, b []byte) bool { return !sameBytes(b) },
	"passport-us": func(_, b []byte) bool { return b[0] != '0' && !sameBytes(b) },
	"de-ausweis":  checkAusweis,
	"ng-bvn":      func(_, b []byte) bool { return b[0] == '2' && b[1] == '2' && !sameBytes(b[2:]) },
	"eg-nid":      func(_, b []byte) bool { return (b[0] == '2' || b[0] == '3') && yymmdd(b[1:]) && num(b[7:9]) > 0 },
}

func ddmm00(b []byte) bool { return isDay(num(b[2:4]), num(b[0:2])) }

// dateWith takes a date of birth as year, month and day, where one of the added
// figures in the month says the century.
func dateWith(b []byte, added ...int) bool {
	m := num(b[2:4])
	for _, a := range added {
		if m > a && m <= a+12 {
			m -= a
			break
		}
	}
	return isDay(m, num(b[4:6]))
}

// dayWith takes a date as day, month and year, where the day may have a figure added.
func dayWith(b []byte, added int) bool { return dayAt(b[2:4], b[0:2], added) }

func dayAt(month, day []byte, added int) bool {
	d := num(day)
	if d > added {
		d -= added
	}
	m := num(month)
	if m > 40 { // synthetic and temporary numbers of Norway
		m -= 40
	}
	return isDay(m, d)
}

// checkSSN keeps out what the Social Security Administration does not assign.
func checkSSN(_, b []byte) bool {
	area := num(b[:3])
	if area == 0 || area == 666 || area >= 900 || num(b[3:5]) == 0 || num(b[5:]) == 0 || sameBytes(b) {
		return false
	}
	return string(b) != "078051120" && string(b) != "219099999" // printed on cards for show
}

func checkBelgium(_, b []byte) bool {
	if m := num(b[2:4]); m > 12 && !(m >= 21 && m <= 32 || m >= 41 && m <= 52) || num(b[4:6]) > 31 {
		return false
	}
	want := num(b[9:])
	old := num(b[:9])
	return want == 97-old%97 || want == 97-(2_000_000_000+old)%97
}

func checkChina(_, b []byte) bool {
	return b[0] >= '1' && b[0] <= '8' && run(b, 0, 17, digitChars) == 17 && born(num(b[6:10])) && isDay(num(b[10:12]), num(b[12:14])) && sumHolds("cn-ric-sum", b)
}

func checkCzech(_, b []byte) bool {
	m := num(b[2:4])
	for _, a := range []int{70, 50, 20} {
		if m > a {
			m -= a
			break
		}
	}
	if !isDay(m, num(b[4:6])) {
		return false
	}
	n := num(b)
	return n%11 == 0 || num(b[:9])%11 == 10 && b[9] == '0'
}

// checkSteuerID also holds that one digit of the first ten stands there twice or
// three times, never three times in a row, and the others at most once.
func checkSteuerID(_, b []byte) bool {
	if b[0] == '0' || !mod1110(b) {
		return false
	}
	var n [10]int
	for i, c := range b[:10] {
		n[c-'0']++
		if i >= 2 && b[i-1] == c && b[i-2] == c {
			return false
		}
	}
	twice := 0
	for _, k := range n {
		if k > 3 {
			return false
		}
		if k > 1 {
			twice++
		}
	}
	return twice == 1
}

func checkRentenversicherung(_, b []byte) bool {
	if d := num(b[2:4]); !isDay(num(b[4:6]), d) && !isDay(num(b[4:6]), d-50) && !(d > 50 && isDay(num(b[4:6]), d%50)) {
		return false
	}
	var digits [13]int
	letter := int(b[8]-'A') + 1
	n := 0
	for i, c := range b {
		if i == 8 {
			digits[n], digits[n+1] = letter/10, letter%10
			n += 2
			continue
		}
		digits[n] = int(c - '0')
		n++
	}
	total := 0
	for i, w := range [12]int{2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1} {
		p := digits[i] * w
		total += p/10 + p%10
	}
	return total%10 == digits[12]
}

func checkNIE(_, b []byte) bool {
	front := bytes.IndexByte([]byte("XYZ"), b[0])
	return front >= 0 && fromDNI[(front*10_000_000+num(b[1:8]))%23] == b[8]
}

func checkHETU(_, b []byte) bool {
	// ddmmyy, the sign of the century (kept where it is a letter), three digits, check.
	n := len(b)
	serial := b[n-4 : n-1]
	return ddmmyy(b) && run(serial, 0, 3, digitChars) == 3 && num(serial) >= 2 && fromHETU[(num(b[:6])*1000+num(serial))%31] == b[n-1]
}

func checkNIR(_, b []byte) bool {
	if b[0] != '1' && b[0] != '2' && b[0] != '3' && b[0] != '4' && b[0] != '7' && b[0] != '8' {
		return false
	}
	if m := num(b[3:5]); m == 0 || m > 12 && m < 20 || m > 42 && m < 50 {
		return false
	}
	n := bytes.Clone(b[:13])
	less := 0
	switch string(b[5:7]) {
	case "2A":
		n[6], n[5], less = '0', '2', 1_000_000
	case "2B":
		n[6], n[5], less = '0', '2', 2_000_000
	default:
		if !isDigit(b[6]) {
			return false
		}
	}
	return 97-(num(n)-less)%97 == num(b[13:])
}

func checkHongKong(_, b []byte) bool {
	total, w := 0, len(b)
	if len(b) == 8 {
		total = 36 * 9
	}
	for _, c := range b[:len(b)-1] {
		total += w * worth(c)
		w--
	}
	return "0123456789A"[(11-total%11)%11] == b[len(b)-1] && !sameBytes(b[len(b)-7:len(b)-1])
}
