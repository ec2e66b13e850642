package detect

import (
	"encoding/hex"
	"testing"
)

// TestNumberChecks holds each check to published examples and to what becomes of
// them when one digit or letter is changed: most changes must not pass.
func TestNumberChecks(t *testing.T) {
	for check, values := range map[string][]string{
		// Examples of the authorities, of the standards, and of the tests of other implementations.
		"at-svnr": {"1237010180"}, "au-tfn": {"123456782"}, "be-nn": {"85073003328"}, "bg-egn": {"7523169263", "8032056031"},
		"br-cpf": {"39053344705", "11144477735"}, "br-cnpj": {"16727230000197", "12ABC34501DE35"}, "ca-sin": {"123456782"},
		"ch-ahv": {"7569217076985", "7561234567897"}, "cl-rut": {"760864285", "125319092"}, "cn-ric": {"11010519491231002X"},
		"co-nit": {"2131234321"}, "cz-rc": {"7103192745"}, "de-steuer": {"36574261809", "86095742719", "65929970489"}, "de-rvnr": {"15070649C103"},
		"ee-ik": {"36805280109"}, "es-dni": {"54362315K", "12345678Z"}, "es-nie": {"X2482300W", "X5253868R"}, "fi-hetu": {"131052308T"},
		"fr-nir": {"295109912611193", "253072B07300470"}, "gr-amka": {"01013099997"}, "gr-afm": {"094259216", "090000045"}, "hk-id": {"A1234563", "AB9876543"},
		"hr-oib": {"33392005961"}, "hu-taj": {"111111110"}, "ie-pps": {"6433435F", "6433435FT", "6433435IH"}, "il-id": {"039337423", "000000018"},
		"in-aadhaar": {"234123412346"}, "in-gstin": {"27AAPFU0939F1ZV", "29AAGCB7383J1Z4"}, "is-kt": {"1201743399"}, "it-cf": {"RCCMNL83S18D969H", "RSSMRA85T10A562S"},
		"jp-my": {"123456789018"}, "kr-rrn-sum": {"9710139019902"}, "lv-pk": {"16117519997"}, "mx-curp": {"BOXW310820HNERXN09"}, "nl-bsn": {"111222333", "123456782"},
		"no-fnr": {"15108695088"}, "nz-ird": {"49091850", "136410132"}, "pe-ruc": {"20512333797"}, "pl-pesel": {"44051401359", "02070803628"}, "pl-nip": {"8567346215"}, "pl-regon": {"123456785"},
		"pt-nif": {"501442600"}, "ro-cnp": {"1630615123457"}, "ru-inn10": {"7707083893"}, "ru-inn12": {"500100732259"}, "ru-snils": {"11223344595"}, "se-pnr": {"8803200016", "198803200016"},
		"sg-nric": {"S1234567D", "T1234567J", "F1234567N", "G1234567X"}, "si-emso": {"0101006500006"}, "th-pin": {"1234545678781"}, "tr-tckn": {"17291716060"}, "tw-id": {"A123456789"},
		"ua-tin": {"1759013776"}, "uk-utr": {"1955839661"}, "ar-cuit": {"20055361682"}, "za-id": {"7503305044089"}, "ae-id": {"784196812345674"},
		"aba": {"111000025", "021000021"}, "au-abn": {"83914571673", "51824753556"}, "au-acn": {"004085616"}, "au-medicare": {"2123456701"}, "nhs": {"9434765870", "9876543210"},
		"npi": {"1234567893"}, "dea": {"AB1234563"}, "imei": {"490154203237518"}, "lei": {"213800KUD8LAJWSQ9D15", "5493001KJTIIGC8Y1R12"}, "es-cif": {"B58378431"}, "no-org": {"974760673"},
		"it-piva": {"00743110157"}, "fr-siren": {"552008443", "73282932000074"}, "vin": {"1M8GDM9AXKP042788"}, "cn-uscc": {"91110000600037341L"}, "ca-phn": {"9698658215"},
		"eu-vat": {"ATU13585627", "BE0428759497", "BG175074752", "CY10259033P", "CZ25123891", "DE136695976", "DK13585628", "EE100931558", "EL094259216", "ESB58378431", "ESX2482300W", "FI20774740", "FR40303265045", "GB980780684",
			"HR33392005961", "HU12892312", "IE6433435F", "IT00743110157", "LT119511515", "LU15027442", "LV40003521600", "MT11679112", "NL004495445B01", "PL8567346215", "PT501964843", "RO18547290", "SE123456789701", "SI50223054", "SK2022749619"},
		"bic": {"DEUTDEFF500", "NEDSZAJJ"},
	} {
		c := checks[check]
		if c == nil {
			t.Errorf("%s: no such check", check)
			continue
		}
		for _, v := range values {
			if !c([]byte(v), []byte(v)) {
				t.Errorf("%s: %s does not pass", check, v)
				continue
			}
			if check == "bic" || check == "mx-rfc" {
				continue
			}
			passed, all := 0, 0
			for i := range v {
				for d := byte('0'); d <= '9'; d++ {
					if b := []byte(v); isDigit(b[i]) && b[i] != d {
						b[i] = d
						if all++; c(b, b) {
							passed++
						}
					}
				}
			}
			if passed*5 > all {
				t.Errorf("%s: %d of %d changes of one digit of %s pass", check, passed, all, v)
			}
		}
	}
}

func TestWalletChecks(t *testing.T) {
	for check, values := range map[string][]string{
		"base58check": {"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"},
		"bech32":      {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"}, // BIP 173, BIP 350
		"eip55":       {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"},                     // EIP-55
	} {
		for _, v := range values {
			if !checks[check]([]byte(v), nil) {
				t.Errorf("%s: %s does not pass", check, v)
			}
			for i := 4; i < len(v); i++ {
				b := []byte(v)
				if b[i] = '3'; v[i] == '3' {
					b[i] = '5'
				}
				if check == "eip55" && isDigit(v[i]) {
					continue
				}
				if checks[check](b, nil) && check != "eip55" {
					t.Errorf("%s: %s passes too", check, b)
				}
			}
		}
	}
	if got := keccak256(nil); hex.EncodeToString(got[:]) != "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470" {
		t.Errorf("Keccak-256 of nothing is %x", got)
	}
}
