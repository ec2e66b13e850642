package extract

import (
	"strings"
	"unicode"

	xenc "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// detectSize is how many bytes, and detectRunes how many characters beyond
// ASCII, are looked at to tell an encoding that nobody declared.
const (
	detectSize  = 16 << 10
	detectRunes = 1000
)

// detect tells the encoding of bytes that are not UTF-8 by the languages that
// people write: the one in whose letters the text makes most sense. Where none
// does, it is Windows-1252.
func detect(p []byte) xenc.Encoding {
	p = p[:min(len(p), detectSize)]
	if e := detectWide(p); e != nil {
		return e
	}
	best, sure := xenc.Encoding(charmap.Windows1252), 0
	for _, c := range codePages() {
		runes := decodeNarrow(c.page, p)
		for _, l := range c.languages {
			if s := l.fit(runes) - c.rare - l.rare; s > sure {
				best, sure = c.page, s
			}
		}
	}
	return best
}

// decodeNarrow decodes a code page of one byte a character.
func decodeNarrow(page *charmap.Charmap, p []byte) []rune {
	runes := make([]rune, 0, len(p))
	beyond := 0
	for _, b := range p {
		runes = append(runes, page.DecodeByte(b))
		if b >= 0x80 {
			if beyond++; beyond == detectRunes {
				break
			}
		}
	}
	return runes
}

// A language is the letters beyond ASCII that one language or several write
// with, in small letters.
type language struct {
	letters string
	latin   bool // they stand among ASCII letters
	rare    int  // how much better it must fit than the others
}

// A codePage is an encoding and the languages that it is used for.
type codePage struct {
	page      *charmap.Charmap
	languages []language
	rare      int // how much better it must fit than the others
}

const (
	western1 = "äöüß"
	western2 = "éèêëàâçîïôùûœæ"
	western3 = "áéíóúñü"
	western4 = "áâãàçéêíóôõú"
	western5 = "àèéìòù"
	western6 = "åäöæøé"
	western7 = "áðéíóúýþæö"
	mixed    = "äöüßéèêëàâçîïôùûœæáíóúñãõìòåøýÿ" // of several: lists of people of many countries
	russian  = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
)

func latin(letters ...string) []language { return languages(true, letters) }
func other(letters ...string) []language { return languages(false, letters) }

func languages(latin bool, letters []string) (all []language) {
	for _, l := range letters {
		all = append(all, language{l, latin, 0})
	}
	return all
}

// codePages are the encodings that are told apart, the commoner first.
func codePages() []codePage {
	const old = 900
	western := latin(western1, western2, western3, western4, western5, western6, western7)
	cyrillic := other(russian, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдђежзијклљмнњопрстћуфхцчџш")
	return []codePage{
		{charmap.Windows1252, append(western, language{mixed, true, 500}), 0},
		{charmap.Windows1250, latin("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ"), 0},
		{charmap.Windows1251, cyrillic, 0},
		{charmap.KOI8R, cyrillic[:1], 0},
		{charmap.CodePage866, cyrillic[:1], 0},
		{charmap.Windows1253, other("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"), 0},
		{charmap.Windows1254, latin("çğıöşüâîİ"), 0},
		{charmap.Windows1255, other("אבגדהוזחטיךכלםמןנסעףפץצקרשת"), 0},
		{charmap.Windows1256, other("ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيپچژگکی"), 0},
		{charmap.Windows1257, latin("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"), 0},
		{charmap.Windows874, other("กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะัาำิีึืฺุูเแโใไๅๆ็่้๊๋์"), 0},
		{charmap.CodePage850, western[:4], old},
		{charmap.CodePage852, latin("ąćęłńóśźż", "áčďéěíňóřšťúůýž"), old},
		{charmap.Macintosh, western[:4], old},
	}
}

// neutral are signs that any text may hold.
const neutral = "\u00a0‘’‚“”„–—…•€©®™°§«»·´№"

// fit says how well a text is one in l: for each character beyond ASCII, 20
// for a letter of the language and less, down to a debit, for what the language
// does not write. It is the mean times 100.
func (l language) fit(runes []rune) int {
	score, n := 0, 0
	for i, r := range runes {
		if r < 0x80 {
			continue
		}
		n++
		var before, after rune = ' ', ' '
		if i > 0 {
			before = runes[i-1]
		}
		if i+1 < len(runes) {
			after = runes[i+1]
		}
		score += l.weigh(before, r, after)
	}
	if n == 0 {
		return 0
	}
	return 100*score/n - l.mute(runes)
}

// mute is a debit for letters of another script than Latin among which there
// are too few vowels for the text to be spoken, or which are all capitals.
func (l language) mute(runes []rune) int {
	if l.latin || !strings.ContainsAny(l.letters, vowels) {
		return 0
	}
	letters, spoken, capitals := 0, 0, 0
	for _, r := range runes {
		if r >= 0x80 && unicode.IsLetter(r) {
			letters++
			capitals += b2i(unicode.IsUpper(r))
			spoken += b2i(strings.ContainsRune(vowels, unicode.ToLower(r)))
		}
	}
	switch {
	case spoken*100 < letters*28:
		return 1200
	case capitals*2 > letters:
		return 600
	}
	return 0
}

// vowels of Cyrillic and Greek.
const vowels = "аеёиоуыэюяіїєαεηιουωάέήίόύώϊϋ"

// weigh weighs one character between its neighbours.
func (l language) weigh(before, r, after rune) int {
	inWord := unicode.IsLetter(before) && unicode.IsLetter(after)
	switch {
	case !unicode.IsLetter(r) && !unicode.IsMark(r):
		switch {
		case r == '’' || r == '´':
			return 2
		case strings.ContainsRune(neutral, r) && !inWord:
			return 2
		case inWord:
			return -40
		}
		return -15
	case !strings.ContainsRune(l.letters, unicode.ToLower(r)) && !strings.ContainsRune(l.letters, r):
		return -20
	case unicode.IsUpper(r) && unicode.IsLower(before):
		return -30
	case unicode.IsLetter(after) && strings.ContainsRune(finals, r):
		return -40
	case l.latin:
		if !isASCIILetter(before) && !isASCIILetter(after) && (unicode.IsLetter(before) || unicode.IsLetter(after)) {
			return 4 // several in a row are rare
		}
		return sounds(before, r, after)
	case isASCIILetter(before) || isASCIILetter(after):
		return -20
	case !unicode.IsLetter(before) && !unicode.IsLetter(after) && !unicode.IsMark(before) && !unicode.IsMark(after):
		return 4
	}
	return 20
}

// sounds weighs a letter by its neighbours in a word: a consonant between consonants
// is hard to speak, as a vowel between vowels is, and the soft ones of Polish stand
// before no vowel. "Hélčne" is Hélène, "Dvoøák" is Dvořák.
func sounds(before, r, after rune) int {
	if !unicode.IsLetter(before) || !unicode.IsLetter(after) {
		return 20
	}
	vowel := isVowel(r)
	if isVowel(before) == vowel && isVowel(after) == vowel || isVowel(after) && strings.ContainsRune("ńśźćŃŚŹĆ", r) {
		return 4
	}
	return 20
}

// isVowel reports whether a Latin letter is a vowel.
func isVowel(r rune) bool {
	return strings.ContainsRune("aeiouyäöüéèêëàâîïôùûœæáíóúãõìòåøýÿąęěůőűăāėēīįūų", unicode.ToLower(r))
}

// finals are letters that stand at the end of a word only.
const finals = "ςךםןףץ"

func isASCIILetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

// Common characters of Chinese, simplified and traditional alike where no
// second line has them.
const (
	hanzi     = "的一是不了在人有我他中上大和地到以要就出可也你生能而子那得下自之年作里用道行所然家事成方多去法如都同面起看定天分好小部其些主理心本前但因只想日者意力把十民第公此已工使情明性知全三又正外高由最重物手文政美相利等新制身果加月合特代信表化老位次度常先海通教立比水名真各入口平系市司元电话址邮箱姓客户"
	onlyHans  = "这个们来为国说时会对发后过种经么学现当没动还进样开从实军无它与长机关点业将两间问并应战头体见产话给门员论处认条气题尔变总电数报结务计资许统区队决马书则听达强难权设记类据边张该规万领传师观让识带导争运"
	onlyHant  = "這個們來為國說時會對發後過種經麼學現當沒動還進樣開從實軍無它與長機關點業將兩間問並應戰頭體見產話給門員論處認條氣題爾變總電數報結務計資許統區隊決馬書則聽達強難權設記類據邊張該規萬領傳師觀讓識帶導爭運"
	japaneseC = "日本人大年会社株式東京部長様月時中国出行新電話番号住所名前"
)

// detectWide tells the encodings of East Asia, nil where it is none of them.
func detectWide(p []byte) xenc.Encoding {
	best, sure := xenc.Encoding(nil), 0
	for _, c := range []struct {
		enc    xenc.Encoding
		common string
		from   rune // of a script that counts as common
		to     rune
	}{
		{japanese.ShiftJIS, japaneseC, 0x3041, 0x30FC},
		{japanese.EUCJP, japaneseC, 0x3041, 0x30FC},
		{simplifiedchinese.GB18030, hanzi + onlyHans, 0, 0},
		{traditionalchinese.Big5, hanzi + onlyHant, 0, 0},
		{korean.EUCKR, "", 0xAC00, 0xD7A3},
	} {
		text, err := c.enc.NewDecoder().Bytes(trimWide(p))
		if err != nil {
			continue
		}
		wide, common, bad, mixed := 0, 0, 0, 0
		before := rune(0)
		for _, r := range string(text) {
			if r > 0xFF && isASCIILetter(before) || r < 0x80 && isASCIILetter(r) && before > 0xFF {
				mixed++
			}
			before = r
			switch {
			case r == unicode.ReplacementChar || r >= 0x80 && r < 0xA0 || r >= 0xE000 && r < 0xF900:
				bad++
			case r >= c.from && r <= c.to || r > 0xFF && strings.ContainsRune(c.common, r):
				wide++
				common++
			case r >= 0xFF61 && r <= 0xFF9F: // kana of one byte, which any byte may be
				wide++
			case r > 0xFF:
				wide++
			}
		}
		if wide == 0 || bad*50 > wide || mixed*3 > wide {
			continue
		}
		if share := 100 * common / wide; share >= 25 && share > sure && wide*4 >= beyondCount(p) {
			best, sure = c.enc, share
		}
	}
	return best
}

// trimWide cuts a sample of limited size before a sequence that may be cut in
// the middle: after its last ASCII byte, if there is one.
func trimWide(p []byte) []byte {
	for i := len(p) - 1; i > len(p)/2; i-- {
		if p[i] < 0x40 {
			return p[:i+1]
		}
	}
	return p
}

// beyondCount counts the bytes beyond ASCII.
func beyondCount(p []byte) int {
	n := 0
	for _, b := range p {
		if b >= 0x80 {
			n++
		}
	}
	return n
}
