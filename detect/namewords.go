package detect

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// nameWords splits a name at separators and changes of case, folds case and
// diacritics and drops numbers.
func nameWords(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words, word = append(words, string(word)), nil
		}
	}
	runes := []rune(foldDiacritics(name))
	for i, r := range runes {
		if !unicode.IsLetter(r) {
			end()
			continue
		}
		if unicode.IsUpper(r) && i > 0 {
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if unicode.IsLower(runes[i-1]) || unicode.IsUpper(runes[i-1]) && next {
				end()
			}
		}
		word = append(word, unicode.ToLower(r))
	}
	end()
	return words
}

var plainLetters = strings.NewReplacer("ß", "ss", "ø", "o", "Ø", "O", "ı", "i", "İ", "I", "ł", "l", "Ł", "L", "æ", "ae", "Æ", "Ae", "œ", "oe", "Œ", "Oe", "đ", "d")

// foldDiacritics takes accents off Latin letters.
func foldDiacritics(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < 0x80
	}
	if ascii {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(plainLetters.Replace(s)))
}
