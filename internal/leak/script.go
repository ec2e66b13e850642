package leak

import "strings"

// Invented names are syllables of a consonant and a vowel, so that any script can write them.

// kanaRows are the syllables of a consonant with each of the vowels.
var kanaRows = map[byte]string{
	'b': "バ,ベ,ビ,ボ,ブ", 'd': "ダ,デ,ディ,ド,ドゥ", 'f': "ファ,フェ,フィ,フォ,フ", 'g': "ガ,ゲ,ギ,ゴ,グ", 'h': "ハ,ヘ,ヒ,ホ,フ", 'k': "カ,ケ,キ,コ,ク",
	'l': "ラ,レ,リ,ロ,ル", 'm': "マ,メ,ミ,モ,ム", 'n': "ナ,ネ,ニ,ノ,ヌ", 'p': "パ,ペ,ピ,ポ,プ", 'r': "ラ,レ,リ,ロ,ル", 's': "サ,セ,シ,ソ,ス",
	't': "タ,テ,ティ,ト,トゥ", 'v': "ヴァ,ヴェ,ヴィ,ヴォ,ヴ", 'w': "ワ,ウェ,ウィ,ウォ,ウ", 'z': "ザ,ゼ,ジ,ゾ,ズ",
}

// kana writes a stem in katakana.
func kana(stem string) string {
	var b strings.Builder
	for i := 0; i+1 < len(stem); i += 2 {
		b.WriteString(list(kanaRows[stem[i]])[strings.IndexByte(vowels, stem[i+1])])
	}
	return b.String()
}

var cyrillicLetters = strings.NewReplacer("b", "б", "d", "д", "f", "ф", "g", "г", "h", "х", "k", "к", "l", "л", "m", "м", "n", "н", "p", "п", "r", "р",
	"s", "с", "t", "т", "v", "в", "w", "в", "z", "з", "a", "а", "e", "е", "i", "и", "o", "о", "u", "у")

// cyrillic writes a stem in Cyrillic letters, the first one large.
func cyrillic(stem string) string {
	r := []rune(cyrillicLetters.Replace(stem))
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

var arabicLetters = strings.NewReplacer("b", "ب", "d", "د", "f", "ف", "g", "غ", "h", "ه", "k", "ك", "l", "ل", "m", "م", "n", "ن", "p", "ب", "r", "ر",
	"s", "س", "t", "ت", "v", "ف", "w", "و", "z", "ز", "a", "ا", "e", "ي", "i", "ي", "o", "و", "u", "و")

// arabic writes a stem in Arabic letters.
func arabic(stem string) string { return arabicLetters.Replace(stem) }
