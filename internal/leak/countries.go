package leak

import "strings"

// A country holds what a document of one country looks like. The suffix is the
// public suffix under which its companies' improbable domains stand.
type country struct {
	code, name, suffix, lang string
	legal                    []string
}

// Legal forms by language, short form first; other spellings of one company
// exchange one for the next.
var legalForms = map[string][]string{
	"en": {"Ltd", "Limited"}, "us": {"Inc.", "Incorporated"}, "de": {"GmbH", "Gesellschaft mit beschränkter Haftung"},
	"fr": {"SARL", "S.A.R.L."}, "es": {"S.A.", "Sociedad Anónima"}, "pt": {"Lda", "Limitada"}, "it": {"S.r.l.", "Srl"},
	"tr": {"A.Ş.", "Anonim Şirketi"}, "ja": {"株式会社", "K.K."}, "nl": {"B.V.", "BV"}, "pl": {"Sp. z o.o.", "Spółka z o.o."},
	"sv": {"AB", "Aktiebolag"},
}

// One line a country: ISO 3166-1 code, name, public suffix, language and, where
// it is not the language's, the legal form.
const countryTable = `US United States|us|en|us
DE Germany|de|de
GB United Kingdom|co.uk|en
FR France|fr|fr
JP Japan|co.jp|ja
ES Spain|es|es
TR Türkiye|com.tr|tr
BR Brazil|com.br|pt
IT Italy|it|it
NL Netherlands|nl|nl
CA Canada|ca|en|us
AU Australia|com.au|en
IN India|co.in|en
PL Poland|pl|pl
CH Switzerland|ch|de
AT Austria|at|de
SE Sweden|se|en|sv
MX Mexico|com.mx|es
PT Portugal|pt|pt
IE Ireland|ie|en
BE Belgium|be|nl
AR Argentina|com.ar|es
ZA South Africa|co.za|en
SG Singapore|com.sg|en
MT Malta|com.mt|en
EG Egypt|com.eg|en
AE United Arab Emirates|ae|en
SA Saudi Arabia|com.sa|en
KR South Korea|co.kr|en
NO Norway|no|en
DK Denmark|dk|en
FI Finland|fi|en
NZ New Zealand|co.nz|en
CL Chile|cl|es
CO Colombia|com.co|es
PE Peru|com.pe|es
EC Ecuador|ec|es
UY Uruguay|com.uy|es
PY Paraguay|com.py|es
BO Bolivia|com.bo|es
CR Costa Rica|co.cr|es
PA Panama|com.pa|es
GT Guatemala|com.gt|es
HN Honduras|hn|es
NI Nicaragua|com.ni|es
SV El Salvador|com.sv|es
DO Dominican Republic|com.do|es
JM Jamaica|com.jm|en
BB Barbados|bb|en
BS Bahamas|bs|en
PK Pakistan|com.pk|en
BD Bangladesh|com.bd|en
LK Sri Lanka|lk|en
NP Nepal|com.np|en
ID Indonesia|co.id|en
MY Malaysia|com.my|en
TH Thailand|co.th|en
VN Vietnam|vn|en
PH Philippines|com.ph|en
TW Taiwan|com.tw|en
CN China|cn|en
HK Hong Kong|com.hk|en
MO Macao|com.mo|en
MN Mongolia|mn|en
KZ Kazakhstan|kz|en
UZ Uzbekistan|uz|en
KG Kyrgyzstan|kg|en
GE Georgia|ge|en
AM Armenia|am|en
AZ Azerbaijan|az|en
UA Ukraine|com.ua|en
MD Moldova|md|en
RO Romania|ro|en
BG Bulgaria|bg|en
GR Greece|gr|en
CY Cyprus|com.cy|en
HU Hungary|hu|en
CZ Czechia|cz|en
SK Slovakia|sk|en
SI Slovenia|si|en
HR Croatia|hr|en
BA Bosnia and Herzegovina|ba|en
RS Serbia|rs|en
MK North Macedonia|mk|en
AL Albania|al|en
EE Estonia|ee|en
LV Latvia|lv|en
LT Lithuania|lt|en
IS Iceland|is|en
LU Luxembourg|lu|fr
LI Liechtenstein|li|de
MC Monaco|mc|fr
QA Qatar|qa|en
KW Kuwait|com.kw|en
BH Bahrain|bh|en
OM Oman|om|en
JO Jordan|jo|en
LB Lebanon|com.lb|fr
IL Israel|co.il|en
MA Morocco|ma|fr
TN Tunisia|tn|fr
DZ Algeria|dz|fr
NG Nigeria|com.ng|en
KE Kenya|co.ke|en
GH Ghana|com.gh|en
TZ Tanzania|co.tz|en
UG Uganda|ug|en
ET Ethiopia|com.et|en
SN Senegal|sn|fr
CI Côte d'Ivoire|ci|fr
MU Mauritius|mu|en`

// MaxCountries is how many countries a leak can have, as many as the press
// counted in the incident of 2022.
const MaxCountries = 111

func countries() []country {
	list := make([]country, 0, MaxCountries)
	for line := range strings.SplitSeq(countryTable, "\n") {
		parts := strings.Split(line, "|")
		code, name, _ := strings.Cut(parts[0], " ")
		legal := legalForms[parts[2]]
		if len(parts) > 3 {
			legal = legalForms[parts[3]]
		}
		list = append(list, country{code, name, parts[1], parts[2], legal})
	}
	return list
}
