package seal

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

func TestRegionOf(t *testing.T) {
	for address, want := range map[string]string{
		"77 Prairie Ave, 45400, Dayton, OH":                          "US-OH",
		"45400 Prairie Ave, Dayton, OH":                              "",
		"77 Prairie Ave, Dayton, OH 45400":                           "US-OH",
		"77 Prairie Ave\nDayton, Ohio 45400-1234":                    "US-OH",
		"1 Elm Street, Albany, New York 12200, USA":                  "US-NY",
		"1 Elm Street, Fairmont, West Virginia 26500":                "US-WV",
		"1 Elm Street, Austin, TX, United States":                    "US-TX",
		"1 Peach St, Atlanta, Georgia 30300":                         "US-GA",
		"1 Peach St, Atlanta, Georgia":                               "", // or the country
		"12 King St W, Toronto ON M5V 2T6":                           "CA-ON",
		"12 Rue Principale, Montréal (Québec) H2X 1Y4, Canada":       "CA-QC",
		"12 Main St, Calgary, AB T2P-1J9":                            "CA-AB",
		"Office 4, Gate Village, DIFC, Dubai, UAE":                   "AE-DIFC",
		"Level 3, Al Maryah Island, Abu Dhabi, United Arab Emirates": "AE-ADGM",
		"P.O. Box 1234, Dubai, U.A.E.":                               "AE-DU",
		"P.O. Box 1234, Dubai":                                       "AE-DU",
		"P.O. Box 99, Sharjah, الإمارات العربية المتحدة":             "AE-SH",
		"Dubai Street 4, 10115 Berlin, Germany":                      "DE",
		"1 George St, Sydney NSW 2000":                               "AU-NSW",
		"12 Cooper Row, York YO1 0ZZ":                                "GB",
		"Industriering 12, D-40000 Düsseldorf":                       "DE",
		"Industriering 12, 40000 Düsseldorf":                         "DE",
		"Industriering 12, 40000 Quellstadt":                         "", // of many countries
		"Via Roma 3 20121 Milano":                                    "IT",
		"Nygårdsgaten 5, Bergen 5015":                                "NO",
		"1 Elm Street, Birmingham, 35200":                            "", // in Alabama
		"Industriering 12, 40000 Düsseldorf, Deutschland":            "DE",
		"Industriering 12, 40000 Düsseldorf, ALLEMAGNE":              "DE",
		"Kleine Gracht 3, 1012 AB Amsterdam":                         "NL",
		"ul. Polna 3, 00-950 Warszawa":                               "PL",
		"Rua Nova 3, 1000-205 Lisboa":                                "PT",
		"Av. Nova 3, São Paulo, 01310-100":                           "BR",
		"〒100-0001 東京都千代田区1-1":                                       "JP",
		"100-0005 東京都 千代田区丸の内1-1-1":                                  "JP",
		"大阪府大阪市北区梅田2-2-2":                                            "JP",
		"北京市朝阳区建国路1号":                                                "CN",
		"서울특별시 중구 세종대로 110":                                          "KR",
		"Rue de 北京市 3, Paris":                                        "",
		"Atatürk Cad. 3, Ankara, Türkiye":                            "TR",
		"Hauptstr. 4, 1010 Wien, Österreich":                         "AT",
		"ул. Ленина 1, Москва, Россия":                               "RU",
		"Delaware":                                     "",
		"":                                             "",
		"Germany":                                      "", // no address
		"1 Elm Street, Springfield, ZZ 12345":          "",
		"Via Roma 1, 20121 Milano MI":                  "IT",
		"Via Dante 4, Milano, MI 20121":                "IT",
		"Via Libertà 12, Palermo PA 90143":             "IT",
		"Via Verdi 2, 38121 Trento TN":                 "", // or Memphis
		"2 Verdi Ave, Memphis, TN 38121":               "US-TN",
		"2 Broadway, Nashville, TN 37201":              "US-TN",
		"20121 Elm Street, Detroit, MI":                "",
		"Flat 2, 20121 Elm Street, Troy, MI":           "",
		"Calle Ancha 5, Cádiz, CA 11001":               "ES",
		"12 Rue de Fès, Casablanca, MA 20250":          "MA",
		"Jl. Merdeka 5, Jakarta, ID 10110":             "ID",
		"Hauptstr. 5, DE 10115":                        "DE",
		"Karl-Marx-Allee 5, Berlin, DE 10178":          "DE",
		"Ul. Dluga 5, AL 10001":                        "",
		"1 Broadway, Washington 20001":                 "", // the city
		"1 Broadway, New York 10004":                   "US-NY",
		strings.Repeat("a ", 5000) + "Dayton OH 45400": "US-OH",
		"Rue de la Loi 1, B-1000 Bruxelles, Belgique":  "BE",
		"Calle Mayor 1, 28013 Madrid, España":          "ES",
		"1 Elm Street, Austin, TX 78700, Canada":       "CA", // its country goes before
		"33 Nathan Road, Hong Kong SAR China":          "HK",
	} {
		if have := regionOf(Canonical(exposure.Address, address)); have != want {
			t.Errorf("%.60q is in %q, want %q", address, have, want)
		}
	}
}

// The region is the one feature that says something without the key, and a coarse one.
func TestRegionIsClear(t *testing.T) {
	sealers := []*Sealer{NewKey().Sealer(), NewKey().Sealer()}
	for _, s := range sealers {
		id := s.Seal(exposure.Address, []byte("77 Prairie Ave, Dayton, OH 45400"), "")
		var regions []string
		for _, f := range id.Features {
			if f.Of == exposure.FeatureRegion {
				regions = append(regions, f.Region())
			}
		}
		if len(regions) != 1 || regions[0] != "US-OH" || id.Clear != "" {
			t.Errorf("regions %q, clear %q", regions, id.Clear)
		}
	}
}

var regionForm = regexp.MustCompile(`^([A-Z]{2}(-[A-Z]{2,4})?)?$`)

func FuzzRegionOf(f *testing.F) {
	f.Add("77 Prairie Ave, Dayton, OH 45400")
	f.Add("Office 4, DIFC, Dubai, UAE")
	f.Add("〒100-0001 東京都")
	f.Fuzz(func(t *testing.T, address string) {
		region := regionOf(Canonical(exposure.Address, address))
		if !regionForm.MatchString(region) || (exposure.Feature{Of: exposure.FeatureRegion, Hash: exposure.RegionHash(region)}).Region() != region {
			t.Errorf("%q is in %q", address, region)
		}
	})
}

func TestVATCountry(t *testing.T) {
	for number, want := range map[string]string{
		"DE123456789": "DE", "EL123456789": "GR", "XI123456789": "GB", "ATU12345678": "AT", "CHE123456789MWST": "", "CHE123456789": "CH", "NL123456789B01": "NL", "IE1234567WA": "IE",
		"HWUPKR0MPOU8FGXBT394": "", "DEUTABCDEFG": "", "ZZ123456789": "", "123456789": "", "": "", "DE1": "",
	} {
		if have := vatCountry(Canonical(exposure.Register, number)); have != want {
			t.Errorf("%s is of %q, want %q", number, have, want)
		}
	}
}
