package seal

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/division"
	"github.com/hemostat/hemostat/internal/town"
)

// regionProperties say where an address is: its country, and the part of it whose law asks
// for a notice of its own. Nobody is told apart by it: the least of these parts has tens of
// thousands of people (docs/adr/0003).
func regionProperties(list []property, canonical string) []property {
	if r := regionOf(canonical); r != "" {
		list = append(list, property{of: exposure.FeatureRegion, text: r})
	}
	return list
}

// registerProperties say in which country a number for value added tax is given, which its
// mask shows too.
func registerProperties(list []property, canonical string) []property {
	if r := vatCountry(canonical); r != "" {
		list = append(list, property{of: exposure.FeatureRegion, text: r})
	}
	return list
}

// vatPrefixes are those of Directive 2006/112/EC, article 215, and of countries that have
// taken the form over; Greece and Northern Ireland have others than their codes.
var vatPrefixes = " AT BE BG CY CZ DE DK EE ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK GB NO "

// vatCountry returns the country of a number for value added tax: two letters, and up to
// twelve more characters of which most are digits.
func vatCountry(canonical string) string {
	if len(canonical) < 9 || len(canonical) > 14 {
		return ""
	}
	digits := 0
	for _, c := range canonical[2:] {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	prefix := canonical[:2]
	switch {
	case digits < len(canonical)-4 || digits < 7:
		return ""
	case prefix == "EL":
		return "GR"
	case prefix == "XI":
		return "GB"
	case strings.HasPrefix(canonical, "CHE"):
		return "CH"
	case strings.Contains(vatPrefixes, " "+prefix+" "):
		return prefix
	}
	return ""
}

// maxAddressWords bounds the words of an address that are looked at: the last ones.
const maxAddressWords = 40

// regionOf returns the region of a canonical address, "" where nothing says it for certain.
// Codes of four to six digits are those of many countries and say nothing by themselves.
func regionOf(canonical string) string {
	list := strings.Fields(canonical)
	list = list[max(0, len(list)-maxAddressWords):]
	for i, w := range list {
		list[i] = strings.Trim(w, ".()\"'")
	}
	country, rest := lastCountry(list)
	if country == "" && len(rest) > 0 {
		if iso := eastern(rest); iso != "" {
			return iso
		}
	}
	if part := partOf(country, rest); part != "" {
		return part
	}
	if country == "" {
		country = postalCountry(rest)
	}
	if country == "" {
		country = cmp.Or(lettered(rest), townCountry(rest))
	}
	return country
}

// townCountry returns the country of the town behind a code of digits, or right before it at the end: codes
// of four to six digits are those of many countries, and towns there are called as others elsewhere, but
// both agree in one.
func townCountry(list []string) string {
	for i := len(list) - 1; i > 0; i-- { // the first word may be the number of a house
		code := list[i]
		if len(code) < 4 || len(code) > 6 || !allDigits(code) {
			continue
		}
		for n := min(townWords, len(list)-i-1); n > 0; n-- {
			if iso := town.Country(strings.Join(list[i+1:i+1+n], " "), len(code)); iso != "" {
				return iso
			}
		}
		for n := min(townWords, i-1); n > 0 && i == len(list)-1; n-- {
			if iso := town.Country(strings.Join(list[i-n:i], " "), len(code)); iso != "" {
				return iso
			}
		}
	}
	return ""
}

// townWords is of how many words the name of a town is at most.
const townWords = 4

// eastern returns the country of an address that begins with its largest part, as in East Asia:
// behind the code, if there is one.
func eastern(list []string) string {
	for i, w := range list[:min(2, len(list))] {
		if i > 0 && strings.Trim(list[0], "〒0123456789-") != "" {
			break
		}
		for _, e := range easternParts {
			if strings.HasPrefix(w, e.name) {
				return e.country
			}
		}
	}
	return ""
}

// easternParts are the prefectures of Japan (ISO 3166-2:JP), the provinces and cities of China (GB/T 2260)
// and of Taiwan, and the provinces and cities of Korea, as they begin addresses.
var easternParts = func() (list []struct{ name, country string }) {
	for country, names := range map[string]string{
		"JP": "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 " +
			"和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県",
		"CN": "中国 中华人民共和国 北京市 天津市 上海市 重庆市 河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 " +
			"内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区 广州市 深圳市 杭州市 南京市 苏州市 成都市 武汉市 西安市",
		"TW": "臺北市 台北市 新北市 桃園市 臺中市 台中市 臺南市 台南市 高雄市",
		"KR": "서울특별시 서울시 부산광역시 대구광역시 인천광역시 광주광역시 대전광역시 울산광역시 세종특별자치시 경기도 강원도 강원특별자치도 충청북도 충청남도 전라북도 전북특별자치도 전라남도 경상북도 경상남도 제주특별자치도",
	} {
		for name := range strings.FieldsSeq(names) {
			list = append(list, struct{ name, country string }{canonicalAddress(name), country})
		}
	}
	return list
}()

// partOf returns the part of a country in which an address is that ends so, if its country is
// that or is not said.
func partOf(country string, list []string) string {
	for _, p := range []struct {
		country string
		part    func([]string, bool) string
	}{{"US", usState}, {"CA", province}, {"AE", emirate}, {"AU", australianState}} {
		if country != "" && country != p.country {
			continue
		}
		if part := p.part(list, country != ""); part != "" {
			return p.country + "-" + part
		}
	}
	return ""
}

// province reads the first letter of a code of Canada: "m5v 2t6" is of Ontario (Canada Post,
// Addressing guidelines). X is of two territories.
func province(list []string, _ bool) string {
	if len(list) == 0 {
		return ""
	}
	code := list[len(list)-1]
	if len(code) == 3 && len(list) > 1 {
		code = list[len(list)-2] + code
	}
	code = strings.ReplaceAll(code, "-", "")
	if len(code) != 6 {
		return ""
	}
	for i, c := range []byte(code) {
		if digit := c >= '0' && c <= '9'; digit != (i%2 == 1) || !digit && (c < 'a' || c > 'z') {
			return ""
		}
	}
	return provinces[code[0]]
}

var provinces = map[byte]string{'a': "NL", 'b': "NS", 'c': "PE", 'e': "NB", 'g': "QC", 'h': "QC", 'j': "QC", 'k': "ON", 'l': "ON", 'm': "ON", 'n': "ON", 'p': "ON", 'r': "MB", 's': "SK", 't': "AB", 'v': "BC", 'y': "YT"}

// emirate reads the name of an emirate, or of a free zone with a law of its own, which stand
// where they like. "Dubai" at the end is one without a country too.
func emirate(list []string, sure bool) string {
	if len(list) == 0 {
		return ""
	}
	text := " " + strings.Join(list, " ") + " "
	last := list[len(list)-1]
	named := func(names ...string) bool {
		for _, n := range names {
			if sure && strings.Contains(text, " "+n+" ") || strings.HasSuffix(text, " "+n+" ") && !strings.HasPrefix(text, " "+n+" ") {
				return true
			}
		}
		return false
	}
	if !sure && last != "dubai" && last != "difc" && last != "adgm" && !strings.HasSuffix(text, " abu dhabi ") {
		return ""
	}
	for _, e := range division.Emirates {
		if named(e.Names...) || e.Zone && strings.Contains(text, " "+e.Names[0]+" ") {
			return e.Code
		}
	}
	return ""
}

// The states and territories of Australia (ISO 3166-2:AU): those that no other country has, and
// those that are parts of others too.
var (
	australian = []string{"NSW", "VIC", "QLD", "TAS", "ACT"}
	elsewhere  = []string{"WA", "SA", "NT"}
)

// australianState reads "nsw 2000".
func australianState(list []string, sure bool) string {
	if n := len(list); n > 1 && len(list[n-1]) == 4 && allDigits(list[n-1]) {
		state := strings.ToUpper(list[n-2])
		if slices.Contains(australian, state) || sure && slices.Contains(elsewhere, state) {
			return state
		}
	}
	return ""
}

// postalCountry returns the country whose codes alone have a form that stands in an address:
// "d-10115", "00-950", "1012 ab", "ls11 0aa" (Universal Postal Union, Postal addressing systems).
func postalCountry(list []string) string {
	for i, w := range list {
		before, after, ok := strings.Cut(w, "-")
		switch {
		case strings.HasPrefix(w, "〒"):
			return "JP"
		case ok && (len(after) == 4 || len(after) == 5) && allDigits(after) && postalLetters[before] != "":
			return postalLetters[before]
		case !ok || !allDigits(before) || !allDigits(after):
		case len(before) == 2 && len(after) == 3:
			return "PL"
		case len(before) == 4 && len(after) == 3:
			return "PT"
		case len(before) == 5 && len(after) == 3:
			return "BR"
		}
		if i+1 < len(list) && len(w) == 4 && allDigits(w) && len(list[i+1]) == 2 && smallLetters(list[i+1]) && i+2 < len(list) {
			return "NL"
		}
	}
	if n := len(list); n > 2 && isRoyalMail(list[n-2], list[n-1]) {
		return "GB"
	}
	return ""
}

// postalLetters are put before codes on the continent.
var postalLetters = map[string]string{"d": "DE", "de": "DE", "a": "AT", "at": "AT", "ch": "CH", "f": "FR", "fr": "FR", "b": "BE", "be": "BE", "l": "LU", "lu": "LU", "i": "IT", "it": "IT", "e": "ES", "es": "ES",
	"dk": "DK", "se": "SE", "no": "NO", "fi": "FI", "fin": "FI", "si": "SI", "hr": "HR", "lt": "LT", "lv": "LV", "md": "MD", "hu": "HU", "h": "HU"}

func smallLetters(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// isRoyalMail reports whether two words are the halves of a code of the United Kingdom.
func isRoyalMail(out, in string) bool {
	letters := len(out) - len(strings.TrimLeft(out, "abcdefghijklmnopqrstuvwxyz"))
	rest := out[letters:]
	return letters >= 1 && letters <= 2 && (len(rest) == 1 || len(rest) == 2) && rest[0] >= '0' && rest[0] <= '9' &&
		len(in) == 3 && allDigits(in[:1]) && smallLetters(in[1:])
}

// lastCountry returns the country with whose name an address ends, and what stands before it.
func lastCountry(list []string) (country string, rest []string) {
	for n := min(4, len(list)-1); n > 0; n-- {
		if iso, ok := countryNames()[strings.Join(list[len(list)-n:], " ")]; ok {
			return iso, list[:len(list)-n]
		}
	}
	return "", list
}

// countryLanguages are those in which names of countries are known.
var countryLanguages = []string{"en", "de", "fr", "es", "it", "pt", "nl", "tr", "pl", "sv", "da", "no", "fi", "cs", "sk", "hu", "ro", "bg", "hr", "sl", "et", "lv", "lt", "el", "ru", "uk", "ar", "he",
	"fa", "hi", "th", "vi", "id", "ms", "ja", "zh", "zh-Hant", "ko"}

// countryNames are the names of countries in those languages by the CLDR, and some that
// people write, as canonical addresses have them. A name that is a state's or an island's
// too, or that two countries have, is left out.
var countryNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{"usa": "US", "us": "US", "u.s.a": "US", "u.s": "US", "united states of america": "US", "uk": "GB", "u.k": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
		"great britain": "GB", "uae": "AE", "u.a.e": "AE", "ksa": "SA", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "türkiye": "TR", "turkey": "TR", "deutschland": "DE",
		"republic of ireland": "IE", "south korea": "KR", "korea": "KR", "republic of korea": "KR", "pr china": "CN", "p.r. china": "CN", "p.r china": "CN", "macedonia": "MK", "brd": "DE"}
	for _, lang := range countryLanguages {
		namer := display.Regions(language.MustParse(lang))
		if namer == nil {
			continue
		}
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				r, err := language.ParseRegion(string(a) + string(b))
				if err != nil || !r.IsCountry() || r.Canonicalize() != r || r.String() != string(a)+string(b) {
					continue
				}
				key := canonicalAddress(namer.Name(r))
				if other, met := names[key]; met && other != r.String() && names[key] != "" {
					continue // what people write, and the first language, go before
				}
				if len(key) > 3 {
					names[key] = r.String()
				}
			}
		}
	}
	for _, both := range []string{"georgia", "jersey"} {
		delete(names, both)
	}
	return names
})
