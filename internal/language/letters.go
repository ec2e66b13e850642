package language

import "unicode"

// ascii gives small letters for letters of ASCII, 0 for anything else.
var ascii = func() (t [128]byte) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	return t
}()

// codeMarks stand in code and its kin, and hardly in text.
var codeMarks = func() (t [128]bool) {
	for _, c := range []byte("{}[]=#\\`@&") {
		t[c] = true
	}
	return t
}()

// bases are the letters from U+00C0 to U+017F without case and marks, as in detect/fold.go.
const bases = "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll" +
	"lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

// marks are the languages that write a letter, or a sign, beyond ASCII.
var marks = func() (t [0x180]uint16) {
	for code, letters := range map[string]string{
		"de": "äöüß", "fr": "éèêëàâçùûîïôœ", "es": "ñáéíóú¿¡", "pt": "ãõçáéíóúâêôà", "it": "àèìòùé", "nl": "ëï", "tr": "ğşıçöü",
		"pl": "ąćęłńóśźż", "sv": "åäö", "da": "åæø", "no": "åæø", "fi": "äö", "cs": "áčďéěíňóřšťúůýž", "hu": "áéíóöőúüű", "ro": "ăâîşţ",
	} {
		for _, r := range letters {
			t[r] |= 1 << codeAt(code)
			if up := unicode.ToUpper(r); up != r && up < 0x180 && up > 0x80 {
				t[up] |= 1 << codeAt(code)
			}
		}
	}
	t['İ'] |= 1 << codeAt("tr")
	return t
}()

// A script is a system of writing.
type script int

const (
	latin script = iota
	han
	kana
	hangul
	cyrillic
	arabic
	greek
	hebrew
	thai
	devanagari
	others
	scripts
)

// scriptOf returns the script of a letter from U+0370 on, others for what is none.
func scriptOf(r rune) script {
	switch {
	case r < 0x400:
		return greek
	case r < 0x530:
		return cyrillic
	case r >= 0x590 && r < 0x600:
		return hebrew
	case r >= 0x620 && r < 0x700:
		return arabic
	case r >= 0x904 && r < 0x970:
		return devanagari
	case r >= 0xE01 && r < 0xE60:
		return thai
	case r >= 0x1E00 && r < 0x1F00:
		return latin
	case r >= 0x3041 && r <= 0x30FA:
		return kana
	case r >= 0x3400 && r <= 0x9FFF:
		return han
	case r >= 0xAC00 && r <= 0xD7A3:
		return hangul
	}
	return others
}

// Letters that tell languages of one script apart.
const (
	wideNone    = iota
	ukrainian   // і ї є ґ
	russian     // ы э ё
	bulgarian   // ъ
	serbian     // ђ ј љ њ ћ џ
	japanese    // characters that only Japanese writes so
	simplified  // and only China
	persian     // پ چ ژ گ and the Persian kaf and yeh
	wideLetters = 8
)

func wideOf(r rune) int {
	switch r {
	case 'і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є', 'Ґ':
		return ukrainian
	case 'ы', 'э', 'ё', 'Ы', 'Э', 'Ё':
		return russian
	case 'ъ', 'Ъ':
		return bulgarian
	case 'ђ', 'ј', 'љ', 'њ', 'ћ', 'џ':
		return serbian
	case 'پ', 'چ', 'ژ', 'گ', 'ک', 'ی':
		return persian
	case '円', '様', '払', '込', '働', '対', '応', '経', '総', '変', '価', '単', '売', '図', '実', '関', '発', '検', '県', '駅', '帰', '々', '〒', '氏', '桜', '沢', '浜', '広', '徳', '験', '歳', '届':
		return japanese
	case '们', '这', '为', '时', '说', '东', '车', '门', '见', '际', '码', '电', '单', '价', '总', '对', '应', '经', '实', '关', '发', '检', '书', '账', '购', '货', '销', '额', '户', '联', '责', '项', '订', '证', '员':
		return simplified
	}
	return wideNone
}

const (
	leastWide = 10 // letters of a script, for an answer
	wideLatin = 3  // letters of Latin that one of a script with characters for words is worth
	leastKana = 25 // where one character of so many is kana, a text is Japanese
)

// otherScript returns the language of a text that is not written in Latin letters.
func (t *Teller) otherScript() string {
	s := &t.scripts
	east := s[han] + s[kana]
	switch {
	case east >= leastWide && east*wideLatin >= s[latin] && east >= s[hangul]:
		if w := &t.wide; s[kana]*leastKana >= east || w[japanese] > w[simplified] && s[kana] > 0 {
			return "ja"
		}
		return "zh"
	case s[hangul] >= leastWide && s[hangul]*wideLatin >= s[latin]:
		return "ko"
	}
	for _, other := range [...]struct {
		script script
		code   string
	}{{cyrillic, "ru"}, {arabic, "ar"}, {greek, "el"}, {hebrew, "he"}, {thai, "th"}, {devanagari, "hi"}} {
		if n := s[other.script]; n < 2*leastWide || n < s[latin] {
			continue
		}
		switch {
		case other.script == cyrillic:
			return t.slavic()
		case other.script == arabic && t.wide[persian]*leastKana >= s[arabic]:
			return "fa"
		}
		return other.code
	}
	return ""
}

// slavic tells languages of Cyrillic letters apart.
func (t *Teller) slavic() string {
	w := &t.wide
	switch {
	case w[ukrainian] > w[russian]:
		return "uk"
	case w[serbian] > w[russian]:
		return ""
	case w[bulgarian] > w[russian]:
		return "bg"
	case w[russian] > 0:
		return "ru"
	}
	return ""
}
