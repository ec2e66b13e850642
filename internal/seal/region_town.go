package seal

import (
	"strings"

	"github.com/hemostat/hemostat/internal/town"
)

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
